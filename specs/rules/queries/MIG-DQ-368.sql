-- 帳: 宛名番号, 番号=手帳番号, 交付=交付年月日, 返還=返還日|返還年月日, 最新フラグ
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態, 異動=異動年月日:date
WITH 最新 AS (
  SELECT 宛名番号, 住民状態, 異動 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 帳._row FROM 帳 JOIN 最新 ON 帳.宛名番号 = 最新.宛名番号, 基準
WHERE 帳.最新フラグ IN {最新} AND 帳.交付 IS NOT NULL AND 帳.返還 IS NULL
  AND 最新.住民状態 IN {死亡} AND coalesce(最新.異動 < 基準.日 - INTERVAL 1 MONTH, TRUE)
