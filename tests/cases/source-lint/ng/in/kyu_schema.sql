-- 架空の現行システム（CP932 ではなく UTF-8 で出力したもの）
CREATE TABLE T_JUKI (
  ATENA_NO    CHAR(15)      NOT NULL,  -- 宛名番号
  KOJIN_CD    NUMBER(10),              -- 個人コード
  SHIMEI      VARCHAR2(200),           -- 氏名
  KOJIN_NO    CHAR(12),                -- 個人番号
  BIRTH_YMD   NUMBER(8),               -- 生年月日
  IDO_YMD     CHAR(7),                 -- 異動年月日（和暦）
  IDO_KBN     CHAR(2),                 -- 異動区分
  SEIBETSU    CHAR(1),                 -- 性別 1:男 2:女
  TEL1        VARCHAR2(15),            -- 電話番号1
  TEL2        VARCHAR2(15),            -- 電話番号2
  TEL3        VARCHAR2(15),            -- 電話番号3
  DV_FLG      CHAR(1) DEFAULT ' ' NOT NULL, -- 支援措置フラグ
  YOBI        CHAR(10),                -- 予備
  BIKO        VARCHAR2(400)            -- 備考
);
CREATE TABLE T_ZEI (
  ATENA_NO    CHAR(10)      NOT NULL,  -- 宛名番号
  NENDO       NUMBER(4)     NOT NULL,  -- 課税年度
  ZEIGAKU     BINARY_DOUBLE,           -- 税額
  SETAI_NO    CHAR(10),                -- 世帯番号
  UPD_DT      DATE,                    -- 更新日時
  UPD_USER    CHAR(8),                 -- 更新者
  CONSTRAINT PK_ZEI PRIMARY KEY (ATENA_NO, NENDO),
  CONSTRAINT FK_ZEI FOREIGN KEY (SETAI_NO) REFERENCES T_SETAI (SETAI_NO)
);
CREATE TABLE T_ZEI_BK (ATENA_NO CHAR(10), NENDO NUMBER(4));
