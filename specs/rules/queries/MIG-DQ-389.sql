-- 名: 宛名番号, 年度=課税年度, 額=@:number, 土地免=土地_免税点未満区分, 家屋免=家屋_免税点未満区分, 償却免=償却資産_免税点未満区分
-- 賦 = /固定資産税賦課: 宛名番号, 年度=課税年度, 履歴=課税履歴番号:number, 土地=土地_課税標準額:number, 家屋=家屋_課税標準額:number, 償却=償却資産_課税標準額:number
WITH 最新 AS (
  SELECT 宛名番号, 年度, 土地, 家屋, 償却 FROM 賦
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 年度 ORDER BY 履歴 DESC) = 1
), 対 AS (
  SELECT 名._row, 名.額,
    CASE WHEN '土地' IN {資産} THEN 名.土地免 WHEN '家屋' IN {資産} THEN 名.家屋免 ELSE 名.償却免 END AS 免税点,
    CASE WHEN '土地' IN {資産} THEN 最新.土地 WHEN '家屋' IN {資産} THEN 最新.家屋 ELSE 最新.償却 END AS 賦課
  FROM 名 JOIN 最新 ON 名.宛名番号 = 最新.宛名番号 AND 名.年度 = 最新.年度
)
SELECT _row FROM 対 WHERE coalesce(免税点, '') NOT IN {未満} AND abs(額 - coalesce(賦課, 0)) >= 1000
