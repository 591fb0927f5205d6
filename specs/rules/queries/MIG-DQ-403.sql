-- 支: 事務所=福祉事務所コード, ケース=ケース番号, 月=@, 区分=支給区分, 額=差引支給額:number, 戻入=戻入額:number
-- 世 = /世帯*: 事務所=福祉事務所コード, ケース=ケース番号, 停止=停止年月日, 解除=停止解除年月日, 廃止=廃止年月日
WITH 終わり AS (
  SELECT 事務所, ケース, substr(coalesce(廃止, CASE WHEN 解除 IS NULL THEN 停止 END), 1, 7) AS 月 FROM 世
)
SELECT 支._row FROM 支 JOIN 終わり ON 支.事務所 = 終わり.事務所 AND 支.ケース = 終わり.ケース
WHERE 支.区分 IN {保護費} AND 支.月 > 終わり.月 AND 支.額 > coalesce(支.戻入, 0)
