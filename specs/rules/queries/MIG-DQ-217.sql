-- 人: 宛名番号, 履歴番号:number, 世帯番号, 住民状態, 主=世帯主フラグ, 町=住所_町字, 番地=住所_番地号表記, 方書=住所_方書
WITH 最新 AS (
  SELECT 世帯番号, 住民状態, 主, 町, 番地, 方書, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 在住者 AS (
  SELECT * FROM 最新 WHERE 住民状態 IN {在住} AND 世帯番号 IS NOT NULL
), 世帯主 AS (
  SELECT 世帯番号, 町, 番地, 方書 FROM 在住者 WHERE 主 IN {世帯主}
  QUALIFY count(*) OVER (PARTITION BY 世帯番号) = 1
)
SELECT 員._row FROM 在住者 AS 員 JOIN 世帯主 ON 員.世帯番号 = 世帯主.世帯番号
WHERE 員.町 IS DISTINCT FROM 世帯主.町
  OR 員.番地 IS DISTINCT FROM 世帯主.番地
  OR 員.方書 IS DISTINCT FROM 世帯主.方書
