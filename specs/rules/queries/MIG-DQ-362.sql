-- 者: 宛名番号, 履歴=被保険者履歴番号:number, 生=生年月日:date, 喪失=国保資格喪失年月日:date
WITH 最新 AS (
  SELECT 生, 喪失, _row FROM 者
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴 DESC) = 1
)
SELECT 最新._row FROM 最新, 基準
WHERE coalesce(喪失, 基準.日) > 生 - INTERVAL 1 DAY + INTERVAL 75 YEAR + INTERVAL 1 DAY + INTERVAL 1 MONTH
  AND coalesce(喪失, 基準.日) > DATE '2008-05-01'
