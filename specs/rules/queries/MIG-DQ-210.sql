-- 人: 宛名番号, 世帯番号, 履歴番号:number, 住民状態, 主=世帯主フラグ
WITH 最新 AS (
  SELECT 世帯番号, 住民状態, 主, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT min(_row) AS _row FROM 最新
WHERE 住民状態 IN {在住} AND 世帯番号 IS NOT NULL
GROUP BY 世帯番号 HAVING sum(CASE WHEN 主 = '1' THEN 1 ELSE 0 END) <> 1
