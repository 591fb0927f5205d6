"""TLS as a URL asks for it, with the words of PostgreSQL: ``sslmode`` and ``sslrootcert``."""

from __future__ import annotations

import ssl

from migrate.errors import MigrateError
from migrate.source.live.address import FORMS, Address

OPTIONS = frozenset(("sslmode", "sslrootcert"))
_MODES = ("disable", "prefer", "require", "verify-ca", "verify-full")


def mode_of(address: Address) -> str:
    """The mode that the URL states, else ``prefer``: encrypted where the server can.

    Raises:
        MigrateError: MIG-SRC-201, no such mode, or a certificate without a mode that looks at it.
    """
    mode = address.options.get("sslmode") or ("verify-full" if "sslrootcert" in address.options else "prefer")
    if mode not in _MODES:
        reason = f"sslmode に使えるのは {'、'.join(_MODES)} です"
        raise MigrateError("MIG-SRC-201", params={"reason": reason, "forms": FORMS})
    return mode


def context_of(address: Address) -> ssl.SSLContext | None:
    """The context for modes that demand TLS, None for ``disable`` and ``prefer``.

    Raises:
        MigrateError: MIG-SRC-201.
        OSError: the file of ``sslrootcert`` cannot be read.
    """
    mode = mode_of(address)
    if mode in ("disable", "prefer"):
        return None
    context = ssl.create_default_context(cafile=address.options.get("sslrootcert"))
    context.check_hostname = mode == "verify-full"
    if mode == "require":
        context.verify_mode = ssl.CERT_NONE
    return context
