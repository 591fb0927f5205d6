-- 者: 宛名番号, 履歴番号:number, 種別, 生=生年月日:date, 取得=資格取得年月日:date, 喪失=資格喪失年月日
WITH 最新 AS (
  SELECT 種別, 生, 取得, 喪失, _row FROM 者
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新, 基準
WHERE (種別 IN {第一号} AND 取得 < 生 - INTERVAL 1 DAY + INTERVAL 20 YEAR)
  OR (喪失 IS NULL AND 種別 IN {第一号} AND 基準.日 - INTERVAL 1 MONTH > 生 - INTERVAL 1 DAY + INTERVAL 60 YEAR)
  OR (喪失 IS NULL AND 種別 IN {任意} AND 基準.日 - INTERVAL 1 MONTH > 生 - INTERVAL 1 DAY + INTERVAL 70 YEAR)
