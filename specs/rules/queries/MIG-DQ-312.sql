-- 賦: 番号=軽自管理番号, 年度=課税年度, 履歴番号:number, 税率=税率区分, 課税区分, 額=年税額:number
-- 車 = /軽自動車等*: 番号=軽自管理番号, 履歴番号:number, 種別=種別コード
WITH 賦課 AS (
  SELECT 番号, 年度, 税率, 課税区分, 額, _row FROM 賦
  QUALIFY row_number() OVER (PARTITION BY 番号, 年度 ORDER BY 履歴番号 DESC) = 1
), 車両 AS (
  SELECT 番号, 種別 FROM 車
  QUALIFY row_number() OVER (PARTITION BY 番号 ORDER BY 履歴番号 DESC) = 1
), 課税 AS (
  SELECT 賦課.年度, 車両.種別, 賦課.税率, 賦課.額, 賦課._row FROM 賦課 JOIN 車両 ON 賦課.番号 = 車両.番号
  WHERE 賦課.課税区分 IN {課税} AND 賦課.税率 NOT IN {その他} AND 賦課.額 IS NOT NULL
), 台数 AS (
  SELECT 年度, 種別, 税率, 額, count(*) AS 数 FROM 課税 GROUP BY 年度, 種別, 税率, 額
), 最多 AS (
  SELECT 年度, 種別, 税率, 額, 数, max(数) OVER (PARTITION BY 年度, 種別, 税率) AS 多い FROM 台数
)
SELECT 課税._row FROM 課税 JOIN 最多
  ON 課税.年度 = 最多.年度 AND 課税.種別 = 最多.種別 AND 課税.税率 = 最多.税率 AND 課税.額 = 最多.額
WHERE 最多.多い >= 3 AND 最多.数 * 3 <= 最多.多い
