-- 税: 宛名=対象者_宛名番号, 年度=適用年度:number, 適用=適用区分, 所得割=@:number, 区分=市町村民税課税区分, 換算=指定都市税率換算フラグ
-- 課 = 010/個人住民税課税情報: 宛名番号, 年度=課税年度:number, 履歴=課税情報履歴番号:number, 所得割=市町村民税_所得割額:number, 均等割=市町村民税_均等割額:number
WITH 最新 AS (
  SELECT 宛名番号, 年度, 所得割, 均等割 FROM 課
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 年度 ORDER BY 履歴 DESC) = 1
)
SELECT 税._row FROM 税 JOIN 最新 ON 税.宛名 = 最新.宛名番号
  AND 最新.年度 = 税.年度 - CASE WHEN 税.適用 IN {前年度} THEN 1 ELSE 0 END
WHERE coalesce(税.換算, '') NOT IN {換算}
  AND (税.所得割 < 最新.所得割 OR (税.区分 IN {非課税} AND coalesce(最新.所得割, 0) + coalesce(最新.均等割, 0) > 0))
