"""Addresses: taken apart without a password, refused without being repeated."""

from __future__ import annotations

import pytest

from migrate.errors import MigrateError
from migrate.report import messages
from migrate.source.live import address
from migrate.source.live.address import Address

SECRET = "Planted#Himitsu9"
_WITH_SECRET = (
    f"postgresql://yomu:{SECRET}@db.example/juki",
    "postgresql://yomu:planted/Himitsu9@db.example/juki",
    "postgresql://yomu:@db.example/juki",
    "mariadb://yomu@db.example/juki?password=Planted",
    "mysql+pymysql://yomu@db.example/juki?passwd=Planted",
    "sqlserver://yomu@db.example/juki?odbc_connect=DRIVER%3Dx%3BPWD%3DPlanted",
    "oracle://db.example/?service_name=x&wallet_password=Planted",
)


@pytest.mark.parametrize("url", _WITH_SECRET)
def test_a_password_in_a_url_is_refused(url: str) -> None:
    """A URL with a password is refused with the cure, and nothing of it is repeated."""
    with pytest.raises(MigrateError) as caught:
        address.parse(url)

    text = "\n".join(messages.error_lines(caught.value))
    assert (caught.value.code, caught.value.exit) == ("MIG-SRC-200", 2)
    assert "MIGRATE_DB_PASSWORD" in text
    assert [word for word in ("Planted", "Himitsu9", "yomu", "db.example") if word in text] == []


@pytest.mark.parametrize(
    "url", ["", "juki", "ftp://yomu@h/x", "postgresql://yomu@h", "postgresql://yomu@h:99999/x", "postgresql://[::1/x"]
)
def test_other_urls_are_refused(url: str) -> None:
    """What is no URL of a product that can be read is refused with the forms that are, without being repeated."""
    with pytest.raises(MigrateError) as caught:
        address.parse(url)

    assert caught.value.code == "MIG-SRC-201"
    assert "postgresql://利用者@サーバー" in "\n".join(messages.error_lines(caught.value))


def test_parts() -> None:
    """User, host, port, database and options; percent signs are undone; the label is the database's name."""
    found = address.parse("postgres://y%40mu@db.example:5433/%E4%BD%8F%E5%9F%BA?sslmode=require")

    assert found == Address(
        product="postgresql",
        label="住基",
        user="y@mu",
        host="db.example",
        port=5433,
        database="住基",
        options={"sslmode": "require"},
    )


def test_own_variable_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several databases have their passwords in variables named after them, else in the common one."""
    monkeypatch.setenv("MIGRATE_DB_PASSWORD", "common")
    monkeypatch.setenv("MIGRATE_DB_PASSWORD_ZEI_2", "own")
    labels = ("zei-2", "juki")
    found = [address.from_environment(Address(product="sqlite", label=label)) for label in labels]

    assert [one.password for one in found if one] == ["own", "common"]
    assert "own" not in repr(found)
