-- 人: 宛名番号, 履歴番号:number, 住民状態, 生=生年月日:date
-- 者 = 023/*: 番号=被保険者番号, 履歴=資格履歴番号:number, 宛名番号, 喪失=資格喪失年月日
WITH 最新 AS (
  SELECT 宛名番号, 住民状態, 生, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 資格 AS (
  SELECT 宛名番号, 喪失 FROM 者
  QUALIFY row_number() OVER (PARTITION BY 番号 ORDER BY 履歴 DESC) = 1
), 加入 AS (
  SELECT 宛名番号 FROM 資格 WHERE 喪失 IS NULL
), 高齢者 AS (
  SELECT 最新.宛名番号, 最新._row FROM 最新, 基準
  WHERE 最新.住民状態 IN {在住} AND 基準.日 - INTERVAL 1 MONTH > 最新.生 - INTERVAL 1 DAY + INTERVAL 65 YEAR
)
SELECT 高齢者._row FROM 高齢者 ANTI JOIN 加入 ON 高齢者.宛名番号 = 加入.宛名番号
