"""What a bundle consists of, as CycloneDX 1.6: ``python .ci/supply/sbom.py LOCK WHEELHOUSE --output sbom.cdx.json``.

The wheelhouse must be exactly what the lock names for the platforms of its wheels, file by file; our own wheel may lie
in it. ``--built NAME`` names a wheel that was built here from a locked source distribution, so that its own hash cannot
be in the lock. Known generators describe an installed environment; wheels for Windows are not installed where the
bundle is made. The same lock, wheelhouse and checkout give the same bytes: there is no time in it.
"""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import components
import locks
import parts
import policy
from locks import Pin
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from parts import Part

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"


@dataclass(frozen=True, kw_only=True)
class House:
    """A wheelhouse beside its lock."""

    pins: tuple[Pin, ...]
    parts: tuple[Part, ...]
    """Of others."""
    own: Part | None
    environments: tuple[Mapping[str, str], ...]


def house(lock: Path, wheelhouse: Path) -> House:
    """Read both; the environments are those that every wheel of the house can be installed on."""
    found = parts.read(wheelhouse)
    reach = (
        frozenset((platform, minor) for file in one.files for platform in file.platforms for minor in file.minors)
        for one in found
    )
    return House(
        pins=locks.read(lock),
        parts=tuple(one for one in found if one.name != components.NAME),
        own=next((one for one in found if one.name == components.NAME), None),
        environments=tuple(locks.environment(*one) for one in sorted(frozenset.intersection(*reach))),
    )


def faults(one: House, built: frozenset[str]) -> list[str]:
    """Where the wheelhouse is not what the lock says: one sentence each."""
    if not one.environments:
        return ["no platform that every wheel can be installed on"]
    wanted = {
        (pin.name, pin.version): pin
        for pin in one.pins
        if any(locks.applies(pin.marker, environment) for environment in one.environments)
    }
    held = {(part.name, part.version): part for part in one.parts}
    told = [f"{name} {version}: in the lock, but there is no wheel" for name, version in sorted(wanted.keys() - held)]
    told += [f"{name} {version}: a wheel that the lock does not name" for name, version in sorted(held.keys() - wanted)]
    for key in sorted(wanted.keys() & held):
        for file in held[key].files:
            if file.sha256 not in wanted[key].hashes and key[0] not in built:
                told.append(f"{file.name}: its sha256 is not in the lock")
    return told


def _edges(one: House, requires: Sequence[Requirement], extras: frozenset[str]) -> dict[str, set[str]]:
    """Names that are wanted on any of the environments, with the extras that are wanted of them."""
    found: dict[str, set[str]] = {}
    for requirement in requires:
        if any(
            locks.applies(requirement.marker, environment, extra)
            for environment in one.environments
            for extra in (extras or {""})
        ):
            found.setdefault(canonicalize_name(requirement.name), set()).update(requirement.extras)
    return found


def graph(one: House, own: Sequence[Requirement]) -> dict[str, frozenset[str]]:
    """Who needs whom, by name, from ourselves downwards; an extra of ours counts where its parts are in the house."""
    by_name = {part.name: part for part in one.parts}
    offered = frozenset(extra for extra in components.extras() if _whole(one, own, extra))
    needs: dict[str, frozenset[str]] = {}
    asked: dict[str, set[str]] = {components.NAME: set(offered) | {""}}
    waiting = [components.NAME]
    while waiting:
        name = waiting.pop()
        requires = own if name == components.NAME else by_name[name].requires if name in by_name else ()
        below = _edges(one, requires, frozenset(asked[name]) | {""})
        needs[name] = frozenset(below.keys() & by_name.keys())
        for child, extras in sorted(below.items()):
            if child in by_name and (child not in asked or not extras <= asked[child]):
                asked.setdefault(child, set()).update(extras)
                waiting.append(child)
    return needs


def _whole(one: House, own: Sequence[Requirement], extra: str) -> bool:
    """Whether the house has all of an extra of ours."""
    only = _edges(one, own, frozenset((extra,))).keys() - _edges(one, own, frozenset()).keys()
    return only <= {part.name for part in one.parts}


def document(one: House, built: frozenset[str]) -> dict[str, Any]:
    """The whole document."""
    rules = policy.load()
    needs = graph(one, one.own.requires if one.own else components.requirements())
    listed = [components.library(part, rules.of(part), built=part.name in built) for part in one.parts]
    data = list(components.data())
    root = components.root(one.own)
    references = {part.name: components.purl(part) for part in one.parts} | {components.NAME: root["bom-ref"]}
    body = {
        "metadata": {"component": root, "properties": [_property("environments", _named(one))]},
        "components": [*listed, *data],
        "dependencies": list(_dependencies(needs, references, [str(each["bom-ref"]) for each in data])),
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"{components.NAME} {text}")
    return {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        **body,
    }


def _dependencies(
    needs: Mapping[str, frozenset[str]], references: Mapping[str, str], data: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Every component, also one that needs nothing: what is left out would be unknown."""
    for name, reference in sorted(references.items(), key=lambda one: one[1]):
        below = sorted(references[other] for other in needs.get(name, ()))
        more = sorted(data) if name == components.NAME else []
        yield {"ref": reference, "dependsOn": [*below, *more]}
    for reference in sorted(data):
        yield {"ref": reference, "dependsOn": []}


def _named(one: House) -> str:
    return " ".join(f"{each['sys_platform']}-{each['python_version']}" for each in one.environments)


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": f"{components.NAME}:{name}", "value": value}


def main(words: Sequence[str] | None = None) -> int:
    """Write the document, unless the wheelhouse is not what the lock says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("lock", type=Path)
    parser.add_argument("wheelhouse", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--built", action="append", default=[])
    given = parser.parse_args(words)
    one, built = house(given.lock, given.wheelhouse), frozenset(map(canonicalize_name, given.built))
    if told := faults(one, built):
        print("\n".join(told), file=sys.stderr)
        return 1
    found = document(one, built)
    given.output.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    print(f"sbom: {len(found['components'])} components, {_named(one)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
