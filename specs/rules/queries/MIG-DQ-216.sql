-- 人: 宛名番号, 履歴番号:number, 性別, 続柄=続柄表記
WITH 最新 AS (
  SELECT 性別, replace(続柄, '（未届）', '') AS 続柄, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新
WHERE 続柄 NOT LIKE '%兄弟' AND 続柄 NOT LIKE '%姉妹' AND (
  (性別 = '2' AND (続柄 LIKE '%夫' OR 続柄 LIKE '%父' OR 続柄 LIKE '%兄' OR 続柄 LIKE '%弟'))
  OR (性別 = '1' AND (続柄 LIKE '%妻' OR 続柄 LIKE '%母' OR 続柄 LIKE '%姉' OR 続柄 LIKE '%妹'))
)
