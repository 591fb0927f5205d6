"""The sheet of progress: all, decided, held, and the effort of the rest, as formulas that follow what people decide."""

from __future__ import annotations

from typing import Any

from migrate.characters.ledger.progress import HELD as HELD_KEY
from migrate.files.xlsx import cell_name
from migrate.files.xlsx_write import new_sheet
from migrate.forms.book.look import paper
from migrate.forms.characters.layout import (
    CHECK,
    DONE,
    FORM,
    HEAD_ROW,
    HELD,
    KIND,
    NOBODY,
    PROGRESS,
    SHEET,
    VERSION,
    Book,
    area,
    cells_of,
    check_word,
)
from migrate.forms.characters.looks import Looks
from migrate.model.characters import CharacterKind

_HEADS = ("種類", "全体（字）", "決定（字）", "保留（字）", "未決（字）", "1 字あたり（分）", "残り（分）")
_TOP = 4


class _Sheet:
    def __init__(self, book: Any, plan: Book, looks: Looks) -> None:
        self.sheet, self.plan, self.looks = new_sheet(book, PROGRESS), plan, looks
        last = HEAD_ROW + max(1, len(plan.rows))
        self.kinds, self.checks = (f"{SHEET}!{area(head, HEAD_ROW + 1, last)}" for head in (KIND, CHECK))

    def formula(self, spot: tuple[int, int], text: str, result: float, role: str) -> None:
        self.sheet.write_formula(*spot, f"={text}", self.looks[role], result)

    def kind(self, at: int, kind: CharacterKind) -> tuple[int, int, int]:
        """One line; how many there are, are decided, are held."""
        words = [check_word(cells_of(row.decision)) for row in self.plan.rows if row.found.kind is kind]
        every, done, held = len(words), sum(word in (DONE, NOBODY) for word in words), words.count(HELD)
        name, weight = cell_name(at, 0), self.plan.minutes[kind.value]
        count = f"COUNTIFS({self.kinds},{name},{self.checks},{{}})"
        self.sheet.write_string(at, 0, kind.value, self.looks["text"])
        self.formula((at, 1), f"COUNTIF({self.kinds},{name})", every, "number")
        self.formula((at, 2), "+".join(count.format(f'"{word}"') for word in (DONE, NOBODY)), done, "number")
        self.formula((at, 3), count.format(f'"{HELD}"'), held, "number")
        self.formula(
            (at, 4), f"{cell_name(at, 1)}-{cell_name(at, 2)}-{cell_name(at, 3)}", every - done - held, "number"
        )
        self.sheet.write_number(at, 5, weight, self.looks["weight"])
        self.formula((at, 6), f"{cell_name(at, 4)}*{cell_name(at, 5)}", (every - done - held) * weight, "number")
        return every, done, held

    def held(self, at: int, held: int) -> None:
        """The line of what is held: its effort is counted once, not by kind."""
        weight = self.plan.minutes[HELD_KEY]
        self.sheet.write_string(at, 0, f"{HELD}の字", self.looks["text"])
        for column in (1, 2, 4):
            self.sheet.write_blank(at, column, None, self.looks["number"])
        self.formula((at, 3), f"SUM({cell_name(_TOP, 3)}:{cell_name(at - 1, 3)})", held, "number")
        self.sheet.write_number(at, 5, weight, self.looks["weight"])
        self.formula((at, 6), f"{cell_name(at, 3)}*{cell_name(at, 5)}", held * weight, "number")

    def totals(self, at: int, sums: tuple[int, int, int], minutes: float) -> None:
        """Sums, hours and days."""
        every, done, held = sums
        self.sheet.write_string(at, 0, "合計", self.looks["label"])
        for column, number in enumerate((every, done, held, every - done - held), start=1):
            body = f"SUM({cell_name(_TOP, column)}:{cell_name(at - 2, column)})"
            self.formula((at, column), body, number, "total")
        self.sheet.write_blank(at, 5, None, self.looks["total"])
        self.formula((at, 6), f"SUM({cell_name(_TOP, 6)}:{cell_name(at - 1, 6)})", minutes, "total")
        rest = cell_name(at, 6)
        for line, (label, body, result) in enumerate(
            (
                ("残り（人時）= 残り（分）÷ 60", f"{rest}/60", minutes / 60),
                (f"残り（人日）= 残り（分）÷ {self.plan.day:g}", f"{rest}/{self.plan.day:g}", minutes / self.plan.day),
            ),
            start=at + 2,
        ):
            self.sheet.merge_range(line, 0, line, 5, label, self.looks["label"])
            self.formula((line, 6), body, result, "sum")


def add(book: Any, plan: Book, looks: Looks) -> None:
    """Add the sheet to the workbook."""
    made = _Sheet(book, plan, looks)
    sheet = made.sheet
    sheet.write_string(0, 0, f"文字同定の進捗　対象: {plan.target_title}", looks["title"])
    sheet.write_string(
        1, 0, "「文字」のシートの記入に合わせて数が動きます。クリーム色の分は、変えられます。", looks["intro"]
    )
    sheet.write_string(2, 0, "1 字あたりの分と 1 人日の長さは目安です（本ツール独自）。", looks["intro"])
    sheet.set_row(0, 26)
    for column, head in enumerate(_HEADS):
        sheet.set_column(column, column, 24 if column == 0 else 15)
        sheet.write_string(_TOP - 1, column, head, looks["head"])
    kinds = [kind for kind in CharacterKind if any(row.found.kind is kind for row in plan.rows)]
    each = [made.kind(at, kind) for at, kind in enumerate(kinds, start=_TOP)]
    sums = (sum(one[0] for one in each), sum(one[1] for one in each), sum(one[2] for one in each))
    left = sum((a - b - c) * plan.minutes[kind.value] for (a, b, c), kind in zip(each, kinds, strict=True))
    made.held(_TOP + len(kinds), sums[2])
    made.totals(_TOP + len(kinds) + 1, sums, left + sums[2] * plan.minutes[HELD_KEY])
    paper(sheet, "A4", (_TOP - 1, _TOP - 1), f"様式 {FORM} 第{VERSION}版（本ツール独自）")
    sheet.protect("")
