-- 納: 宛名番号, 年度=課税年度, 履歴番号:number, 区分=納税義務者区分, 最新フラグ
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態, 異動=異動年月日:date, 開始=住民となった年月日:date
WITH 対象 AS (
  SELECT 宛名番号, TRY_CAST(年度 || '-01-01' AS DATE) AS 期日, _row FROM 納
  WHERE 区分 IN {住所} AND 最新フラグ IN {最新}
), 期日前 AS (
  SELECT 対象._row AS 納の行, 人.住民状態 FROM 対象 JOIN 人 ON 対象.宛名番号 = 人.宛名番号
  WHERE 人.異動 < 対象.期日 OR (人.異動 = 対象.期日 AND 人.住民状態 IN {在住})
  QUALIFY row_number() OVER (PARTITION BY 対象._row ORDER BY 人.履歴番号 DESC) = 1
), 住み始め AS (
  SELECT 宛名番号, min(開始) AS 開始 FROM 人 GROUP BY 宛名番号
)
SELECT 対象._row FROM 対象 JOIN 住み始め ON 対象.宛名番号 = 住み始め.宛名番号
  LEFT JOIN 期日前 ON 対象._row = 期日前.納の行
WHERE 期日前.住民状態 NOT IN {在住} OR (期日前.納の行 IS NULL AND 住み始め.開始 > 対象.期日)
