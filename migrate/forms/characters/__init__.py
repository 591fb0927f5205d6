"""文字の同定: the workbook in which clerks decide on characters, made, read back, and brought together."""
