"""All tables that the scripts read so far declare, found by name as a database would find them."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.source import SourceColumn, SourceTable
from migrate.source.ddl.draft import Draft, MissingTableError, NotUnderstoodError, NotYetError, same
from migrate.source.ddl.reference import Path

_DEFAULT = ("", "dbo", "public")
_MOST_ALIKE = 200
"""So many tables of one name are told apart."""


class Catalog:
    """Tables by name; ``schema`` is what names without one mean (USE, search_path), ``file`` the script read now."""

    def __init__(self) -> None:
        self.order: list[Draft] = []
        self.types: dict[str, Draft] = {}
        """Object types by name: tables may be of one."""
        self.domains: dict[str, SourceColumn] = {}
        """Types declared over another type, by name."""
        self.others: set[str] = set()
        """Views and clusters: indexes and comments on them are no matter of tables."""
        self.final = False
        """True once all scripts are read: what is not declared now is not declared at all."""
        self.schema = ""
        self.file = ""
        self.touched: Draft | None = None
        """The table that was read or changed last."""
        self._by_name: dict[str, list[Draft]] = {}

    def add(self, draft: Draft) -> None:
        """Take a table in."""
        if not draft.stated:
            draft.schema = self.schema
        self.order.append(draft)
        self.touched = draft
        self._by_name.setdefault(draft.name.casefold(), []).append(draft)

    def look(self, path: Path) -> Draft | None:
        """The table of that name: in the stated schema, else in the current one, this file's first; None without."""
        found = self._by_name.get(path[-1].casefold(), [])[:_MOST_ALIKE] if path else []
        if len(path) > 1:
            exact = [draft for draft in found if same(draft.schema, path[-2])]
            found = exact or [draft for draft in found if not draft.stated]
        else:
            found = [draft for draft in found if same(draft.schema, self.schema)] or found
        here = [draft for draft in found if draft.file == self.file]
        return next(iter(here or found), None)

    def find(self, path: Path) -> Draft:
        """The table of that name.

        Raises:
            MissingTableError: there is none.
        """
        draft = self.look(path)
        if draft is None:
            raise MissingTableError(path[-1] if path else "")
        self.touched = draft
        draft.reading = self.file
        return draft

    def lacks(self) -> NotUnderstoodError:
        """The error for what is not declared: another script may still come, or not."""
        return NotUnderstoodError() if self.final else NotYetError()

    def drop(self, draft: Draft) -> None:
        """Take a table away."""
        self.order.remove(draft)
        self._by_name[draft.name.casefold()].remove(draft)

    def rename(self, draft: Draft, name: str) -> None:
        """Give a table another name, in the references to it too."""
        for other in self.order:
            other.foreign = [
                replace(key, path=(*key.path[:-1], name)) if self.look(key.path) is draft else key
                for key in other.foreign
            ]
        self._by_name[draft.name.casefold()].remove(draft)
        draft.name = name
        self._by_name.setdefault(name.casefold(), []).append(draft)

    def rename_column(self, draft: Draft, old: str, new: str) -> None:
        """Give a column another name, in the references to it too."""
        draft.rename_column(old, new)
        for other in self.order:
            other.foreign = [
                replace(key, target=tuple(new if same(c, old) else c for c in key.target))
                if key.target and self.look(key.path) is draft
                else key
                for key in other.foreign
            ]

    def _shown(self, draft: Draft) -> str:
        """The table's own name; with its schema where a table of another schema has the same name."""
        alike = self._by_name[draft.name.casefold()][:_MOST_ALIKE]
        several = len({one.schema.casefold() for one in alike}) > 1
        return f"{draft.schema}.{draft.name}" if several and draft.schema.casefold() not in _DEFAULT else draft.name

    def _target(self, path: Path, draft: Draft | None) -> str:
        """How a reference names its table: as the script writes it, with a schema only where the table has one too."""
        if draft is None or same(self._shown(draft), draft.name):
            return path[-1] if path else ""
        return self._shown(draft)

    def tables(self, file: str) -> tuple[SourceTable, ...]:
        """The tables that one file declares, in its order."""
        frozen = []
        self.file = file
        for draft in (one for one in self.order if one.file == file):
            found = [self.look(key.path) for key in draft.foreign]
            targets = [self._target(key.path, one) for key, one in zip(draft.foreign, found, strict=True)]
            draft.fill(self.domains)
            frozen.append(draft.freeze(self._shown(draft), targets))
        return tuple(frozen)
