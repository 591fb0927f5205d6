"""A small workspace with three target tables, for runs of one table and for deltas; all people are invented."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from migrate.flow import source
from migrate.workspace import folder as folders
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

SESSION = Session(who="test", as_of=date(2026, 11, 26))
BUSINESS = "001"
SETAI, TSUSHO, SHIEN = "世帯", "通称履歴", "支援措置対象者"
_STAMP = """        操作者ID: "'iko'"
        操作年月日: "'2026-04-01'"
        操作時刻: "'09:00:00'"
"""
PROJECT = """municipality:
  code: "990019"
  name: 七瀬野町
specs:
  "001": starter-2026-11
sources: []
"""
MAPPING = f"""mapping: 1
spec: "001@starter-2026-11"
product: 住民記録（架空）
tables:
  {SETAI}:
    - source: setai
      items:
        世帯番号: lpad(trim(NO), 15, '0')
        世帯設定年月日: "'2026-04-01'"
{_STAMP}  {TSUSHO}:
    - source: tsusho
      rows:
        - {{rule: 転出済み, when: "DEL = '1'", fate: 対象外, reason: 転出した人は移行しない}}
      items:
        宛名番号: lpad(trim(NO), 15, '0')
        通称履歴番号: "'1'"
        通称: trim(NAME)
        通称_記載削除区分: "'1'"
        通称_記載年月日: {{expr: wareki_date(YMD), on_error: 拒否, note: 日の分からない通称は移行しない}}
        最新フラグ: "'1'"
{_STAMP}  {SHIEN}:
    - source: shien
      items:
        宛名番号: lpad(trim(NO), 15, '0')
        履歴番号: "'1'"
        支援措置開始年月日: "'2026-04-01'"
        支援措置区分: "'1'"
        最新フラグ: "'1'"
{_STAMP}"""
SOURCES = {
    "setai": "NO\r\n1\r\n2\r\n",
    "tsusho": "NO,NAME,YMD,DEL\r\n"
    + "".join(f"{n},{name},R0105{n:02},0\r\n" for n, name in enumerate(["梅田", "松田", "竹田", "桜田", "菊田"], 1)),
    "shien": "NO\r\n4\r\n",
}
DDL = """CREATE TABLE setai (NO VARCHAR(15) NOT NULL);
CREATE TABLE tsusho (NO VARCHAR(15) NOT NULL, NAME VARCHAR(100), YMD VARCHAR(10), DEL CHAR(1));
CREATE TABLE shien (NO VARCHAR(15) NOT NULL);
"""
KEY = hashlib.sha256(b"tests: not a secret").digest()


def build(root: Path) -> Workspace:
    """The workspace, scanned."""
    workspace = folders.create(root, PROJECT.encode(), KEY)
    for table, text in SOURCES.items():
        write(workspace, table, text)
    workspace.path("source/schema.sql").write_text(DDL, encoding="utf-8")
    workspace.path("mapping/001.yaml").write_text(MAPPING, encoding="utf-8")
    source.scan(workspace, SESSION)
    return workspace


def write(workspace: Workspace, table: str, text: str) -> None:
    """Write a source file."""
    workspace.path(f"source/{table}.csv").write_bytes(text.encode("utf-8"))


def edit(workspace: Workspace, table: str, old: str, new: str) -> None:
    """Replace what stands once in a source file."""
    path = workspace.path(f"source/{table}.csv")
    text = path.read_bytes().decode("utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    path.write_bytes(text.replace(old, new).encode("utf-8"))


def digests(workspace: Workspace, *folders: str) -> dict[str, str]:
    """Sha256 of every file below some folders."""
    files = [path for one in folders for path in workspace.path(one).rglob("*") if path.is_file()]
    return {workspace.relative(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}
