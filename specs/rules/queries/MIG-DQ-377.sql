-- 診: 宛名番号, 日=@:date
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態, 生=生年月日:date, 異動=異動年月日:date
WITH 最新 AS (
  SELECT 宛名番号, 住民状態, 生, 異動 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 診._row FROM 診 JOIN 最新 ON 診.宛名番号 = 最新.宛名番号
WHERE 診.日 < 最新.生 OR (最新.住民状態 IN {死亡} AND 診.日 > 最新.異動)
