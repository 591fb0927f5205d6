"""Oracle Database through python-oracledb (not bundled, no server in our tests)."""

from __future__ import annotations

import re

from sqlalchemy import Connection

from migrate.source.live.address import Address
from migrate.source.live.product import Cause, Product

_CODE = re.compile(r"(?:ORA|DPY|DPI)-\d{4,5}")
_CAUSES = {
    "ORA-01017": Cause.LOGIN,
    "ORA-28000": Cause.LOGIN,
    "ORA-12514": Cause.MISSING,
    "DPY-6001": Cause.MISSING,
    "ORA-00942": Cause.DENIED,
    "ORA-01031": Cause.DENIED,
    "ORA-01013": Cause.STOPPED,
    "ORA-03113": Cause.GONE,
    "ORA-03114": Cause.GONE,
    "DPY-4011": Cause.GONE,
}


class Oracle(Product):
    """Oracle 12.1 and newer in thin mode: no client software is needed."""

    title = "Oracle"
    driver = "oracle+oracledb"
    module = "oracledb"
    install = "pip install 'jichitai-migrate[db]' oracledb"
    port = 1521
    options = frozenset(("service_name",))
    pointers = frozenset(("bfile",))
    snapshot = "1 つの READ ONLY のトランザクションで読むため、すべての表が同じ時点のものです"
    read_only = "READ ONLY のトランザクションなので、書込みはサーバーが拒みます"

    def query(self, address: Address) -> dict[str, str]:
        """The service's name belongs to SQLAlchemy's URL."""
        return dict(address.options)

    def begin(self, connection: Connection) -> None:
        """Everything is of this moment from here on."""
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    def cause(self, error: BaseException) -> tuple[Cause, str]:
        """By Oracle's code; its words are not looked at."""
        found = _CODE.search(str(error))
        code = found.group() if found else type(error).__name__
        return _CAUSES.get(code, Cause.OTHER), code


PRODUCT = Oracle()
