-- âÀãÛÇÃà∂ñºë‰í†
CREATE TABLE T_ATENA (
  NO       CHAR(10)      NOT NULL,
  REV      NUMBER(3)     NOT NULL,
  NAME     VARCHAR2(100),
  KANA     VARCHAR2(60),
  SEX      CHAR(1),
  BIRTH    VARCHAR2(30),
  ZIP      CHAR(8),
  DEL      CHAR(1),
  USR      VARCHAR2(10),
  YMD      VARCHAR2(10),
  HMS      CHAR(6),
  BIKO     VARCHAR2(200),
  CONSTRAINT PK_ATENA PRIMARY KEY (NO, REV)
);
COMMENT ON TABLE T_ATENA IS 'à∂ñºë‰í†';
COMMENT ON COLUMN T_ATENA.NO IS 'à∂ñºî‘çÜ';
COMMENT ON COLUMN T_ATENA.NAME IS 'éÅñº';
-- changed
