"""Check a package that was handed over: encrypted or open, to its last byte. No workspace is needed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migrate.errors import MigrateError, UnreadableError
from migrate.files import atomic, bag_check, records, seal
from migrate.files.bag_check import Bag, Fault, Flaw
from migrate.files.bagit import PAYLOAD
from migrate.files.digest import sha256_of
from migrate.files.seal import Key
from migrate.flow.handover_asked import password, put, target, usage
from migrate.flow.handover_contents import RECORD
from migrate.flow.outcome import Outcome
from migrate.handover import document
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.handover import Handover, HandoverChecked
from migrate.model.provenance import FileDigest
from migrate.model.value import value

_RFC = Basis(document="RFC 8493（BagIt 1.0）", section="3 Complete and Valid Bags", date="2018-10")
_CODES = {
    Fault.MISSING: "MIG-SYS-051",
    Fault.CHANGED: "MIG-SYS-052",
    Fault.EXTRA: "MIG-SYS-053",
    Fault.OXUM: "MIG-SYS-054",
    Fault.FORM: "MIG-SYS-055",
}
_SHA256 = 64
_MISSING = "一覧にあるのに、パッケージの中にありません"


@value
class Received:
    """A package as it was received, and what is known of it."""

    file: Path
    identity: Path | None = None
    password_env: str = ""
    sha256: str = ""
    """What the sender said; empty where nothing was said."""
    opened: Path | None = None
    """Where the decrypted package is to be kept; None: nowhere."""
    force: bool = False
    """Keep it in the place of another package."""


@contextmanager
def _plain(received: Received, sealed: bool) -> Iterator[Path]:
    """The package as a ZIP file: itself, or decrypted in a folder of the user's own that is gone at the end.

    Raises:
        MigrateError, UnreadableError: see `seal.unseal`.
    """
    if not sealed:
        yield received.file
        return
    key = Key(identity=received.identity, password=password(received.password_env))
    with tempfile.TemporaryDirectory(prefix="migrate-") as folder:
        plain = Path(folder) / received.file.name.removesuffix(".age")
        seal.unseal(received.file, plain, key)
        yield plain


def _said(received: Received, digest: str) -> tuple[Finding, ...]:
    """The sender's sha256 against the file's.

    Raises:
        MigrateError: MIG-SYS-040, it is no sha256.
    """
    said = received.sha256.strip().casefold()
    if not said:
        return ()
    if len(said) != _SHA256 or set(said) - set("0123456789abcdef"):
        raise usage("--sha256 は 64 桁の 16 進数です")
    if said == digest:
        return ()
    name = received.file.name
    return (Finding(code="MIG-SYS-056", severity=Severity.ERROR, place=Place(file=name), params={"file": name}),)


def _finding(flaw: Flaw) -> Finding:
    reason = flaw.reason or (_MISSING if flaw.fault is Fault.MISSING else "")
    params: dict[str, str | int] = {"file": flaw.file, **({"reason": reason} if reason else {})}
    code = _CODES[flaw.fault]
    return Finding(code=code, severity=Severity.ERROR, place=Place(file=flaw.file), params=params, basis=_RFC)


def _contents(package: Path) -> Handover | None:
    """The record in the package; None where it has none, or one of another version."""
    data = bag_check.read(package, PAYLOAD + RECORD)
    try:
        return records.load(Handover, data, RECORD) if data is not None else None
    except UnreadableError:
        return None


def _keep(received: Received, plain: Path) -> str:
    """Save the decrypted package, for its owner only, in one step; the sentence that says so."""
    if received.opened is None:
        return ""
    goes = received.opened
    temp = goes.with_name(f".{goes.name}.part")
    try:
        goes.parent.mkdir(parents=True, exist_ok=True)
        temp.touch(mode=atomic.RESTRICTED)
        shutil.copyfile(plain, temp)
        put(temp, goes, received.force)
    except OSError as error:
        raise atomic.refuse(error, goes.name) from None
    finally:
        temp.unlink(missing_ok=True)
    return f"復号した {goes.name} を保存しました。暗号化されていません（取扱注意）。"


def _checked(received: Received, sealed: bool, digest: str) -> tuple[HandoverChecked, Bag, str]:
    with _plain(received, sealed) as plain:
        bag = bag_check.check(plain)
        contents = _contents(plain)
        kept = _keep(received, plain) if not bag.flaws else ""
    checked = HandoverChecked(
        file=received.file.name,
        bytes=received.file.stat().st_size,
        sha256=digest,
        encrypted=sealed,
        files=bag.files,
        payload_bytes=bag.octets,
        info=dict(bag.info),
        contents=contents,
    )
    return checked, bag, kept


def verify(received: Received) -> Outcome:
    """Tell all that is missing, changed or extra in a package.

    Raises:
        MigrateError: MIG-SYS-040 (options), -044 to -046, -057 (encrypted, and no key was given), -058, -060 (another
            package is where the decrypted one is to be kept).
        UnreadableError: MIG-SYS-001, -002, -047 (another key), -050 (no package, or one that must not be opened).
    """
    sealed = seal.is_sealed(received.file)
    if received.opened is not None and not sealed:
        raise usage("--verify と --to を一緒に使うのは、暗号化されたパッケージだけです")
    if received.opened is not None:
        target(received.opened, encrypted=False)
    digest = sha256_of(received.file)
    said = _said(received, digest)
    if said and sealed:
        raise _tampered(received)
    checked, bag, kept = _checked(received, sealed, digest)
    found = (*said, *(_finding(one) for one in bag.flaws))
    hint = (
        ""
        if received.sha256
        else "渡した側の sha256 を --sha256 で与えると、パッケージごと作り直されていないことも分かります。"
    )
    return Outcome(
        kind="handover-verify",
        data=checked,
        document=document.checked_page(checked, len(bag.flaws), _agreement(received, said)),
        findings=found,
        inputs=(FileDigest(path=received.file.name, sha256=digest),),
        nothing_checked=not bag.files,
        notices=tuple(one for one in (kept, hint) if one),
    )


def _agreement(received: Received, said: tuple[Finding, ...]) -> bool | None:
    """Whether the file is the one that the sender named; None where nothing was said."""
    return not said if received.sha256 else None


def _tampered(received: Received) -> MigrateError:
    """A sealed file that is not the one that was handed over is not opened at all."""
    name = received.file.name
    return UnreadableError("MIG-SYS-056", Place(file=name), {"file": name})
