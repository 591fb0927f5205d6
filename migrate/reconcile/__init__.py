"""現新比較: what the source says must have arrived, against what did arrive, row by row."""
