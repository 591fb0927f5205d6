"""Encryption: who has the key or the password opens a file, nobody else does, and damage is never passed over."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from migrate.errors import MigrateError
from migrate.files import seal
from migrate.files.seal import Key, Lock

PASSWORD = "七つの海と三匹の猫と、暗い夜"
TEXT = "個人情報".encode() * 100_000


@pytest.fixture
def age() -> ModuleType:
    """The library of the extra ``crypt``."""
    return pytest.importorskip("pyrage", reason="pyrage がありません（pip install 'jichitai-migrate[crypt]'）")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A file to encrypt."""
    path = tmp_path / "plain"
    path.write_bytes(TEXT)
    return path


def _pair(age: ModuleType, path: Path) -> str:
    """Write a new secret key, as age-keygen does; the public key."""
    identity = age.x25519.Identity.generate()
    path.write_text(f"# created: today\n# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


def _code(call: object, *arguments: object) -> tuple[str, int]:
    with pytest.raises(MigrateError) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value.code, int(caught.value.exit)


def test_every_recipient_opens_it(age: ModuleType, plain: Path, tmp_path: Path) -> None:
    """A file for two public keys is opened by either secret key; its bytes tell nothing."""
    first, second = _pair(age, tmp_path / "1.txt"), _pair(age, tmp_path / "2.txt")
    seal.seal(plain, tmp_path / "x.age", Lock(recipients=(first, second)))
    for name in ("1.txt", "2.txt"):
        seal.unseal(tmp_path / "x.age", tmp_path / "out", Key(identity=tmp_path / name))

        assert (tmp_path / "out").read_bytes() == TEXT
        (tmp_path / "out").unlink()
    assert "個人".encode() not in (tmp_path / "x.age").read_bytes()
    assert (seal.is_sealed(tmp_path / "x.age"), seal.wants_password(tmp_path / "x.age")) == (True, False)


def test_a_password_opens_it(age: ModuleType, plain: Path, tmp_path: Path) -> None:
    """The password that closed it; another one, or a secret key, does not."""
    _pair(age, tmp_path / "1.txt")
    sealed = tmp_path / "x.age"
    seal.seal(plain, sealed, Lock(password=PASSWORD))
    seal.unseal(sealed, tmp_path / "out", Key(password=PASSWORD))

    assert (tmp_path / "out").read_bytes() == TEXT
    assert seal.wants_password(sealed)
    assert _code(seal.unseal, sealed, tmp_path / "no", Key(password="another one")) == ("MIG-SYS-047", 3)
    assert _code(seal.unseal, sealed, tmp_path / "no", Key(identity=tmp_path / "1.txt")) == ("MIG-SYS-057", 2)


def test_what_was_opened_is_for_its_owner_only(age: ModuleType, plain: Path, tmp_path: Path) -> None:
    """A decrypted file has the mode 0600."""
    if os.name == "nt":
        pytest.skip("Windows には POSIX の権限がありません")
    seal.seal(plain, tmp_path / "x.age", Lock(recipients=(_pair(age, tmp_path / "1.txt"),)))
    seal.unseal(tmp_path / "x.age", tmp_path / "out", Key(identity=tmp_path / "1.txt"))

    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", [100, 5_000, -1_000, -5])
def test_damage_is_never_passed_over(place: int, age: ModuleType, plain: Path, tmp_path: Path) -> None:
    """One flipped bit in the head, the midst or the end, or a missing end: refused, exit 3."""
    seal.seal(plain, tmp_path / "x.age", Lock(recipients=(_pair(age, tmp_path / "1.txt"),)))
    data = bytearray((tmp_path / "x.age").read_bytes())
    (tmp_path / "cut.age").write_bytes(data[:place])
    data[place] ^= 1
    (tmp_path / "x.age").write_bytes(data)
    key = Key(identity=tmp_path / "1.txt")

    assert _code(seal.unseal, tmp_path / "x.age", tmp_path / "out", key) == ("MIG-SYS-047", 3)
    assert _code(seal.unseal, tmp_path / "cut.age", tmp_path / "out", key) == ("MIG-SYS-047", 3)


def test_the_key_of_somebody_else(age: ModuleType, plain: Path, tmp_path: Path) -> None:
    """A secret key that it was not made for is refused, exit 3."""
    _pair(age, tmp_path / "other.txt")
    seal.seal(plain, tmp_path / "x.age", Lock(recipients=(_pair(age, tmp_path / "1.txt"),)))

    assert _code(seal.unseal, tmp_path / "x.age", tmp_path / "out", Key(identity=tmp_path / "other.txt"))[1] == 3


@pytest.mark.parametrize("text", ["", "# only a remark\n", "AGE-SECRET-KEY-1ABC\n", "住民\n", "age1xyz\n"])
def test_what_is_no_secret_key(text: str, age: ModuleType, plain: Path, tmp_path: Path) -> None:
    """A key file without a key, or that is not there, is told by its name; what it holds is not."""
    seal.seal(plain, tmp_path / "x.age", Lock(recipients=(_pair(age, tmp_path / "1.txt"),)))
    (tmp_path / "key.txt").write_text(text, encoding="utf-8")
    for name in ("key.txt", "none.txt"):
        with pytest.raises(MigrateError) as caught:
            seal.unseal(tmp_path / "x.age", tmp_path / "out", Key(identity=tmp_path / name))

        assert (caught.value.code, caught.value.params["what"]) == ("MIG-SYS-045", name)


@pytest.mark.parametrize("key", ["", "age1abc", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1ABC"])
def test_what_is_no_public_key(key: str, age: ModuleType) -> None:
    """A recipient that is none is refused before any work, and not repeated: it may be a secret key."""
    with pytest.raises(MigrateError) as caught:
        seal.check(Lock(recipients=(key,)))

    assert caught.value.code == "MIG-SYS-045"
    assert not key or key not in str(dict(caught.value.params))


def test_a_full_disk_is_told_as_such(age: ModuleType, plain: Path, tmp_path: Path) -> None:
    """The library hides the reason of a failed write; it is told all the same."""
    if not Path("/dev/full").exists():
        pytest.skip("/dev/full がありません")
    lock = Lock(recipients=(_pair(age, tmp_path / "1.txt"),))

    assert _code(seal.seal, plain, Path("/dev/full"), lock) == ("MIG-SYS-004", 3)
    assert _code(seal.seal, plain, Path("/dev/full"), Lock(password=PASSWORD)) == ("MIG-SYS-004", 3)


def test_too_large_for_a_password(
    age: ModuleType, plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What must be held in memory at once has a limit, and the way out is named."""
    monkeypatch.setattr(seal, "MAX_WITH_PASSWORD", 1 << 20)

    assert _code(seal.seal, plain, tmp_path / "x.age", Lock(password=PASSWORD)) == ("MIG-SYS-058", 2)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra that is missing is named."""
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(MigrateError) as caught:
        seal.check(Lock(password=PASSWORD))

    assert (caught.value.code, "crypt" in str(caught.value.params["install"])) == ("MIG-SYS-044", True)


def test_no_secret_is_shown() -> None:
    """Neither a lock nor a key prints its password."""
    assert PASSWORD not in repr(Lock(password=PASSWORD)) + repr(Key(password=PASSWORD))
