-- 外国人: 宛名番号, 履歴番号:number, 満了=在留期間の満了の日:date
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態
WITH 最新 AS (
  SELECT 宛名番号, 住民状態 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 記載 AS (
  SELECT 宛名番号, 満了, _row FROM 外国人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 記載._row FROM 記載 JOIN 最新 ON 記載.宛名番号 = 最新.宛名番号, 基準
WHERE 最新.住民状態 IN {在住} AND 記載.満了 < 基準.日 - INTERVAL 2 MONTH
