"""What `policy.csv` says of licences: nothing is guessed, a version that nobody has read is unknown."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from parts import Part, Told

FILE = Path(__file__).with_name("policy.csv")


class Kind(Enum):
    """What a licence asks of those who pass the program on; later members ask more."""

    PERMISSIVE = "permissive"
    APART = "apart"
    WEAK = "weak"
    COPYLEFT = "copyleft"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """Its place in that order."""
        return list(Kind).index(self)


SHIPPED = frozenset((Kind.PERMISSIVE, Kind.APART))
"""What may be in a run-time environment: ``apart`` only by a row of the policy that says why."""


_COPYLEFT = {
    "mozilla public license": "MPL-",
    "eclipse public license": "EPL-",
    "common development and distribution license": "CDDL-",
    "gnu affero general public license": "GPL-",
    "gnu lesser general public license": "GPL-",
    "gnu library general public license": "GPL-",
    "terms of the gnu general public license": "GPL-",
    "gnu general public license version": "GPL-",
}
"""Words of a text → part of the SPDX name. The first that a text holds counts: the upper ones name the lower ones."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the policy."""

    name: str
    version: str
    spdx: str
    kind: Kind | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A distribution's licence, its kind, and from where it is known."""

    spdx: str
    kind: Kind
    source: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The lines of the policy by what they speak of."""

    rows: Mapping[tuple[str, str], Row]

    def of(self, part: Part) -> Verdict:
        """What is known of a distribution; the libraries that its wheels carry along count too."""
        row = self.rows.get(("package", part.name))
        if row and row.version in ("", part.version):
            return self._with_libraries(self._by(row, f"policy.csv（{part.version}）"), part)
        return _doubted(self._with_libraries(self._declared(part), part), part)

    def _with_libraries(self, own: Verdict, part: Part) -> Verdict:
        carried = [(stem, self._library(stem)) for stem in sorted(part.vendored)]
        if not carried:
            return own
        return Verdict(
            spdx=_all((own.spdx, *(one.spdx for _, one in carried))),
            kind=max((own.kind, *(one.kind for _, one in carried)), key=lambda kind: kind.rank),
            source=own.source,
            reason="。".join(filter(None, (own.reason, *(f"{stem}: {one.reason}" for stem, one in carried)))),
        )

    def _declared(self, part: Part) -> Verdict:
        if len(part.told) != 1:
            return unknown("METADATA", "wheel ごとに記載が違います")
        (told,) = part.told
        if told.expression:
            return self._expressed(told.expression, "License-Expression")
        return self._worded(told)

    def _by(self, row: Row, source: str) -> Verdict:
        kind = row.kind or self._expressed(row.spdx, source).kind
        return Verdict(spdx=row.spdx, kind=kind, source=source, reason=row.reason)

    def _library(self, stem: str) -> Verdict:
        plain = re.sub(r"(-[0-9a-f]{6,})+$", "", stem)
        row = self.rows.get(("library", plain))
        return (
            self._by(row, "policy.csv") if row else unknown("wheel", "policy.csv に、このライブラリーの行がありません")
        )

    def _worded(self, told: Told) -> Verdict:
        """By the older fields: each that says anything known must say the same."""
        words = [one for one in (told.field, *told.classifiers) if one]
        found = {word: row.spdx for word in words if (row := self.rows.get(("wording", word)))}
        if len(set(found.values())) != 1:
            said = "、".join(words) or "記載なし"
            return unknown(
                "METADATA", f"SPDX の名前に決められません（{said}）。policy.csv に、本文を読んだ行を足してください"
            )
        word, spdx = next(iter(found.items()))
        return self._expressed(spdx, "License" if word == told.field else "Classifier")

    def _expressed(self, expression: str, source: str) -> Verdict:
        try:
            spdx = canonicalize_license_expression(expression)
        except InvalidLicenseExpression:
            return unknown(source, f"SPDX の式ではありません（{expression}）")
        kind = self._kind(spdx)
        reason = "" if kind is not Kind.UNKNOWN else "policy.csv に、この名前の行がありません"
        return Verdict(spdx=spdx, kind=kind, source=source, reason=reason)

    def _kind(self, expression: str) -> Kind:
        """Of alternatives the one that asks least, of what holds together the one that asks most."""
        choices = _split(expression, "OR")
        if len(choices) > 1:
            return min(map(self._kind, choices), key=lambda kind: kind.rank)
        together = _split(expression, "AND")
        if len(together) > 1:
            return max(map(self._kind, together), key=lambda kind: kind.rank)
        if expression.startswith("("):
            return self._kind(expression[1:-1])
        row = self.rows.get(("licence", expression))
        return row.kind if row and row.kind else Kind.UNKNOWN


def unknown(source: str, reason: str) -> Verdict:
    """Nobody has said, or not so that it can be trusted."""
    return Verdict(spdx="NOASSERTION", kind=Kind.UNKNOWN, source=source, reason=reason)


def _doubted(verdict: Verdict, part: Part) -> Verdict:
    """Unknown where a text that comes along is of a copyleft licence that is not declared: somebody must read it."""
    for name, text in part.texts.items():
        words = " ".join(text.decode("utf-8", "replace").split()).casefold()
        found = next(((title, mark) for title, mark in _COPYLEFT.items() if title in words), None)
        if found and found[1] not in verdict.spdx:
            said = f"{name} に「{found[0]}」とありますが、記載は {verdict.spdx} です"
            return unknown(verdict.source, f"{said}。本文を読んだ行を policy.csv に足してください")
    return verdict


def _split(expression: str, word: str) -> list[str]:
    """The operands of an operator outside all brackets; the expression is canonical.

    >>> _split("MIT OR (Apache-2.0 AND ISC) OR Zlib", "OR")
    ['MIT', '(Apache-2.0 AND ISC)', 'Zlib']
    """
    found, depth = [""], 0
    for token in re.findall(r"[()]|[^()\s]+", expression):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token == word and depth == 0:
            found.append("")
        else:
            found[-1] += f" {token}"
    return [re.sub(r"(?<=\() | (?=\))", "", one.strip()) for one in found]


def _all(expressions: Iterable[str]) -> str:
    """One expression of what holds together, each licence once; what nobody knows stays unknown."""
    terms = dict.fromkeys(term for one in expressions for term in _split(one, "AND"))
    bracketed = [f"({one})" if len(_split(one, "OR")) > 1 else one for one in terms]
    return "NOASSERTION" if "NOASSERTION" in terms else " AND ".join(bracketed)


def load(path: Path = FILE) -> Policy:
    """Read the policy; every line must give its reason."""
    with path.open(encoding="utf-8", newline="") as stream:
        return Policy(rows=dict(_rows(csv.DictReader(stream))))


def _rows(lines: Iterable[Mapping[str, str]]) -> Iterable[tuple[tuple[str, str], Row]]:
    for line in lines:
        if not line["reason"]:
            raise ValueError(f"policy.csv: {line['name']} has no reason")
        kind = Kind(line["class"]) if line["class"] else None
        row = Row(name=line["name"], version=line["version"], spdx=line["spdx"], kind=kind, reason=line["reason"])
        yield (line["kind"], line["name"]), row
