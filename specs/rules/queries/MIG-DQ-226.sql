-- 人: 宛名番号, 履歴番号:number, 住民状態, 通称
-- 歴 = 001/*: 宛名番号, 区分=通称_記載削除区分
WITH 最新 AS (
  SELECT 宛名番号, 住民状態, 通称, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新 ANTI JOIN 歴 ON 最新.宛名番号 = 歴.宛名番号
WHERE 最新.通称 IS NOT NULL AND 最新.住民状態 IN {在住}
