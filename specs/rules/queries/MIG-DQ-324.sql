-- 扶: 年度=課税年度, 生=扶養親族_生年月日:date, 区分=扶養親族区分, 最新フラグ
WITH 年齢 AS (
  SELECT 区分, TRY_CAST(年度 AS INTEGER) - 1 - extract(year FROM 生 - INTERVAL 1 DAY) AS 歳, _row
  FROM 扶 WHERE 最新フラグ IN {最新}
)
SELECT _row FROM 年齢
WHERE (区分 IN {十六歳未満} AND 歳 >= 16) OR (区分 IN {特定} AND 歳 NOT BETWEEN 19 AND 22) OR (区分 IN {老人} AND 歳 < 70)
