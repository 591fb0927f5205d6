"""The current system as it is: DDL, layout tables and data files read into values, nothing guessed in silence."""
