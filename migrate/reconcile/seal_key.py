"""The key that both sides of a sealed comparison hold: 256 random bits, written so that it can be copied from paper."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import field
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import beginning
from migrate.model.finding import Place
from migrate.model.value import value

BYTES = 32
_CHECK = 2
_MOST = 4096
_HEAD = (
    "# migrate の封印の鍵（取扱注意）。両方の拠点だけが持ち、封印とは別の経路（紙など）で渡し、"
    "照合が済んだら廃棄します。\n"
    "# 4 桁ずつ 17 組。最後の 1 組は写し間違いを見つけるための検査の桁です。\n"
)


@value
class SealKey:
    """A key."""

    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """16 hex digits that tell keys apart and do not give the key away."""
        return self.mac(b"fingerprint").hex()[:16]

    def mac(self, message: bytes) -> bytes:
        """HMAC-SHA256 (RFC 2104) of ``message``."""
        return hmac.new(self.secret, message, hashlib.sha256).digest()

    @property
    def pads(self) -> tuple[bytes, bytes]:
        """The inner and the outer block of HMAC-SHA256: 64 bytes each."""
        block = self.secret.ljust(64, b"\0")
        return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


def new() -> SealKey:
    """A random key."""
    return SealKey(secret=secrets.token_bytes(BYTES))


def written(key: SealKey) -> bytes:
    """The file of a key."""
    digits = (key.secret + hashlib.sha256(key.secret).digest()[:_CHECK]).hex()
    fours = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    lines = (" ".join(fours[:8]), " ".join(fours[8:16]), fours[16])
    return (_HEAD + "\n".join(lines) + "\n").encode()


def load(path: Path) -> SealKey:
    """The key in a file.

    Raises:
        UnreadableError: MIG-SYS-001, -002; MIG-REC-020, it is no key, or was copied wrongly.
    """
    name, data = path.name, beginning.read(path, _MOST)
    lines = data.decode(errors="replace").splitlines()
    digits = re.sub(r"\s", "", "".join(line for line in lines if not line.lstrip("\ufeff").startswith("#"))).lower()
    if not re.fullmatch(r"[0-9a-f]{68}", digits):
        reason = f"0〜9 と a〜f の 68 桁（4 桁ずつ 17 組）ではありません（{len(digits)} 桁）"
        raise UnreadableError("MIG-REC-020", Place(file=name), {"file": name, "reason": reason})
    secret, check = bytes.fromhex(digits[:64]), bytes.fromhex(digits[64:])
    if hashlib.sha256(secret).digest()[:_CHECK] != check:
        reason = "検査の桁が合いません（写し間違いがあります）"
        raise UnreadableError("MIG-REC-020", Place(file=name), {"file": name, "reason": reason})
    return SealKey(secret=secret)
