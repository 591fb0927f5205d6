"""``python -m migrate``."""

from migrate.cli.frame.app import run

if __name__ == "__main__":
    run()
