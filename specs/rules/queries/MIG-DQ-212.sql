-- 世帯: 世帯番号, 消滅=世帯消滅年月日
-- 人 = 001/*: 宛名番号, 世帯番号, 履歴番号:number, 住民状態
WITH 最新 AS (
  SELECT 世帯番号, 住民状態 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 世帯._row FROM 世帯
ANTI JOIN (SELECT 世帯番号 FROM 最新 WHERE 住民状態 IN {在住}) AS 在住者 ON 世帯.世帯番号 = 在住者.世帯番号
WHERE 世帯.消滅 IS NULL
