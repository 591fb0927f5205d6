"""What people decided on counterparts: the file that is theirs, and what the matcher owes to it."""
