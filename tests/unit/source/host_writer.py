"""Copybooks and records written from one invented description, by code that knows nothing of the reader."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal

KANJI = "山川田中林森本町東西南北春夏秋冬"
KANA = "ｱｲｳｴｵｶｷｸｹｺ"
NAMES = ("ATENA", "KINGAKU", "ZEI", "KOJIN", "SETAI", "JUSHO", "宛名番号", "税額", "氏名", "KUBUN")
USAGES = ("text", "wide", "zoned", "packed", "binary", "native")


@dataclass
class Elementary:
    """One item with a picture. ``sign``: "", "T", "L", "TS", "LS" (trailing, leading, separate)."""

    name: str
    usage: str
    digits: int = 0
    scale: int = 0
    sign: str = ""
    size: int = 0
    times: int = 1
    alike: bool = False
    """Overlaid by a text item of the same bytes."""

    @property
    def width(self) -> int:
        match self.usage:
            case "text":
                return self.size
            case "wide":
                return 2 * self.size
            case "packed":
                return (self.digits + 2) // 2
            case "binary" | "native":
                return 2 if self.digits < 5 else 4 if self.digits < 10 else 8
            case _:
                return self.digits + (self.sign in ("TS", "LS"))

    def clause(self) -> str:
        match self.usage:
            case "text":
                return f"PIC X({self.size})"
            case "wide":
                return f"PIC N({self.size})"
        whole = self.digits - self.scale
        picture = (
            ("S" if self.sign else "")
            + (f"9({whole})" if whole else "")
            + ("V" + "9" * self.scale if self.scale else "")
        )
        words = {"packed": " COMP-3", "binary": " COMP", "native": " USAGE IS COMP-5"}.get(self.usage, "")
        if self.usage == "zoned" and self.sign != "T" and self.sign:
            words = " SIGN IS LEADING" if self.sign[0] == "L" else " SIGN TRAILING"
            words += " SEPARATE CHARACTER" if self.sign[1:] else ""
        return f"PIC {picture}{words}"


@dataclass
class Group:
    """A group, repeated so many times."""

    name: str
    times: int = 1
    below: list[Elementary | Group] = field(default_factory=list)


class Invention:
    """A record description with values, all out of one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.count = 0
        self.items = [self.item(0) for _ in range(self.rng.randint(1, 7))]

    def name(self) -> str:
        self.count += 1
        return f"{self.rng.choice(NAMES)}-{self.count}"

    def item(self, deep: int) -> Elementary | Group:
        rng = self.rng
        if deep < 3 and rng.random() < 0.25:
            times = rng.choice((1, 1, 2, 3))
            return Group(self.name(), times, [self.item(deep + 1) for _ in range(rng.randint(1, 3))])
        usage = rng.choice(USAGES)
        times = rng.choice((1, 1, 1, 3))
        if usage in ("text", "wide"):
            return Elementary(self.name(), usage, size=rng.randint(1, 12), times=times, alike=rng.random() < 0.2)
        digits = rng.randint(1, 18)
        scale = rng.choice((0, 0, min(2, digits), digits))
        sign = rng.choice(("", "T", "L", "TS", "LS") if usage == "zoned" else ("", "T"))
        return Elementary(self.name(), usage, digits, scale, sign, times=times)

    def copybook(self) -> str:
        """The text, in fixed or free form, with the disorder that real ones have."""
        rng, free = self.rng, self.rng.random() < 0.3
        lines = [(1, "01 REC-T.")]

        def put(items: list[Elementary | Group], level: int) -> None:
            for one in items:
                times = f" OCCURS {one.times} TIMES" if one.times > 1 else ""
                if isinstance(one, Group):
                    lines.append((level, f"{level:02} {one.name}{times}."))
                    put(one.below, level + rng.choice((1, 5)))
                    continue
                clause = one.clause()
                text = f"{level:02} {one.name} {rng.choice((clause + times, (times + ' ' + clause).strip()))}."
                lines.append((level, text.replace(" ", rng.choice((" ", "  ", " ", " ")))))
                if one.alike and one.times == 1:
                    lines.append((level, f"{level:02} {one.name}-R REDEFINES {one.name} PIC X({one.width})."))

        put(self.items, 5)
        made = []
        for number, (level, text) in enumerate(lines):
            indent = " " * (level % 4)
            if free:
                made.append(f"{indent}{text}" + rng.choice(("", "  *> 注記", "")))
                continue
            made += wrapped(f"{number:06} {indent}", text, rng.choice((30, 58)))
            if rng.random() < 0.2:
                made.append("      * 注記の行")
        return "\n".join(made) + "\n"

    def fields(self) -> list[tuple[str, Elementary]]:
        """Every field in the order of the record, repetitions with their subscripts."""
        found: list[tuple[str, Elementary]] = []

        def walk(items: list[Elementary | Group], suffix: str) -> None:
            for one in items:
                for n in range(1, one.times + 1):
                    inner = suffix + (f"-{n}" if one.times > 1 else "")
                    if isinstance(one, Group):
                        walk(one.below, inner)
                    else:
                        found.append((one.name + inner, one))

        walk(self.items, "")
        return found

    def value(self, one: Elementary, host: bool) -> tuple[str, bytes]:
        """A value as text and as bytes."""
        rng = self.rng
        if one.usage == "text":
            text = "".join(rng.choice("ABCXYZ0189") for _ in range(rng.randint(0, one.size)))
            return text, text.ljust(one.size).encode("cp037" if host else "cp932")
        if one.usage == "wide":
            text = "".join(rng.choice(KANJI) for _ in range(rng.randint(0, one.size)))
            return text, text.ljust(one.size, "　").encode("cp932")
        amount = rng.choice((0, 1, rng.randrange(10**one.digits), 10**one.digits - 1))
        negative = bool(one.sign) and rng.random() < 0.5
        return shown(amount, negative, one), packed_or(amount, negative, one, host)


