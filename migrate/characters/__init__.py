"""Character tables: MJ文字情報一覧表, MJ縮退マップ, and the glyph tables of fonts that the user has."""
