"""Business × step: where all businesses stand, at a glance and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from migrate.model.document import Block, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.procedure import TOTAL_STEPS, Progress, Status, StepState, SystemFacts
from migrate.model.value import value
from migrate.phase import systems_page
from migrate.phase.document import TONES, day

_WORDS = {Status.DONE: "済", Status.WORKING: "中", Status.OPEN: "未", Status.NOT_APPLICABLE: "外"}
_PROVEN, _TRACE, _NOTHING = "証", "跡", "・"
_LEGEND = (
    "上の段は公式の状態です: 済＝完了済み、中＝作業中、未＝未着手、外＝対象外。"
    "下の段は裏づけ（本ツール独自）です: 証＝成果物があり、新しく、検査を通った、跡＝痕跡だけ、・＝なし。"
)
_MEASURES = (
    "完了率は、総務省の定義（「完了済み」と「対象外」のステップ数 ÷ 40）で、全体は 20 業務の単純平均です。"
    "裏づけ率は、裏づけのあるステップ ÷ 40 で、本ツール独自の数です。2 つの率は混ぜません。"
)


@value
class View:
    """All businesses of a workspace. ``main`` are the 業務ID of the 20 that the official mean is of."""

    municipality: str
    main: frozenset[str]
    progress: tuple[Progress, ...]
    systems: tuple[SystemFacts, ...]
    reasons: Mapping[str, str]
    as_of: date | None = None
    """The day that is printed; None: none is."""

    @property
    def counted(self) -> tuple[Progress, ...]:
        """The 20 businesses."""
        return tuple(one for one in self.progress if one.business in self.main)

    @property
    def completion(self) -> float:
        """完了率 of the municipality: the plain mean of the 20, 0–1."""
        closed = sum(state.closed for one in self.counted for state in one.steps)
        return closed / (len(self.counted) * TOTAL_STEPS)

    @property
    def evidence_rate(self) -> float:
        """Share of proven steps of the same businesses, 0–1."""
        return sum(one.evidenced for one in self.counted) / (len(self.counted) * TOTAL_STEPS)

    @property
    def in_operation(self) -> int:
        """Businesses (of all) of which at least one system is in operation."""
        return len({one.business for one in self.systems if one.operation})


def percent(rate: float) -> str:
    """A rate in print, to a tenth of a percent."""
    return f"{rate:.1%}"


def figures(view: View) -> Figures:
    """The two measures and the two facts beside them."""
    supported = sum(bool(one.reason) for one in view.systems)
    steps = sum(one.evidenced for one in view.counted)
    return Figures(
        figures=(
            Figure(label="完了率（20 業務の平均）", value=percent(view.completion), note="（完了済み＋対象外）÷ 40"),
            Figure(label="裏づけ率（本ツール独自）", value=percent(view.evidence_rate), note=f"{steps:,} ステップ"),
            Figure(label="稼働中の業務", value=f"{view.in_operation}／{len(view.progress)}", note="完了率とは別の事実"),
            Figure(label="特定移行支援システム", value=f"{supported} システム", note="完了率とは別の事実"),
        )
    )


def _cell(state: StepState) -> Cell:
    mark = _PROVEN if state.proven else _TRACE if state.evidence else _NOTHING
    return Cell(text=f"{_WORDS[state.status]}\n{mark}", tone=TONES[state.status])


def _name(one: Progress) -> str:
    return f"{one.business} {one.business_name}".strip()


def grid(view: View) -> Grid:
    """Every business a row, every step a column."""
    columns = (
        Column(title="業務", width=24),
        Column(title="完了率", width=7, numeric=True),
        Column(title="裏づけ", width=7, numeric=True),
        *(Column(title=state.step.code, width=2) for state in view.progress[0].steps),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            _name(one),
            percent(one.completion),
            percent(one.evidenced / TOTAL_STEPS),
            *(_cell(state) for state in one.steps),
        )
        for one in view.progress
    )
    return Grid(title="業務とステップ", columns=columns, rows=rows, note=_LEGEND, compact=True)


def _businesses(view: View) -> Grid:
    columns = (
        Column(title="業務", width=26),
        Column(title="完了率", width=9, numeric=True),
        *(Column(title=one.value, unit="ステップ", width=9, numeric=True) for one in Status),
        Column(title="裏づけあり", unit="ステップ", width=10, numeric=True),
        Column(title="台帳が完了済みを示すもの", width=26),
        Column(title="裏づけのない完了済み", width=26),
    )
    rows: list[tuple[Value, ...]] = []
    for one in view.progress:
        counts = Counter(state.status for state in one.steps)
        ready = [s.step.code for s in one.steps if s.proven and not s.closed]
        bare = [s.step.code for s in one.steps if s.status is Status.DONE and not s.proven]
        numbers = (counts[status] for status in Status)
        rows.append((_name(one), percent(one.completion), *numbers, one.evidenced, _few(ready), _few(bare)))
    return Grid(title="業務ごとの状態", columns=columns, rows=tuple(rows))


def _few(codes: list[str], most: int = 6) -> str:
    left = len(codes) - most
    return "、".join(codes[:most]) + (f" ほか {left}" if left > 0 else "")


def _steps(view: View) -> Grid:
    columns = (
        Column(title="記号", width=6),
        Column(title="ステップ", width=48),
        *(Column(title=one.value, unit="業務", width=9, numeric=True) for one in Status),
        Column(title="裏づけあり", unit="業務", width=10, numeric=True),
    )
    rows: list[tuple[Value, ...]] = []
    for number, state in enumerate(view.progress[0].steps):
        mine = [one.steps[number] for one in view.progress]
        counts = Counter(one.status for one in mine)
        proven = sum(one.proven for one in mine)
        rows.append((state.step.code, state.step.name, *(counts[status] for status in Status), proven))
    return Grid(title="ステップごとの業務の数", columns=columns, rows=tuple(rows))


def document(view: View, brief: bool = False) -> Document:
    """The board; without ``brief`` with tables by business and by step."""
    names = {one.business: one.business_name for one in view.progress}
    board: tuple[Block, ...] = (figures(view), Note(text=_MEASURES), *_differences(view), grid(view))
    tables = () if brief else (_businesses(view), _steps(view))
    return Document(
        title="標準化の進捗（全業務）",
        subtitle=view.municipality,
        facts=day(view.as_of),
        summary=f"完了率は {percent(view.completion)}、裏づけ率は {percent(view.evidence_rate)} です。",
        sections=(
            Section(id="board", title="業務とステップ", blocks=board),
            *(Section(id=f"table-{n}", title=one.title, blocks=(one,)) for n, one in enumerate(tables, start=1)),
            *systems_page.sections(view.systems, names, view.reasons),
        ),
    )


def _differences(view: View) -> tuple[Note, ...]:
    """Steps that are proven and not set, businesses in operation with open steps, and those whose ⑱ has no day."""
    running = {one.business for one in view.systems if one.operation}
    unfinished = [_name(one) for one in view.progress if one.business in running and one.completion < 1]
    undated = [
        _name(one) for one in view.progress if one.steps[-1].status is Status.DONE and one.business not in running
    ]
    ready = sum(state.proven and not state.closed for one in view.progress for state in one.steps)
    found = []
    if ready:
        text = f"台帳が完了済みを示し、まだ設定されていないステップが {ready:,} あります（migrate phase next）。"
        found.append(Note(text=text))
    if unfinished:
        text = f"稼働中で、終わっていないステップのある業務: {_few(unfinished)}。"
        found.append(Note(text=text, tone=Tone.CAUTION))
    if undated:
        text = f"⑱-1 が完了済みで、運用開始日のない業務: {_few(undated)}（migrate phase fact で設定します）。"
        found.append(Note(text=text, tone=Tone.CAUTION))
    return tuple(found)
