-- 証: 宛名番号, 終了=支給決定有効期間終了年月日|有効期間終了年月日:date, 最新フラグ
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態, 異動=異動年月日:date
WITH 最新 AS (
  SELECT 宛名番号, 住民状態, 異動 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 証._row FROM 証 JOIN 最新 ON 証.宛名番号 = 最新.宛名番号, 基準
WHERE 証.最新フラグ IN {最新} AND 証.終了 > 基準.日
  AND 最新.住民状態 IN {死亡} AND coalesce(最新.異動 < 基準.日 - INTERVAL 1 MONTH, TRUE)
