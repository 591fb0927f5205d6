"""Compare two seals: anywhere, without a workspace, without the key."""

from __future__ import annotations

import tempfile
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import records
from migrate.flow import reconcile_files
from migrate.flow.outcome import Outcome
from migrate.model.finding import Finding, Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.seal import DifferencesHeader, Narrowing, Normalisation, SealedRow, Side, TableDifferences
from migrate.model.value import value
from migrate.reconcile import seal_compare, seal_differences, seal_document, seal_file
from migrate.reconcile.seal_differences import is_differences
from migrate.reconcile.seal_file import Sealed
from migrate.reconcile.seal_narrow import is_narrowing
from migrate.report.findings import SHOWN, with_findings

_UNLIKE = "MIG-REC-022"
_KINDS = (("missing", "MIG-REC-024"), ("extra", "MIG-REC-025"))
_CHANGED, _BUCKETS = "MIG-REC-026", "MIG-REC-027"


@value
class SealsCompared:
    """Result of `reconcile compare`."""

    spec: str
    sides: tuple[Side, Side]
    """Of the base and of the other."""
    rows: bool
    """False where one of the seals is a summary: buckets only."""
    tables: tuple[TableDifferences, ...]


def _oriented(first: Path, second: Path) -> tuple[Sealed, Sealed]:
    """The old side is the base; of two of the same side the first."""
    one, two = seal_file.load(first), seal_file.load(second)
    return (two, one) if (one.header.side, two.header.side) == (Side.NEW, Side.OLD) else (one, two)


def compare(first: Path, second: Path, target: Path | None = None) -> Outcome:
    """Compare two seals; the rows that differ go to ``target``, by their digests only. Where a summary tells buckets
    only, those that differ do, for both sides to seal these again.

    Raises:
        UnreadableError: MIG-REC-021 (no seal, damaged), -022 (they cannot be compared), MIG-SYS-….
        MigrateError: MIG-REC-023, something else is at ``target``.
    """
    if target is not None:
        reconcile_files.check_free(target, lambda path: is_differences(path) or is_narrowing(path))
    base, other = _oriented(first, second)
    unlike = seal_compare.unlike(base.header, other.header)
    if unlike:
        params: dict[str, str | int] = {
            "base": base.path.name,
            "other": other.path.name,
            "what": "、".join(unlike),
        }
        raise UnreadableError(_UNLIKE, Place(file=other.path.name), params)
    rows = base.header.form == other.header.form == "full"
    header = _compared(base, other, target if rows else None)
    if target is not None and not rows:
        _narrow(base, other, target)
    findings = tuple(one for table in header.tables for one in _findings(header, table))
    page = seal_document.compare_page(header, base.header, (base.path.name, other.path.name), rows)
    return Outcome(
        kind="reconcile-compare",
        data=SealsCompared(spec=header.spec, sides=header.sides, rows=rows, tables=header.tables),
        document=page,
        brief=with_findings(page, findings, SHOWN),
        findings=findings,
        inputs=tuple(FileDigest(path=one.path.name, sha256=one.sha256) for one in (base, other)),
        nothing_checked=not any(one.base or one.other for one in header.tables),
        notices=_notices(header, rows, target),
    )


def _narrow(base: Sealed, other: Sealed, target: Path) -> None:
    """Write which buckets differ."""
    head = base.header
    narrowing = Narrowing(
        narrowing=1,
        spec=head.spec,
        business=head.business,
        fingerprint=head.fingerprint,
        tables=seal_compare.narrowed(base, other),
    )
    with reconcile_files.beside(target) as temp:
        temp.write_bytes(records.dump(narrowing))


def _compared(base: Sealed, other: Sealed, target: Path | None) -> DifferencesHeader:
    """All differences; with ``target`` they are written, however many they are."""
    with tempfile.TemporaryFile() as lines:

        def emit(row: SealedRow) -> None:
            lines.write(seal_differences.line(row))

        def pass_over(_: SealedRow) -> None:
            """The counts are enough."""

        tables = seal_compare.compare(base, other, emit if target else pass_over)
        either = {base.header.normalisation, other.header.normalisation}
        header = DifferencesHeader(
            differences=1,
            spec=base.header.spec,
            business=base.header.business,
            fingerprint=base.header.fingerprint,
            normalisation=Normalisation.EMPTY_AS_NULL if Normalisation.EMPTY_AS_NULL in either else Normalisation.NONE,
            sides=(base.header.side, other.header.side),
            seals=(base.sha256, other.sha256),
            tables=tables,
        )
        if target is not None:
            lines.seek(0)
            with reconcile_files.beside(target) as temp:
                seal_differences.write(temp, header, lines)
    return header


def _findings(header: DifferencesHeader, table: TableDifferences) -> list[Finding]:
    names = seal_document.side_names(header.sides)
    place = Place(business=header.business, table=table.table)
    found: list[tuple[str, dict[str, str | int]]] = []
    for field, code in _KINDS:
        if count := getattr(table, field):
            found.append((code, {"count": count, "base": names[0], "other": names[1]}))
    for items, count in [one for one in table.groups if one[1]]:
        found.append((_CHANGED, {"count": count, "items": seal_document.spoken(items)}))
    if table.changed and not any(count for _, count in table.groups):
        found.append((_CHANGED, {"count": table.changed, "items": "主キー以外"}))
    if table.equal is None:
        found.append((_BUCKETS, {"differing": table.buckets_differing, "buckets": table.buckets}))
    return [Finding(code=code, severity=Severity.ERROR, place=place, params=params) for code, params in found]


def _notices(header: DifferencesHeader, rows: bool, target: Path | None) -> tuple[str, ...]:
    said = []
    if header.sides[0] is header.sides[1]:
        word = "旧" if header.sides[0] is Side.OLD else "新"
        said.append(f"2 つとも「{word}」の封印です。初めに書いたほうを基準にしました。")
    if header.seals[0] == header.seals[1]:
        said.append("2 つは、1 バイトも違わない同じ封印です。別の側の封印を指定したかを確かめてください。")
    if not seal_document.differing(header.tables):
        return tuple(said)
    if not rows and target is None:
        said.append(
            "どの行かを調べるには、--to 絞り込み.json を付けてもう一度比べ、違うバケツの行だけを封印し直してください。"
        )
    elif not rows and target is not None:
        said.append(
            f"{target.name} に、違うバケツの番号を書きました（値も鍵もありません）。両方の拠点に渡してください。"
        )
        again = f"migrate reconcile seal --only {target.name} --key-file 鍵 --to 2 回目.seal"
        said.append(f"次に打つコマンド（両方の拠点で、1 回目と同じ --side で）: {again}")
    elif target is None:
        said.append("どの行かを調べるには、--to 相違.jsonl を付けてもう一度比べてください。")
    else:
        said.append(f"{target.name} に、違う行のダイジェストを書きました（値はありません）。")
        said.append(f"次に打つコマンド（データのある拠点で）: migrate reconcile open {target.name} --key-file 鍵")
    return tuple(said)
