"""Forms that people fill in with a spreadsheet program: made, read back cell by cell, and brought together."""
