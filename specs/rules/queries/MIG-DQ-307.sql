-- 地: 登記=登記地積:number, 課税=課税地積:number, 最新フラグ
SELECT _row FROM 地
WHERE 最新フラグ IN {最新} AND 登記 > 0 AND 課税 > 0
  AND (課税 = 登記 * 10 OR 課税 = 登記 * 100 OR 登記 = 課税 * 10 OR 登記 = 課税 * 100)
