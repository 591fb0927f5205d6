-- 印: 印鑑登録番号, 履歴番号:number, 宛名番号, 状態=登録状態区分
WITH 最新 AS (
  SELECT 宛名番号, 状態, _row FROM 印
  QUALIFY row_number() OVER (PARTITION BY 印鑑登録番号 ORDER BY 履歴番号 DESC) = 1
), 登録 AS (
  SELECT 宛名番号, _row FROM 最新 WHERE 状態 IN {登録中} AND 宛名番号 IS NOT NULL
), 組 AS (
  SELECT 宛名番号, min(_row) AS 初め FROM 登録 GROUP BY 宛名番号 HAVING count(*) > 1
)
SELECT 登録._row FROM 登録 JOIN 組 ON 登録.宛名番号 = 組.宛名番号 WHERE 登録._row > 組.初め
