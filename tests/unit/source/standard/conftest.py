"""The bundled standards, and files laid out after them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from migrate.flow import standards
from migrate.model.source import SourceSchema
from migrate.model.spec import Item, Spec
from migrate.source.detect import Input
from migrate.source.scan import scan
from migrate.workspace.project import DeclaredSource

Look = Callable[..., SourceSchema]


@pytest.fixture(scope="session")
def specs() -> tuple[Spec, ...]:
    return standards.supplier(None)()


@pytest.fixture(scope="session")
def atena(specs: tuple[Spec, ...]) -> Spec:
    """031 住登外者宛名番号管理 in its official edition."""
    return next(spec for spec in specs if spec.id == "031@2023-09-29")


def csv_of(names: Sequence[str]) -> bytes:
    """A header and one row without any person's value."""
    return (",".join(names) + "\r\n" + ",".join("あ" for _ in names) + "\r\n").encode("cp932")


def names(items: Sequence[Item]) -> list[str]:
    return [item.name for item in items]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Scan files given by name; ``declared`` is what project.yaml says of them."""

    def run(
        files: dict[str, bytes], known: Sequence[Spec], declared: dict[str, DeclaredSource] | None = None
    ) -> SourceSchema:
        for name, data in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        inputs = [
            Input(path=tmp_path / name, name=name, sha256="", declared=(declared or {}).get(name))
            for name in sorted(files)
        ]
        return scan(inputs, 0, lambda: tuple(known))

    return run
