-- 申: 開始=事業年度開始年月日:date, 終了=事業年度終了年月日:date, 区分=申告区分
SELECT _row FROM 申 WHERE 終了 >= 開始 + INTERVAL 1 YEAR
