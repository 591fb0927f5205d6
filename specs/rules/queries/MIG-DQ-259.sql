-- 住: 附票番号, 在籍者番号, 履歴番号=住所履歴番号:number, 定=住所を定めた年月日:date
WITH 順 AS (
  SELECT 定, lag(定) OVER (PARTITION BY 附票番号, 在籍者番号 ORDER BY 履歴番号, _row) AS 前, _row FROM 住 WHERE 定 IS NOT NULL
)
SELECT _row FROM 順 WHERE 定 < 前
