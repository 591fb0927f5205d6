-- 名: 名簿番号, 投票区コード, 履歴番号:number, 転出=転出年月日:date, 抹消=抹消年月日
WITH 最新 AS (
  SELECT 転出, 抹消, _row FROM 名
  QUALIFY row_number() OVER (PARTITION BY 名簿番号, 投票区コード ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新, 基準
WHERE 抹消 IS NULL AND 転出 < 基準.日 - INTERVAL 4 MONTH
