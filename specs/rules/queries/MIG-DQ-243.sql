-- 証: 印鑑登録証番号, 印鑑登録番号, 亡失=亡失届出年月日, 返還=返還年月日, 失効=失効年月日
WITH 有効 AS (
  SELECT 印鑑登録番号, _row FROM 証
  WHERE 亡失 IS NULL AND 返還 IS NULL AND 失効 IS NULL AND 印鑑登録番号 IS NOT NULL
), 組 AS (
  SELECT 印鑑登録番号, min(_row) AS 初め FROM 有効 GROUP BY 印鑑登録番号 HAVING count(*) > 1
)
SELECT 有効._row FROM 有効 JOIN 組 ON 有効.印鑑登録番号 = 組.印鑑登録番号 WHERE 有効._row > 組.初め
