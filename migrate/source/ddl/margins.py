"""What editors and job streams put around SQL: line ends of any kind, sequence numbers of hosts, job control."""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"^(.*\s|.{72,})\d{8}[ \t]*$", re.MULTILINE)
_FILLED = re.compile(r"\S[^\n]*")
_FEWEST = 3
_JOB = re.compile(r"^//[\w$#@]*[ \t]+(?:JOB|EXEC|DD|PROC)\b", re.MULTILINE)


def prepared(text: str) -> str:
    r"""The script with line feeds, and with blanks where every line ends in a sequence number of eight digits.

    >>> prepared("A INT,  00010000\r\nB INT   00020000\nC INT)  00030000")
    'A INT,          \nB INT           \nC INT)          '
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    head = text[: 1 << 16]
    if len(_NUMBERED.findall(head)) < max(_FEWEST, len(_FILLED.findall(head)) - 1):
        return text
    return re.sub(r"\d{8}(?=[ \t]*$)", " " * 8, text, flags=re.MULTILINE)


def is_job(text: str) -> bool:
    """True for a job stream (JCL): lines with ``//`` are commands, ``/*`` alone ends the input."""
    return _JOB.search(text, 0, 1 << 16) is not None
