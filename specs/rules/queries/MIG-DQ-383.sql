-- 附: 附票番号, 履歴番号:number, 区分=附票区分
-- 基 = /附票_基本: 附票番号, 戸籍番号
-- 籍 = 003/戸籍: 戸籍番号, 履歴番号:number, 区分=戸籍区分
WITH 最新 AS (
  SELECT 附票番号, 区分, _row FROM 附 QUALIFY row_number() OVER (PARTITION BY 附票番号 ORDER BY 履歴番号 DESC) = 1
), 今 AS (
  SELECT 戸籍番号, 区分 FROM 籍 QUALIFY row_number() OVER (PARTITION BY 戸籍番号 ORDER BY 履歴番号 DESC) = 1
), 組 AS (
  SELECT 最新._row, 最新.区分, 今.区分 AS 戸籍区分,
    max(CASE WHEN 最新.区分 IN {現在} THEN 1 ELSE 0 END) OVER (PARTITION BY 基.戸籍番号) AS 現在あり
  FROM 最新 JOIN 基 ON 最新.附票番号 = 基.附票番号 JOIN 今 ON 基.戸籍番号 = 今.戸籍番号
)
SELECT _row FROM 組
WHERE (戸籍区分 IN {現在} AND 区分 IN {消除} AND 現在あり = 0) OR (戸籍区分 IN {消除} AND 区分 IN {現在})
