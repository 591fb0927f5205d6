"""Values with their form made even, as digests only."""

from pathlib import Path

import pytest

from migrate.model.source import SourceFile, SourceKind
from migrate.source import digests
from migrate.source.digests import even


@pytest.mark.parametrize(
    "forms",
    [
        ("S450131", "3450131", "1970/1/31", "19700131", "昭和45年1月31日", "Ｓ４５．１．３１"),
        ("0001234", "1234", "１２３４"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ　タロウ"),
        ("900-0472", "9000472"),
    ],
)
def test_one_value_in_every_form(forms: tuple[str, ...]) -> None:
    """Era and western dates, zeros in front, width, hyphens, blanks."""
    assert len({even(form) for form in forms}) == 1


def test_other_values_stay_apart() -> None:
    """Making even joins no two values that differ."""
    assert (
        len({even(v) for v in ("S450131", "S450201", "12", "21", "山田", "", "A-1", "A1", "18201231", "M010131")}) == 10
    )


@pytest.mark.parametrize("damaged", ["S459999", "99999999", "昭和", "0000000", "\ud800", "1-" * 9000])
def test_what_is_no_date_is_itself(damaged: str) -> None:
    """Damaged values never fail."""
    assert isinstance(even(damaged), str)


def test_digests_of_a_file_hold_no_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers only, equal for equal values, the smallest ones of many."""
    path = tmp_path / "T.csv"
    path.write_text("宛名番号,氏名\n" + "".join(f"{n:05},空想　太郎\n" for n in range(500)), encoding="utf-8")
    file = SourceFile(path="T.csv", kind=SourceKind.CSV, sha256="", encoding="utf-8", why="")
    found = digests.digests(path, file, None)
    monkeypatch.setattr(digests, "MOST", 50)
    fewer = digests.digests(path, file, None)

    assert {name: len(held) for name, held in found.items()} == {"宛名番号": 500, "氏名": 1}
    assert all(isinstance(one, int) for held in found.values() for one in held)
    assert fewer["宛名番号"] == frozenset(sorted(found["宛名番号"])[:50])
