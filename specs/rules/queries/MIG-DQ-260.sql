-- 名: 名簿番号, 投票区コード, 履歴番号:number, 生=生年月日:date, 登録=登録年月日:date, 事由=登録事由
WITH 最新 AS (
  SELECT 生, 登録, 事由, _row FROM 名
  QUALIFY row_number() OVER (PARTITION BY 名簿番号, 投票区コード ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新
WHERE 事由 IN {定時} AND 登録 < CASE WHEN extract(day FROM 生) = extract(day FROM 生 + INTERVAL 18 YEAR)
    THEN 生 + INTERVAL 18 YEAR - INTERVAL 1 DAY ELSE 生 + INTERVAL 18 YEAR END
