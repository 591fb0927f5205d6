ALTER TABLE atena RENAME COLUMN shimei TO shimei_kanji;
ALTER TABLE atena ALTER COLUMN shimei_kanji TYPE varchar(100);
