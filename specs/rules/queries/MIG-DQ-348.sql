-- 行: 宛名番号, 認定=国保資格取得年月日|資格取得年月日|認定年月日, 終了=国保資格喪失年月日|資格喪失年月日|消滅年月日, 特例=住所地特例フラグ|マル学マル遠区分|資格喪失事由|消滅事由, 最新フラグ
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態, 異動=異動年月日:date
WITH 最新 AS (
  SELECT 宛名番号, 住民状態, 異動 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 行._row FROM 行 JOIN 最新 ON 行.宛名番号 = 最新.宛名番号, 基準
WHERE 行.最新フラグ IN {最新} AND 行.認定 IS NOT NULL AND 行.終了 IS NULL AND coalesce(行.特例, '0') = '0'
  AND 最新.住民状態 IN {転出} AND 最新.異動 < 基準.日 - INTERVAL 1 MONTH
