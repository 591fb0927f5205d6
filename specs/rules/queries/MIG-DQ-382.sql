-- 者: 戸籍番号, 在籍者番号:number, 区分=配偶者区分, 除籍=除籍フラグ
-- 籍 = /戸籍: 戸籍番号, 履歴番号:number, 種別=戸籍区分
WITH 最新 AS (
  SELECT 戸籍番号, 種別 FROM 籍 QUALIFY row_number() OVER (PARTITION BY 戸籍番号 ORDER BY 履歴番号 DESC) = 1
), 並び AS (
  SELECT 者._row, row_number() OVER (PARTITION BY 者.戸籍番号, 者.区分 ORDER BY 者.在籍者番号, 者._row) AS 何人目
  FROM 者 JOIN 最新 ON 者.戸籍番号 = 最新.戸籍番号
  WHERE 最新.種別 IN {現在} AND 者.区分 IS NOT NULL AND coalesce(者.除籍, '') NOT IN {除籍}
)
SELECT _row FROM 並び WHERE 何人目 > 1
