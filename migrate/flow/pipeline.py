"""What conversion and reconciliation share: everything a run needs, loaded, staged, and converted into scratch."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from migrate import __version__
from migrate.engine import law, memory, narrowed, spark, spark_session
from migrate.engine.convert import convert
from migrate.engine.duckdb import Limits
from migrate.engine.local import Local
from migrate.engine.plan import Plan
from migrate.engine.result import Converted, Surroundings
from migrate.engine.spark_session import Address
from migrate.errors import BalanceError, MigrateError, NothingCheckedError, UnreadableError
from migrate.flow import chars_common, decided_characters, keys_tables, loaded
from migrate.keys import lookup
from migrate.mapping import load
from migrate.mapping.codefile import Beside
from migrate.mapping.compile import compile
from migrate.model import mapping as model
from migrate.model.finding import Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.source import SourceFile, SourceKind, SourceSchema, SourceTable
from migrate.model.spec import Spec
from migrate.model.staging import Staged
from migrate.model.value import value
from migrate.model.watch import Watch, silent
from migrate.source import opening
from migrate.source.joined import one_table
from migrate.source.raw import raw_records
from migrate.source.stage import stage, staged_before
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_ROOM_TIMES = 3
"""Scratch and outputs together take about this many times the source files (measured on the demo town)."""
_ROOM_LEAST = 8 << 20
_MEGABYTE = 1 << 20
_BYTES_A_SECOND = 50_000_000
"""Reading, converting and both forms of output together, on two cores (`tests/bench/bench_convert.py`)."""
_LONG = 60
"""Seconds from which on an estimate is worth a sentence."""
_STRUCTURE = (SourceKind.DDL, SourceKind.LAYOUT, SourceKind.BOOK, SourceKind.COPYBOOK, SourceKind.CODES)
_DATA = (SourceKind.CSV, SourceKind.FIXED)


def _to_nobody(sentence: str) -> None:
    """Where nobody listens."""


@value
class How:
    """What a run may take from the machine, who watches it, and where Spark is if that computes."""

    limits: Limits = Limits()
    watch: Watch = silent
    tell: Callable[[str], None] = _to_nobody
    """Says a sentence before long work begins."""
    spark: Address | None = None
    table: str = ""
    """Target table to convert, with those that share cases with it; empty: all."""
    csv: bool = True
    """False: rows are written as Parquet only."""


@value
class Origin:
    """One data file and the table whose rows it holds."""

    path: Path
    file: SourceFile
    table: SourceTable


@value
class Prepared:
    """One business, ready to be converted."""

    business: str
    spec: Spec
    mapping: model.Mapping
    mapping_sha256: str
    plan: Plan
    """What is to be converted."""
    whole: Plan
    """The plan of all tables."""
    schema: SourceSchema
    origins: Mapping[str, tuple[Origin, ...]]
    """Source table → its data files; look-ups of 番号対応表 have none."""
    staged: Mapping[str, Staged]
    decided: Mapping[str, int]
    """Source table → cells in which characters were written as people decided; tables without any left out."""
    characters: Mapping[str, str]
    """Source table → digest of those decisions (`chars_common.digests`); every table with data files."""
    work: Path
    """Folder of the staged rows and of what is made of them; a killed run's is taken up again."""
    why: str
    """One Japanese sentence: which spec was chosen."""

    @property
    def rows(self) -> int:
        """Records of all source files."""
        return sum(self.staged[source].rows for source in self.origins)


def mapped(workspace: Workspace, business: str) -> tuple[str, ...]:
    """The businesses to convert: the one named, else all that have a mapping of their own.

    Raises:
        NothingCheckedError: MIG-MAP-040, there is none.
    """
    if business:
        return (business,)
    found = tuple(sorted(p.stem for p in workspace.path("mapping").glob("[0-9][0-9][0-9].yaml")))
    if not found:
        file = f"mapping/{next(iter(sorted(workspace.project.specs)), '業務ID')}.yaml"
        raise NothingCheckedError("MIG-MAP-040", Place(file=file), {"file": file})
    return found


def _mapping(job: Job, business: str) -> tuple[model.Mapping, str]:
    name = f"mapping/{business}.yaml"
    path = job.workspace.path(name)
    if not path.is_file():
        raise NothingCheckedError("MIG-MAP-040", Place(business=business, file=name), {"file": name})
    beside = codes_of(job, path)
    mapping = load.load(job.read(path), name, beside)
    return mapping, _digest(job, path, mapping)


def codes_of(job: Job, path: Path) -> Beside:
    """Reads the files that a mapping names, noted as inputs."""
    return lambda name: job.read(path.parent / name)


