-- 届: 別=単胎多胎の別, 予定=出産予定年月日:date, 出産=出産年月日:date, 始=免除開始年月, 終=@
WITH 月 AS (
  SELECT _row, 別 IN {多胎} AS 多胎, TRY_CAST(substr(始, 1, 4) AS INTEGER) * 12 + TRY_CAST(substr(始, 6, 2) AS INTEGER) AS 始, TRY_CAST(substr(終, 1, 4) AS INTEGER) * 12 + TRY_CAST(substr(終, 6, 2) AS INTEGER) AS 終,
    extract(year FROM 予定) * 12 + extract(month FROM 予定) AS 予定,
    extract(year FROM coalesce(出産, 予定)) * 12 + extract(month FROM coalesce(出産, 予定)) AS 出産
  FROM 届
)
SELECT _row FROM 月
WHERE 終 - 始 + 1 > CASE WHEN 多胎 THEN 6 ELSE 4 END
  OR 始 < least(予定, 出産) - CASE WHEN 多胎 THEN 3 ELSE 1 END OR 終 > greatest(予定, 出産) + 2
