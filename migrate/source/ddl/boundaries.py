"""Where one statement ends and the next begins without a mark between them."""

from __future__ import annotations

import re

SEPARATOR = re.compile(r"[ \t\u3000]*(?:/|GO(?:[ \t]+\d+)?[ \t]*;?)[ \t\u3000]*", re.IGNORECASE)
"""A line that ends a batch: ``/`` of SQL*Plus, ``GO`` of Management Studio."""
_NAME = r"(?:[\w$#@.&{}%:]|\$\(\w+\)|\"[^\"\n]*\"|\[[^\]\n]*(?:\]\][^\]\n]*)*\]|`[^`\n]*`|'[^'\n]*')+"
FRESH = re.compile(
    rf"""(?: CREATE\s+(?:\w+\s+){{0,3}}TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}\s*\(
         | CREATE\s+(?:UNIQUE\s+)?(?:CLUSTERED\s+|NONCLUSTERED\s+)?INDEX\s+{_NAME}\s+ON\s
         | COMMENT\s+ON\s+(?:TABLE|COLUMN)\s | ALTER\s+TABLE\s | INSERT\s+(?:INTO\s)?\s*{_NAME} | DROP\s+TABLE\s
         | CREATE\s+(?:OR\s+(?:ALTER|REPLACE)\s+)?(?:PROC|PROCEDURE|FUNCTION|TRIGGER|VIEW)\s+{_NAME}
         | EXEC(?:UTE)?\s+[\w.@\[(] | (?:IF|PRINT|DECLARE|USE|TRUNCATE|END|ELSE)\b )""",
    re.IGNORECASE | re.VERBOSE,
)
"""The head of a statement at the start of a line, where the one before was not ended."""
HEAD_OF_TABLE = re.compile(
    rf"CREATE\s+(?:\w+\s+){{0,3}}?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}(?:\s*\.\s*{_NAME})*\s*\(", re.IGNORECASE
)
"""The head of a table, which no other statement has inside it."""
LINE_OF_TABLE = re.compile(rf"CREATE\s+(?:\w+\s+){{0,3}}?TABLE\s+(?!TO\b){_NAME}", re.IGNORECASE)
"""The same at the start of a line; ``GRANT … CREATE TABLE TO x`` is none."""
AGAIN = re.compile(
    r"""\n[ \t]*(?=(?:CREATE|ALTER|COMMENT\s+ON|INSERT|DROP|GRANT|EXEC(?:UTE)?)\s | (?:GO|/)[ \t]*\n)
      | \b(?=CREATE\s+(?:\w+\s+){0,3}?TABLE\s)""",
    re.IGNORECASE | re.VERBOSE,
)
"""The end of a line behind which a statement may begin or a batch ends; the head of a table anywhere."""
