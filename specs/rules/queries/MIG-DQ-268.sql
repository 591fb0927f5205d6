-- 票: 名簿番号, 投票区コード, 日=投票年月日|名簿対照年月日:date
-- 名 = 006/*: 名簿番号, 投票区コード, 履歴番号:number, 宛名番号, 抹消=抹消年月日:date
-- 停 = 006/*: 宛名番号, 履歴番号:number, 開始=停止開始年月日:date, 終了=停止終了年月日:date, 終了の記載=停止終了年月日
WITH 登録 AS (
  SELECT 名簿番号, 投票区コード, 宛名番号, 抹消 FROM 名
  QUALIFY row_number() OVER (PARTITION BY 名簿番号, 投票区コード ORDER BY 履歴番号 DESC) = 1
), 停止 AS (
  SELECT 宛名番号, 開始, 終了, 終了の記載 FROM 停
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 票._row FROM 票
JOIN 登録 ON 票.名簿番号 = 登録.名簿番号 AND 票.投票区コード = 登録.投票区コード
LEFT JOIN 停止 ON 登録.宛名番号 = 停止.宛名番号
WHERE 登録.抹消 < 票.日 OR (停止.開始 <= 票.日 AND (停止.終了の記載 IS NULL OR 票.日 < 停止.終了))
