"""Words and tones of severities and states."""

from __future__ import annotations

from migrate.model.document import Tone
from migrate.model.finding import Severity
from migrate.model.quality import State

SEVERITY = {Severity.ERROR: "エラー", Severity.WARNING: "警告", Severity.INFO: "参考"}
WEIGHTS = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CAUTION, Severity.INFO: Tone.MUTED}
STATES = {
    State.PASSED: Tone.GOOD,
    State.FAILED: Tone.BAD,
    State.NOT_APPLICABLE: Tone.MUTED,
    State.NOT_RUN: Tone.CAUTION,
    State.BROKEN: Tone.BAD,
}
