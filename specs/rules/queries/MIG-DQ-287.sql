-- 認定: 申請番号, 年度, 児童=児童生徒_宛名番号, 結果=認定結果, 開始=認定開始年月日:date, 終了=認定終了年月日:date, 取消=取消年月日
WITH 有効 AS (
  SELECT 申請番号, 年度, 児童, 開始, coalesce(終了, DATE '9999-12-31') AS 終了, _row
  FROM 認定 WHERE 結果 IN {認定} AND 取消 IS NULL
)
SELECT 後._row FROM 有効 AS 後 JOIN 有効 AS 先 ON 後.児童 = 先.児童 AND 後.年度 = 先.年度
WHERE 後.申請番号 > 先.申請番号 AND 後.開始 <= 先.終了 AND 先.開始 <= 後.終了
