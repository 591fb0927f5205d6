"""Components of the bill of materials: others' distributions, data that stands under terms of its own, ourselves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import locks
from packaging.requirements import Requirement
from parts import File, Part
from policy import Kind, Verdict
from ruamel.yaml import YAML

NAME = "jichitai-migrate"
CHARACTERS = locks.ROOT / "specs" / "characters"
_TERMS = {"CC BY-SA 2.1 JP": "CC-BY-SA-2.1-JP"}
"""How `SOURCE.yaml` writes it → the name of SPDX."""


def requirements() -> tuple[Requirement, ...]:
    """What we need, as `pyproject.toml` has it, in the form of METADATA."""
    project = locks.project()["project"]
    more = [
        _of_extra(Requirement(one), extra)
        for extra, listed in project["optional-dependencies"].items()
        for one in listed
    ]
    return (*map(Requirement, project["dependencies"]), *more)


def _of_extra(one: Requirement, extra: str) -> Requirement:
    marker = f"extra == '{extra}'"
    return Requirement(f"{one}; {marker}" if one.marker is None else f"{one} and {marker}")


def extras() -> tuple[str, ...]:
    """The names of our extras."""
    return tuple(locks.project()["project"]["optional-dependencies"])


def version() -> str:
    """Ours."""
    text = (locks.ROOT / "migrate" / "__init__.py").read_text(encoding="utf-8")
    (found,) = re.findall(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    return str(found)


def purl(part: Part) -> str:
    """The package URL, which is also the reference inside the document."""
    return f"pkg:pypi/{part.name}@{part.version}"


def library(part: Part, verdict: Verdict, *, built: bool) -> dict[str, Any]:
    """A distribution with all its wheels; where there is only one, its hash is the component's own too."""
    found: dict[str, Any] = {"type": "library", "bom-ref": purl(part), "name": part.title, "version": part.version}
    if part.summary:
        found["description"] = part.summary
    if len(part.files) == 1:
        found["hashes"] = [_sha256(part.files[0].sha256)]
    if verdict.kind is not Kind.UNKNOWN:
        found["licenses"] = [_licence(verdict)]
    found["purl"] = purl(part)
    found["externalReferences"] = [_distribution(file) for file in part.files]
    if built:
        found["properties"] = [{"name": f"{NAME}:built", "value": "from the source distribution of the lock"}]
    return found


def _licence(verdict: Verdict) -> dict[str, Any]:
    """Concluded where a row of the policy says more than the distribution declares."""
    stated = "concluded" if verdict.source.startswith("policy") else "declared"
    if " " in verdict.spdx:
        return {"expression": verdict.spdx, "acknowledgement": stated}
    return {"license": {"id": verdict.spdx, "acknowledgement": stated}}


def _distribution(file: File) -> dict[str, Any]:
    return {"type": "distribution", "url": file.name, "hashes": [_sha256(file.sha256)]}


def _sha256(content: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": content}


def root(own: Part | None) -> dict[str, Any]:
    """Ourselves, with our wheel where it lies in the house; its data has terms of its own."""
    number = own.version if own else version()
    reference = f"pkg:pypi/{NAME}@{number}"
    found: dict[str, Any] = {
        "type": "application",
        "bom-ref": reference,
        "name": NAME,
        "version": number,
        "licenses": [{"license": {"id": "Apache-2.0", "acknowledgement": "declared"}}],
        "purl": reference,
    }
    if own:
        found["externalReferences"] = [_distribution(file) for file in own.files]
    return found


def data() -> Iterator[dict[str, Any]]:
    """The character tables: bundled data under a licence that is not the program's."""
    for source in sorted(CHARACTERS.glob("*/SOURCE.yaml")):
        told = YAML(typ="safe").load(source.read_text(encoding="utf-8"))
        files = sorted(source.parent.glob("*.parquet"))
        yield {
            "type": "data",
            "bom-ref": f"data:{source.parent.name}",
            "publisher": told["publisher"],
            "name": told["title"],
            "version": str(told["edition"]),
            "licenses": [{"license": {"id": _TERMS[told["licence"]], "acknowledgement": "declared"}}],
            "externalReferences": [{"type": "website", "url": told["url"]}],
            "components": [_file(path) for path in files],
        }


def _file(path: Path) -> dict[str, Any]:
    name = path.relative_to(locks.ROOT).as_posix()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"type": "file", "bom-ref": f"file:{name}", "name": name, "hashes": [_sha256(digest)]}
