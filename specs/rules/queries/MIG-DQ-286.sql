-- 認定: 年度:number, 開始=認定開始年月日:date, 終了=認定終了年月日:date, 学年:number
SELECT _row FROM 認定
WHERE 学年 >= 1 AND (
  extract(year FROM 開始 - INTERVAL 3 MONTH) <> 年度
  OR (終了 < DATE '9999-01-01' AND extract(year FROM 終了 - INTERVAL 3 MONTH) <> 年度)
)
