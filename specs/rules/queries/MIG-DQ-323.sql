-- 扶: 宛名番号, 年度=課税年度, 親族=扶養親族_宛名番号, 最新フラグ
WITH 最新 AS (
  SELECT 年度, 親族, 宛名番号, min(_row) AS _row FROM 扶 WHERE 最新フラグ IN {最新} AND 親族 IS NOT NULL
  GROUP BY 年度, 親族, 宛名番号
), 順番 AS (
  SELECT _row, row_number() OVER (PARTITION BY 年度, 親族 ORDER BY _row) AS 順 FROM 最新
)
SELECT _row FROM 順番 WHERE 順 > 1
