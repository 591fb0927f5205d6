-- 賦: 年度=課税年度|相当年度, 番号=通知書番号, 人=宛名番号|被保険者番号|国保記号番号, 履歴=課税情報履歴番号|課税履歴番号|賦課履歴番号:number, 額=普通徴収税額|年税額|年間保険料額|年間保険料（税）額:number
-- 調 = 014/調定: 年度=相当年度, 税目=税目コード, 番号=通知書番号, 額=調定額_本税（料）:number
WITH 最新 AS (
  SELECT 年度, 番号, 額, _row FROM 賦
  QUALIFY row_number() OVER (PARTITION BY 人, 年度 ORDER BY 履歴 DESC, _row) = 1
), 課税 AS (
  SELECT 年度, 番号, sum(額) AS 額, min(_row) AS _row FROM 最新 WHERE 番号 IS NOT NULL GROUP BY 年度, 番号
), 調定 AS (
  SELECT 年度, 番号, sum(額) AS 額 FROM 調 WHERE 税目 IN {税目} GROUP BY 年度, 番号
), 調定のある年度 AS (
  SELECT DISTINCT 年度 FROM 調定
)
SELECT 課税._row FROM 課税 JOIN 調定のある年度 ON 課税.年度 = 調定のある年度.年度
  LEFT JOIN 調定 ON 課税.年度 = 調定.年度 AND 課税.番号 = 調定.番号
WHERE coalesce(課税.額, 0) <> coalesce(調定.額, 0)
