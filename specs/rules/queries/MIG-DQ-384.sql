-- 申: 宛名番号, 開始=事業年度開始年月日, 履歴=申告履歴番号:number, 区分=申告区分, 差引=差引法人税割額:number, 既納=既に納付の確定した法人税割額:number, 均等割=均等割額:number, 額=@:number
WITH 初め AS (
  SELECT 区分, 差引, 既納, 均等割, 額, _row FROM 申
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 開始 ORDER BY 履歴, _row) = 1
)
SELECT _row FROM 初め
WHERE 区分 IN {当初} AND coalesce(既納, 0) = 0 AND 額 <= 差引 + 均等割 - 100
