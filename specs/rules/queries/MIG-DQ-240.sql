-- 印: 印鑑登録番号, 履歴番号:number, 宛名番号, 状態=登録状態区分
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態
WITH 最新 AS (
  SELECT 宛名番号, 住民状態 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 登録 AS (
  SELECT 宛名番号, 状態, _row FROM 印
  QUALIFY row_number() OVER (PARTITION BY 印鑑登録番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 登録._row FROM 登録
ANTI JOIN (SELECT 宛名番号 FROM 最新 WHERE 住民状態 IN {在住}) AS 在住者 ON 登録.宛名番号 = 在住者.宛名番号
WHERE 登録.状態 IN {登録中}
