"""Questions of vendors and their answers (⑥-1): numbered, answered, published to all without the asker's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from migrate.forms.answer import Answer
from migrate.forms.form import Form
from migrate.forms.plan import BookPlan, RowPlan, SheetPlan
from migrate.forms.records import Answers, Record, next_key
from migrate.model.document import Cell, Column, Document, Grid, Note, Section, Tone
from migrate.model.value import value
from migrate.procure import days
from migrate.procure.package import Package, scope
from migrate.procure.rfi.request import mark

SHEET, PREFIX = "question", "q"
KEY = re.compile(r"q[0-9]{4,}", re.ASCII)
"""What the key of a question is: its number."""
_BLANK = 20
_FORMS = re.compile(r"株式会社|有限会社|合同会社|合資会社|一般社団法人|\(株\)|\(有\)|㈱|㈲")
_LEAST = 2
"""A name of fewer characters is found in any text, and is not looked for."""


@value
class Asked:
    """One question."""

    number: int
    question: str
    document: str
    spot: str
    asker: str
    """Key of the vendor, and its name in brackets; never published."""
    received: str
    answer: str
    change: str
    published: str
    """ISO day; empty while it is not published."""

    @property
    def ready(self) -> bool:
        """True where it is answered and not yet published."""
        return bool(self.answer) and not self.published


@value
class Published:
    """A question as all vendors see it."""

    number: int
    document: str
    spot: str
    question: str
    answer: str
    changes: bool
    """True where the answer changes the papers."""
    published: str
    """ISO day."""


def published(listed: Iterable[Asked]) -> tuple[Published, ...]:
    """What of the register is public: nothing of the askers."""
    return tuple(
        Published(
            number=one.number,
            document=one.document,
            spot=one.spot,
            question=one.question,
            answer=one.answer,
            changes=one.change == "要",
            published=one.published,
        )
        for one in listed
        if one.published
    )


def asked(kept: Answers) -> tuple[Asked, ...]:
    """The questions by number."""
    found = (_asked(one) for one in kept.of(SHEET))
    return tuple(sorted(found, key=lambda one: one.number))


def _asked(one: Record) -> Asked:
    text = one.text
    return Asked(
        number=int(one.key.removeprefix(PREFIX)),
        question=text("question"),
        document=text("document"),
        spot=text("spot"),
        asker=text("asker"),
        received=text("received"),
        answer=text("answer"),
        change=text("change"),
        published=text("published"),
    )


def asker(vendor: str, name: str) -> str:
    """How the register notes who asked.

    >>> asker("a-sha", "株式会社甲"), asker("a-sha", "")
    ('a-sha（株式会社甲）', 'a-sha')
    """
    return f"{vendor}（{name}）" if name else vendor


def entry(kept: Answers, given: Mapping[str, Answer]) -> Record:
    """A new question, or the one in the register that says the same of the same place and asker."""
    told = ("question", "document", "spot", "asker")
    for one in kept.of(SHEET):
        if all(one.answers.get(id, "") == given.get(id, "") for id in told):
            return Record(sheet=SHEET, key=one.key, answers={})
    key = next_key(PREFIX, (one.key for one in kept.of(SHEET)))
    return Record(sheet=SHEET, key=key, answers={id: said for id, said in given.items() if said != ""})


def _core(name: str) -> str:
    return _FORMS.sub("", unicodedata.normalize("NFKC", name)).strip().casefold()


def names_of(asker: str) -> tuple[str, str]:
    """Key and name of who asked, as the register notes them; no name is an empty one.

    >>> names_of("b-sha（乙川電算（株））"), names_of("a-sha")
    (('b-sha', '乙川電算（株）'), ('a-sha', ''))
    """
    key, _, name = asker.partition("（")
    return key, name.removesuffix("）")


def names_vendor(one: Asked, vendors: Iterable[str]) -> bool:
    """True where what would be published has a vendor's key or name in it."""
    text = _core(" ".join((one.question, one.spot, one.document, one.answer)))
    return any(len(core) >= _LEAST and _stands_in(core, text) for core in map(_core, vendors))


def _stands_in(core: str, text: str) -> bool:
    """True where a name stands in a text; one of Latin letters only as a word of its own."""
    if core.isascii():
        return re.search(rf"(?<![0-9a-z]){re.escape(core)}(?![0-9a-z])", text) is not None
    return core.replace(" ", "") in text.replace(" ", "")


def plan(form: Form, file: str, package: Package, kept: Answers, today: date) -> BookPlan:
    """The register, a ``form`` of its procurement, as a workbook ``file`` for the staff."""
    sheet = form.of(SHEET)
    rows = tuple(
        RowPlan(
            key=one.key, answers=one.answers, offers={}, printed={"number": one.key.removeprefix(PREFIX).lstrip("0")}
        )
        for one in kept.of(SHEET)
    )
    blank = tuple(RowPlan(key="", answers={}, offers={}) for _ in range(_BLANK))
    return BookPlan(
        form=form,
        title=package.title,
        file=file,
        sheets=(SheetPlan(form=sheet, name=sheet.name, rows=(*rows, *blank)),),
        parties=(),
        scope=scope(package.unit),
        municipality=package.code,
        made=today.isoformat(),
    )


def document(package: Package, shown: Sequence[Published]) -> Document:
    """What all vendors get: every published question with its answer, and nobody's name."""
    columns = (
        Column(title="番号", numeric=True, width=6),
        Column(title="文書", width=14),
        Column(title="箇所", width=14),
        Column(title="質問", width=40),
        Column(title="回答", width=40),
        Column(title="資料の改定", width=15),
        Column(title="公表日", width=16),
    )
    rows = tuple(
        (
            one.number,
            one.document,
            one.spot,
            one.question,
            one.answer,
            Cell(text="改定します", tone=Tone.CAUTION) if one.changes else "",
            days.written(one.published),
        )
        for one in shown
    )
    grid = Grid(title="質問と回答", columns=columns, rows=rows)
    told = Note(
        text="番号は受け付けた順です。番号の抜けているものは、回答を準備しています。質問した会社の名前は公表しません。"
    )
    last = max((one.published for one in shown), default="")
    return Document(
        title=f"{mark(package)}質問回答書",
        subtitle=package.municipality,
        facts=(("件名", package.title), ("公表日", days.written(last)), ("質問", f"{len(shown)} 件")),
        sections=(Section(id="questions", title="質問と回答", blocks=(told, grid)),),
    )


def summary(listed: Iterable[Asked]) -> Document:
    """The register as it stands, for the staff."""
    columns = (
        Column(title="番号", numeric=True, width=6),
        Column(title="受付日", width=12),
        Column(title="質問", width=50),
        Column(title="状態", width=14),
    )
    found = tuple(listed)
    rows = tuple((one.number, one.received, one.question, _state(one)) for one in found)
    done = sum(bool(one.published) for one in found)
    return Document(
        title="質問と回答の台帳",
        summary=f"質問 {len(found)} 件のうち、{done} 件を公表しています。",
        sections=(Section(id="log", title="質問", blocks=(Grid(title="質問", columns=columns, rows=rows),)),),
    )


def _state(one: Asked) -> Cell:
    if one.published:
        return Cell(text="公表ずみ", tone=Tone.GOOD)
    return Cell(text="公表を待つ", tone=Tone.CAUTION) if one.answer else Cell(text="回答を待つ", tone=Tone.BAD)
