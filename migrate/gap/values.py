"""Value evidence: what a column's values are beside what an item expects, or beside the values of the target itself.

Everything rests on counts of a profile and on sets of digests of normalised values; no value is held or told here.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from migrate.gap.arithmetic import factor
from migrate.gap.forms import form_of
from migrate.gap.target import TargetItem
from migrate.model.profile import Care, ColumnProfile
from migrate.model.spec import CodeList, Item
from migrate.model.value import value

_FEW = 10
"""So few different values stand in many columns: to share them tells little."""
_SHARED, _SHARED_CODES = 0.9, 0.3
"""How much shared values tell, many different ones or few."""
_SHARES = 0.05
"""Below this share two sets have nothing in common but chance."""
_SAME_FORM, _ONLY_FORM = 0.25, 1.0
"""How much the same form tells, and a form that no other column comes near."""
_SURELY = 0.8
_COVERED_CODES, _OTHER_CODES = 0.15, 0.85
"""How much shared codes tell, and what remains where a column has none of the list: codes of its own are usual."""
_LOOSE, _ENOUGH_LOOSE, _ENOUGH = 0.1, 0.4, 0.8
"""Share of the cells that must have a form: less for forms that tell little (漢字・かな)."""
_TOO_LONG = 0.5
_SUPPRESSED = {"<10": 5, ">=10": 10}
"""What stands for counts that a profile does not tell."""


@value
class Held:
    """What one column holds."""

    profile: ColumnProfile
    rows: int
    digests: frozenset[int] = frozenset()
    """Digests of its normalised values: all of them, or the smallest ones of very many."""
    digests_cut: bool = False
    """True where not all of them were kept."""
    others: Mapping[str, Held] | None = None
    """Where the target is a data file as well: what its columns hold, by name."""

    @property
    def filled(self) -> int:
        """Cells with a value; at least 1."""
        return max(1, self.rows - (self.profile.empty or 0) - (self.profile.blank or 0))


@value
class ValueFit:
    """How values suit an item."""

    score: float
    """0: they contradict; 1: they suit."""
    telling: float
    """How much that tells of the item, 0–1."""
    sentence: str


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"


def _counts(profile: ColumnProfile) -> dict[str, int]:
    """Signatures and classes of characters with their cells; empty for code columns, whose counts are not told."""
    return {one.name: one.count for one in (*profile.signatures, *profile.characters) if one.count is not None}


def _share(held: Held, names: tuple[str, ...]) -> float:
    counts = _counts(held.profile)
    return min(1.0, max((counts.get(name, 0) for name in names), default=0) / held.filled)


def _by_form(held: Held, item: Item) -> ValueFit | None:
    form = form_of(item)
    if form is None or not _counts(held.profile):
        return None
    signed = min(1.0, sum(_counts(held.profile).get(name, 0) for name in form.signatures) / held.filled)
    share = max(signed, _share(held, form.characters)) if form.characters else signed
    sentence = f"値の {_percent(share)} が{form.name}です。"
    enough = _ENOUGH_LOOSE if form.telling <= _LOOSE else _ENOUGH
    return ValueFit(score=min(1.0, share / enough), telling=form.telling * share, sentence=sentence)


def _plain(text: str) -> str:
    """A code without the zeros in front."""
    return text.strip().lstrip("0") or "0"


def _by_codes(held: Held, codes: CodeList) -> ValueFit | None:
    """Share of the rows whose value is one of the code list's."""
    told = [one for one in held.profile.values if one.text is not None] if held.profile.care is Care.CODE else []
    if not told or codes.open:
        return None
    allowed = {_plain(one.value) for one in codes.values}
    rows = {one.text or "": _SUPPRESSED.get(one.count) or int(one.count.lstrip("<>=") or 0) for one in told}
    whole = sum(rows.values())
    share = sum(count for text, count in rows.items() if _plain(text) in allowed) / whole if whole else 0.0
    sentence = f"行の {_percent(share)} が、コード一覧「{codes.name}」にある値です。"
    return ValueFit(score=factor(share, 1 - _OTHER_CODES), telling=_COVERED_CODES * share, sentence=sentence)


