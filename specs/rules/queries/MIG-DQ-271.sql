-- 在外: 在外名簿番号, 履歴番号:number, 帰国=国内住所を定めた年月日:date, 抹消=抹消年月日
WITH 最新 AS (
  SELECT 帰国, 抹消, _row FROM 在外
  QUALIFY row_number() OVER (PARTITION BY 在外名簿番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新, 基準
WHERE 抹消 IS NULL AND 帰国 < 基準.日 - INTERVAL 4 MONTH