def _digest(job: Job, path: Path, mapping: model.Mapping) -> str:
    """sha256 of a mapping: of its file, or of the digests of its file and of those that it names."""
    named = sorted({one.file for one in mapping.code_maps if one.file})
    digests = [job.note(one).sha256 for one in (path, *(path.parent / name for name in named))]
    return digests[0] if not named else hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _plan(mapping: model.Mapping, spec: Spec, schema: SourceSchema) -> Plan:
    plan, findings = compile(mapping, spec, schema)
    errors = [one for one in findings if one.severity is Severity.ERROR]
    if errors:
        params: dict[str, str | int] = {"count": len(errors), "first": errors[0].code, "file": mapping.path}
        raise MigrateError("MIG-CNV-023", errors[0].place, params)
    if not plan.blocks:
        raise NothingCheckedError("MIG-CNV-024", Place(file=mapping.path), {"file": mapping.path})
    return plan


def unchanged_structure(job: Job, schema: SourceSchema) -> None:
    """A declaration that was changed since the scan no longer says what the files hold."""
    for file in schema.files:
        if file.kind in _STRUCTURE:
            path = job.workspace.path(file.path)
            if not opening.exists(path) or opening.digest_of(path) != file.sha256:
                raise MigrateError("MIG-CNV-021", Place(file=file.path), {"file": file.path})


def data_files(schema: SourceSchema, source: str) -> tuple[SourceFile, ...]:
    """The data files of one source table."""
    return tuple(file for file in schema.files if file.kind in _DATA and file.table == source)


def _files(mapping: model.Mapping, schema: SourceSchema, source: str) -> tuple[SourceFile, ...]:
    """The data files of one source table, in the order that the mapping says where there are several."""
    files = {file.path: file for file in data_files(schema, source)}
    if len(files) > 1:
        listed = mapping.files.get(source, ())
        digests = Counter(file.sha256 for file in files.values())
        if sorted(listed) != sorted(files) or max(digests.values()) > 1:
            raise MigrateError("MIG-CNV-022", Place(table=source), {"source": source, "files": "、".join(files)})
        return tuple(files[path] for path in listed)
    return tuple(files.values())


def _origins(job: Job, mapping: model.Mapping, plan: Plan, schema: SourceSchema) -> dict[str, tuple[Origin, ...]]:
    origins: dict[str, tuple[Origin, ...]] = {}
    for source in plan.sources:
        if lookup.is_lookup(source):
            continue
        table = schema.table(source)
        files = _files(mapping, schema, source)
        if table is None or not files:
            raise UnreadableError("MIG-CNV-019", Place(table=source), {"source": source})
        origins[source] = tuple(origin(job, file, table) for file in files)
    return origins


def origin(job: Job, file: SourceFile, table: SourceTable) -> Origin:
    """A data file, noted as an input.

    Raises:
        UnreadableError: MIG-SYS-001, it is not there any more.
    """
    path = job.workspace.path(file.path)
    job.note(opening.container(path))
    if not opening.exists(path):
        raise UnreadableError("MIG-SYS-001", Place(file=file.path), {"file": file.path})
    return Origin(path=path, file=file, table=table)


def delivered(job: Job, prepared: Prepared) -> tuple[FileDigest, ...]:
    """The files on disk that hold the source rows, each once: an archive stands for the data files in it.

    The look-ups of 番号対応表 that the mapping joins are among them.
    """
    noted = [job.note(opening.container(one.path)) for many in prepared.origins.values() for one in many]
    noted += [job.note(one.parquet) for source, one in prepared.staged.items() if source not in prepared.origins]
    return tuple({one.path: one for one in noted}.values())


