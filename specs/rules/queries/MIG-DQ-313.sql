-- 申: 宛名番号, 開始=事業年度開始年月日:date, 終了=事業年度終了年月日:date, 履歴=申告履歴番号:number, 区分=申告区分
WITH 確定 AS (
  SELECT 宛名番号, 開始, 終了, _row FROM 申 WHERE 区分 IN {確定} AND 開始 IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 開始 ORDER BY 履歴 DESC) = 1
), 並び AS (
  SELECT _row, 開始, max(終了) OVER (
    PARTITION BY 宛名番号 ORDER BY 開始 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS 前の終了 FROM 確定
)
SELECT _row FROM 並び WHERE 開始 <= 前の終了
