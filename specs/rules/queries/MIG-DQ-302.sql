-- 税: 宛名番号, 年度=課税年度, 履歴=課税情報履歴番号:number, 市所得割=市町村民税_所得割額:number, 市均等割=市町村民税_均等割額:number, 県所得割=都道府県民税_所得割額:number, 県均等割=都道府県民税_均等割額:number, 森林=森林環境税額:number, 減税=定額減税_控除額:number, 年税額:number
-- 減免 = /減免: 宛名番号, 年度=課税年度, 市=市町村民税_減免額:number, 県=都道府県民税_減免額:number, 取消=減免取消年月日
WITH 最新 AS (
  SELECT 宛名番号, 年度, 年税額, coalesce(減税, 0) AS 減税, _row,
    市所得割 + 市均等割 + 県所得割 + 県均等割 + coalesce(森林, 0) AS 内訳
  FROM 税
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 年度 ORDER BY 履歴 DESC) = 1
), 減免額 AS (
  SELECT 宛名番号, 年度, sum(coalesce(市, 0) + coalesce(県, 0)) AS 額 FROM 減免 WHERE 取消 IS NULL GROUP BY 宛名番号, 年度
)
SELECT 最新._row FROM 最新 LEFT JOIN 減免額 ON 最新.宛名番号 = 減免額.宛名番号 AND 最新.年度 = 減免額.年度
WHERE 年税額 > 内訳 OR (年税額 <= 内訳 - 減税 - coalesce(額, 0) - 100 AND 年税額 <> 0)
  OR (年税額 = 0 AND 内訳 - 減税 - coalesce(額, 0) >= 100)
