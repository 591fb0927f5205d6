-- 者: 番号=被保険者番号, 履歴番号:number, 生=生年月日:date, 取得=被保険者資格取得年月日:date, 事由=被保険者資格取得事由コード, 障害=障害認定フラグ
WITH 最新 AS (
  SELECT 生, 取得, 事由, coalesce(障害, '0') AS 障害, 生 - INTERVAL 1 DAY + INTERVAL 75 YEAR + INTERVAL 1 DAY AS 七五歳, _row FROM 者
  QUALIFY row_number() OVER (PARTITION BY 番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新
WHERE (事由 IN {年齢} AND 取得 <> 七五歳 AND 取得 <> DATE '2008-04-01')
  OR (事由 NOT IN {年齢} AND 事由 NOT IN {障害認定} AND 障害 <> '1' AND 取得 < 七五歳)
  OR 取得 < 生 - INTERVAL 1 DAY + INTERVAL 65 YEAR
