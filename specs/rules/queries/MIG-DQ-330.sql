-- 認: 番号=被保険者番号, 連番=認定連番:number, 申請区分, 認定=認定年月日:date, 開始=認定有効期間開始年月日:date, 終了=認定有効期間終了年月日:date
WITH 有効 AS (
  SELECT 番号, 申請区分, 開始, 終了, _row FROM 認 WHERE 認定 IS NOT NULL AND 開始 IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY 番号, 開始 ORDER BY 連番 DESC) = 1
), 並び AS (
  SELECT _row, 申請区分, 開始, lag(終了) OVER (PARTITION BY 番号 ORDER BY 開始) AS 前の終了 FROM 有効
)
SELECT _row FROM 並び
WHERE (申請区分 IN {更新} AND 開始 <> 前の終了 + INTERVAL 1 DAY) OR (申請区分 IN {新規} AND 開始 <= 前の終了)
