-- 額: 認定番号, 開始=支給開始年月, 小=三歳未満支給対象児童数:number, 大=三歳以上支給対象児童数:number, 上=第三子以降算定額算定対象者数:number, 月額=手当月額:number, 最新フラグ
-- 者 = /受給*: 認定番号, 履歴番号:number, 区分=受給者区分
WITH 受給 AS (
  SELECT 認定番号, 区分 FROM 者
  QUALIFY row_number() OVER (PARTITION BY 認定番号 ORDER BY 履歴番号 DESC) = 1
), 数 AS (
  SELECT 認定番号, 小, 大, 月額, least(大, greatest(2 - coalesce(上, 0), 0)) AS 大の二子まで,
    greatest(2 - coalesce(上, 0), 0) AS 二子まで, _row
  FROM 額 WHERE 開始 >= '2024-10' AND 月額 > 0 AND 最新フラグ IN {最新}
), 内訳 AS (
  SELECT 認定番号, 小, 大, 月額, 大の二子まで, least(小, 二子まで - 大の二子まで) AS 小の二子まで, _row FROM 数
)
SELECT 内訳._row FROM 内訳 JOIN 受給 ON 内訳.認定番号 = 受給.認定番号
WHERE 月額 <> CASE WHEN 受給.区分 IN {施設} THEN 小 * 15000 + 大 * 10000
  ELSE 大の二子まで * 10000 + 小の二子まで * 15000 + (大 + 小 - 大の二子まで - 小の二子まで) * 30000 END
