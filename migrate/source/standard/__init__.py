"""Files that are laid out after a standard's own item list: recognised by their header, without any declaration."""
