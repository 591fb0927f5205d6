-- 印: 印鑑登録番号, 履歴番号:number, 生=生年月日:date, 登録=登録年月日:date
WITH 最新 AS (
  SELECT 生, 登録, _row FROM 印
  QUALIFY row_number() OVER (PARTITION BY 印鑑登録番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新
WHERE 登録 < CASE WHEN extract(day FROM 生) = extract(day FROM 生 + INTERVAL 15 YEAR)
    THEN 生 + INTERVAL 15 YEAR - INTERVAL 1 DAY ELSE 生 + INTERVAL 15 YEAR END
