-- 簿: 宛名番号, 履歴番号:number, 生=生年月日:date, 学年:number
-- 猶予 = 017/*: 宛名番号, 猶予免除連番
WITH 最新 AS (
  SELECT 宛名番号, 生, 学年, _row FROM 簿
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新 ANTI JOIN 猶予 ON 最新.宛名番号 = 猶予.宛名番号, 基準
WHERE 最新.学年 BETWEEN 1 AND 9
  AND 最新.学年 <> extract(year FROM 基準.日 - INTERVAL 3 MONTH) - extract(year FROM 最新.生 - INTERVAL 1 DAY - INTERVAL 3 MONTH) - 6
