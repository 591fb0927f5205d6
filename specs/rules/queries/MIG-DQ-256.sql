-- 者: 戸籍番号, 在籍者番号, 除籍=除籍フラグ
-- 籍 = 003/*: 戸籍番号, 履歴番号:number, 区分=戸籍区分
-- 附 = 004/*: 戸籍番号, 在籍者番号, 附票番号
WITH 最新 AS (
  SELECT 戸籍番号, 区分 FROM 籍
  QUALIFY row_number() OVER (PARTITION BY 戸籍番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 者._row FROM 者
SEMI JOIN (SELECT 戸籍番号 FROM 最新 WHERE 区分 IN {現在}) AS 現在 ON 者.戸籍番号 = 現在.戸籍番号
ANTI JOIN 附 ON 者.戸籍番号 = 附.戸籍番号 AND 者.在籍者番号 = 附.在籍者番号
WHERE 者.除籍 IS NULL OR 者.除籍 NOT IN {除籍}
