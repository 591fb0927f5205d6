-- 認: 区分=認定区分, 起算=認定起算日, 生=児童_生年月日:date, 開始=認定有効期間開始年月日:date, 終了=認定有効期間終了年月日:date
SELECT _row FROM 認
WHERE (区分 IN {年度内} AND extract(year FROM 終了 - INTERVAL 3 MONTH) > extract(year FROM (生 - INTERVAL 1 DAY) - INTERVAL 3 MONTH) + 3)
  OR (区分 IN {年度後} AND extract(year FROM 開始 - INTERVAL 3 MONTH) <= extract(year FROM (生 - INTERVAL 1 DAY) - INTERVAL 3 MONTH) + 3)
  OR extract(year FROM 終了 - INTERVAL 3 MONTH) > extract(year FROM (生 - INTERVAL 1 DAY) - INTERVAL 3 MONTH) + 6
