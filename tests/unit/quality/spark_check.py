"""Checks towns on this machine and on Spark, in a process of its own, so that no other test finds Spark installed.

Run: python spark_check.py FOLDER; prints JSON: business → failures, whether the results are the same, and whether the
files of failures are, to the byte.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl

from migrate.engine import spark_tables
from migrate.engine.spark_session import address
from migrate.files.bundled import bundled
from migrate.quality import run as checks
from migrate.spec import library
from migrate.text.check_digits import RULES
from tests.acceptance import judge, verdicts

ROWS = 150_000
TOLD = ("001", "012", "021")
"""Businesses whose rules are run, with the whole town around them: histories, sums, details without a parent."""
BIG = "住登外者宛名基本情報"


def _big(folder: Path) -> checks.Subject:
    """031 with more rows than a batch holds, in 150 row groups; every seventh fails, some keys and 名寄せ先 too."""
    spec = library.resolve("031@2023-09-29", library.entries(bundled("specs")), {}).spec
    n = pl.int_range(1, ROWS + 1, eager=True)
    first = n.cast(pl.String).str.zfill(11)
    number = f"{1:011}{RULES['個人番号'].digit(f'{1:011}')}"
    given = {
        "宛名番号": pl.when(n % 50_000 == 0).then(pl.lit(f"{1:015}")).otherwise(n.cast(pl.String).str.zfill(15)),
        "氏名": pl.when(n % 7 == 0).then(pl.lit("架空太郎")).otherwise(pl.lit("架空　太郎")),
        "性別": pl.when(n % 1000 == 3).then(pl.lit("Ｘ")).otherwise(pl.lit("1")),
        "個人番号": pl.when(n % 9999 == 0).then(pl.lit(number)).when(n % 501 == 0).then(first + "0").otherwise(None),
        "代表宛名フラグ": pl.when(n % 20_000 == 9).then(pl.lit("1")).otherwise(pl.lit("0")),
        "名寄せ先宛名番号": pl.when(n % 20_000 == 9).then(pl.lit("000000009999999")).otherwise(pl.lit("")),
        "操作者ID": pl.lit("USER01"),
        "操作年月日": pl.lit("2023-05-01"),
        "操作時刻": pl.lit("12:34:56"),
    }
    names = [item.name for item in spec.items_of(BIG)]
    listed = [given.get(name, pl.lit(None)).cast(pl.String).alias(name) for name in names]
    path = folder / "big.parquet"
    pl.DataFrame({"n": n}).select(listed).write_parquet(path, row_group_size=1000)
    return checks.Subject(spec=spec, given={BIG: checks.Given(data=path, name="big")})


def _all(folder: Path) -> Iterator[tuple[checks.Subject, tuple[checks.Subject, ...]]]:
    town = tuple(judge._subjects(verdicts.spoiled_town(), folder))
    for one in (each for each in town if each.spec.business in TOLD):
        yield one, tuple(other for other in town if other is not one)
    yield _big(folder), ()


def main() -> None:
    """Check everything twice."""
    folder = Path(sys.argv[1])
    said = {}
    with spark_tables.opened(address("local[2]", ""), folder / "spark") as spark:
        spark._session.conf.set("spark.sql.files.maxPartitionBytes", "262144")
        spark._session.conf.set("spark.sql.shuffle.partitions", "4")
        for subject, others in _all(folder):
            outcomes = []
            for name, where in (("here", None), ("spark", spark)):
                scratch = folder / f"{subject.spec.business} {name}"
                scratch.mkdir()
                setting = checks.Setting(
                    scratch=scratch,
                    failures=scratch / "failures.parquet",
                    as_of=date(2026, 11, 23),
                    digest=lambda *key: "|".join(key),
                    others=others,
                    spark=where,
                )
                outcomes.append((checks.run(subject, setting), setting.failures.read_bytes()))
            (ours, file), (theirs, other) = outcomes
            said[subject.spec.business] = (ours.failed, ours == theirs, file == other)
    print(json.dumps(said))


if __name__ == "__main__":
    main()
