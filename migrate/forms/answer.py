"""One answer as people write it, and as it is kept: whole numbers, ISO days, the choice's own word.

What cannot be read is refused with its reason; nothing is guessed in silence.
"""

from __future__ import annotations

import calendar
import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache

from migrate.files.xlsx import CellValue, cell_text
from migrate.forms.form import Choice, Kind, Question, plain
from migrate.model.value import value
from migrate.text import dates, eras
from migrate.text.refusal import UnconvertibleError

Answer = str | int
UNKNOWN, OPEN, NONE, INCLUDED = "不明", "未定", "なし", "含む"
PENDING = frozenset({UNKNOWN, OPEN})
"""Answers that say that the answer is still to come."""
MAX_TEXT = 2_000
MAX_NUMBER = 10**13
_SPECIAL = {
    **dict.fromkeys(("不明", "わからない", "分からない", "?", "未確認", "確認中", "調査中", "不詳"), UNKNOWN),
    **dict.fromkeys(("未定", "検討中", "協議中", "調整中", "未決定"), OPEN),
    **dict.fromkeys(
        ("なし", "無し", "無", "該当なし", "該当無し", "ない", "無期限", "定めなし", "-", "n-a", "na"), NONE
    ),
}
_ABOUT = re.compile(
    r"^(?:約|およそ|おおよそ|概ね|おおむね)|(?:程度|くらい|ぐらい|ほど|強|弱|前後|以上|以下|未満|超|頃|ころ)$"
)
_NUMBER = re.compile(
    r"[+]?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?(?P<scale>億|百万|万|千)?(?P<unit>\D{0,12})"
)
_SCALES = {None: 1, "千": 10**3, "万": 10**4, "百万": 10**6, "億": 10**8}
_UNITS = frozenset(
    (
        *("円", "人", "名", "台", "個", "本", "件", "種類", "表", "文字", "字", "行", "株", "式", "機能", "年", "年間"),
        *("年分", "か所", "カ所", "箇所", "ヶ所", "ケ所", "所", "テーブル", "帳票"),
        *("税込", "税抜", "円税込", "円税抜", "円年", "円/年"),
    )
)
"""Units that people write behind a number."""
_FREE = frozenset({"無償", "無料", "0円"})
_PRICES: dict[str, Answer] = {
    **dict.fromkeys((*_FREE, "サービス", "無償提供", "無償対応", "発生しない", "不要"), 0),
    **dict.fromkeys(
        ("別途", "別途見積", "別途見積り", "別途お見積り", "要見積", "要見積り", "都度見積", "要相談"), OPEN
    ),
    **dict.fromkeys(
        ("含む", "含まれる", "込み", "込", "上記に含む", "他に含む", "他の行に含む", "初期費用に含む"), INCLUDED
    ),
}
"""What people write for an amount, besides the words of `_SPECIAL`."""
_LESS = re.compile(r"^[▲△-]|^\((?=[^()]*\)$)")
_TRIM = re.compile(r"^金(?=\d)|也$|(?<=\d)[.]?-$|\)$(?<!税[込抜別]\))")
_MINUS = str.maketrans(dict.fromkeys("‐‑–—―−－", "-"))
_MARK = "|".join(eras.MARKS)
_YEAR = rf"(?:(?P<era>{_MARK})[.]?(?P<y>\d{{1,2}}|元)|(?:西暦)?(?P<w>\d{{4}}))"
_MONTH = re.compile(rf"{_YEAR}(?:年|[-./])(?P<m>\d{{1,2}})月?(?P<end>末日?)?", re.ASCII)
_FISCAL = re.compile(rf"{_YEAR}年度(?P<end>末|中)?", re.ASCII)
_SERIALS = range(18_264, 91_313)
"""Serial numbers of a spreadsheet that are taken for days: 1950-01-01 to 2149-12-31."""
_WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EPOCH = date(1899, 12, 30)
_BUSINESS = re.compile(r"\d{3}")
_INTERFACE = re.compile(r"\d{3}[a-z]\d{3}", re.ASCII)
_CONFORMANCE = re.compile(r"\d{3}(?:-\d+)?_\d{13}_\d+(?:\.\d+)*", re.ASCII)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef]")
_SHAPES = {**dict.fromkeys("○◯〇Oo", "○"), **dict.fromkeys("×✕✖Xx", "×")}
"""Circles and crosses as people type them."""
_TWELVE = re.compile(r"(?<!\d)\d{4}[- ]?\d{4}[- ]?\d{4}(?!\d)", re.ASCII)
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


