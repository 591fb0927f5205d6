"""What people declare is read whole or refused with its line."""

from __future__ import annotations

import pytest

from migrate.errors import MigrateError

from .build_table import plan

GOOD = """
  宛名番号:
    digits: 15
    spaces:
      住民: {first: "1", last: "899999999999999"}
      住登外: {first: "900000000000000", last: "999999999999999"}
    sources:
      - {system: 住基, table: JUMIN, columns: [NO], space: 住民, rule: 引継, prefix: "0"}
      - {system: 税, table: ZEI, columns: [NO], space: 住登外, rule: 付番, when: DEL = '0'}
    used_in:
      - {system: 税, table: KAZEI, columns: [NO]}
"""


def test_a_declaration_is_read() -> None:
    """Numbers may be written with or without quotes; without spaces there is one of all numbers."""
    kind = plan(GOOD.replace('"1"', "1")).kinds[0]
    whole = plan("  世帯番号: {digits: 3, sources: [{system: 住基, table: J, columns: [S], rule: 引継}]}").kinds[0]

    assert (kind.spaces[0].first, kind.sources[0].prefix, kind.systems) == (1, "0", ("住基", "税"))
    assert [(one.name, one.first, one.last) for one in whole.spaces] == [("全体", 1, 999)]


@pytest.mark.parametrize(
    ("old", "new", "code", "part"),
    [
        ("digits: 15", "digits: 19", "MIG-CNV-060", "18 以下"),
        ("rule: 付番", "rule: 決定", "MIG-CNV-060", "引継、付番"),
        ('last: "899999999999999"', 'last: "900000000000000"', "MIG-CNV-060", "重なって"),
        ("digits: 15", "digits: 14", "MIG-CNV-060", "14 桁に収まる"),
        ("space: 住登外", "space: 外", "MIG-CNV-060", "spaces にありません"),
        ("columns: [NO], space: 住民", "columns: [A, B], space: 住民", "MIG-CNV-060", "一つの列のとき"),
        ("rule: 付番", 'rule: 付番, prefix: "1"', "MIG-CNV-060", "prefix は 引継"),
        ("{system: 税, table: KAZEI", "{system: 国保, table: KAZEI", "MIG-CNV-060", "持ち主が sources に"),
        ("KAZEI, columns: [NO]", "KAZEI, columns: [A, B]", "MIG-CNV-060", "列の数"),
        ("when: DEL = '0'", "when: DEL ==", "MIG-CNV-010", ""),
        ("when: DEL = '0'", "when: wareki_date(D) = '2026-01-01'", "MIG-CNV-060", "wareki_date"),
        ("when: DEL = '0'", "evidence: {性別: \"code(S, 'x')\"}", "MIG-CNV-060", "code は使えません"),
        ("  宛名番号:", "  a/b:", "MIG-CNV-060", "使えない文字"),
        ("system: 住基", "system: ..", "MIG-CNV-060", "使えない文字"),
    ],
)
def test_mistakes_are_refused(old: str, new: str, code: str, part: str) -> None:
    """One mistake, one sentence that says what may be written."""
    with pytest.raises(MigrateError) as caught:
        plan(GOOD.replace(old, new))

    assert (caught.value.code, part in str(caught.value.params.get("reason", ""))) == (code, True)
    assert caught.value.where.line is not None
