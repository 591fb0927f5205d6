-- 名: 名簿番号, 投票区コード, 履歴番号:number, 登録=登録年月日:date, 区分=被登録資格区分, 作成=住民票作成年月日:date, 届出=転入届出年月日:date
WITH 最新 AS (
  SELECT 登録, 区分, coalesce(届出, 作成) AS 起算, _row FROM 名
  QUALIFY row_number() OVER (PARTITION BY 名簿番号, 投票区コード ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新
WHERE 区分 IN {住所あり} AND 登録 < 起算 + INTERVAL 3 MONTH
