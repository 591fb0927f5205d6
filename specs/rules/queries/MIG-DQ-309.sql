-- 賦: 番号=軽自管理番号, 年度=課税年度, 履歴番号:number, 宛名番号
-- 義 = /納税義務者: 番号=軽自管理番号, 宛名番号
WITH 最新 AS (
  SELECT 番号, 宛名番号, _row FROM 賦
  QUALIFY row_number() OVER (PARTITION BY 番号, 年度 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新 ANTI JOIN 義 ON 最新.番号 = 義.番号 AND 最新.宛名番号 = 義.宛名番号
