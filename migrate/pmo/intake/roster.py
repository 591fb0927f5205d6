"""Who is expected to report: the roster (名簿) of a PMO, else the bodies beside those that have reported."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.model.finding import Place
from migrate.model.pmo import Body, BodyKind
from migrate.model.value import value
from migrate.pmo.intake.bodies import Register, nation
from migrate.text import check_digits
from migrate.text.refusal import UnconvertibleError

NAME = "roster.csv"
"""In the store."""
_HEADER = ("団体コード", "都道府県", "団体名", "区分", "人口", "期限")
_NEEDED = _HEADER[:3]
_KINDS = {
    "": BodyKind.MUNICIPALITY,
    "市区町村": BodyKind.MUNICIPALITY,
    "市町村": BodyKind.MUNICIPALITY,
    "都道府県": BodyKind.PREFECTURE,
    **dict.fromkeys(("広域連合", "一部事務組合", "組合", BodyKind.UNION.value), BodyKind.UNION),
}
_HALF = 24
"""From so many prefectures on, the whole nation is expected."""


@value
class Expected:
    """A body that is expected to report. ``due`` is an ISO day, empty where the roster names none."""

    body: Body
    due: str = ""


@value
class Expectation:
    """Who is expected, and how that is known, in words."""

    words: str
    bodies: tuple[Body, ...]


def parse(data: bytes, name: str) -> tuple[Expected, ...]:
    """The bodies in a roster (CSV in UTF-8 or Shift_JIS).

    Raises:
        MigrateError: MIG-PMO-041 with the line.
    """
    found = dict[str, Expected]()
    register = Register()
    for line, row in _rows(data, name):
        one = _expected(row, register, name, line)
        if one.body.code in found:
            raise _refused(name, line, f"団体コード {one.body.code} が二度あります")
        found[one.body.code] = one
    if not found:
        raise _refused(name, 1, "団体の行がありません")
    return tuple(found.values())


def to_bytes(roster: Iterable[Expected]) -> bytes:
    """The roster as it is kept in the store."""
    rows = (
        (
            one.body.code,
            one.body.prefecture,
            one.body.name,
            one.body.kind.value,
            one.body.population or "",
            one.due,
        )
        for one in roster
    )
    return tables.to_bytes(_HEADER, rows)


def _rows(data: bytes, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _refused(name, 1, "UTF-8 でも Shift_JIS でもありません")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = ["".join(one.split()) for one in next(reader, [])]
        if missing := [one for one in _NEEDED if one not in header]:
            raise _refused(name, 1, f"見出し {'、'.join(missing)} がありません")
        for row in reader:
            if any(map(str.strip, row)):
                yield reader.line_num, dict(zip(header, map(str.strip, row), strict=False))
    except csv.Error:
        raise _refused(name, reader.line_num, "CSV の書き方が正しくありません") from None


def _expected(row: Mapping[str, str], register: Register, name: str, line: int) -> Expected:
    prefecture, own = row.get("都道府県", ""), row.get("団体名", "")
    known = register.named(prefecture, "" if own == prefecture else own)
    kind = _KINDS.get(row.get("区分", "") or (known.kind.value if known else ""))
    if kind is None:
        raise _refused(name, line, "区分は 市区町村、都道府県、広域連合、一部事務組合 のどれかです")
    code = _code(row.get("団体コード", ""), known, name, line)
    if known is not None and known.code != code:
        raise _refused(name, line, f"団体コード {code} は、{prefecture}{own}（{known.code}）と違います")
    if known is None and (not own or kind is not BodyKind.UNION):
        raise _refused(name, line, f"「{prefecture}」に、その名の団体がありません")
    people = row.get("人口", "").replace(",", "")
    if people and not (people.isascii() and people.isdigit() and int(people)):
        raise _refused(name, line, "人口が 1 以上の数ではありません")
    due = row.get("期限", "")
    try:
        due = date.fromisoformat(due.replace("/", "-")).isoformat() if due else ""
    except ValueError:
        raise _refused(name, line, "期限が 2026-12-05 の形の日ではありません") from None
    base = known or Body(name=own, prefecture=prefecture)
    body = replace(base, code=code, kind=kind, population=int(people) if people else None)
    return Expected(body=body, due=due)


def _code(text: str, known: Body | None, name: str, line: int) -> str:
    """The 6 digits; a spreadsheet program drops a leading zero, and some lists leave the check digit out."""
    if not text and known is not None:
        return known.code
    forms = [text, text.zfill(6)]
    with suppress(UnconvertibleError):
        forms.append(check_digits.added(text.zfill(5), "団体コード"))
    for one in forms:
        try:
            code = check_digits.checked(one, "団体コード")
        except UnconvertibleError:
            continue
        if known is None or code == known.code:
            return code
    raise _refused(name, line, "団体コードが、その団体の 6 桁の全国地方公共団体コードではありません")


def _refused(name: str, line: int, reason: str) -> MigrateError:
    return MigrateError("MIG-PMO-041", Place(file=name, line=line), {"file": name, "line": line, "reason": reason})


def expectation(roster: Collection[Expected], present: Iterable[Body]) -> Expectation:
    """Who is expected: the roster's bodies; without one, those of the kinds and prefectures of which some reported."""
    if roster:
        return Expectation(words=f"名簿の {len(roster):,} 団体", bodies=tuple(one.body for one in roster))
    seen = {(one.prefecture, one.kind) for one in present}
    prefectures = {prefecture for prefecture, _ in seen}
    kinds = {kind for _, kind in seen}
    every = len(prefectures) >= _HALF
    bodies = tuple(one for one in nation() if (every and one.kind in kinds) or (one.prefecture, one.kind) in seen)
    where = "全国" if every else f"報告のあった {len(prefectures)} 都道府県"
    what = "、".join(kind.value for kind in BodyKind if kind in kinds and kind is not BodyKind.UNION)
    return Expectation(words=f"名簿がないため、{where}の{what or '団体'} {len(bodies):,} 団体", bodies=bodies)
