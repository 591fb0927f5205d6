-- 届: 宛名番号=@
-- 人 = 001/*: 宛名番号, 履歴番号:number, 性別
WITH 最新 AS (
  SELECT 宛名番号, 性別 FROM 人 QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 届._row FROM 届 JOIN 最新 ON 届.宛名番号 = 最新.宛名番号 WHERE 最新.性別 IN {男}
