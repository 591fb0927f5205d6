-- 児: 認定番号, 児童=児童_宛名番号, 履歴番号:number, 該当=対象該当年月日:date, 非該当=対象非該当年月日:date
-- 者 = /受給*: 認定番号, 履歴番号:number, 却下=認定却下年月日, 終了=資格喪失年月日|消滅年月日:date
WITH 最新児 AS (
  SELECT 認定番号, 児童, 該当, 非該当, _row FROM 児
  QUALIFY row_number() OVER (PARTITION BY 認定番号, 児童 ORDER BY 履歴番号 DESC) = 1
), 受給 AS (
  SELECT 認定番号, 却下, 終了 FROM 者
  QUALIFY row_number() OVER (PARTITION BY 認定番号 ORDER BY 履歴番号 DESC) = 1
), 期間 AS (
  SELECT 最新児.児童, 最新児.認定番号, 最新児.該当, 最新児._row,
    least(coalesce(最新児.非該当, DATE '9999-12-31'), coalesce(受給.終了, DATE '9999-12-31')) AS 終わり
  FROM 最新児 JOIN 受給 ON 最新児.認定番号 = 受給.認定番号
  WHERE 受給.却下 IS NULL AND 最新児.該当 IS NOT NULL
), 並び AS (
  SELECT _row, 該当, 終わり, max(終わり) OVER (
    PARTITION BY 児童 ORDER BY 該当, 認定番号 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS 前の終わり FROM 期間 WHERE 該当 < 終わり
)
SELECT _row FROM 並び WHERE 該当 + INTERVAL 1 MONTH < 前の終わり AND 該当 + INTERVAL 1 MONTH < 終わり