def wrapped(head: str, text: str, width: int) -> list[str]:
    """A statement on as many lines of the fixed form as it needs."""
    lines, line = [], head
    for word in text.split(" "):
        if len(line) - len(head) + len(word) > width and line.strip() != head.strip():
            lines.append(line)
            head = line = " " * 11
        line += word + " "
    return [*lines, line.rstrip()]


def shown(amount: int, negative: bool, one: Elementary) -> str:
    """The number as exact decimal text."""
    if not one.sign and not one.scale:
        return str(amount).zfill(one.digits)
    number = Decimal(-amount if negative else amount).scaleb(-one.scale)
    return f"{number:f}" if amount else f"{Decimal(0).scaleb(-one.scale):f}"


def packed_or(amount: int, negative: bool, one: Elementary, host: bool) -> bytes:
    """The number's bytes."""
    if one.usage == "packed":
        digits = str(amount).zfill(one.digits + (one.digits % 2 == 0))
        return bytes.fromhex(digits + ("d" if negative else "c" if one.sign else "f"))
    if one.usage in ("binary", "native"):
        order = "big" if one.usage == "binary" or host else "little"
        return (-amount if negative else amount).to_bytes(one.width, order, signed=bool(one.sign))
    digits = str(amount).zfill(one.digits)
    zone, plus = ("cp037", "+") if host else ("ascii", "+")
    if one.sign in ("TS", "LS"):
        sign = "-" if negative else plus
        return (sign + digits if one.sign == "LS" else digits + sign).encode(zone)
    if not one.sign:
        return digits.encode(zone)
    at = 0 if one.sign == "L" else len(digits) - 1
    carrier = ("}JKLMNOPQR" if negative else "{ABCDEFGHI")[int(digits[at])]
    return (digits[:at] + carrier + digits[at + 1 :]).encode(zone)
