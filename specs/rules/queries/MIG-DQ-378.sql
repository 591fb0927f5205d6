-- 診: 宛名番号, 種別=健診種別, 日=受診年月日:date
-- 人 = 001/*: 宛名番号, 履歴番号:number, 生=生年月日:date
WITH 最新 AS (
  SELECT 宛名番号, 生 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 月齢 AS (
  SELECT 診.種別, 診._row, (extract(year FROM 診.日) - extract(year FROM 最新.生)) * 12 + extract(month FROM 診.日)
    - extract(month FROM 最新.生) - CASE WHEN extract(day FROM 診.日) < extract(day FROM 最新.生) THEN 1 ELSE 0 END AS 月
  FROM 診 JOIN 最新 ON 診.宛名番号 = 最新.宛名番号
)
SELECT _row FROM 月齢
WHERE (種別 IN {一歳半} AND 月 NOT BETWEEN 17 AND 24) OR (種別 IN {三歳} AND 月 NOT BETWEEN 35 AND 48)
