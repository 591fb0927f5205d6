-- 台: 所有者=@, 年度=課税年度, 最新フラグ
-- 継 = /現所有者*: 被相続人=被相続人_宛名番号, 終了=終了年月日
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態, 異動=異動年月日:date
WITH 亡くなった人 AS (
  SELECT 宛名番号, 異動 FROM (
    SELECT 宛名番号, 住民状態, 異動 FROM 人
    QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
  ) AS 最新 WHERE 住民状態 IN {死亡}
)
SELECT 台._row FROM 台 JOIN 亡くなった人 ON 台.所有者 = 亡くなった人.宛名番号
  ANTI JOIN (SELECT 被相続人 FROM 継 WHERE 終了 IS NULL) AS 届け出た人 ON 台.所有者 = 届け出た人.被相続人, 基準
WHERE 台.最新フラグ IN {最新} AND 亡くなった人.異動 < TRY_CAST(台.年度 || '-01-01' AS DATE)
  AND 亡くなった人.異動 < 基準.日 - INTERVAL 3 MONTH
