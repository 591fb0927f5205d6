-- 人: 宛名番号, 世帯番号, 履歴番号:number, 住民状態
-- 世帯 = 001/*: 世帯番号, 消滅=世帯消滅年月日:date
WITH 最新 AS (
  SELECT 世帯番号, 住民状態, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新 JOIN 世帯 ON 最新.世帯番号 = 世帯.世帯番号, 基準
WHERE 最新.住民状態 IN {在住} AND 世帯.消滅 <= 基準.日