def _by_length(held: Held, item: Item) -> ValueFit | None:
    longest, most = held.profile.longest, item.max_length
    if longest is None or most is None or longest <= most or form_of(item) is not None:
        return None
    sentence = f"値は最大 {longest} 文字で、項目の {most} 桁を超えます。"
    return ValueFit(score=_TOO_LONG, telling=0.0, sentence=sentence)


def overlap(one: Held, other: Held) -> float:
    """Share of the smaller set of digests that the other one has, estimated where only the smallest were kept."""
    if not one.digests or not other.digests:
        return 0.0
    cut = [max(held.digests) for held in (one, other) if held.digests_cut]
    a, b = ({digest for digest in held.digests if digest <= min(cut)} if cut else held.digests for held in (one, other))
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


_JOINED: Mapping[str, tuple[str, ...]] = {
    "日付": ("era_letter_date", "era_kanji_date", "western_date_parted", "western_date_8", "era_date_7"),
    "日時": ("timestamp_parted", "timestamp_14"),
    "カナ": ("half_kana", "full_kana"),
    "郵便番号": ("postal_7", "postal_3_4"),
    "氏名": ("name",),
    "住所": ("address",),
    "漢字": ("kanji_or_other",),
    "数": ("integer", "decimal"),
    "英字": ("half_letter",),
}
"""Forms that are the same thing written in another way."""


def _spectrum(held: Held) -> Mapping[str, float]:
    """Shares of the forms, and how varied and how long the values are; empty where no counts are told."""
    counts = _counts(held.profile)
    if not counts:
        return {}
    shares = {name: min(1.0, sum(counts.get(o, 0) for o in of) / held.filled) for name, of in _JOINED.items()}
    if shares["日付"] >= _SURELY or shares["日時"] >= _SURELY:
        shares["数"] = shares["英字"] = shares["郵便番号"] = 0.0  # that is how this date is written
    return {**shares, "種類": min(1.0, held.profile.distinct / held.filled)}


def _near(held: Held, other: Held) -> float | None:
    """How near two columns come by the forms of their values, 0–1; None where one of them is not told."""
    ours, theirs = _spectrum(held), _spectrum(other)
    if not ours or not theirs:
        return None
    apart = sum(abs(ours[name] - theirs[name]) for name in ours)
    whole = sum(max(ours[name], theirs[name]) for name in ours)
    return 1 - apart / whole if whole else 0.0


def _beside(held: Held, other: Held) -> ValueFit | None:
    """Against the target's own values: those that both have, else the form, by how few other columns have it."""
    share = overlap(held, other)
    few = min(len(held.digests), len(other.digests)) <= _FEW
    if share >= _SHARES:
        telling = (_SHARED_CODES if few else _SHARED) * sqrt(share)
        sentence = f"形をそろえた値の {_percent(share)} が、相手の列にもあります。"
        return ValueFit(score=0.6 + 0.4 * share, telling=telling, sentence=sentence)
    near = _near(held, other)
    if near is None:
        return None
    rivals = (_near(held, one) or 0.0 for one in (held.others or {}).values() if one is not other)
    alone = max(0.0, near - max(rivals, default=0.0))
    sentence = f"値の形（日付・カナ・数など）の近さは {_percent(near)} です。同じ値はありません。"
    return ValueFit(score=near, telling=min(1.0, _SAME_FORM * near + _ONLY_FORM * alone), sentence=sentence)


def value_fit(held: Held, item: TargetItem, codes: CodeList | None) -> ValueFit | None:
    """What the values of a column say of an item, None where they say nothing.

    Args:
        held: the column's profile, and the target's own values where it is a file.
        item: the item.
        codes: its code list.
    """
    if not held.rows or item.rule is not None:
        return None
    if held.others is not None:
        other = held.others.get(item.item.name)
        return _beside(held, other) if other is not None and other.rows else None
    by_codes = _by_codes(held, codes) if codes is not None else None
    return by_codes or _by_form(held, item.item) or _by_length(held, item.item)
