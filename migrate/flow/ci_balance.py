"""The balance of a delivery: its conversion record closes, is of this delivery, and counts the rows that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from migrate.files import records
from migrate.files.digest import sha256_of_bytes
from migrate.flow.ci_delivery import Delivery, Verdict
from migrate.model.balance import Conversion
from migrate.model.finding import Finding, Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.value import value

CLOSED, ANOTHER, COUNTED = "MIG-DQ-079", "MIG-DQ-080", "MIG-DQ-083"
TITLES: Mapping[str, str] = {
    CLOSED: "収支の一致",
    ANOTHER: "変換の記録との対応",
    COUNTED: "変換の記録の件数",
}
BESIDE = "conversion.json"
"""What the record may be called in the folder itself."""


@value
class Record:
    """A conversion record as it was found."""

    file: FileDigest
    conversion: Conversion


def record_of(delivery: Delivery) -> Record | None:
    """The conversion record: in the folder, or where the workspace has it around its `out/converted`.

    Raises:
        UnreadableError: MIG-SYS-003, it is damaged.
    """
    business, folder = delivery.spec.business, delivery.folder.resolve()
    places = [folder / BESIDE, folder / "out" / "convert" / f"{business}.json"]
    if PurePosixPath(folder.as_posix()).parts[-3:] == ("out", "converted", business):
        places.append(folder.parents[1] / "convert" / f"{business}.json")
    for path in places:
        if path.is_file():
            name, data = _shown(path, folder), path.read_bytes()
            conversion = records.load(Conversion, data, name)
            return Record(file=FileDigest(path=name, sha256=sha256_of_bytes(data)), conversion=conversion)
    return None


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder if path.is_relative_to(folder) else folder.parents[2]).as_posix()


def verdicts(delivery: Delivery, conversion: Conversion, counts: Mapping[str, int]) -> Iterator[Verdict]:
    """What the record proves. ``counts``: table → its rows in the delivery."""
    business = delivery.spec.business
    yield _judged(ANOTHER, _same(delivery, conversion), Place(business=business))
    for line in conversion.lines:
        params: dict[str, str | int] = {"source": f"{line.source}（{line.file}）", "read": line.read}
        params["accounted"] = line.accounted
        yield _judged(CLOSED, line.closed, Place(business=business, table=line.target), params)
    for target in conversion.targets:
        place = Place(business=business, table=target.table)
        named: dict[str, str | int] = {"source": "元の行が分かる行", "read": target.rows}
        named["accounted"] = target.with_source
        yield _judged(CLOSED, target.closed, place, named)
        if target.table in counts:
            found = counts[target.table]
            yield _judged(COUNTED, target.rows == found, place, {"expected": target.rows, "found": found})


def _judged(code: str, good: bool, place: Place, params: Mapping[str, str | int] | None = None) -> Verdict:
    finding = Finding(code=code, severity=Severity.ERROR, place=place, params=params or {})
    return Verdict(code=code, table=place.table or "", finding=None if good else finding)


def _same(delivery: Delivery, conversion: Conversion) -> bool:
    """True where the record wrote the files that the delivery lists, or holds where it lists none."""
    wrote = {PurePosixPath(one.path).name: one.sha256 for one in conversion.outputs if "/converted/" in f"/{one.path}"}
    listed = delivery.listing.sums or delivery.sums
    data = {name: digest for name, digest in listed.items() if name in delivery.files}
    return bool(data) and all(wrote.get(PurePosixPath(name).name) == digest for name, digest in data.items())
