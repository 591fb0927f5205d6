-- 受: 年=受附年:number, 日=受附年月日:date
SELECT _row FROM 受 WHERE extract(year FROM 日) <> 年
