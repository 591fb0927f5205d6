"""Official workbooks: find the tables by what their headings mean, read them, and write the official layout."""
