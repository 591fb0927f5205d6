-- 受: 庁=受附庁コード, 年=受附年, 区分=本籍人区分, 番号=受附番号:number
WITH 順 AS (
  SELECT 番号, lag(番号) OVER (PARTITION BY 庁, 年, 区分 ORDER BY 番号, _row) AS 前, _row FROM 受 WHERE 番号 IS NOT NULL
)
SELECT _row FROM 順 WHERE 番号 - 前 > 1
