"""An import joined to what is already known of the same edition: only the imported parts are replaced."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.provenance import FileDigest, Provenance
from migrate.model.spec import CodeList, Spec


def _own(one: CodeList) -> bool:
    """True for a list of コード一覧（個別）, false for one that bears another 業務's name (連携)."""
    return one.published_id.isdigit()


def _kept_lists(known: Spec, new: Spec) -> tuple[CodeList, ...]:
    """The known lists that stay. A book with items brings all lists of its kinds (個別, 連携); else by ID."""
    kinds = {_own(one) for one in new.code_lists} if new.items else set()
    return tuple(one for one in known.code_lists if _own(one) not in kinds and one.id not in new.codes)


def _code_lists(known: Spec, new: Spec) -> tuple[CodeList, ...]:
    """The lists of both; a list that replaces one stands in its place."""
    if new.items and new.code_lists:
        return (*new.code_lists, *_kept_lists(known, new))
    others = (one for one in new.code_lists if one.id not in known.codes)
    return (*(new.codes.get(one.id, one) for one in known.code_lists), *others)


def _originals(one: Provenance) -> tuple[FileDigest, ...]:
    """The files that a spec was read from; of a bundled one the paper's title and sha256."""
    if one.originals or not one.sha256:
        return one.originals
    return (FileDigest(path=one.title, sha256=one.sha256),)


def merge(known: Spec | None, new: Spec) -> Spec:
    """The spec of an edition after an import: parts of ``new`` where it has them, else those of ``known``.

    Title, kind and papers are those of the items' file; the papers then list every file that is in it.
    """
    if known is None:
        return new
    kept = (
        bool(known.items and not new.items),
        bool(known.functions and not new.functions),
        bool(known.forms and not new.forms),
        bool(known.interfaces and not new.interfaces),
        bool(_kept_lists(known, new)),
    )
    if not any(kept):
        return new
    head = new if new.items else known
    files = {one.path: one for spec in (known, new) for one in _originals(spec.provenance)}
    return replace(
        head,
        business_name=head.business_name or known.business_name or new.business_name,
        items=new.items or known.items,
        code_lists=_code_lists(known, new),
        functions=new.functions or known.functions,
        forms=new.forms or known.forms,
        interfaces=new.interfaces or known.interfaces,
        provenance=replace(head.provenance, originals=tuple(files[path] for path in sorted(files))),
    )
