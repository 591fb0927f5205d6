"""What a match in a table of the standard is worth beside the homes of the source table and of its system."""

from migrate.gap.systems import Homes, System
from migrate.gap.tables import Evidence
from migrate.gap.worth import STRAY, Worth

HISTORY, NOTICE, REGISTER, PENSION = ("023", "被保険者"), ("001", "異動届出"), ("001", "住民票"), ("026", "資格異動届")
SEEN = {key: Evidence(share=0.5, total=2.0, title=0.0, matched=0.5) for key in (HISTORY, NOTICE, PENSION)}
SHARES = {"023": 1.0, "001": 0.4, "026": 0.4}


def worth(*at_home: tuple[str, str]) -> Worth:
    system = System(main="023", shares=SHARES, homes=frozenset(at_home))
    return Worth(Homes(covered=True, counts={HISTORY: 1.0}, evidence=SEEN), system)


def test_a_business_with_a_home_in_the_system_is_nearer() -> None:
    """届出年月日 of a history is rather that of the register, which the system has, than that of the pension."""
    alone, beside = worth(HISTORY), worth(HISTORY, REGISTER)

    assert alone.of(NOTICE)[1] == alone.of(PENSION)[1] == beside.of(PENSION)[1] < beside.of(NOTICE)[1] < 1


def test_the_home_of_the_table_itself_counts_as_it_is() -> None:
    """Its own home is neither raised nor lowered by what else the system has."""
    assert worth(HISTORY, REGISTER).of(HISTORY) == (1.0, 1.0)


def test_a_stray_table_counts_no_more_for_its_business_being_there() -> None:
    """The tables still do not suit each other: such a match is shown, not chosen."""
    assert worth(HISTORY, REGISTER).of(NOTICE)[0] <= STRAY
