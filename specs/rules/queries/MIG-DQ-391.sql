-- 宅: 年度=課税年度, 区分=住宅用地区分, 家屋=家屋_物件番号
-- 台 = /家屋課税台帳: 物件番号, 年度=課税年度, 履歴番号:number, 種類=家屋_現況種類
WITH 最新 AS (
  SELECT 物件番号, 年度, 種類 FROM 台
  QUALIFY row_number() OVER (PARTITION BY 物件番号, 年度 ORDER BY 履歴番号 DESC) = 1
)
SELECT 宅._row FROM 宅 JOIN 最新 ON 宅.家屋 = 最新.物件番号 AND 宅.年度 = 最新.年度
WHERE 宅.区分 IN {住宅用地} AND 最新.種類 IN {住宅以外}
