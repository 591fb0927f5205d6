"""Table-definition workbooks in any house layout: found by meaning, read with sheet and cell, written back clean."""
