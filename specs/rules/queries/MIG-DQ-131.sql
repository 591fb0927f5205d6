-- 国保: 宛名番号, 履歴番号=被保険者履歴番号|資格履歴番号|履歴番号:number, 取得=@:date, 喪失=*資格喪失年月日:date, 最新=最新フラグ
-- 後期 = 025/*: 宛名番号, 履歴番号=履歴番号|*履歴番号:number, 取得=*資格取得年月日:date, 喪失=*資格喪失年月日:date, 最新=最新フラグ
WITH 国保期間 AS (
  SELECT 宛名番号, 取得, 最新, 喪失 AS 終わり, coalesce(喪失, DATE '9999-12-31') AS 喪失, _row FROM 国保
  WHERE 宛名番号 IS NOT NULL AND 取得 IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 取得 ORDER BY 履歴番号 DESC, _row DESC) = 1
), 後期期間 AS (
  SELECT 宛名番号, 取得, 最新, 喪失 AS 終わり, coalesce(喪失, DATE '9999-12-31') AS 喪失, _row FROM 後期
  WHERE 宛名番号 IS NOT NULL AND 取得 IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 取得 ORDER BY 履歴番号 DESC, _row DESC) = 1
)
SELECT 国保期間._row AS _row
FROM 国保期間 JOIN 後期期間 ON 国保期間.宛名番号 = 後期期間.宛名番号
WHERE 国保期間.取得 < 後期期間.喪失 AND 後期期間.取得 < 国保期間.喪失
  AND 国保期間.取得 < 国保期間.喪失 AND 後期期間.取得 < 後期期間.喪失
  AND (国保期間.終わり IS NOT NULL OR coalesce(国保期間.最新, '1') <> '0')
  AND (後期期間.終わり IS NOT NULL OR coalesce(後期期間.最新, '1') <> '0')
