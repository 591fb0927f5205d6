-- 籍: 戸籍番号, 履歴番号:number, 区分=戸籍区分
-- 者 = 003/*: 戸籍番号, 在籍者番号, 除籍=除籍フラグ
WITH 最新 AS (
  SELECT 戸籍番号, 区分, _row FROM 籍
  QUALIFY row_number() OVER (PARTITION BY 戸籍番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新
ANTI JOIN (SELECT 戸籍番号 FROM 者 WHERE 除籍 IS NULL OR 除籍 NOT IN {除籍}) AS 在籍者 ON 最新.戸籍番号 = 在籍者.戸籍番号
WHERE 最新.区分 IN {現在}
