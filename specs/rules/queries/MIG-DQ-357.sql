-- 員: 事務所=福祉事務所コード, ケース=ケース番号, 宛名番号, 開始=保護開始年月日, 廃止=保護廃止年月日
-- 世 = /世帯*: 事務所=福祉事務所コード, ケース=ケース番号, 居住地区分, 廃止=廃止年月日
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態, 異動=異動年月日:date
WITH 最新 AS (
  SELECT 宛名番号, 住民状態, 異動 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 員._row FROM 員 JOIN 世 ON 員.事務所 = 世.事務所 AND 員.ケース = 世.ケース
  JOIN 最新 ON 員.宛名番号 = 最新.宛名番号, 基準
WHERE 員.開始 IS NOT NULL AND 員.廃止 IS NULL AND 世.廃止 IS NULL
  AND coalesce(最新.異動 < 基準.日 - INTERVAL 1 MONTH, TRUE)
  AND (最新.住民状態 IN {死亡} OR (最新.住民状態 IN {転出} AND 世.居住地区分 IN {居住地}))
