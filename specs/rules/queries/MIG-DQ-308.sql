-- 賦: 番号=軽自管理番号, 年度=課税年度, 履歴番号:number, 課税区分
-- 車 = /軽自動車等*: 番号=軽自管理番号, 履歴番号:number, 発生=納税義務発生年月日:date, 廃車=廃車年月日:date
WITH 最新 AS (
  SELECT 番号, 課税区分, TRY_CAST(年度 || '-04-01' AS DATE) AS 期日, _row FROM 賦
  QUALIFY row_number() OVER (PARTITION BY 番号, 年度 ORDER BY 履歴番号 DESC) = 1
), 初め AS (
  SELECT 番号, min(発生) AS 発生 FROM 車 GROUP BY 番号 HAVING min(履歴番号) = 1
), 今 AS (
  SELECT 番号, 廃車 FROM 車
  QUALIFY row_number() OVER (PARTITION BY 番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新 LEFT JOIN 初め ON 最新.番号 = 初め.番号 LEFT JOIN 今 ON 最新.番号 = 今.番号
WHERE 最新.課税区分 IN {課税} AND (今.廃車 < 最新.期日 OR 初め.発生 > 最新.期日)
