-- 者: 戸籍番号, 宛名番号, 除籍=除籍フラグ, 除籍日=除籍年月日:date, 事由=除籍事由
-- 籍 = /戸籍: 戸籍番号, 履歴番号:number, 区分=戸籍区分
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態, 異動=異動年月日:date
WITH 現在の籍 AS (
  SELECT 戸籍番号 FROM (
    SELECT 戸籍番号, 区分 FROM 籍 QUALIFY row_number() OVER (PARTITION BY 戸籍番号 ORDER BY 履歴番号 DESC) = 1
  ) AS 籍の最新 WHERE 区分 IN {現在}
), 最新 AS (
  SELECT 宛名番号, 住民状態, 異動 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 者._row FROM 者 JOIN 最新 ON 者.宛名番号 = 最新.宛名番号
  LEFT JOIN 現在の籍 ON 者.戸籍番号 = 現在の籍.戸籍番号, 基準
WHERE (者.事由 IN {死亡事由} AND 最新.住民状態 IN {在住} AND coalesce(者.除籍日 < 基準.日 - INTERVAL 1 MONTH, TRUE))
  OR (coalesce(者.除籍, '') NOT IN {除籍} AND 現在の籍.戸籍番号 IS NOT NULL AND 最新.住民状態 IN {死亡}
    AND coalesce(最新.異動 < 基準.日 - INTERVAL 1 MONTH, TRUE))
