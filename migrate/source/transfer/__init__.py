"""Lists of transfer files (移行ファイル) and their items in one table, as for 中間標準レイアウト, with code lists."""
