-- 決: 宛名番号, 所得=@, 始=支給決定有効期間開始年月日:date, 終=支給決定有効期間終了年月日:date, 最新フラグ
-- 税 = 010/個人住民税課税情報: 宛名番号, 年度=課税年度:number, 履歴=課税情報履歴番号:number, 区分=課税非課税区分, 所得割=市町村民税_所得割額:number, 均等割=市町村民税_均等割額:number
WITH 最新 AS (
  SELECT 宛名番号, 年度, 区分, 所得割, 均等割 FROM 税
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 年度 ORDER BY 履歴 DESC) = 1
)
SELECT 決._row FROM 決 JOIN 最新 ON 決.宛名番号 = 最新.宛名番号, 基準
WHERE 決.所得 IN {低所得} AND 決.最新フラグ IN {最新} AND 決.始 <= 基準.日 AND 決.終 >= 基準.日
  AND 最新.年度 = extract(year FROM 基準.日 - INTERVAL 6 MONTH) AND 最新.区分 IN {課税}
  AND coalesce(最新.所得割, 0) + coalesce(最新.均等割, 0) > 0
