"""Check one file against a spec: a standard CSV or Parquet, or any CSV with a map of its columns."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from migrate.errors import MigrateError, UnreadableError
from migrate.files.digest import sha256_of
from migrate.flow.check_outcome import Made, advice, only, outcome
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import around, resolve
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.model.quality import CheckResult
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality import mapped
from migrate.quality import run as checks
from migrate.quality.document import View
from migrate.quality.mapped import Encoding
from migrate.quality.rows import open_rows
from migrate.quality.run import Given, Setting, Subject
from migrate.workspace.clock import Session

_NO_KEYS = "行はファイルの行番号で示します（作業フォルダの鍵を使わないため、キーの要約値は付けません）。"


@value
class Target:
    """One file to check. ``table`` is empty where the file's own header decides."""

    file: Path
    spec: str
    table: str = ""
    columns: Path | None = None
    """Map of the file's columns to items (see `migrate.quality.mapped`); None: the columns are items."""
    encoding: Encoding = Encoding.UTF_8


def is_file_check(file: Path | None, spec: str, beside: tuple[str, ...], without: tuple[str, ...]) -> bool:
    """True where one file is to be checked. ``beside`` and ``without``: options given that need a file, and no file.

    Raises:
        MigrateError: MIG-DQ-040, options that do not go together.
    """
    if file is None and beside:
        reason = f"{'・'.join(beside)} は、ファイルを指定したときだけ使えます。"
        raise MigrateError("MIG-DQ-040", params={"reason": reason})
    if file is not None and without:
        reason = f"{'・'.join(without)} は、作業フォルダを検査するときだけ使えます。"
        raise MigrateError("MIG-DQ-040", params={"reason": reason})
    if file is not None and not spec:
        raise MigrateError("MIG-DQ-040", params={"reason": "ファイルを検査するには --spec（標準仕様）が必要です。"})
    return file is not None


def check_file(target: Target, session: Session, workspace: Path | None = None, rules: tuple[str, ...] = ()) -> Outcome:
    """Check one file; a workspace is used only to look the spec up. ``rules``: codes to be checked, empty: all.

    Raises:
        MigrateError: MIG-SPEC-006; MIG-DQ-039, the file's table is not clear; MIG-DQ-040, -041, -047, -054.
        UnreadableError: MIG-SYS-001/-002, MIG-DQ-031 … -037, -048.
    """
    wanted, resolved, name = only(rules), resolve(target.spec, around(workspace)), target.file.name
    with tempfile.TemporaryDirectory(prefix="migrate-") as folder:  # mode 0700
        scratch = Path(folder)
        file, ignored = _standard(target, resolved.spec, scratch / "rows.csv")
        table = _table_of(resolved.spec, replace(target, file=file), name)
        subject = Subject(spec=resolved.spec, given={table: Given(data=file, name=name)})
        setting = Setting(scratch=scratch, failures=scratch / "failures.parquet", as_of=session.as_of, only=wanted)
        result = _narrowed(checks.run(subject, setting), table, ignored)
    made = Made(result=result, spec=resolved.spec, view=View(command=_again(target), advice=advice()))
    read = tuple(FileDigest(path=one.name, sha256=sha256_of(one)) for one in (target.file, target.columns) if one)
    return outcome((made,), read, (resolved.why, _NO_KEYS))


def _narrowed(result: CheckResult, table: str, ignored: frozenset[str]) -> CheckResult:
    """What is said about one table, and not about columns that are not to be checked."""
    unwanted = {("MIG-DQ-022", column) for column in ignored}
    return replace(
        result,
        findings=tuple(
            f for f in result.findings if f.place.table in (table, None) and (f.code, f.place.item) not in unwanted
        ),
        outcomes=tuple(o for o in result.outcomes if o.table in (table, "")),
    )


def _standard(target: Target, spec: Spec, into: Path) -> tuple[Path, frozenset[str]]:
    """The file as a standard CSV, and its columns that are not to be checked.

    Raises:
        MigrateError: MIG-DQ-040, the file is Parquet; -041, -047.
        UnreadableError: MIG-SYS-001/-002, MIG-DQ-048.
    """
    if target.columns is None and target.encoding is Encoding.UTF_8:
        return target.file, frozenset()
    if target.file.suffix.lower() == ".parquet":
        raise MigrateError("MIG-DQ-040", params={"reason": "--columns と --encoding は CSV のときだけ使えます。"})
    columns = None
    if target.columns is not None:
        known = frozenset(item.name for item in (spec.items_of(target.table) or spec.items))
        try:
            data = target.columns.read_bytes()
        except OSError as error:
            name = target.columns.name
            code = "MIG-SYS-001" if isinstance(error, FileNotFoundError) else "MIG-SYS-002"
            raise UnreadableError(code, Place(file=name), {"file": name}) from None
        columns = mapped.read(data, target.columns.name, known)
    mapped.standard(target.file, target.encoding, columns, into)
    return into, columns.ignored if columns else frozenset()


def _again(target: Target) -> str:
    """The command that checks the same file again."""
    parts = ["migrate check run", _typed(target.file), f"--spec {target.spec}"]
    parts += [f"--table {target.table}"] if target.table else []
    parts += [f"--columns {_typed(target.columns)}"] if target.columns else []
    parts += [f"--encoding {target.encoding.value}"] if target.encoding is not Encoding.UTF_8 else []
    return " ".join(parts)


def _typed(path: Path) -> str:
    """A file as it can be typed again from the same folder; of one that was named from the root only the name (law 6:
    no machine paths).
    """
    name = path.name if path.is_absolute() else path.as_posix()
    return f'"{name}"' if " " in name or "\u3000" in name else name


def _table_of(spec: Spec, target: Target, name: str) -> str:
    """The table whose rows the file holds: the one named, the spec's only one, the file's name, else the header's."""
    rows = open_rows(target.file, name)
    shared = {table: len({i.name for i in spec.items_of(table)} & set(rows.columns)) for table in spec.tables}
    if not any(shared.values()):
        reason = f"{spec.id} の項目名の列が 1 つもありません"
        raise UnreadableError("MIG-DQ-033", Place(file=rows.name), {"file": rows.name, "reason": reason})
    if target.table in spec.tables:
        return target.table
    best = [table for table, count in shared.items() if count == max(shared.values())]
    if not target.table and Path(name).stem in spec.tables:
        return Path(name).stem
    if target.table or len(best) != 1:
        params = {"file": rows.name, "spec": spec.id, "known": "、".join(spec.tables)}
        raise MigrateError("MIG-DQ-039", Place(file=rows.name), params)
    return best[0]
