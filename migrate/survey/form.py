"""The questionnaire of the survey: `reports/layouts/survey/`. The layout is ours, no official one exists."""

from __future__ import annotations

from functools import cache

from migrate.files.bundled import bundled
from migrate.forms.form import Codes, Form, Head, load
from migrate.model.finding import Basis

ID = "migrate-survey"
VERSION = 1
SYSTEM, INTERFACE, ISSUE = "system", "interface", "issue"
_CODES = Codes(
    not_ours="MIG-SRC-271",
    refused="MIG-SRC-272",
    bent="MIG-SRC-273",
    no_value="MIG-SRC-274",
    stray="MIG-SRC-275",
    left_out="MIG-SRC-276",
    sheet="MIG-SRC-277",
    lost="MIG-SRC-278",
    column="MIG-SRC-279",
    twice="MIG-SRC-280",
    two_sheets="MIG-SRC-281",
    unnamed="MIG-SRC-282",
    edition="MIG-SRC-283",
    municipality="MIG-SRC-284",
    conflict="MIG-SRC-285",
    changed="MIG-SRC-286",
    emptied="MIG-SRC-287",
    gone="MIG-SRC-288",
    unread="MIG-SRC-289",
    damaged="MIG-SRC-270",
)
HEAD = Head(
    id=ID,
    version=VERSION,
    prefix="survey",
    noun="調査票",
    folder="survey",
    schema="survey-answers",
    commands=("survey make", "survey read"),
    repeated=SYSTEM,
    codes=_CODES,
    basis=Basis(document="本ツール独自", section="現行システムの概要調査の調査票（reports/layouts/survey）"),
)


@cache
def form() -> Form:
    """The bundled questionnaire."""
    return load(bundled("reports") / "layouts" / "survey", HEAD)
