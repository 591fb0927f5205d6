-- 措置: 宛名番号, 履歴番号:number, 終了=支援措置終了年月日:date, 区分=支援措置区分
WITH 最新 AS (
  SELECT 終了, 区分, _row FROM 措置
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新, 基準 WHERE 区分 IN {措置中} AND 終了 < 基準.日
