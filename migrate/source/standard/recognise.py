"""Which data files are exports of a 標準準拠システム: business, edition and グループ of each, with the reason.

A file is judged by its header alone (see `fit`), then by what stands around it (see `settle`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from migrate.errors import MigrateError
from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceKind, SourceTable
from migrate.model.value import value
from migrate.source import csv_stated
from migrate.source.detect import Look
from migrate.source.header import Header, below, head_bytes, headers
from migrate.source.standard import headless, settle, table
from migrate.source.standard.fit import HINT, Fit, fits, rivals
from migrate.source.standard.shape import Shape

_LISTED = 5


@value
class Recognised:
    """What a file was taken for; without ``table`` only its findings count."""

    table: SourceTable | None = None
    why: str = ""
    whole: bool = False
    """True where header and グループ hold exactly the same columns."""
    headless: bool = False
    """True where the file has no header line."""
    findings: tuple[Finding, ...] = ()


@value
class _Candidate:
    """A file with the readings of its header that are left."""

    look: Look
    found: tuple[Fit, ...]
    """All readings, best first."""
    left: tuple[Fit, ...]
    why: str = ""


def _stated(look: Look) -> tuple[str, str]:
    declared = look.source.declared
    return (declared.spec, declared.table) if declared else ("", "")


def _check_statement(look: Look, shapes: Sequence[Shape]) -> None:
    """Refuse a standard or グループ in project.yaml that nobody knows."""
    spec, name = _stated(look)
    if not spec or settle.stated(shapes, spec, name):
        return
    of_spec = settle.stated(shapes, spec, "")
    key, said = ("table", name) if of_spec else ("spec", spec)
    business = spec.partition("@")[0]
    near = [shape.group for shape in of_spec] or [s.spec for s in shapes if s.business == business]
    known = "、".join(dict.fromkeys(near or (s.business for s in shapes))) or "なし"
    params = {"file": look.source.name, "key": key, "value": said, "known": known}
    raise MigrateError("MIG-SRC-015", Place(file="project.yaml"), params)


def _candidate(look: Look, shapes: Sequence[Shape], words: frozenset[str]) -> _Candidate:
    _check_statement(look, shapes)
    head = head_bytes(look.source.path)
    spec, name = _stated(look)
    found = fits(shapes, _lines(look, head, shapes, words), 0.0 if spec else HINT)
    meant = settle.stated(shapes, spec, name) if spec or name else shapes
    kept = [fit for fit in found if fit.shape in meant and (spec or fit.likely)]
    left = rivals(kept) if kept else tuple(headless.fits(look, meant, head, bool(spec)))
    return _Candidate(look=look, found=found, left=left, why="project.yaml の sources から" if spec or name else "")


def _lines(look: Look, head: bytes, shapes: Sequence[Shape], words: frozenset[str]) -> tuple[Header, ...]:
    """What may be the header line: the first one, else one below titles."""
    stated = csv_stated.of_source(look.source.declared)
    if stated.header is False:
        return ()
    codec = look.encoding.codec
    first = headers(head, codec, stated)
    if any(fit.likely for fit in fits(shapes, first)):
        return first
    return (*first, *below(head, codec, words, stated))


def _words(shapes: Sequence[Shape]) -> frozenset[str]:
    """All names by which a header may call the items of these groups, in small letters."""
    texts = (text for s in shapes for i in s.items for text in (i.name, i.romaji, i.id))
    return frozenset(text.casefold() for text in texts)


def _settled(candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    sure: dict[str, set[str]] = {}
    for one in candidates:
        if len(one.left) == 1:
            sure.setdefault(settle.folder(one.look.source.name), set()).add(one.left[0].shape.spec)
    for one in candidates:
        if len(one.left) < 2:
            yield one
            continue
        name = one.look.source.name
        by_shape = {(fit.shape.spec, fit.shape.group): fit for fit in one.left}
        done = settle.settle(name, [fit.shape for fit in one.left], sure.get(settle.folder(name), ()))
        left = tuple(by_shape[shape.spec, shape.group] for shape in done.shapes)
        yield replace(one, left=left, why=done.why or one.why)


def _said(fit: Fit) -> str:
    return f"{fit.shape.spec} の「{fit.shape.group}」"


def _why(one: _Candidate) -> str:
    fit = one.left[0]
    shape = fit.shape
    if fit.headless:
        text = f"見出しがなく、値の形が標準仕様 {shape.spec}（{shape.business_name}）のグループ「{shape.group}」の "
        text += f"{len(shape.items)} 項目に順に合う"
        return f"{text}ものから、{one.why}決めた" if one.why else text
    text = f"見出しの {len(fit.names)} 列のうち {fit.met} 列が、標準仕様 {shape.spec}（{shape.business_name}）の"
    text += f"グループ「{shape.group}」の{fit.naming.value}（{len(shape.items)} 項目"
    others = [other for other in one.found if (other.shape.group, other.shape.spec) != (shape.group, shape.spec)]
    if others:
        text += f"、次に近いのは {_said(others[0])}で {others[0].met} 列"
    return f"{text}）と一致し、{one.why}決めた" if one.why else f"{text}）と一致する"


def _open(one: _Candidate) -> Recognised:
    """No table: several that fit equally, one that is a little like it, or nothing to say."""
    place = Place(file=one.look.source.name)
    if one.left:
        listed = "、".join(_said(fit) for fit in one.left[:_LISTED])
        params: dict[str, str | int] = {"count": len(one.left), "met": one.left[0].met, "known": listed}
        return Recognised(findings=(Finding(code="MIG-SRC-300", severity=Severity.ERROR, place=place, params=params),))
    near = [fit for fit in one.found if fit.near]
    if not near:
        return Recognised()
    best = near[0]
    params = {
        "names": len(best.names),
        "met": best.met,
        "spec": best.shape.spec,
        "group": best.shape.group,
        "items": len(best.shape.items),
    }
    return Recognised(findings=(Finding(code="MIG-SRC-305", severity=Severity.INFO, place=place, params=params),))


def _recognised(one: _Candidate, used: dict[str, str]) -> Recognised:
    if len(one.left) != 1:
        return _open(one)
    fit, file = one.left[0], one.look.source.name
    made = table.table_of(fit, file)
    stated = bool(_stated(one.look)[0]) and csv_stated.of_source(one.look.source.declared).header is False
    found = [f for f in table.findings_of(fit, file) if not (stated and f.code == "MIG-SRC-308")]
    found = [replace(f, place=replace(f.place, table=made.name)) for f in found]
    if made.name in used:
        first = used[made.name]
        number = next(n for n in range(2, len(used) + 3) if f"{made.name}_{n}" not in used)
        made = replace(made, name=f"{made.name}_{number}")
        params: dict[str, str | int] = {"group": fit.shape.group, "first": first, "name": made.name}
        place = Place(business=fit.shape.business, file=file, table=made.name)
        found.append(Finding(code="MIG-SRC-304", severity=Severity.WARNING, place=place, params=params))
    used[made.name] = file
    whole = not fit.missing and not fit.extra and not fit.headless
    why = _why(one)
    return Recognised(table=made, why=why, whole=whole, headless=fit.headless, findings=tuple(found))


def recognise(looks: Sequence[Look], shapes: Sequence[Shape], declared: frozenset[str]) -> Mapping[str, Recognised]:
    """File name → what it was taken for, for data files that may be CSV.

    Args:
        looks: data files, in the order of their names.
        shapes: what the standards at hand look like; of editions that do not differ the last one wins.
        declared: names of the tables that DDL and layouts declare; a new table takes another name.

    Raises:
        MigrateError: MIG-SRC-015, project.yaml names a standard or a グループ that is not at hand.
    """
    used = dict.fromkeys(declared, "表の定義")
    words = _words(shapes)
    candidates = [_candidate(look, shapes, words) for look in looks if look.kind is not SourceKind.FIXED]
    return {one.look.source.name: _recognised(one, used) for one in _settled(candidates)}
