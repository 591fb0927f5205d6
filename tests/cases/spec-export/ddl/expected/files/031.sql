-- 031 住登外者宛名番号管理（2023-09-29）
-- 種類: 公式
-- 製品: PostgreSQL
-- 日付・時刻・年は文字列です（標準の 0000-01-01 や、暦にない不詳の日付を入れられない製品があるため）。
-- Ｎ の長さは、異体字セレクタなどの分を見込んで、桁数より大きくしています。
-- 終わりの「--|」「--+」の行は SQL で表せない事項です。migrate spec import が読むので、消さないでください。

CREATE TABLE "住登外者宛名基本情報" (
  "宛名番号" VARCHAR(15) NOT NULL,
  "個人番号" VARCHAR(12),
  "氏名" VARCHAR(200),
  "氏_日本人" VARCHAR(100),
  "名_日本人" VARCHAR(100),
  "氏名_外国人アルファベット" VARCHAR(200),
  "氏名_外国人漢字" VARCHAR(200),
  "氏名_読み仮名" VARCHAR(200),
  "氏_日本人_読み仮名" VARCHAR(100),
  "名_日本人_読み仮名" VARCHAR(100),
  "性別" VARCHAR(1),
  "生年月日" VARCHAR(10),
  "生年月日_不詳表記" VARCHAR(144),
  "住所_市区町村コード" VARCHAR(6),
  "住所_町字コード" VARCHAR(7),
  "住所_都道府県" VARCHAR(8),
  "住所_市区郡町村名" VARCHAR(24),
  "住所_町字" VARCHAR(36),
  "住所_番地号表記" VARCHAR(100),
  "住所_方書" VARCHAR(600),
  "住所_方書_フリガナ" VARCHAR(600),
  "住所_郵便番号" VARCHAR(7),
  "業務ID" VARCHAR(3),
  "独自施策システム等ID" VARCHAR(3),
  "代表宛名フラグ" DECIMAL(1) NOT NULL,
  "名寄せ先宛名番号" VARCHAR(15),
  "操作者ID" VARCHAR(10) NOT NULL,
  "操作年月日" VARCHAR(10) NOT NULL,
  "操作時刻" VARCHAR(8) NOT NULL,
  CONSTRAINT "pk_t03100001" PRIMARY KEY ("宛名番号")
);
COMMENT ON TABLE "住登外者宛名基本情報" IS '住登外者宛名基本情報';
COMMENT ON COLUMN "住登外者宛名基本情報"."宛名番号" IS '宛名番号（03100001、X(15)、必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."個人番号" IS '個人番号（03100002、X(12)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."氏名" IS '氏名（03100003、Ｎ(100)、条件付き必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."氏_日本人" IS '氏_日本人（03100004、Ｎ(50)、条件付き必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."名_日本人" IS '名_日本人（03100005、Ｎ(50)、条件付き必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."氏名_外国人アルファベット" IS '氏名_外国人アルファベット（03100006、Ｎ(100)、条件付き必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."氏名_外国人漢字" IS '氏名_外国人漢字（03100007、Ｎ(100)、条件付き必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."氏名_読み仮名" IS '氏名_読み仮名（03100008、Ｎ(100)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."氏_日本人_読み仮名" IS '氏_日本人_読み仮名（03100009、Ｎ(50)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."名_日本人_読み仮名" IS '名_日本人_読み仮名（03100010、Ｎ(50)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."性別" IS '性別（03100011、X(1)、任意、コード 1 性別）';
COMMENT ON COLUMN "住登外者宛名基本情報"."生年月日" IS '生年月日（03100012、DATE(10)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."生年月日_不詳表記" IS '生年月日_不詳表記（03100013、Ｎ(72)、条件付き必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."住所_市区町村コード" IS '住所_市区町村コード（03100014、X(6)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."住所_町字コード" IS '住所_町字コード（03100015、X(7)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."住所_都道府県" IS '住所_都道府県（03100016、Ｎ(4)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."住所_市区郡町村名" IS '住所_市区郡町村名（03100017、Ｎ(12)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."住所_町字" IS '住所_町字（03100018、Ｎ(18)、条件付き必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."住所_番地号表記" IS '住所_番地号表記（03100019、Ｎ(50)、条件付き必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."住所_方書" IS '住所_方書（03100020、Ｎ(300)、条件付き必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."住所_方書_フリガナ" IS '住所_方書_フリガナ（03100021、Ｎ(300)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."住所_郵便番号" IS '住所_郵便番号（03100022、X(7)、任意）';
COMMENT ON COLUMN "住登外者宛名基本情報"."業務ID" IS '業務ID（03100023、X(3)、条件付き必須、繰り返し 999）';
COMMENT ON COLUMN "住登外者宛名基本情報"."独自施策システム等ID" IS '独自施策システム等ID（03100024、X(3)、条件付き必須、コード 999 自治体固有コード、繰り返し 999）';
COMMENT ON COLUMN "住登外者宛名基本情報"."代表宛名フラグ" IS '代表宛名フラグ（03100025、9(1)、必須、コード 002 代表宛名フラグ）';
COMMENT ON COLUMN "住登外者宛名基本情報"."名寄せ先宛名番号" IS '名寄せ先宛名番号（03100026、X(15)、条件付き必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."操作者ID" IS '操作者ID（03100027、X(10)、必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."操作年月日" IS '操作年月日（03100028、DATE(10)、必須）';
COMMENT ON COLUMN "住登外者宛名基本情報"."操作時刻" IS '操作時刻（03100029、TIME(8)、必須）';