class RefusedError(Exception):
    """A cell that cannot be an answer to its question; ``reason`` and ``wanted`` are said without the cell's text."""

    def __init__(self, reason: str, wanted: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wanted = wanted


@value
class Reading:
    """What a cell says: the answer (None: it is empty), and how it was bent, where a person should look."""

    answer: Answer | None
    bent: str = ""


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("　", " ").strip()


def holds_personal_number(text: str) -> bool:
    """True where twelve digits pass the check digit of a 個人番号 (総務省令第85号 第5条)."""
    for found in _TWELVE.findall(unicodedata.normalize("NFKC", text)):
        digits = [int(c) for c in found if c.isdigit()]
        rest = sum(w * d for w, d in zip(_WEIGHTS, digits, strict=False)) % 11
        if digits[-1] == (0 if rest <= 1 else 11 - rest):
            return True
    return False


def _text(cell: CellValue, question: Question) -> Reading:
    del question
    text = _ILLEGAL.sub("", cell_text(cell).replace("\r\n", "\n").replace("\r", "\n")).strip(" 　\n\t")
    if len(text) > MAX_TEXT:
        raise RefusedError(f"{len(text):,} 文字あります", f"{MAX_TEXT:,} 文字まで")
    if holds_personal_number(text):
        raise RefusedError("個人番号と同じ形の 12 桁の数字があります", "個人番号を消してください")
    return Reading(answer=text or None)


def _number(cell: CellValue, question: Question) -> Reading:
    wanted = "0 以上の整数（分からなければ 不明、決まっていなければ 未定）"
    if isinstance(cell, bool | date):
        raise RefusedError("数ではありません", wanted)
    if isinstance(cell, float):
        return Reading(answer=_whole(cell, wanted))
    text = _half(cell_text(cell)).replace(" ", "")
    if not text:
        return Reading(answer=None)
    special = _SPECIAL.get(plain(text))
    if special is not None or text in _FREE:
        return Reading(answer=special if special in PENDING else 0)
    bare = _ABOUT.sub("", _ABOUT.sub("", text)).replace("¥", "").replace("\\", "")
    found = _NUMBER.fullmatch(bare)
    unit = plain(found["unit"]) if found else ""
    if found is None or unit not in {"", plain(question.unit), *map(plain, _UNITS)}:
        raise RefusedError("数として読めません", wanted)
    exact = float(f"{found['whole'].replace(',', '')}.{found['part'] or 0}") * _SCALES[found["scale"]]
    bent = "「約」「程度」などの語を除きました" if bare != text.replace("¥", "").replace("\\", "") else ""
    return Reading(answer=_whole(exact, wanted), bent=bent)


def _whole(number: float, wanted: str) -> int:
    if not math.isfinite(number) or not 0 <= number < MAX_NUMBER or abs(number - round(number)) > 1e-6:
        raise RefusedError("0 以上の整数ではありません", wanted)
    return round(number)


def _money(cell: CellValue, question: Question) -> Reading:
    wanted = "金額の整数（例 1,200,000、120万円、▲50,000、無償）。ほかの行に含めるときは 含む、決まっていなければ 未定"
    if isinstance(cell, bool | date):
        raise RefusedError("金額ではありません", wanted)
    if isinstance(cell, float):
        return Reading(answer=_whole(abs(cell), wanted) * (-1 if cell < 0 else 1))
    text = _half(cell_text(cell)).replace(" ", "").replace("\n", "").translate(_MINUS)
    if not text:
        return Reading(answer=None)
    if (word := _PRICES.get(plain(text))) is not None:
        return Reading(answer=word)
    if (special := _SPECIAL.get(plain(text))) is not None:
        free = special == NONE
        return Reading(answer=0 if free else special, bent="「なし」を 0 円と読みました" if free else "")
    less = _LESS.search(text) is not None
    bare = _TRIM.sub("", _LESS.sub("", text).replace("¥", "").replace("\\", ""))
    try:
        found = _number(bare, question)
    except RefusedError:
        raise RefusedError("金額として読めません", wanted) from None
    bent = found.bent or ("税の語は読んでいません。税の欄で確かめてください" if "税" in bare else "")
    if not isinstance(found.answer, int):
        raise RefusedError("金額として読めません", wanted)
    return Reading(answer=-found.answer if less else found.answer, bent=bent)


def _day_of_month(found: re.Match[str], month: int, wanted: str) -> tuple[int, int]:
    """Year and month that a wording of year and month names."""
    parts = found.groupdict()
    year = int(parts["w"]) if parts["w"] else 0
    if parts["era"]:
        era = eras.by_mark(parts["era"])
        year = era.first.year - 1 + (1 if parts["y"] == "元" else int(parts["y"]))
    if not (1 <= month <= 12 and 1900 <= year <= 2199):
        raise RefusedError("存在しない年月です", wanted)
    return year, month


def _date(cell: CellValue, question: Question | None = None) -> Reading:
    del question
    if isinstance(cell, datetime):
        return Reading(answer=cell.date().isoformat())
    if isinstance(cell, date):
        return Reading(answer=cell.isoformat())
    if isinstance(cell, float) and math.isfinite(cell) and int(cell) in _SERIALS:
        day = _EPOCH + timedelta(days=int(cell))
        return Reading(answer=day.isoformat(), bent="数の値を日付として読みました")
    text = _half(cell_text(cell)).replace(" ", "")
    return _date_text(text) if text else Reading(answer=None)


def _date_text(text: str) -> Reading:
    wanted = "年月日（例 令和9年3月31日、2027-03-31）、年月、または 不明・未定・なし"
    if (special := _SPECIAL.get(plain(text))) is not None:
        return Reading(answer=special)
    if fiscal := _FISCAL.fullmatch(text):
        year, _ = _day_of_month(fiscal, 3, wanted)
        return Reading(answer=f"{year + 1:04}-03-31", bent="年度を、その終わりの日として読みました")
    if found := _MONTH.fullmatch(text):
        year, month = _day_of_month(found, int(found["m"]), wanted)
        last = f"-{calendar.monthrange(year, month)[1]:02}" if found["end"] else ""
        return Reading(answer=f"{year:04}-{month:02}{last}")
    try:
        iso = dates.to_iso(text)
    except UnconvertibleError as error:
        raise RefusedError(f"日付になりません（{error}）", wanted) from None
    if iso is None:
        raise RefusedError("日付として読めません", wanted)
    return Reading(answer=iso)


@cache
def _words(choices: tuple[Choice, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Plain word → choice, and the same without hyphens."""
    exact = {plain(word): choice.text for choice in reversed(choices) for word in choice.words}
    exact |= {plain(choice.text): choice.text for choice in choices}
    return exact, {word.replace("-", "").replace("_", ""): choice for word, choice in exact.items()}


def _choice(cell: CellValue, question: Question) -> Reading:
    text = cell_text(cell).strip(" 　\n\t")
    if not text:
        return Reading(answer=None)
    exact, loose = _words(question.choices)
    half = unicodedata.normalize("NFKC", text)
    bare = plain(text).replace("-", "").replace("_", "")
    found = exact.get(plain(text)) or exact.get(plain(_SHAPES.get(half, half))) or (loose.get(bare) if bare else None)
    if found is None:
        raise RefusedError("選べる答えではありません", "、".join(choice.text for choice in question.choices))
    return Reading(answer=found)


def _businesses(cell: CellValue, question: Question) -> Reading:
    del question
    wanted = "3 桁の業務ID を空白で区切って（例 010 011）"
    if isinstance(cell, float):  # Excel makes the number 10 of the text 010
        number = _whole(cell, wanted)
        text = f"{number:03}" if number < 1_000 else str(number)
    else:
        text = _half(cell_text(cell))
    parts = [part for part in re.split(r"[\s、,，・/;]+", text) if part]
    if not all(_BUSINESS.fullmatch(part) for part in parts):
        raise RefusedError("3 桁の業務ID の並びではありません", wanted)
    return Reading(answer=" ".join(dict.fromkeys(parts)) or None)


def _pattern(pattern: re.Pattern[str], wanted: str, lower: bool) -> Callable[[CellValue, Question], Reading]:
    def read(cell: CellValue, question: Question) -> Reading:
        del question
        text = _half(cell_text(cell)).translate(str.maketrans("‐‑–—―−ー", "-------")).replace(" ", "")
        text = text.lower() if lower else text
        if not text or _SPECIAL.get(plain(text)) is NONE:
            return Reading(answer=None)
        if special := _SPECIAL.get(plain(text)):
            return Reading(answer=special)
        if not pattern.fullmatch(text):
            raise RefusedError("決まった形ではありません", wanted)
        return Reading(answer=text)

    return read


_READERS: dict[Kind, Callable[[CellValue, Question], Reading]] = {
    Kind.TEXT: _text,
    Kind.PARTY: _text,
    Kind.PRINTED: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.BUSINESSES: _businesses,
    Kind.INTERFACE: _pattern(_INTERFACE, "標準の連携ID（例 001o006）", lower=True),
    Kind.CONFORMANCE: _pattern(_CONFORMANCE, "適合確認番号（例 023-0_法人番号_2）", lower=False),
}


def read(cell: CellValue, question: Question) -> Reading:
    """The answer in a cell of a workbook, or in a value of a YAML file.

    Raises:
        RefusedError: the cell holds something that is no answer to the question.
    """
    if isinstance(cell, str) and len(cell) > 32_767:
        raise RefusedError(f"{len(cell):,} 文字あります", f"{MAX_TEXT:,} 文字まで")
    return _READERS[question.kind](cell, question)


def date_of(cell: CellValue) -> Reading:
    """The day or month that a cell names, or a word such as 未定; no answer where the cell is empty.

    Raises:
        RefusedError: it names none of them.
    """
    return _date(cell)


def day_of(cell: CellValue) -> Reading:
    """The one day that a cell names, written in whichever way; no answer where the cell is empty.

    Raises:
        RefusedError: it names no day: a month, 「未定」, any other text.
    """
    found = _date(cell)
    if found.answer is not None and not _WHOLE_DAY.fullmatch(str(found.answer)):
        raise RefusedError("日まで書かれていません", "年月日")
    return found


def pending(answer: Answer | None) -> bool:
    """True for an answer that is still to come: 不明, 未定."""
    return isinstance(answer, str) and answer in PENDING


def day(answer: Answer | None) -> date | None:
    """The day of a date's answer; a month counts as its last day. None where there is no day."""
    if not isinstance(answer, str) or not answer[:4].isdigit():
        return None
    parts = [int(part) for part in answer.split("-")]
    if len(parts) == 2:
        return date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1])
    return date.fromisoformat(answer)
