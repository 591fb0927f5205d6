-- 履歴: 宛名番号, 履歴番号:number, 異動年月日=@:date, 異動事由
WITH 並べた AS (
  SELECT 異動年月日, max(異動年月日) OVER (
    PARTITION BY 宛名番号 ORDER BY 履歴番号 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS 前, _row
  FROM 履歴
  WHERE 宛名番号 IS NOT NULL AND 履歴番号 IS NOT NULL AND 異動年月日 IS NOT NULL
    AND coalesce(異動事由, '') NOT IN {除く事由}
)
SELECT _row FROM 並べた WHERE 異動年月日 < 前
