"""Microsoft SQL Server through pyodbc (not bundled, no server in our tests)."""

from __future__ import annotations

from sqlalchemy import Connection

from migrate.source.live.address import Address
from migrate.source.live.product import Cause, Product

_CAUSES = {
    "28000": Cause.LOGIN,
    "42000": Cause.DENIED,
    "HYT00": Cause.STOPPED,
    "08S01": Cause.GONE,
    "08001": Cause.GONE,
}
_ROLES = (
    "db_accessadmin",
    "db_backupoperator",
    "db_datareader",
    "db_datawriter",
    "db_ddladmin",
    "db_denydatareader",
    "db_denydatawriter",
    "db_owner",
    "db_securityadmin",
)


class SQLServer(Product):
    """SQL Server 2012 and newer with Microsoft's ODBC driver."""

    title = "SQL Server"
    driver = "mssql+pyodbc"
    module = "pyodbc"
    install = "pip install 'jichitai-migrate[db]' pyodbc"
    port = 1433
    options = frozenset(("driver", "Encrypt", "TrustServerCertificate", "trusted_connection"))
    all_schemas = True
    system_schemas = frozenset(("information_schema", "sys", "guest", *_ROLES))

    def query(self, address: Address) -> dict[str, str]:
        """The words of the ODBC driver; the connection says that it only reads."""
        return {"driver": "ODBC Driver 18 for SQL Server", **address.options, "ApplicationIntent": "ReadOnly"}

    def begin(self, connection: Connection) -> None:
        """The strictest level that every database allows: what was read does not change until the end."""
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")

    def cause(self, error: BaseException) -> tuple[Cause, str]:
        """By SQLSTATE, which pyodbc gives first."""
        state = str(error.args[0]) if error.args else ""
        if len(state) != 5 or not state.isalnum():
            return Cause.OTHER, type(error).__name__
        return _CAUSES.get(state, Cause.OTHER), f"SQLSTATE {state}"


PRODUCT = SQLServer()
