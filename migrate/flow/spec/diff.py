"""Compare two specs: what changed, and what that means for data already converted."""

from __future__ import annotations

from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import resolve
from migrate.model.document import Document
from migrate.model.spec_diff import SpecDiff
from migrate.spec.diff import compare, page, words
from migrate.workspace.folder import Workspace

_FOREIGN = "業務の異なる標準仕様をくらべています。"


def diff(before: str, after: str, workspace: Workspace | None) -> Outcome:
    """The differences of two specs, each named as `ID` or `ID@EDITION`, read from ``before`` to ``after``.

    Differences are no findings: the exit code is 0, or 5 where the two have no part in common.

    Raises:
        MigrateError: MIG-SPEC-006, there is no such spec.
    """
    one, other = resolve(before, workspace), resolve(after, workspace)
    found: SpecDiff = compare.compare(words.load(), one.spec, other.spec)
    title = f"{one.spec.id} と {other.spec.id} の違い"
    summary = page.summary(found)
    foreign = one.spec.business != other.spec.business
    return Outcome(
        kind="spec-diff",
        data=found,
        document=Document(title=title, summary=summary, sections=page.full(found)),
        brief=Document(title=title, summary=summary, sections=page.brief(found)),
        nothing_checked=not compare.common(one.spec, other.spec),
        notices=(f"変更前の{one.why}", f"変更後の{other.why}", *((_FOREIGN,) if foreign else ())),
    )
