"""The names of a table: from labels beside or above them, from a line of its own, else from the sheet's name."""

from __future__ import annotations

import re

from migrate.model.value import value
from migrate.source.book.draft import identifier, one_line
from migrate.source.book.grid import Grid
from migrate.source.book.header import Header
from migrate.source.book.plausible import is_named
from migrate.source.book.words import meaning, plain

_LABEL = re.compile(
    r"[【\[［〔]\s*(?P<inside>[^】\]］〕]{1,24}?)\s*[】\]］〕]|(?P<before>[^\s\u3000:：【】]{1,24})[ \u3000]*[:：]"
)
_TABLE_LIKE = re.compile(r"テーブル|表|エンティティ|レコード|ファイル", re.IGNORECASE)
_SIGNS = re.compile(
    r"\A\s*[■□●○◆◇▼▽★☆▶・#＃【〔\[<＜]+|\A\s*[（(]?[0-9０-９]{1,3}(?:[-－.．][0-9０-９]{1,3})*[)）.．、_\s\u3000]+"
)
_PAIR = re.compile(
    r"(?P<one>[^（(【\[/／:：|｜\s\u3000]+(?:[ \u3000][^（(【\[/／:：|｜\s\u3000A-Za-z]+)*)"
    r"[\s\u3000]*[（(【\[/／:：|｜\s\u3000][\s\u3000]*(?P<other>[^）)】\]]+?)[\s\u3000]*[）)】\]]?"
)
_PAPER = re.compile(r"(?:テーブル|表|ファイル|エンティティ|レコード|データベース|DB)(?:定義書|仕様書|定義|レイアウト)")
_PAGE = re.compile(
    r"[\s\u3000]*(?:[（(【\[][\s\u3000]*|[\s\u3000－_-]+)"
    r"(?:続き?|つづき|cont(?:inued)?\.?|[0-9０-９]{1,3}[\s\u3000]*(?:[/／]|of)[\s\u3000]*[0-9０-９]{1,3})"
    r"[\s\u3000]*(?:頁|ページ|枚)?[\s\u3000]*[)）】\]]?\Z",
    re.IGNORECASE,
)
_TWO = 2
_FEW = 6
_REACH = 12
_BELOW = 2
_HIGH = 14
_NEAR = 3
_LONGEST = 200


@value
class Title:
    """Names of a table as found; ``how`` is ``label``, ``line``, ``sheet`` or empty, ``cell`` where."""

    physical: str = ""
    logical: str = ""
    how: str = ""
    cell: str = ""
    paged: bool = False
    """True where it says that it is a page of several (2/3, 続き)."""


def without_page(text: str) -> str:
    """A title without what only says which page of several it is.

    >>> without_page("住民基本（2/3）"), without_page("住民基本 続き"), without_page("資格継続")
    ('住民基本', '住民基本', '資格継続')
    """
    return _PAGE.sub("", text) or text


