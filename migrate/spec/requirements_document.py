"""Functions, forms and interfaces of a spec for people."""

from __future__ import annotations

from migrate.model.document import Block, Column, Grid, Section, Value
from migrate.model.spec import Spec
from migrate.spec.document import full_title


def _grid(title: str, heads: tuple[tuple[str, int], ...], rows: tuple[tuple[Value, ...], ...]) -> tuple[Grid, ...]:
    """A grid, or nothing where there are no rows."""
    columns = tuple(Column(title=head, width=width) for head, width in heads)
    return (Grid(title=title, columns=columns, rows=rows),) if rows else ()


def _functions(spec: Spec) -> tuple[Grid, ...]:
    heads = (
        *(("機能ID", 10), ("大項目", 16), ("中項目", 16), ("小項目", 20), ("要件", 60), ("実装類型", 18)),
        *(("適合基準日", 12), ("備考", 30)),
    )
    rows = tuple((f.id, *f.categories, f.requirement, f.kind, f.conformity_date, f.remarks) for f in spec.functions)
    return _grid("機能要件", heads, rows)


def _forms(spec: Spec) -> tuple[Grid, ...]:
    heads = (
        *(("帳票ID", 10), ("帳票", 26), ("大項目", 16), ("中項目", 16), ("要件", 60), ("実装類型", 18)),
        *(("適合基準日", 12), ("備考", 30)),
    )
    rows = tuple((f.id, f.name, *f.categories, f.requirement, f.kind, f.conformity_date, f.remarks) for f in spec.forms)
    return _grid("帳票要件", heads, rows)


def _interfaces(spec: Spec) -> tuple[Grid, ...]:
    heads = (("連携ID", 10), ("連携", 26), ("提供する側", 20), ("受け取る側", 20), ("方式", 14), ("項目", 60))
    rows = tuple(
        (i.id, i.name, i.provider, i.consumer, i.method, "、".join(item.name for item in i.items))
        for i in spec.interfaces
    )
    return _grid("機能別連携仕様", heads, rows)


def sections(spec: Spec) -> tuple[Section, ...]:
    """What the spec says of functions, forms and interfaces; nothing where it says nothing."""
    blocks: tuple[Block, ...] = (*_functions(spec), *_forms(spec), *_interfaces(spec))
    title = f"{full_title(spec)} 機能・帳票・連携"
    return (Section(id=f"requirements-{spec.business}", title=title, blocks=blocks),) if blocks else ()
