-- 賦: 車=軽自管理番号, 年度=課税年度, 履歴番号:number, 区分=課税区分, 額=年税額:number
-- 減 = /軽自動車税減免: 車=軽自管理番号, 年度=課税年度, 承認=減免承認フラグ, 取消=取消年月日, 額=減免額:number
WITH 最新 AS (
  SELECT 車, 年度, 区分, 額, _row FROM 賦
  QUALIFY row_number() OVER (PARTITION BY 車, 年度 ORDER BY 履歴番号 DESC) = 1
), 減免 AS (
  SELECT 車, 年度, sum(額) AS 額 FROM 減 WHERE 承認 IN {承認} AND 取消 IS NULL GROUP BY 車, 年度
)
SELECT 最新._row FROM 最新 LEFT JOIN 減免 ON 最新.車 = 減免.車 AND 最新.年度 = 減免.年度
WHERE (最新.区分 IN {課税} AND 減免.額 >= 最新.額 AND 最新.額 > 0) OR (最新.区分 IN {減免} AND 減免.車 IS NULL)
