-- 収: 番号=支給認定証番号, 月=対象年月, 額=@:number, 未済=還付未済額:number, 還付=還付充当区分
-- 調 = /保育料調定: 番号=支給認定証番号, 月=対象年月, 履歴=調定履歴番号:number, 額=調定額:number
WITH 調定 AS (
  SELECT 番号, 月, 額 FROM 調 QUALIFY row_number() OVER (PARTITION BY 番号, 月 ORDER BY 履歴 DESC) = 1
), 収納 AS (
  SELECT 番号, 月, sum(額) AS 額, max(coalesce(未済, 0)) AS 未済, max(還付) AS 還付, min(_row) AS _row
  FROM 収 GROUP BY 番号, 月
)
SELECT 収納._row FROM 収納 JOIN 調定 ON 収納.番号 = 調定.番号 AND 収納.月 = 調定.月
WHERE 収納.額 > 調定.額 AND 収納.未済 = 0 AND 収納.還付 IS NULL
