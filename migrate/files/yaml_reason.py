"""Why a YAML file cannot be read, in words that a person at a keyboard can act on; no text of the file is repeated."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date

from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

PLAIN = "YAML の書き方が正しくありません"
_DAY = re.compile(r"(?<![\w'\"-])([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![\w'\"])")
_KEY = re.compile(r"(?P<lead>[ \-]*+)(?P<key>\"[^\"]*\"|'[^']*'|[^\s:#{\[][^:#]*?) *:(?: |$)")
_QUOTED = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*') *(?P<rest>.?)""")


def _near(lines: Sequence[str], at: int) -> Iterator[int]:
    """Numbers from 0 of the lines to look at: the one with content above the parser's place, then its own."""
    above = (n for n in range(min(at, len(lines)) - 1, -1, -1) if lines[n].strip() and lines[n].strip()[0] != "#")
    yield from itertools.islice(above, 1)
    if at < len(lines):
        yield at


def _wrong_lead(line: str) -> str:
    """What is wrong with how a line begins, ``""`` where that is in order."""
    lead = line[: len(line) - len(line.lstrip())]
    if "\t" in lead:
        return "字下げにタブがあります。半角の空白にしてください"
    if lead.strip(" "):
        return "行のはじめに全角の空白があります。半角の空白にしてください"
    return ""


def _wrong_value(value: str) -> str:
    """What is wrong with a value that stands beside its key, ``""`` where it is in order."""
    if value[:1] in ("'", '"'):
        quoted = _QUOTED.match(value)
        if quoted is not None and quoted["rest"] not in ("", "#"):
            return "値が引用符で始まり、そのあとに続きがあります。値の全体を引用符で囲んでください"
    elif value[:1] in ("|", ">", "%", "@", "`", "&", "*", "!") and not re.fullmatch(r"[|>][+\-0-9]*", value):
        return "値が、YAML で意味のある記号で始まっています。値の全体を引用符で囲んでください"
    elif value[:1] not in ("", "{", "[") and ": " in value.partition(" #")[0] + " ":
        return "値の中に「: 」があります。値の全体を引用符で囲んでください"
    return ""


def _looks_wrong(line: str) -> str:
    """What is wrong with a line by its marks alone, ``""`` where they are in order."""
    if why := _wrong_lead(line):
        return why
    found = _KEY.match(line)
    if found is not None:
        return _wrong_value(line[found.end() :].strip())
    if "：" in line.partition(" #")[0]:
        return "「：」が全角です。半角の「:」と空白にしてください"
    return "「:」のあとに半角の空白がありません" if re.match(r"[ \-]*[^\s\"':#{\[]+:\S", line) else ""


def _twice(lines: Sequence[str], at: int) -> str:
    """Where a key that stands a second time in line ``at`` stands first; without its name, which may be a value."""
    again = _KEY.match(lines[at])
    if again is not None:
        for n in range(at - 1, -1, -1):
            one = _KEY.match(lines[n])
            if one is not None and (len(one["lead"]), one["key"]) == (len(again["lead"]), again["key"]):
                return f"同じ見出しが、{n + 1} 行目にもあります"
    return "同じ見出しが二度あります"


def _indented(lines: Sequence[str], at: int) -> bool:
    """True where the line begins at a column that none of those above it begins at, or deeper than a value may."""
    here = lines[at]
    depth = len(here) - len(here.lstrip(" "))
    above = [one for one in lines[:at] if one.strip() and one.strip()[0] != "#"]
    known = {len(one) - len(one.lstrip(" ")) for one in above} | {len(m["lead"]) for m in map(_KEY.match, above) if m}
    return bool(above) and depth not in known


def _by_parser(lines: Sequence[str], at: int, error: MarkedYAMLError) -> tuple[int, str] | None:
    """Line and reason where the parser itself knows what is wrong."""
    opened, context = error.context_mark, error.context or ""
    if isinstance(error, DuplicateKeyError) and at < len(lines):
        return at + 1, _twice(lines, at)
    if opened is not None and "quoted scalar" in context:
        return int(opened.line) + 1, "引用符が閉じていません"
    if "another document" in (error.problem or ""):
        return at + 1, "「---」のあとに、二つ目の文書があります。一つのファイルに書けるのは一つです"
    return None


def reason(text: str, error: MarkedYAMLError) -> tuple[int | None, str]:
    """Line (from 1, None where unknown) and reason of what the parser complains about.

    The line is the one to mend, which may stand above the one where the parser gave up.
    """
    if error.problem_mark is None:
        return None, PLAIN
    lines, at = [line.rstrip("\r") for line in text.split("\n")], int(error.problem_mark.line)
    known = _by_parser(lines, at, error)
    looks = ((n + 1, why) for n in _near(lines, at) if (why := _looks_wrong(lines[n])))
    if (found := known or next(looks, None)) is not None:
        return found
    if at < len(lines) and _indented(lines, at):
        return at + 1, "字下げの深さが、まわりの行とそろっていません"
    if error.context_mark is not None and "flow" in (error.context or ""):
        return int(error.context_mark.line) + 1, "かっこ（{ か [）が閉じていないか、中の区切り「,」がありません"
    return at + 1, PLAIN


def undecodable(data: bytes, error: UnicodeDecodeError) -> tuple[int | None, str]:
    """Line and reason of bytes that are not UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, "文字コードが UTF-16 です。UTF-8 で保存してください"
    line = data.count(b"\n", 0, error.start) + 1
    try:
        data.decode("cp932")
    except UnicodeDecodeError:
        return line, "文字コードが UTF-8 ではありません"
    return line, "文字コードが Shift_JIS（CP932）のようです。UTF-8 で保存してください"


def unreadable(text: str) -> tuple[int | None, str]:
    """Line and reason where the parser tells neither: a day that no calendar has, else only that it is so."""
    for n, line in enumerate(text.split("\n"), start=1):
        for year, month, day in _DAY.findall(line.partition(" #")[0]):
            try:
                date(int(year), int(month), int(day))
            except ValueError:
                return n, "ない年月日が、引用符なしで書かれています"
    return None, "YAML として読めない値か見出しがあります"


def unprintable(text: str, at: int) -> tuple[int, str]:
    """Line and reason of a control character at offset ``at``."""
    return text.count("\n", 0, at) + 1, f"使えない制御文字（U+{ord(text[at]):04X}）があります"
