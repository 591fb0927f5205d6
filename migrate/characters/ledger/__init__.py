"""Characters without a home: found, proposed for, decided by people, and replaced."""
