-- 欠: 賦課年度, 相当年度, 税目=税目コード, 番号=通知書番号, 期別:number, 停止=執行停止年月日:date, 取消=停止取消年月日, 欠損=不納欠損年月日:date, 事由=不納欠損事由
WITH 停止中 AS (
  SELECT 賦課年度, 相当年度, 税目, 番号, 期別, min(停止) AS 停止 FROM 欠 WHERE 停止 IS NOT NULL AND 取消 IS NULL
  GROUP BY 賦課年度, 相当年度, 税目, 番号, 期別
)
SELECT 欠._row FROM 欠 JOIN 停止中
  ON 欠.賦課年度 = 停止中.賦課年度 AND 欠.相当年度 = 停止中.相当年度 AND 欠.税目 = 停止中.税目 AND 欠.番号 = 停止中.番号 AND 欠.期別 = 停止中.期別
WHERE 欠.事由 IN {三年} AND 欠.欠損 < 停止中.停止 + INTERVAL 3 YEAR
