"""Encrypted files in the format age (age-encryption.org/v1): for public keys, or for a password.

The library is an extra, since most workspaces never hand over residents' data. With a public key files of any size are
encrypted as streams; with a password the library takes all bytes at once, so that their size has a limit.
"""

from __future__ import annotations

import errno
import importlib
from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import Any, BinaryIO

from migrate.errors import MigrateError, UnreadableError
from migrate.files import atomic
from migrate.model.finding import Place
from migrate.model.value import value

INSTALL = "pip install 'jichitai-migrate[crypt]'"
MAX_WITH_PASSWORD = 1 << 30
_MARK = b"age-encryption.org/v1\n"
_PASSWORD = b"-> scrypt "


@value
class Lock:
    """What a file is closed with: public keys (``age1…``), or a password."""

    recipients: tuple[str, ...] = ()
    password: str = field(default="", repr=False)


@value
class Key:
    """What a file is opened with: a file of secret keys, or a password."""

    identity: Path | None = None
    password: str = field(default="", repr=False)


def is_sealed(path: Path) -> bool:
    """True for a file that age encrypted.

    Raises:
        UnreadableError: MIG-SYS-001, -002.
    """
    return _head(path).startswith(_MARK)


def wants_password(path: Path) -> bool:
    """True for a sealed file that a password opens, False for one that needs a secret key."""
    return _head(path).startswith(_MARK + _PASSWORD)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(len(_MARK + _PASSWORD))
    except FileNotFoundError:
        raise UnreadableError("MIG-SYS-001", Place(file=path.name), {"file": path.name}) from None
    except OSError:
        raise UnreadableError("MIG-SYS-002", Place(file=path.name), {"file": path.name}) from None


def _age() -> Any:
    """The library.

    Raises:
        MigrateError: MIG-SYS-044, it is not installed.
    """
    try:
        return importlib.import_module("pyrage")
    except ImportError:
        raise MigrateError("MIG-SYS-044", params={"install": INSTALL}) from None


def _parsed(texts: tuple[str, ...], parse: Callable[[str], Any], wrong: MigrateError) -> list[Any]:
    """Keys of the library. Its errors repeat what was given, so they are not passed on.

    Raises:
        MigrateError: ``wrong``.
    """
    try:
        return [parse(text) for text in texts]
    except Exception:  # noqa: BLE001  the library's errors share no class but this one
        raise wrong from None


def check(lock: Lock) -> None:
    """Refuse, before any work, a lock that cannot close.

    Raises:
        MigrateError: MIG-SYS-044 (no library), -045 (a public key that is none).
    """
    _recipients(_age(), lock)


def _recipients(age: Any, lock: Lock) -> list[Any]:
    params = {"what": "--recipient", "form": "age1 で始まる 62 文字の公開鍵です"}
    return _parsed(lock.recipients, age.x25519.Recipient.from_str, MigrateError("MIG-SYS-045", params=params))


def _identities(age: Any, path: Path) -> list[Any]:
    params = {"what": path.name, "form": "AGE-SECRET-KEY-1 で始まる行を持つ、秘密鍵のファイルです"}
    wrong = MigrateError("MIG-SYS-045", Place(file=path.name), params)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise wrong from None
    texts = tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    if not texts:
        raise wrong
    return _parsed(texts, age.x25519.Identity.from_str, wrong)


def _small(path: Path) -> bytes:
    """The bytes of a file that a password closes or opens.

    Raises:
        MigrateError: MIG-SYS-058, it is too large for that.
    """
    size = path.stat().st_size
    if size > MAX_WITH_PASSWORD:
        raise MigrateError("MIG-SYS-058", params={"most": f"{MAX_WITH_PASSWORD >> 20:,} MB", "size": f"{size:,}"})
    return path.read_bytes()


class _Sink:
    """A stream to write to that remembers why it failed: the library tells of it in a text only."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write all of ``data``."""
        try:
            return self.stream.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Nothing is held back here."""


def seal(plain: Path, target: Path, lock: Lock) -> None:
    """Encrypt ``plain`` into ``target``.

    Raises:
        MigrateError: MIG-SYS-044, -045, -058.
        UnreadableError: MIG-SYS-004 to -006, ``target`` cannot be written.
    """
    age = _age()
    recipients = _recipients(age, lock)
    try:
        if recipients:
            with plain.open("rb") as source, target.open("wb") as stream:
                sink = _Sink(stream)
                try:
                    age.encrypt_io(source, sink, recipients)
                except age.EncryptError as error:
                    raise (sink.error or OSError(errno.EIO, str(error))) from None
        else:
            target.write_bytes(age.passphrase.encrypt(_small(plain), lock.password))
    except OSError as error:
        raise atomic.refuse(error, target.name) from None


def unseal(sealed: Path, target: Path, key: Key) -> None:
    """Decrypt ``sealed`` into ``target``, which its owner alone may read.

    Raises:
        MigrateError: MIG-SYS-044, -045, -058; MIG-SYS-057, the key that was given is not of the kind that opens it.
        UnreadableError: MIG-SYS-047, another key or password, or damaged bytes.
    """
    age, name = _age(), sealed.name
    damaged = UnreadableError("MIG-SYS-047", Place(file=name), {"file": name})
    with_password = wants_password(sealed)
    if not (key.password if with_password else key.identity):
        option = "--password-env 変数名" if with_password else "--identity 秘密鍵のファイル"
        raise MigrateError("MIG-SYS-057", Place(file=name), {"file": name, "option": option})
    identities = [] if with_password or key.identity is None else _identities(age, key.identity)
    try:
        target.touch(mode=atomic.RESTRICTED)
        if identities:
            with sealed.open("rb") as source, target.open("wb") as plain:
                age.decrypt_io(source, plain, identities)
        else:
            target.write_bytes(age.passphrase.decrypt(_small(sealed), key.password))
    except age.DecryptError:
        raise damaged from None
    except OSError as error:  # the library's own, met in the midst of a stream, has no number
        raise (damaged if error.errno is None else atomic.refuse(error, target.name)) from None
