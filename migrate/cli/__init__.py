"""The command line: the only printer. One file per command group; options in, one flow called, result shown."""
