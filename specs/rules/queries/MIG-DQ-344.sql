-- 払: 認定番号, 終わり=支払対象終了年月, 額=支払額:number, 返=返納額|徴収金額:number, 最新フラグ
-- 者 = /受給*: 認定番号, 履歴番号:number, 終了=資格喪失年月日|消滅年月日:date
-- 債 = /債権: 認定番号
WITH 受給 AS (
  SELECT 認定番号, substr(CAST(終了 AS VARCHAR), 1, 7) AS 終了月 FROM 者
  QUALIFY row_number() OVER (PARTITION BY 認定番号 ORDER BY 履歴番号 DESC) = 1
), 過払い AS (
  SELECT 払.認定番号, 払._row FROM 払 JOIN 受給 ON 払.認定番号 = 受給.認定番号
  WHERE 払.終わり > 受給.終了月 AND 払.額 > 0 AND coalesce(払.返, 0) = 0 AND 払.最新フラグ IN {最新}
)
SELECT 過払い._row FROM 過払い ANTI JOIN 債 ON 過払い.認定番号 = 債.認定番号
