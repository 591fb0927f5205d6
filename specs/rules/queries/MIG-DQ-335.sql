-- 賦: 記号=国保記号番号, 賦課年度, 相当年度, 履歴=賦課履歴番号:number, 世帯主=世帯主_宛名番号
-- 帯 = /国保世帯: 記号=国保記号番号, 世帯主=世帯主_宛名番号
WITH 最新 AS (
  SELECT 記号, 世帯主, _row FROM 賦
  QUALIFY row_number() OVER (PARTITION BY 記号, 賦課年度, 相当年度 ORDER BY 履歴 DESC) = 1
)
SELECT 最新._row FROM 最新 ANTI JOIN 帯 ON 最新.記号 = 帯.記号 AND 最新.世帯主 = 帯.世帯主
