"""Conversion functions over whole columns beside their reference, one value at a time; printed, not asserted.

Run: python tests/bench/bench_functions.py [ROWS]
Seconds of processor time in one thread, seeded values of the usual kind, the best of four runs. The target is 3 million
values a second.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

import pyarrow as pa

from migrate.engine import functions

_KANA = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
_SAMPLE = 20_000


def _vector(name: str) -> Callable[..., pa.Array]:
    found = functions.function(name)
    assert found is not None and found.vector is not None
    return found.vector


def _columns(rows: int) -> dict[str, pa.Array]:
    dice = random.Random(1)

    def word() -> str:
        letters = dice.choices(_KANA, k=dice.randint(2, 5))
        return "".join(c + "ﾞ" * (c in "ｶｷｸｹｺﾊﾋﾌ" and dice.random() < 0.3) for c in letters)

    def numbers() -> list[int]:
        return [dice.randint(1, 99) for _ in range(3)]

    half = pa.array([f"{word()} {word()}" for _ in range(rows)])
    phone = pa.array(
        [f"0{dice.randint(10, 99)}-{dice.randint(100, 999)}-{dice.randint(1000, 9999)}" for _ in range(rows)]
    )
    address = pa.array(["七瀬野町{}-{}-{}".format(*numbers()) for _ in range(rows)])
    names = [f"{dice.choice('山川佐鈴')}{dice.choice('田中藤木')}　{dice.choice('太一花')}郎" for _ in range(rows)]
    return {
        "半角カナ": half,
        "全角カナ": _vector("zenkaku_kana")(half),
        "番号": pa.array([str(dice.randint(1, 10 ** dice.randint(3, 10))) for _ in range(rows)]),
        "電話": phone,
        "電話（全角）": _vector("zenkaku")(phone),
        "住所": address,
        "住所（全角）": _vector("zenkaku")(address),
        "氏名": pa.array(names),
        "金額": pa.array([str(dice.randint(0, 10**7)).zfill(9) for _ in range(rows)]),
        "ひらがな": pa.array(["".join(chr(dice.randint(0x3042, 0x3093)) for _ in range(8)) for _ in range(rows)]),
    }


_CALLS: tuple[tuple[str, str, tuple[str | int, ...]], ...] = (
    *(("zenkaku_kana", "半角カナ", ()), ("zenkaku", "半角カナ", ()), ("zenkaku", "住所", ()), ("zenkaku", "氏名", ())),
    *(("hankaku", "全角カナ", ()), ("hankaku", "住所（全角）", ()), ("hankaku", "電話（全角）", ())),
    *(("digits", "電話", ()), ("digits", "電話（全角）", ()), ("digits", "番号", ()), ("number", "金額", ())),
    *(
        ("lpad", "番号", (15, "0")),
        ("rpad", "番号", (15, "0")),
        ("max_length", "住所", (40,)),
        ("without", "住所", ("　",)),
    ),
    *(("name_part", "氏名", (1,)), ("name_part", "氏名", (2,)), ("squeeze", "氏名", ()), ("ltrim", "氏名", ())),
    *(("katakana", "ひらがな", ()), ("oomoji_kana", "全角カナ", ())),
)


def _seconds(run: Callable[..., object], values: object, others: tuple[str | int, ...], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        begin = time.process_time()
        run(values, *others)
        best = min(best, time.process_time() - begin)
    return best


def _one_by_one(apply: Callable[..., str | None]) -> Callable[..., object]:
    def run(values: list[str], *others: str | int) -> list[str | None]:
        return [apply(one, *others) for one in values]

    return run


def main() -> None:
    """Print million values a second of both, and how many values the column form leaves to the reference."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    pa.set_cpu_count(1)
    columns = _columns(rows)
    print(f"{'function':14}{'column M/s':>12}{'reference M/s':>15}{'left over':>11}  values")
    for name, kind, others in _CALLS:
        function, vector, values = functions.function(name), _vector(name), columns[kind]
        assert function is not None
        few = values[:_SAMPLE].to_pylist()
        whole = rows / _seconds(vector, values, others, 4) / 1e6
        each = len(few) / _seconds(_one_by_one(function.apply), few, others, 2) / 1e6
        print(f"{name:14}{whole:12.2f}{each:15.2f}{vector(values, *others).null_count:11}  {kind}")


if __name__ == "__main__":
    main()