def _room(job: Job, size: int) -> None:
    """Refuse to start where the disk is sure to fill up with what comes of ``size`` bytes of source files."""
    need = max(_ROOM_LEAST, _ROOM_TIMES * size)
    free = shutil.disk_usage(job.workspace.root).free
    if free < need:
        params: dict[str, str | int] = {"need": -(-need // _MEGABYTE), "free": free // _MEGABYTE}
        raise UnreadableError("MIG-CNV-020", params=params)


def _work(job: Job, plan: Plan) -> Path:
    """The folder of this run's work: taken up again where a run on the same inputs was killed."""
    inputs = [f"{one.path}\0{one.sha256}" for one in sorted(job.inputs.values(), key=lambda one: one.path)]
    return job.kept(hashlib.sha256("\n".join((__version__, plan.spec, *inputs)).encode()).hexdigest())


def _staged(work: Path, number: int, origins: tuple[Origin, ...], watch: Watch) -> Staged:
    """The rows of the source table ``number``, of all its files."""
    folder = work / f"source{number}"
    folder.mkdir(exist_ok=True)
    each = [
        staged_before(one.file, one.table, folder) or stage(one.path, one.file, one.table, folder, watch)
        for one in origins
    ]
    return each[0] if len(each) == 1 else one_table(each, folder / "rows.parquet")


def prepare(job: Job, business: str, how: How | None = None) -> Prepared:
    """Load schema, mapping and spec of ``business``, compile the plan, read the source files into the job's scratch.

    Raises:
        NothingCheckedError: MIG-GAP-020/-021 (not scanned), MIG-MAP-040 (no mapping), MIG-CNV-024 (it maps nothing),
            MIG-CNV-025 (no record in any file), -061 (番号対応表 not built yet).
        MigrateError: MIG-CNV-021 (a declaration changed since the scan), -022 (two files for one table), -023 (the
            mapping has errors), -047 (no such table in it), -080 to -082 (no Spark), MIG-MAP-001 to -008, MIG-SPEC-006.
        UnreadableError: MIG-CNV-019 (no data file), -020 (disk too small), MIG-SRC-… and MIG-SYS-… of the files.
    """
    how = how or How()
    memory.keep_pages()
    if how.spark:
        spark_session.ready(how.spark)
    scanned = loaded.schema(job)
    mapping, digest = _mapping(job, business)
    schema = keys_tables.with_keys(job, scanned, mapping)
    resolved = loaded.spec(job, business)
    unchanged_structure(job, schema)
    whole = _plan(mapping, resolved.spec, schema)
    plan = narrowed.to(whole, how.table) if how.table else whole
    origins = _origins(job, mapping, plan, schema)
    size = sum(opening.length_of(one.path) for many in origins.values() for one in many)
    _room(job, size)
    if size > _LONG * _BYTES_A_SECOND:
        long = f"約 {round(size / _BYTES_A_SECOND / 60)} 分かかります（2 コアの実測による目安）"
        how.tell(f"{business} の元データは {size // _MEGABYTE:,} MB です。{long}。")
    texts = chars_common.replacements_of(job, schema)
    work = _work(job, plan)
    staged, decided = {}, {}
    for number, (source, many) in enumerate(origins.items()):
        read = _staged(work, number, many, how.watch)
        own = texts.get(source, {})
        staged[source], decided[source] = decided_characters.put_in(read, own, work / f"source{number}.parquet")
    staged |= keys_tables.staged(job, plan.sources)
    prepared = Prepared(
        business=business,
        spec=resolved.spec,
        mapping=mapping,
        mapping_sha256=digest,
        plan=plan,
        whole=whole,
        schema=schema,
        origins=origins,
        staged=staged,
        decided={source: cells for source, cells in decided.items() if cells},
        characters=chars_common.digests(texts, origins),
        work=work,
        why=resolved.why,
    )
    if not prepared.rows:
        names = "、".join(one.file.path for many in origins.values() for one in many)
        raise NothingCheckedError("MIG-CNV-025", Place(business=business), {"files": names})
    return prepared


def expected(job: Job, prepared: Prepared, how: How | None = None) -> Converted:
    """Run the plan on the staged source; the result's files are in the folder of its work.

    Raises:
        BalanceError: MIG-CNV-006, the files as written do not account for every row (law 1).
        MigrateError: MIG-CNV-080 to -085, -087, Spark is not there or gives up.
    """

    def records(source: str, rows: Sequence[int]) -> Iterable[tuple[int, bytes]]:
        for origin, piece in zip(prepared.origins[source], prepared.staged[source].pieces, strict=True):
            own = [row - piece.before for row in rows if piece.before < row <= piece.before + piece.rows]
            for row, raw in raw_records(origin.path, origin.file, origin.table, own):
                yield row + piece.before, raw

    how = how or How()
    own = spark.opened(how.spark, prepared.work / "spark", how.limits.memory) if how.spark else nullcontext(Local())
    with own as evaluator:
        surroundings = Surroundings(
            digest=lambda parts: job.workspace.key_digest(*parts),
            records=records,
            limits=how.limits,
            watch=how.watch,
            evaluator=evaluator,
        )
        converted = convert(prepared.plan, prepared.staged, prepared.work / "converted", surroundings)
    broken = next((f for f in converted.findings if f.code == law.BROKEN), None)
    if broken is not None:
        raise BalanceError(broken.code, broken.place, broken.params)
    return converted
