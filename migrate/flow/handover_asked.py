"""What is to be handed over, as the options say: keys, and where the package goes."""

from __future__ import annotations

import os
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import atomic, bag_check, seal
from migrate.files.digest import sha256_of
from migrate.files.seal import Lock
from migrate.model.finding import Place
from migrate.model.value import value

_LEAST_PASSWORD = 12


@value
class Wanted:
    """What is to be packed, and where to."""

    target: Path
    include: tuple[str, ...] = ()
    restricted: bool = False
    recipients: tuple[str, ...] = ()
    password_env: str = ""
    force: bool = False
    """Put it in the place of another package."""


def usage(reason: str) -> MigrateError:
    """Options that do not go together."""
    return MigrateError("MIG-SYS-040", params={"reason": reason})


def password(variable: str, least: int = 1) -> str:
    """The password in an environment variable; empty where no variable is named.

    Raises:
        MigrateError: MIG-SYS-046, it is not set, or has fewer than ``least`` characters.
    """
    if not variable:
        return ""
    found = os.environ.get(variable, "")
    if len(found) < least:
        raise MigrateError("MIG-SYS-046", params={"variable": variable, "least": least})
    return found


def lock_of(wanted: Wanted) -> Lock | None:
    """What the package is closed with, None where it stays open.

    Raises:
        MigrateError: MIG-SYS-040, -042, -044, -045, -046.
    """
    if wanted.recipients and wanted.password_env:
        raise usage("--recipient と --password-env は、どちらか一つです")
    if not wanted.recipients and not wanted.password_env:
        if wanted.restricted:
            raise MigrateError("MIG-SYS-042")
        return None
    lock = Lock(recipients=wanted.recipients, password=password(wanted.password_env, _LEAST_PASSWORD))
    seal.check(lock)
    return lock


def target(wanted: Path, encrypted: bool) -> Path:
    """Where a package goes: an encrypted one is named ``….zip.age``. No other file is written over.

    Raises:
        MigrateError: MIG-SYS-040, the name is not that of a package, or there is something else.
    """
    name = wanted.name.removesuffix(".age") if encrypted else wanted.name
    if not name.casefold().endswith(".zip") or wanted.is_dir():
        raise usage(f"--to は .zip で終わるファイル名です（{wanted.name}）")
    goes = wanted.with_name(f"{name}.age" if encrypted else name)
    if goes.exists() and not (seal.is_sealed(goes) or bag_check.is_bag(goes)):
        raise usage(f"すでにある {goes.name} は引渡しパッケージではないので、書きかえません")
    return goes


def check_free(goes: Path) -> None:
    """Refuse a place where a package is: what was handed over must stay what its sha256 says.

    Raises:
        MigrateError: MIG-SYS-060.
    """
    if goes.exists():
        raise MigrateError("MIG-SYS-060", Place(file=goes.name), {"file": goes.name})


def put(made: Path, goes: Path, force: bool) -> bool:
    """Put a finished package in its place; False where the file holds exactly these bytes.

    Raises:
        MigrateError: MIG-SYS-060, another package is there, and nobody said (``force``) that it may go.
    """
    if goes.is_file() and sha256_of(goes) == sha256_of(made):
        return False
    if not force:
        check_free(goes)
    atomic.publish(made, goes)
    return True
