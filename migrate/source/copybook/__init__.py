"""COBOL record descriptions (copybooks) as layouts of host files."""
