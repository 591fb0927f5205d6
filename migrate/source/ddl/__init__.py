"""DDL scripts of any vendor, read to tables: what is not understood is named with its line, never left out."""
