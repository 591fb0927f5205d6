ALTER TABLE atena RENAME COLUMN shimei_kanji TO shimei_kj;
DROP TABLE furui;
