"""Match columns with a standard, or with the columns of another file, without a workspace; measure against a truth."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import tables
from migrate.files.digest import sha256_of
from migrate.flow import standards
from migrate.flow.gap_held import Held, held_by
from migrate.flow.outcome import Outcome
from migrate.flow.source import inputs_given
from migrate.flow.spec import at_hand
from migrate.gap import listing, match_document, score, truth
from migrate.gap.match import THRESHOLD, Known, Matched, match
from migrate.gap.target import Target
from migrate.gap.truth import Truth
from migrate.lexicon import occurring, vocabulary
from migrate.lexicon.vocabulary import Vocabulary
from migrate.model.catalogue import BusinessKind
from migrate.model.document import Document
from migrate.model.finding import Place
from migrate.model.match import MatchScore, SchemaMatch
from migrate.model.provenance import FileDigest, Provenance
from migrate.model.source import SourceFile, SourceKind, SourceSchema, SourceTable
from migrate.model.spec import Item, Spec, SpecKind
from migrate.model.value import value
from migrate.source.profile.file import table_of_header
from migrate.source.scan import scan as look
from migrate.workspace.folder import Workspace

ALL = "all"
_FILE_TARGET = "CSV"
_WITH_ALL = "同梱の語彙"
_WITHOUT_LEARNED = "この表から学んだ書き方を除いた語彙"
_WITHOUT_OWN = "この表だけにある書き方をすべて除いた語彙（下限）"
_DATA = (SourceKind.CSV, SourceKind.FIXED)


@value
class Wanted:
    """What was asked for."""

    sources: tuple[Path, ...]
    data: tuple[Path, ...] = ()
    specs: tuple[str, ...] = ()
    """業務ID (or ID@版); ``all``: the 20 businesses."""
    target: Path | None = None
    """A CSV whose columns are the target."""
    top: int = 3
    truth: Path | None = None


@value
class _Source:
    """The columns to be matched."""

    schema: SourceSchema
    paths: Mapping[str, Path]
    """File as the schema names it → where it is."""
    digests: tuple[FileDigest, ...]


def _head(path: Path) -> list[str]:
    """Column names of a UTF-8 CSV, empty where it is none."""
    if not path.is_file() or path.suffix.lower() != ".csv":
        return []
    with path.open("rb") as stream:
        line = stream.readline(1 << 16).decode("utf-8-sig", "replace")
    return next(csv.reader(io.StringIO(line)), [])


def _digest(path: Path) -> FileDigest:
    return FileDigest(path=path.name, sha256=sha256_of(path))


def _headed(schema: SourceSchema, paths: Mapping[str, Path]) -> SourceSchema:
    """The schema with a table for each CSV that belongs to none: its own header names the columns."""
    found: list[SourceTable] = list(schema.tables)
    files: list[SourceFile] = []
    for file in schema.files:
        if file.kind is SourceKind.CSV and not file.table:
            table = replace(table_of_header(paths[file.path], file, None), file=file.path)
            found.append(table)
            file = replace(file, table=table.name)  # noqa: PLW2901
        files.append(file)
    return replace(schema, tables=tuple(found), files=tuple(files))


def _read(paths: Sequence[Path], workspace: Workspace | None) -> _Source:
    """Anything that `source scan` reads, a CSV without definition by its header, or a list of columns with a truth.

    Raises:
        NothingCheckedError: MIG-GAP-047, no table.
        UnreadableError: as `source.scan_files`.
    """
    if len(paths) == 1 and truth.is_truth(_head(paths[0])):
        schema = truth.schema_of(tables.read(paths[0]))
        return _Source(schema=schema, paths={}, digests=(_digest(paths[0]),))
    inputs = inputs_given(paths)
    where = {one.name: one.path for one in inputs}
    schema = _headed(look(inputs, 0, standards.supplier(workspace)), where)
    if not schema.tables:
        names = "、".join(path.name for path in paths)
        raise NothingCheckedError("MIG-GAP-047", params={"file": names})
    digests = tuple(FileDigest(path=one.name, sha256=one.sha256) for one in inputs)
    return _Source(schema=schema, paths=where, digests=digests)


def _twenty(workspace: Workspace | None) -> tuple[str, ...]:
    """業務ID of every system of the 20 businesses that a spec is at hand for, shared systems included."""
    businesses = at_hand.standardised().of_kind(BusinessKind.STANDARDISED)
    wanted = {system for one in businesses for system in (*one.systems, *one.shared_systems)}
    held = {entry.head.business for entry in standards.entries(workspace)}
    return tuple(sorted(wanted & held))


def _specs(references: Sequence[str], workspace: Workspace | None) -> tuple[tuple[Spec, ...], tuple[str, ...]]:
    """The specs, each business once, and what was chosen in words."""
    names = _twenty(workspace) if ALL in references else tuple(dict.fromkeys(references))
    resolved = [at_hand.resolve(name, workspace) for name in names]
    by_business = {one.spec.business: one.spec for one in resolved}
    why = () if ALL in references else tuple(one.why for one in resolved)
    return tuple(by_business.values()), why


def _item(column_name: str, table: str) -> Item:
    """A column of the target as an item of which nothing but the name is known."""
    return Item(
        id="", name=column_name, romaji="", table=table, primary_key=False, foreign_key=False, classes=("", "", ""),
        type="", length="", code="", repeat="", output_condition="", definition="", description="", function="",
        implementation="", sample="", remarks="",
    )  # fmt: skip


def _file_spec(source: _Source, name: str) -> Spec:
    """The target file as a spec: each of its columns is an item."""
    items = tuple(
        _item(column.logical_name or column.name, table.name)
        for table in source.schema.tables
        for column in table.columns
    )
    papers = Provenance(title=name, publisher="", edition="", date="", licence="", sha256="", derived="")
    return Spec(
        business=_FILE_TARGET, business_name="", edition=name, kind=SpecKind.STARTER, title=name, items=items,
        code_lists=(), provenance=papers,
    )  # fmt: skip


def _truth(path: Path, by_names: bool) -> Truth:
    """The counterparts that people named.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-008, MIG-GAP-046 (neither form).
    """
    if path.suffix.lower() != ".json":
        rows = tables.read(path)
        if not rows or not truth.is_truth(list(rows[0])):
            raise UnreadableError("MIG-GAP-046", Place(file=path.name), {"file": path.name})
        return truth.of_rows(rows)
    try:
        names = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise UnreadableError("MIG-SYS-001", Place(file=path.name), {"file": path.name}) from None
    except (ValueError, RecursionError):
        names = None
    usable = isinstance(names, dict) and all(isinstance(one, str) for one in names.values())
    if not usable or not by_names:
        raise UnreadableError("MIG-GAP-046", Place(file=path.name), {"file": path.name})
    return truth.of_names(names)


def _names(schema: SourceSchema) -> list[str]:
    return [
        name
        for table in schema.tables
        for name in (table.name, table.logical_name, *(n for c in table.columns for n in (c.name, c.logical_name)))
        if name
    ]


def _standard_names(specs: Sequence[Spec]) -> list[str]:
    """Names that the standard itself prints, in both scripts."""
    return [name for spec in specs for item in spec.items for name in (item.name, item.romaji, item.table) if name]


def _without_learned(words: Vocabulary, schema: SourceSchema) -> Vocabulary:
    """The vocabulary without what was learned from the schema; itself where nothing was."""
    learned = occurring.forms_in(_names(schema), words.learned)
    return words.without(learned) if learned else words


def _without_own(words: Vocabulary, schema: SourceSchema, specs: Sequence[Spec]) -> Vocabulary:
    """The vocabulary as if nobody knew how the schema writes: the least that can be expected of an unseen one."""
    own = occurring.forms_in(_names(schema), words.forms)
    others = occurring.forms_in(_standard_names(specs), words.forms)
    return words.without(own - others)


def _knows(gold: Truth, found: Sequence[Matched]) -> bool:
    """True where the truth names any of the columns."""
    columns = {(m.table.name.casefold(), c.name.casefold()) for m in found for c in m.table.columns}
    names = {column for _, column in columns}
    return any((t, column) in columns or (not t and column in names) for _, t, column in gold.gold)


def _scores(
    found: Sequence[Matched],
    again: Callable[[Vocabulary], Sequence[Matched]],
    words: Sequence[Vocabulary],
    gold: Truth,
) -> tuple[MatchScore, ...]:
    """The figures with the bundled vocabulary, without what was learned from the schema, without all its own words.

    Raises:
        NothingCheckedError: MIG-GAP-048, the truth names none of the columns.
    """
    if not _knows(gold, found):
        raise NothingCheckedError("MIG-GAP-048")
    bundled, unlearned, strange = words
    unseen = found if unlearned is bundled else again(unlearned)
    return (
        score.score(found, gold, _WITH_ALL),
        score.score(unseen, gold, _WITHOUT_LEARNED),
        score.score(again(strange), gold, _WITHOUT_OWN),
    )


def match_files(wanted: Wanted, workspace: Workspace | None) -> Outcome:
    """Match the columns of ``wanted.sources`` with specs or with the columns of a file; nothing is saved.

    Raises:
        MigrateError: MIG-GAP-045 (a spec and a target file, or neither), MIG-SPEC-006, -090, -111.
        NothingCheckedError: MIG-GAP-047 (no table), -048 (the truth is about other columns), MIG-SRC-016.
        UnreadableError: MIG-GAP-046 and those of `source scan` and `source profile`.
    """
    if bool(wanted.specs) == (wanted.target is not None):
        raise MigrateError("MIG-GAP-045")
    source = _read((*wanted.sources, *wanted.data), workspace)
    inputs = [*source.digests]
    held = held_by(source.schema, source.paths)
    specs: tuple[Spec, ...]
    why: tuple[str, ...] = ()
    if wanted.target is not None:
        target = _read((wanted.target,), workspace)
        inputs += target.digests
        specs = (_file_spec(target, wanted.target.name),)
        held = _beside(held, held_by(target.schema, target.paths), target.schema)
        known = Known(laid_out={t.name: _FILE_TARGET for t in source.schema.tables}, held=held)
    else:
        specs, why = _specs(wanted.specs, workspace)
        known = Known(held=held)
    words = vocabulary.load()

    def matched(with_words: Vocabulary) -> tuple[Matched, ...]:
        return match(Target(with_words, specs), source.schema, THRESHOLD, known)

    found = matched(words)
    scores: tuple[MatchScore, ...] = ()
    if wanted.truth is not None:
        inputs.append(_digest(wanted.truth))
        gold = _truth(wanted.truth, wanted.target is not None)
        without = (_without_learned(words, source.schema), _without_own(words, source.schema, specs))
        scores = _scores(found, matched, (words, *without), gold)
    data = SchemaMatch(
        target=tuple(wanted.target.name if wanted.target else spec.id for spec in specs),
        threshold=THRESHOLD,
        columns=listing.columns(found, wanted.top),
        scores=scores,
    )
    return _outcome(data, source, inputs, why)


def _beside(
    held: Mapping[tuple[str, str], Held], others: Mapping[tuple[str, str], Held], target: SourceSchema
) -> dict[tuple[str, str], Held]:
    """What the columns hold, each beside what the target's columns hold, by the target's names."""
    named = {c.name: c.logical_name or c.name for table in target.tables for c in table.columns}
    by_name = {named[column]: one for (_, column), one in others.items() if column in named}
    return {key: replace(one, others=by_name) for key, one in held.items()}


def _outcome(data: SchemaMatch, source: _Source, inputs: Sequence[FileDigest], why: tuple[str, ...]) -> Outcome:
    title = "現行の列と標準の項目の対応"
    facts = (("比べた相手", "、".join(data.target)),)
    page = Document(
        title=title, facts=facts, summary=match_document.summary(data), sections=match_document.sections(data)
    )
    brief = replace(page, sections=match_document.brief(data))
    return Outcome(
        kind="gap-match",
        data=data,
        document=page,
        brief=brief,
        findings=source.schema.findings,
        inputs=tuple(sorted(set(inputs), key=lambda one: one.path)),
        notices=(*why, "作業フォルダには保存していません。作業フォルダでは migrate gap run　が業務ごとに比べます。"),
    )
