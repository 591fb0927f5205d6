-- 就学: 宛名番号, 連番=就学連番:number, 履歴番号:number, 転学=転学年月日, 退学=退学年月日, 卒業=卒業年月日
WITH 最新 AS (
  SELECT 宛名番号, 連番, 転学, 退学, 卒業, _row FROM 就学
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 連番 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新 WHERE 転学 IS NULL AND 退学 IS NULL AND 卒業 IS NULL
QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 連番 DESC) > 1
