-- 個人住民税（現行システム）
CREATE TABLE kazei (
  atena_no         varchar(10)  NOT NULL,
  kazei_nendo      char(4)      NOT NULL,
  rireki_no        numeric(3)   NOT NULL,
  shimei           varchar(120) NOT NULL,
  jusho            varchar(200) NOT NULL,
  kazei_kbn        char(1)      NOT NULL,
  kazei_hyojun     numeric(13),
  shi_shotokuwari  numeric(12),
  shi_kintowari    numeric(12),
  ken_shotokuwari  numeric(12),
  ken_kintowari    numeric(12),
  nenzeigaku       numeric(12)  NOT NULL,
  tsuchisho_no     varchar(24),
  tsuchi_ymd       char(8),
  choshu_kbn       char(1),
  saishin_flg      char(1)      NOT NULL,
  koshinsha        varchar(8)   NOT NULL,
  koshin_ymd       char(8)      NOT NULL,
  koshin_jikoku    char(6)      NOT NULL,
  PRIMARY KEY (atena_no, kazei_nendo, rireki_no)
);
COMMENT ON TABLE kazei IS '個人住民税課税情報';
COMMENT ON COLUMN kazei.atena_no IS '宛名番号';
COMMENT ON COLUMN kazei.kazei_nendo IS '課税年度';
COMMENT ON COLUMN kazei.rireki_no IS '課税情報履歴番号';
COMMENT ON COLUMN kazei.shimei IS '氏名';
COMMENT ON COLUMN kazei.jusho IS '住所';
COMMENT ON COLUMN kazei.kazei_kbn IS '課税非課税区分';
COMMENT ON COLUMN kazei.kazei_hyojun IS '課税標準額';
COMMENT ON COLUMN kazei.shi_shotokuwari IS '市民税所得割額';
COMMENT ON COLUMN kazei.shi_kintowari IS '市民税均等割額';
COMMENT ON COLUMN kazei.ken_shotokuwari IS '県民税所得割額';
COMMENT ON COLUMN kazei.ken_kintowari IS '県民税均等割額';
COMMENT ON COLUMN kazei.nenzeigaku IS '年税額';
COMMENT ON COLUMN kazei.tsuchisho_no IS '通知書番号';
COMMENT ON COLUMN kazei.tsuchi_ymd IS '通知年月日';
COMMENT ON COLUMN kazei.choshu_kbn IS '徴収方法区分';
COMMENT ON COLUMN kazei.saishin_flg IS '最新フラグ';
COMMENT ON COLUMN kazei.koshinsha IS '更新者';
COMMENT ON COLUMN kazei.koshin_ymd IS '更新年月日';
COMMENT ON COLUMN kazei.koshin_jikoku IS '更新時刻';

CREATE TABLE kibetsu (
  atena_no       varchar(10) NOT NULL,
  kazei_nendo    char(4)     NOT NULL,
  rireki_no      numeric(3)  NOT NULL,
  kibetsu        numeric(2)  NOT NULL,
  nokigen        char(8)     NOT NULL,
  kiwari_gaku    numeric(12) NOT NULL,
  koshinsha      varchar(8)  NOT NULL,
  koshin_ymd     char(8)     NOT NULL,
  koshin_jikoku  char(6)     NOT NULL,
  PRIMARY KEY (atena_no, kazei_nendo, rireki_no, kibetsu),
  FOREIGN KEY (atena_no, kazei_nendo, rireki_no) REFERENCES kazei (atena_no, kazei_nendo, rireki_no)
);
COMMENT ON TABLE kibetsu IS '普通徴収期割';
COMMENT ON COLUMN kibetsu.atena_no IS '宛名番号';
COMMENT ON COLUMN kibetsu.kazei_nendo IS '課税年度';
COMMENT ON COLUMN kibetsu.rireki_no IS '課税情報履歴番号';
COMMENT ON COLUMN kibetsu.kibetsu IS '期別';
COMMENT ON COLUMN kibetsu.nokigen IS '納期限';
COMMENT ON COLUMN kibetsu.kiwari_gaku IS '期割額';
COMMENT ON COLUMN kibetsu.koshinsha IS '更新者';
COMMENT ON COLUMN kibetsu.koshin_ymd IS '更新年月日';
COMMENT ON COLUMN kibetsu.koshin_jikoku IS '更新時刻';
