"""What the names in a ZIP file must not be: shared by the guards of workbooks and of archives."""

from __future__ import annotations

import re
import zipfile

_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")
_LINK = 0o120000
_TYPE = 0o170000


def is_encrypted(entry: zipfile.ZipInfo) -> bool:
    """True where the entry needs a password."""
    return bool(entry.flag_bits & _ENCRYPTED)


def fault(name: str) -> str:
    r"""Why a name (with ``/``, ``\`` counts as ``/``) may not be followed, in Japanese; empty where it may.

    >>> fault("住民/JUMIN.CSV"), fault("../x"), fault("C:/x")
    ('', 'フォルダの外を指す名前です', 'フォルダの外を指す名前です')
    """
    plain = name.replace("\\", "/")
    if plain.startswith("/") or _DRIVE.match(plain) or ".." in plain.split("/"):
        return "フォルダの外を指す名前です"
    return ""


def is_link(entry: zipfile.ZipInfo) -> bool:
    """True for a symbolic link, as Unix writes it."""
    return (entry.external_attr >> 16) & _TYPE == _LINK
