"""Words and tones of severities."""

from __future__ import annotations

from migrate.model.document import Tone
from migrate.model.finding import Severity

SEVERITY = {Severity.ERROR: "エラー", Severity.WARNING: "警告", Severity.INFO: "参考"}
WEIGHTS = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CAUTION, Severity.INFO: Tone.MUTED}
