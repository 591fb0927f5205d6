"""Databases of the current system, read only: their structure and their rows, through SQLAlchemy."""
