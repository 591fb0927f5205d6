"""One file per database product, found by its name."""
