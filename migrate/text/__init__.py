"""Japanese text: width, kana, era dates, character classes. Values in, values out; nothing here knows a table."""
