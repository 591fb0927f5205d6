"""推進体制: the roles as a chart, who decides in which area, and who is in charge of each business."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.answer import Answer
from migrate.forms.form import plain
from migrate.forms.records import Record
from migrate.model.document import Diagram, Line, Link, Node, Tone
from migrate.model.value import value
from migrate.phase import form as forms
from migrate.phase import register
from migrate.phase.facts import Business, Facts

ITEM = 1
FIRST, SECOND = "主担当", "副担当"


@value
class Role:
    """One role of the organisation."""

    key: str
    name: str
    above: str
    """Name of the role over it as it was written; empty for the highest."""
    department: str
    position: str


@value
class Charge:
    """Who is in charge of one business; rows of the register, 主担当 and 副担当 apart."""

    business: Business
    first: tuple[Record, ...]
    second: tuple[Record, ...]

    @property
    def lacking(self) -> str:
        """What is missing, in words; empty where both are named."""
        return "・".join(word for word, rows in ((FIRST, self.first), (SECOND, self.second)) if not rows)


@cache
def defaults() -> Mapping[str, Mapping[str, Mapping[str, Answer]]]:
    """Sheet → row → question → what we suggest."""
    found: dict[str, dict[str, dict[str, Answer]]] = {}
    for row in tables.read(bundled("reports") / "layouts" / "phase" / f"{ITEM:02}" / "defaults.csv"):
        found.setdefault(row["sheet"], {}).setdefault(row["row"], {})[row["question"]] = row["answer"]
    return found


def names(sheet: str) -> Mapping[str, str]:
    """Key of a row that a sheet prints → its name."""
    return {one.key: one.name for one in forms.form(ITEM).of(sheet).presets}


def roles(facts: Facts) -> tuple[Role, ...]:
    """The roles that somebody has filled in, those of the form first."""
    printed = names("role")
    order = {key: at for at, key in enumerate(printed)}
    listed = sorted(facts.of(ITEM).of("role"), key=lambda one: order.get(one.key, len(order)))
    return tuple(
        Role(
            key=one.key,
            name=printed.get(one.key) or one.text("name") or one.key,
            above=one.text("above"),
            department=one.text("department"),
            position=one.text("position"),
        )
        for one in listed
    )


def _keys(listed: tuple[Role, ...]) -> Mapping[str, str]:
    """Every name of a role, in its plain form → its key."""
    words = {one.key: one.words for one in forms.form(ITEM).of("role").presets}
    found = {plain(word): one.key for one in listed for word in words.get(one.key, ())}
    return {**found, **{plain(one.name): one.key for one in listed}}


def strangers(listed: tuple[Role, ...]) -> tuple[str, ...]:
    """Roles whose superior is none of the roles."""
    known = _keys(listed)
    return tuple(one.name for one in listed if one.above and plain(one.above) not in known)


def chart(listed: tuple[Role, ...]) -> Diagram | None:
    """The roles as boxes, a line from each to those under it; None where no two of them are tied."""
    known = _keys(listed)
    ties = [(known[plain(one.above)], one) for one in listed if one.above and plain(one.above) in known]
    links = tuple(Link(start=above, end=one.key, text="") for above, one in ties if above != one.key)
    if not links:
        return None
    lost = set(strangers(listed))
    nodes = tuple(
        Node(
            id=one.key,
            label=f"{one.name}\n{one.department}".strip(),
            group=0,
            note=one.position,
            tone=Tone.CAUTION if one.name in lost else Tone.PLAIN,
        )
        for one in listed
    )
    return Diagram(
        title="体制図",
        groups=("",),
        nodes=nodes,
        links=links,
        kinds=(("指示・報告", Line.SOLID),),
        summary=f"左が上位で、{len(nodes)} の役割を {len(links)} 本の線で結んでいます。",
        wide=0,
    )


def in_charge(facts: Facts) -> tuple[Charge, ...]:
    """Who is in charge, business by business."""
    rows = facts.of(ITEM).of("member")

    def of(business: Business, part: str) -> tuple[Record, ...]:
        return tuple(one for one in rows if one.text("part") == part and register.concerns(one, business.id))

    return tuple(Charge(business=one, first=of(one, FIRST), second=of(one, SECOND)) for one in facts.businesses)
