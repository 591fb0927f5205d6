-- 認: 区分=認定区分, 必要量=保育必要量, 生=児童_生年月日:date, 開始=認定有効期間開始年月日:date, 終了=認定有効期間終了年月日:date
SELECT _row FROM 認
WHERE (区分 IN {三歳未満} AND (開始 >= 生 + INTERVAL 3 YEAR OR 終了 >= 生 + INTERVAL 3 YEAR))
  OR (区分 IN {三歳以上} AND 開始 < 生 - INTERVAL 1 DAY + INTERVAL 3 YEAR)
  OR extract(year FROM 終了 - INTERVAL 3 MONTH) > extract(year FROM (生 - INTERVAL 1 DAY) - INTERVAL 3 MONTH) + 6
