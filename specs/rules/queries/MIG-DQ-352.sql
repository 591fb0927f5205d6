-- 免: 宛名番号, 開始=@, 最新フラグ
-- 者 = /被保険者: 宛名番号, 種別, 取得=資格取得年月日:date, 喪失=資格喪失年月日:date
WITH 期間 AS (
  SELECT 宛名番号, substr(CAST(取得 AS VARCHAR), 1, 7) AS 初め, substr(CAST(喪失 AS VARCHAR), 1, 7) AS 終わり
  FROM 者 WHERE 種別 IN {第一号}
), 期間内 AS (
  SELECT DISTINCT 免._row FROM 免 JOIN 期間 ON 免.宛名番号 = 期間.宛名番号
  WHERE 期間.初め <= 免.開始 AND coalesce(免.開始 <= 期間.終わり, TRUE)
), 資格あり AS (
  SELECT 免._row FROM 免 SEMI JOIN 者 ON 免.宛名番号 = 者.宛名番号
  WHERE 免.開始 IS NOT NULL AND 免.最新フラグ IN {最新}
)
SELECT 資格あり._row FROM 資格あり ANTI JOIN 期間内 ON 資格あり._row = 期間内._row
