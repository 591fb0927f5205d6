-- 者: 番号=被保険者番号, 履歴=資格履歴番号:number, 区分=被保険者区分コード, 生=生年月日:date, 取得=資格取得年月日:date, 事由=資格取得事由, 喪失=資格喪失年月日:date
WITH 最新 AS (
  SELECT 区分, 取得, 事由, 喪失, 生 - INTERVAL 1 DAY + INTERVAL 40 YEAR AS 四十歳, 生 - INTERVAL 1 DAY + INTERVAL 65 YEAR AS 六五歳, _row FROM 者
  QUALIFY row_number() OVER (PARTITION BY 番号 ORDER BY 履歴 DESC) = 1
)
SELECT 最新._row FROM 最新, 基準
WHERE (区分 IN {第一号} AND coalesce(喪失, 基準.日) < 六五歳)
  OR (区分 IN {第二号} AND (取得 < 四十歳 OR (喪失 IS NULL AND 基準.日 - INTERVAL 1 MONTH > 六五歳)))
  OR (事由 IN {六十五歳} AND 取得 <> 六五歳 AND 取得 <> DATE '2000-04-01')
