-- 人: 宛名番号, 履歴番号:number, 主=世帯主フラグ, 続柄=続柄表記
WITH 最新 AS (
  SELECT 主, 続柄, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新
WHERE (主 IN {世帯主} AND 続柄 NOT IN ('世帯主', '本人')) OR (主 NOT IN {世帯主} AND 続柄 = '世帯主')
