-- 就学: 宛名番号, 就学連番, 履歴番号:number, 学校コード, 区分=就学区分, 指定=指定校コード, 変更=指定校変更フラグ, 区域外=区域外就学フラグ, 転学=転学年月日, 退学=退学年月日, 卒業=卒業年月日
WITH 最新 AS (
  SELECT 学校コード, 区分, 指定, 変更, 区域外, 転学, 退学, 卒業, _row FROM 就学
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 就学連番 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新
WHERE 区分 IN {市町村立} AND 指定 <> 学校コード
  AND coalesce(変更, '') NOT IN {変更} AND coalesce(区域外, '') NOT IN {区域外}
  AND 転学 IS NULL AND 退学 IS NULL AND 卒業 IS NULL
