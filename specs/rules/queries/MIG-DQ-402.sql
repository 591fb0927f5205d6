-- 払: 認定番号, 始=支払対象開始年月, 終=支払対象終了年月, 最新フラグ
WITH 最新 AS (
  SELECT 認定番号, 始, 終, _row FROM 払 WHERE 最新フラグ IN {最新}
)
SELECT 後._row FROM 最新 AS 後 JOIN 最新 AS 前 ON 後.認定番号 = 前.認定番号
WHERE 前.始 < 後.始 AND 後.始 <= 前.終 AND 前.終 < 後.終
