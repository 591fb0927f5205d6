"""One module per user act: open, compute, save, return. Usable without the command line."""