def split_name(text: str) -> tuple[str, str]:
    r"""Physical and logical name in one text, each may be empty.

    >>> split_name("住民基本（Ｔ＿ＪＵＭＩＮ）"), split_name("T_JUMIN 住民基本"), split_name("住民基本")
    (('T_JUMIN', '住民基本'), ('T_JUMIN', '住民基本'), ('', '住民基本'))
    >>> split_name("住民基本\nT_JUMIN")
    ('T_JUMIN', '住民基本')
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) == _TWO and sum(bool(identifier(line)) for line in lines) == 1:
        lines.sort(key=lambda line: not identifier(line))
        return identifier(lines[0]), lines[1].strip("（）()")
    bare = one_line(text)
    whole = identifier(bare) if "\u3000" not in bare and " " not in bare else ""
    if whole:
        return whole, ""
    found = _PAIR.fullmatch(bare) if len(bare) <= _LONGEST else None
    if found:
        for one, other in ((found["one"], found["other"]), (found["other"], found["one"])):
            if identifier(other) and not identifier(one):
                return identifier(other), one.strip()
    return "", bare


def labels(text: str) -> tuple[tuple[str, str], ...]:
    """Meanings and texts of the labels in one cell; the text is empty where the cell is nothing but a label.

    >>> labels("テーブル名：住民"), labels("【表名】住民　【物理名】T_J"), labels("物理名"), labels("住民")
    ((('table', '住民'),), (('table', '住民'), ('physical', 'T_J')), (('physical', ''),), ())
    """
    if len(text) > _LONGEST:
        return ()
    whole = meaning("title", text.rstrip(":： "))
    if whole:
        return ((whole, ""),)
    bare = _SIGNS.sub("", text) if text[:1] not in "【[〔" else text
    marks = [(m, meaning("title", m["inside"] or m["before"])) for m in _LABEL.finditer(bare)]
    marks = [(m, said) for m, said in marks if said]
    if not marks or marks[0][0].start():
        return ()
    ends = [m.start() for m, _ in marks[1:]] + [len(bare)]
    return tuple(
        (said, bare[m.end() : end].strip(" \u3000\n、,/／")) for (m, said), end in zip(marks, ends, strict=True)
    )


def label(text: str) -> tuple[str, str]:
    """The first label in a cell, empty texts without one."""
    return next(iter(labels(text)), ("", ""))


def is_title_row(grid: Grid, row: int, columns: Header | None) -> bool:
    """True where a row begins with a label of a title block, and is no column of the table above it."""
    held = grid.held(row)
    if held and len(held) <= _FEW and _PAPER.fullmatch(grid.own(row, held[0])):
        return True
    if not held or not label(grid.own(row, held[0]))[0]:
        return False
    if columns is None:
        return True
    numbered = columns.columns.get("number", ())
    if any(grid.own(row, c).isdecimal() for c in numbered):
        return False
    if held[0] in numbered or _TABLE_LIKE.search(grid.own(row, held[0])):
        return True
    shape = [grid.own(row, c) for key in ("type", "typelength", "length") for c in columns.columns.get(key, ())]
    return not any(text and not label(text)[0] for text in shape)


def _is_line(grid: Grid, row: int, near: bool) -> bool:
    """True where a row holds one text that may be the name of a table: ``■住民（T_JUMIN）``."""
    texts = [grid.own(row, column) for column in grid.held(row)]
    words = [text for text in texts if not text.isdecimal()]
    if near and len(words) == 2 and not grid.held(row - 1):
        return sum(bool(identifier(text)) for text in words) == 1
    if len(texts) != 1:
        return False
    text = texts[0]
    bare = _SIGNS.sub("", text)
    return len(text) < 80 and (bare != text or (near and all(split_name(bare))) or (near and bool(identifier(bare))))


def zone(grid: Grid, begin: int, end: int, columns: Header | None) -> int:
    """The first row of the title block that ends above row ``end``; ``end`` itself without one.

    ``columns`` is the header of the table above, whose rows begin at ``begin``.
    """
    start = end
    for row in range(end - 1, max(begin, end - _HIGH) - 1, -1):
        held = grid.held(row)
        if not held:
            continue
        above = grid.held(row - 1) if row > begin else ()
        beneath = bool(above) and is_title_row(grid, row - 1, columns) and all(c in above for c in held)
        if not (is_title_row(grid, row, columns) or beneath or _is_line(grid, row, end - row <= _NEAR)):
            break
        start = row
    return start


def _value(grid: Grid, row: int, column: int, end: int, right: int) -> tuple[str, int, int]:
    """The text that a label names: to its right up to the next label, else below it."""
    after = grid.after(row, column)
    for at in range(after, min(right, after + _REACH)):
        text = grid.own(row, at)
        if text:
            if label(text)[0]:
                break
            return text, row, at
    for below in range(row + 1, min(end, row + 1 + _BELOW)):
        text = grid.own(below, column)
        if text:
            return ("", row, column) if label(text)[0] else (text, below, column)
    return "", row, column


def _labelled(grid: Grid, rows: range, left: int, right: int) -> Title:
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        for column in grid.held(row):
            if not left <= column < right:
                continue
            for said, inside in labels(grid.own(row, column)):
                text, *at = (inside, row, column) if inside else _value(grid, row, column, rows.stop, right)
                if text and said in ("table", "logical", "physical"):
                    found[said] = (text, grid.cell(at[0], at[1]))
    paged = any(without_page(text) != text for text, _ in found.values())
    names = {said: without_page(text) for said, (text, _) in found.items()}
    physical, logical = names.get("physical", ""), names.get("logical", "")
    if "table" in found:
        one, other = split_name(names["table"])
        physical, logical = physical or one, logical or other
    if logical and not physical:
        physical, logical = split_name(logical)
    physical, logical = identifier(physical) or one_line(physical), one_line(logical)
    cell = next((found[key][1] for key in ("physical", "table", "logical") if key in found), "")
    return Title(physical=physical, logical=logical, how="label" if cell else "", cell=cell, paged=paged)


def _line(grid: Grid, rows: range, left: int, right: int) -> Title:
    """A name that stands in a line of its own, the nearest one above the header."""
    for row in reversed(rows):
        held = [(c, grid.own(row, c)) for c in grid.held(row) if left <= c < right]
        texts = [(c, text) for c, text in held if len(held) == 1 or not text.isdecimal()]
        if not 1 <= len(texts) <= 2 or any(len(text) > 80 for _, text in texts):
            continue
        bare = " ".join(_SIGNS.sub("", _PAPER.sub("", text)).strip("】〕]>＞:： \u3000") for _, text in texts).strip()
        physical, logical = split_name(without_page(bare))
        near = rows.stop - row <= _NEAR
        if not bare or meaning("sheet", bare) or any(label(text)[0] for _, text in texts) or "定義書" in bare:
            continue
        signed = len(texts) == 1 and _SIGNS.match(texts[0][1])
        if physical or (near and (signed or is_named(logical))):
            return Title(
                physical=physical,
                logical=logical,
                how="line",
                cell=grid.cell(row, texts[0][0]),
                paged=without_page(bare) != bare,
            )
    return Title()


def from_sheet(grid: Grid) -> Title:
    """The names that the sheet's name says; none where it says what any sheet is called (Sheet1, テーブル定義)."""
    bare = _SIGNS.sub("", grid.name).strip()
    if meaning("sheet", bare.rstrip("0123456789０１２３４５６７８９ ()（）_-")) or not plain(bare):
        return Title()
    physical, logical = split_name(without_page(bare))
    return Title(physical=physical, logical=logical, how="sheet", paged=without_page(bare) != bare)


def title(grid: Grid, header: Header, rows: range, right: int) -> Title:
    """The table's names from the rows above its header; columns from the header's left to ``right``."""
    alone = header.left if any(c < header.left for row in rows for c in grid.held(row)) and right < grid.width else 0
    found = _labelled(grid, rows, alone if header.left and right < grid.width else 0, right)
    return found if found.how else _line(grid, rows, alone, right)
