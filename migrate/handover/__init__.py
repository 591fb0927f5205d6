"""What is handed over: which files of a workspace go into a package, what is made for it, and how it is told."""
