"""A list of findings says why and what to do, or how to read it."""

from migrate.model.document import Grid, Section
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.report import findings

_OWN = Basis(document="本ツール独自", section="試験")


def _found(items: list[str]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            code="MIG-GAP-002",
            severity=Severity.ERROR,
            place=Place(business="031", table="表", item=item),
            params={"item": item},
            basis=_OWN,
        )
        for item in items
    )


def _grids(section: Section) -> dict[str, Grid]:
    return {block.title: block for block in section.blocks if isinstance(block, Grid)}


def test_a_whole_list_says_what_to_do() -> None:
    """Below all findings there is one line for each code, with the names that its findings have in common."""
    cures = _grids(findings.section(_found(["氏名", "氏名"])))["理由と直し方（コードごと）"]
    assert [row[:2] for row in cures.rows] == [("MIG-GAP-002", 2)]
    assert str(cures.rows[0][3]).endswith("migrate gap run --explain 氏名")


def test_few_wordings_are_all_there() -> None:
    """Where the texts differ and are few, each is there; where they are many, none stands for the others."""
    few = _grids(findings.section(_found(["氏名", "性別"])))["理由と直し方（コードごと）"]
    many = _grids(findings.section(_found(["氏名", "性別", "住所", "続柄"])))["理由と直し方（コードごと）"]
    assert [name in str(few.rows[0][3]) for name in ("氏名", "性別")] == [True, True]
    assert str(many.rows[0][3]).endswith("--explain 〇〇")


def test_a_short_list_says_how_to_read_on() -> None:
    """A list that a terminal shows names the command that explains, and how many findings it leaves out."""
    grids = _grids(findings.section(_found(["氏名", "性別"]), limit=1))
    assert [*grids] == ["指摘の一覧"]
    note = grids["指摘の一覧"].note
    assert "ほかに 1 件" in note and "migrate explain MIG-GAP-002" in note
