-- 帯: 記号=国保記号番号, 履歴番号:number, 世帯主=世帯主_宛名番号, 世帯番号
-- 資 = /国保資格: 記号=国保記号番号, 宛名番号, 履歴=被保険者履歴番号:number, 喪失=国保資格喪失年月日
-- 人 = 001/*: 宛名番号, 履歴番号:number, 世帯番号, 住民状態, 主=世帯主フラグ
WITH 国保世帯 AS (
  SELECT 記号, 世帯主, 世帯番号, _row FROM 帯
  QUALIFY row_number() OVER (PARTITION BY 記号 ORDER BY 履歴番号 DESC) = 1
), 資格 AS (
  SELECT 記号, 喪失 FROM 資
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴 DESC) = 1
), 加入 AS (
  SELECT DISTINCT 記号 FROM 資格 WHERE 喪失 IS NULL
), 最新 AS (
  SELECT 宛名番号, 世帯番号, 住民状態, 主 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 世帯主 AS (
  SELECT 世帯番号, min(宛名番号) AS 宛名番号 FROM 最新
  WHERE 住民状態 IN {在住} AND 主 IN {世帯主} GROUP BY 世帯番号 HAVING count(*) = 1
)
SELECT 国保世帯._row FROM 国保世帯 JOIN 加入 ON 国保世帯.記号 = 加入.記号
  JOIN 世帯主 ON 国保世帯.世帯番号 = 世帯主.世帯番号
WHERE 国保世帯.世帯主 <> 世帯主.宛名番号
