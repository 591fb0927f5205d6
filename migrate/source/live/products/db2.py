"""Db2 through ibm_db_sa (not bundled, no server in our tests)."""

from __future__ import annotations

import re

from sqlalchemy import Connection

from migrate.source.live.address import Address
from migrate.source.live.product import Cause, Product

_CODE = re.compile(r"SQL\d{4,5}N")
_CAUSES = {
    "SQL30082N": Cause.LOGIN,
    "SQL1013N": Cause.MISSING,
    "SQL0551N": Cause.DENIED,
    "SQL0952N": Cause.STOPPED,
    "SQL30081N": Cause.GONE,
    "SQL1224N": Cause.GONE,
}


class Db2(Product):
    """Db2 for Linux, UNIX and Windows."""

    title = "Db2"
    driver = "db2+ibm_db"
    module = "ibm_db_sa"
    install = "pip install 'jichitai-migrate[db]' ibm_db_sa"
    port = 50000
    options = frozenset(("SECURITY", "SSLServerCertificate"))

    def query(self, address: Address) -> dict[str, str]:
        """The words of the driver."""
        return dict(address.options)

    def begin(self, connection: Connection) -> None:
        """The strictest level: what was read does not change until the end."""
        connection.exec_driver_sql("SET CURRENT ISOLATION = RR")

    def cause(self, error: BaseException) -> tuple[Cause, str]:
        """By Db2's code; its words are not looked at."""
        found = _CODE.search(str(error))
        code = found.group() if found else type(error).__name__
        return _CAUSES.get(code, Cause.OTHER), code


PRODUCT = Db2()
