-- 人: 宛名番号, 履歴番号:number, 住民種別, 住民状態
-- 外国人 = 001/*: 宛名番号, 区分=第30条45規定区分
WITH 最新 AS (
  SELECT 宛名番号, 住民種別, 住民状態, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新 ANTI JOIN 外国人 ON 最新.宛名番号 = 外国人.宛名番号
WHERE 最新.住民種別 IN {外国人} AND 最新.住民状態 IN {在住}
