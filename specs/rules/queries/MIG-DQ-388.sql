-- 申: 宛名番号, 期限=申告期限, 額=@:number
-- 調 = 014/調定: 宛名番号, 税目=税目コード, 期限=法定納期限, 額=調定額_本税（料）:number
WITH 申告 AS (
  SELECT 宛名番号, 期限, sum(額) AS 額, min(_row) AS _row FROM 申 GROUP BY 宛名番号, 期限
), 調定 AS (
  SELECT 宛名番号, 期限, sum(額) AS 額 FROM 調 WHERE 税目 IN {税目} GROUP BY 宛名番号, 期限
), 調定のある期限 AS (
  SELECT DISTINCT 期限 FROM 調定
)
SELECT 申告._row FROM 申告 JOIN 調定のある期限 ON 申告.期限 = 調定のある期限.期限
  LEFT JOIN 調定 ON 申告.宛名番号 = 調定.宛名番号 AND 申告.期限 = 調定.期限
WHERE coalesce(調定.額, 0) <> greatest(coalesce(申告.額, 0), 0)
