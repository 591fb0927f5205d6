-- 員: 事務所=福祉事務所コード, ケース=ケース番号, 宛名番号, 開始=保護開始年月日:date, 廃止=保護廃止年月日:date
-- 世 = /世帯*: 事務所=福祉事務所コード, ケース=ケース番号, 停止=停止年月日, 廃止=廃止年月日:date
-- 資 = 025/*: 宛名番号, 履歴=履歴番号:number, 取得=被保険者資格取得年月日:date, 喪失=被保険者資格喪失年月日:date
WITH 員の期間 AS (
  SELECT 員.宛名番号, 員.開始, coalesce(員.廃止, 世.廃止, DATE '9999-12-31') AS 終わり, 員._row
  FROM 員 JOIN 世 ON 員.事務所 = 世.事務所 AND 員.ケース = 世.ケース
  WHERE 世.停止 IS NULL AND 員.開始 IS NOT NULL
), 資格 AS (
  SELECT 宛名番号, 取得, coalesce(喪失, DATE '9999-12-31') AS 喪失 FROM 資 WHERE 取得 IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 取得 ORDER BY 履歴 DESC) = 1
)
SELECT 員の期間._row FROM 員の期間 JOIN 資格 ON 員の期間.宛名番号 = 資格.宛名番号
WHERE 員の期間.開始 < 資格.喪失 AND 資格.取得 < 員の期間.終わり AND 資格.取得 < 資格.喪失
