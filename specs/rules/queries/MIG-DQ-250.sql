-- 籍: 戸籍番号, 履歴番号:number, 氏名=筆頭者_氏名, 氏=筆頭者_氏
-- 者 = 003/*: 戸籍番号, 在籍者番号, 名
WITH 最新 AS (
  SELECT 戸籍番号, 氏名, 氏, _row FROM 籍
  QUALIFY row_number() OVER (PARTITION BY 戸籍番号 ORDER BY 履歴番号 DESC) = 1
), 筆頭者 AS (
  SELECT 最新._row FROM 最新 JOIN 者 ON 最新.戸籍番号 = 者.戸籍番号
  WHERE replace(concat(最新.氏, 者.名), '　', '') = replace(最新.氏名, '　', '')
), 記録 AS (
  SELECT 最新._row FROM 最新 SEMI JOIN 者 ON 最新.戸籍番号 = 者.戸籍番号
)
SELECT 記録._row FROM 記録 ANTI JOIN 筆頭者 ON 記録._row = 筆頭者._row