--| migrate {"tool": "migrate", "format": 1, "names": "japanese", "dialect": "postgres"}
--| spec {"business": "031", "business_name": "住登外者宛名番号管理", "edition": "2023-09-29", "kind": "official", "title": "■地方公共団体情報システム-（住登外者宛名番号管理）項目定義書", "provenance": {"title": "地方公共団体情報システム 共通機能標準仕様書 住登外者宛名番号管理 項目定義書", "publisher": "デジタル庁", "edition": "2023-09-29", "date": "2023-09-29", "licence": "公共データ利用規約（第1.0版）（PDL1.0）", "sha256": "2ffb05bf38bce6ba6faf4ba867c97f02e57d2888f9fbf25c1183d661b91f7c33", "derived": "公表された Excel ファイル（sha256 は上のとおり）を migrate spec import で読み取り、項目とコードの名称・値を変えずに写したもの。Excel ファイルそのものは同梱していない。出典: デジタル庁ウェブサイト。", "url": "https://www.digital.go.jp/assets/contents/node/basic_page/f
--+ ield_ref_resources/4d056a04-6eba-4109-9850-a786d3e71971/d1877523/20230929_policies_local_governments_common-feature-specification_outline_56.xlsx"}}
--| table {"name": "住登外者宛名基本情報"}
--| item {"name": "宛名番号", "id": "03100001", "romaji": "atenabango", "primary_key": true, "classes": ["住登外者", "共通", ""], "type": "X", "length": "15", "output_condition": "必須", "definition": "自治体内において、個人を一意に識別する番号\n住登外者宛名番号管理機能においては「住登外者宛名番号」を管理する", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "123456789123456"}
--| item {"name": "個人番号", "id": "03100002", "romaji": "kojinbango", "classes": ["住登外者", "共通", ""], "type": "X", "length": "12", "output_condition": "任意", "definition": "番号法に基づき、行政手続における特定の個人を識別するために各市区町村から住民に指定される番号", "function": "0310002住登外者宛名情報管理機能", "sample": "345678901234"}
--| item {"name": "氏名", "id": "03100003", "romaji": "shimei", "classes": ["住登外者", "共通", "氏名"], "type": "Ｎ", "length": "100", "output_condition": "条件付き必須", "definition": "住登外者の氏名", "description": "・氏名を構成する要素（氏と名、名（ファーストネーム）と中間名（ミドルネーム）と氏（ラストネーム）など）の間に全角の空白を一文字入れる\n※※氏名未定でない場合は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "佐藤　一郎"}
--| item {"name": "氏_日本人", "id": "03100004", "romaji": "uji_nihonjin", "classes": ["住登外者", "共通", "氏"], "type": "Ｎ", "length": "50", "output_condition": "条件付き必須", "definition": "住登外者の氏", "description": "※※日本人住登外者の場合かつ氏名未定ではない場合は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "佐藤"}
--| item {"name": "名_日本人", "id": "03100005", "romaji": "na_nihonjin", "classes": ["住登外者", "共通", "名"], "type": "Ｎ", "length": "50", "output_condition": "条件付き必須", "definition": "住登外者の名", "description": "※※日本人住登外者の場合かつ氏名未定ではない場合は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "一郎"}
--| item {"name": "氏名_外国人アルファベット", "id": "03100006", "romaji": "shimei_gaikokujinarufuabetto", "classes": ["住登外者", "共通", "氏名"], "type": "Ｎ", "length": "100", "output_condition": "条件付き必須", "definition": "外国人住登外者の氏名（アルファベット）\n", "description": "・氏名を構成する要素（氏と名、名（ファーストネーム）と中間名（ミドルネーム）と氏（ラストネーム）など）の間に全角の空白を一文字入れる\n※※アルファベット表記での氏名を有する外国人住登外者は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "ＺＨＡＮＧ　ＹＵＬＩ"}
--| item {"name": "氏名_外国人漢字", "id": "03100007", "romaji": "shimei_gaikokujinkanji", "classes": ["住登外者", "共通", "氏名"], "type": "Ｎ", "length": "100", "output_condition": "条件付き必須", "definition": "外国人住登外者の氏名（漢字）\n", "description": "・氏名を構成する要素（氏と名、名（ファーストネーム）と中間名（ミドルネーム）と氏（ラストネーム）など）の間に全角の空白を一文字入れる\n※※漢字表記での氏名を有する外国人住登外者は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "張　玉蓮"}
--| item {"name": "氏名_読み仮名", "id": "03100008", "romaji": "shimei_yomigana", "classes": ["住登外者", "共通", "氏名"], "type": "Ｎ", "length": "100", "output_condition": "任意", "definition": "住登外者の氏名（読み仮名）", "description": "・氏名を構成する要素（氏と名、名（ファーストネーム）と中間名（ミドルネーム）と氏（ラストネーム）など）の間に空白を一文字入れる", "function": "0310002住登外者宛名情報管理機能", "sample": "サトウ　イチロウ"}
--| item {"name": "氏_日本人_読み仮名", "id": "03100009", "romaji": "uji_nihonjin_yomigana", "classes": ["住登外者", "共通", "氏"], "type": "Ｎ", "length": "50", "output_condition": "任意", "definition": "住登外者の氏（読み仮名）", "function": "0310002住登外者宛名情報管理機能", "sample": "サトウ"}
--| item {"name": "名_日本人_読み仮名", "id": "03100010", "romaji": "na_nihonjin_yomigana", "classes": ["住登外者", "共通", "名"], "type": "Ｎ", "length": "50", "output_condition": "任意", "definition": "住登外者の名（読み仮名）", "function": "0310002住登外者宛名情報管理機能", "sample": "イチロウ"}
--| item {"name": "性別", "id": "03100011", "romaji": "seibetsu", "classes": ["住登外者", "共通", "性別"], "type": "X", "length": "1", "code": "1", "output_condition": "任意", "definition": "住登外者の性別を示すコード", "function": "0310002住登外者宛名情報管理機能", "sample": "1"}
--| item {"name": "生年月日", "id": "03100012", "romaji": "seinengappi", "classes": ["住登外者", "共通", "生年月日"], "type": "DATE", "length": "10", "output_condition": "任意", "definition": "住登外者の生年月日\n", "description": "・不詳日を許容する", "function": "0310002住登外者宛名情報管理機能", "sample": "1964-07-01"}
--| item {"name": "生年月日_不詳表記", "id": "03100013", "romaji": "seinengappi_fushohyoki", "classes": ["住登外者", "共通", "生年月日"], "type": "Ｎ", "length": "72", "output_condition": "条件付き必須", "definition": "生年月日が不詳である場合の不詳日表記\n", "description": "※※生年月日が不詳の場合は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "令和○年頃"}
--| item {"name": "住所_市区町村コード", "id": "03100014", "romaji": "jusho_shikuchosonkodo", "classes": ["住登外者", "共通", "住所"], "type": "X", "length": "6", "output_condition": "任意", "definition": "住登外者の住所（都道府県から市区町村まで）を一意に識別できるコード", "description": "・総務省「全国地方公共団体コード」に従って6桁のコード値を設定すること", "function": "0310002住登外者宛名情報管理機能", "sample": "131016"}
--| item {"name": "住所_町字コード", "id": "03100015", "romaji": "jusho_choazakodo", "classes": ["住登外者", "共通", "住所"], "type": "X", "length": "7", "output_condition": "任意", "definition": "住登外者の住所（町字）を一意に識別できるコード\n", "description": "・デジタル庁が整備するアドレス・ベース・レジストリ「日本町字マスターデータセット」で規定された町字IDのコード値を設定すること\n※住所に町字がない場合は、0000000を設定すること", "function": "0310002住登外者宛名情報管理機能", "sample": "0011001"}
--| item {"name": "住所_都道府県", "id": "03100016", "romaji": "jusho_todofuken", "classes": ["住登外者", "共通", "住所"], "type": "Ｎ", "length": "4", "output_condition": "任意", "definition": "住登外者の住所における都道府県", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "東京都"}
--| item {"name": "住所_市区郡町村名", "id": "03100017", "romaji": "jusho_shikugunchosonmei", "classes": ["住登外者", "共通", "住所"], "type": "Ｎ", "length": "12", "output_condition": "任意", "definition": "住登外者の住所における市区郡町村名", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "・特別区：千代田区\n・指定都市：横浜市西区\n・指定都市以外の市：茅ケ崎市\n・町村：足柄上郡中井町"}
--| item {"name": "住所_町字", "id": "03100018", "romaji": "jusho_choaza", "classes": ["住登外者", "共通", "住所"], "type": "Ｎ", "length": "18", "output_condition": "条件付き必須", "definition": "住登外者の住所における町字（丁目を含む）", "description": "※※住所に町字が存在する場合は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "霞が関二丁目"}
--| item {"name": "住所_番地号表記", "id": "03100019", "romaji": "jusho_banchigohyoki", "classes": ["住登外者", "共通", "住所"], "type": "Ｎ", "length": "50", "output_condition": "条件付き必須", "definition": "住登外者の住所における番地号の日本語を含む表記（住居表示を実施していない区域においては「番地」、住居表示を実施している区域においては「番」及び「号」で表記する。）", "description": "※※住所に番地号が存在する場合は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "１００８番地\n１番６号"}
--| item {"name": "住所_方書", "id": "03100020", "romaji": "jusho_katagaki", "classes": ["住登外者", "共通", "住所"], "type": "Ｎ", "length": "300", "output_condition": "条件付き必須", "definition": "住登外者の住所における方書\n", "description": "※※住所に方書が存在する場合は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "虎ノ門ハイツ１０１号"}
--| item {"name": "住所_方書_フリガナ", "id": "03100021", "romaji": "jusho_katagaki_furigana", "classes": ["住登外者", "共通", "住所"], "type": "Ｎ", "length": "300", "output_condition": "任意", "definition": "住登外者の住所における方書（フリガナ）", "function": "0310002住登外者宛名情報管理機能", "sample": "トラノモンハイツ１０１ゴウ"}
--| item {"name": "住所_郵便番号", "id": "03100022", "romaji": "jusho_yubinbango", "classes": ["住登外者", "共通", "住所"], "type": "X", "length": "7", "output_condition": "任意", "definition": "住登外者の住所における郵便番号", "function": "0310002住登外者宛名情報管理機能", "sample": "1000014"}
--| item {"name": "業務ID", "id": "03100023", "romaji": "gyomuid", "classes": ["住登外者", "共通", "宛名"], "type": "X", "length": "3", "repeat": "999", "output_condition": "条件付き必須", "definition": "住登外者宛名基本情報を登録、利用する業務のID", "description": "・デジタル庁によって定められた「地方自治体の基幹業務システムの統一・標準化における各種IDの管理方針」にしたがって3桁のコード値を設定すること\n※※「地方公共団体情報システムの統一・標準化における各種IDの管理方針」に規定されているシステムが住登外者宛名基本情報を登録、利用する場合は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "001"}
--| item {"name": "独自施策システム等ID", "id": "03100024", "romaji": "dokujishisakushisutemunadoid", "classes": ["住登外者", "共通", "宛名"], "type": "X", "length": "3", "code": "999", "repeat": "999", "output_condition": "条件付き必須", "definition": "住登外者宛名基本情報を登録、利用する独自施策システム等のID", "description": "・業務IDを持たない独自施策システム等は、システムを一意に識別する各自治体固有のコードを利用すること\n※※「地方公共団体情報システムの統一・標準化における各種IDの管理方針」に規定されていないシステムが住登外者宛名基本情報を登録、利用する場合は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "001"}
--| item {"name": "代表宛名フラグ", "id": "03100025", "romaji": "daihyoatenafuragu", "classes": ["住登外者", "共通", "宛名"], "type": "9", "length": "1", "code": "002", "output_condition": "必須", "definition": "名寄せを実施した際に名寄せ先・名寄せ元を判断するフラグ", "description": "・デフォルトは「0」", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "1"}
--| item {"name": "名寄せ先宛名番号", "id": "03100026", "romaji": "nayosesakiatenabango", "classes": ["住登外者", "共通", "宛名"], "type": "X", "length": "15", "output_condition": "条件付き必須", "definition": "名寄せを実施した際に名寄せ先となる宛名番号が存在する場合、入力される番号\n住登外者宛名番号管理機能においては「住登外者宛名番号」を管理する", "description": "※※名寄せ元となった宛名基本情報の場合は出力必須", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "123456789123456"}
--| item {"name": "操作者ID", "id": "03100027", "romaji": "sosashaid", "classes": ["操作", "", ""], "type": "X", "length": "10", "output_condition": "必須", "definition": "操作者を一意に識別するコード", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "123456"}
--| item {"name": "操作年月日", "id": "03100028", "romaji": "sosanengappi", "classes": ["操作", "", ""], "type": "DATE", "length": "10", "output_condition": "必須", "definition": "操作を行った年月日", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "2021-11-01"}
--| item {"name": "操作時刻", "id": "03100029", "romaji": "sosajikoku", "classes": ["操作", "", ""], "type": "TIME", "length": "8", "output_condition": "必須", "definition": "操作を行った時刻", "function": "0310002住登外者宛名情報管理機能", "implementation": "○", "sample": "09:00:00"}
--| order ["住登外者宛名基本情報"]
--| code_lists {"id": "001", "published_id": "1", "name": "性別", "values": [{"value": "0", "meaning": "不明（未記入）"}, {"value": "1", "meaning": "男"}, {"value": "2", "meaning": "女"}]}
--| code_lists {"id": "002", "published_id": "2", "name": "代表宛名フラグ", "values": [{"value": "0", "meaning": "代表宛名"}, {"value": "1", "meaning": "非代表宛名"}]}
--| code_lists {"id": "999", "published_id": "999", "name": "自治体固有コード", "values": [{"value": "任意", "meaning": "任意", "remarks": "地方公共団体が任意に規定するコードを用いる場合のコード"}]}
--| end {"items": 29}
