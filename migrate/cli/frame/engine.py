"""Options of commands that can run on Spark."""

from __future__ import annotations

from enum import StrEnum

import typer


class Computer(StrEnum):
    """What computes."""

    DUCKDB = "duckdb"
    SPARK = "spark"


MASTER = typer.Option(
    "--master", help="Spark のマスター（spark://ホスト:7077）。省くとこの PC で動かします。", metavar="ADDRESS"
)
REMOTE = typer.Option("--remote", help="Spark Connect の宛先（sc://ホスト:15002）。", metavar="ADDRESS")
