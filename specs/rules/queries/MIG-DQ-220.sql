-- 人: 宛名番号, 履歴番号:number, 事由=異動事由, 異動=異動年月日:date, 状態=住民状態
WITH 最新 AS (
  SELECT 事由, 異動, 状態, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新, 基準
WHERE coalesce(異動 <= 基準.日, TRUE) AND (
  (事由 IN {転出事由} AND 状態 NOT IN {転出})
  OR (事由 IN {死亡事由} AND 状態 NOT IN {死亡})
  OR (事由 IN {他事由} AND 状態 NOT IN {他})
  OR (事由 IN {記載事由} AND 状態 NOT IN {在住})
)
