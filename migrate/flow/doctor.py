"""Look at the machine: what works, what is missing, what to do about it. Nothing is contacted."""

from __future__ import annotations

import importlib.util
import locale
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import migrate
from migrate.characters import present
from migrate.characters.present import Held, Kind
from migrate.engine import java
from migrate.errors import MigrateError
from migrate.files.bundled import bundled
from migrate.flow import doctor_offline
from migrate.flow.outcome import Outcome
from migrate.model.doctor import Check, Health
from migrate.model.document import Cell, Column, Document, Grid, Note, Section, Tone
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.workspace.folder import find

_LEAST_DISK = 2 << 30
_PARTS = ("typer", "rich", "duckdb", "polars", "pandera", "pyarrow", "sqlglot", "jsonschema", "fonttools", "XlsxWriter")
_FONTS = ("BIZ UDGothic", "BIZ UDゴシック", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic", "Meiryo", "IPAmjMincho")
_FONT_FILES = ("bizud", "noto", "yugoth", "meiryo", "ipamjm", "ipag", "msgothic")
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts")
_INSTALL = "pip install 'jichitai-migrate[db]'"
_SPARK = "pip install 'jichitai-migrate[spark]'"
_DRIVERS = (
    ("PostgreSQL", "pg8000"),
    ("MariaDB・MySQL", "pymysql"),
    ("Oracle", "oracledb"),
    ("SQL Server", "pyodbc"),
    ("Db2", "ibm_db_sa"),
)
"""Product and the module of its driver."""


_TONES = {Health.GOOD: Tone.GOOD, Health.CAUTION: Tone.CAUTION, Health.BAD: Tone.BAD, Health.ABSENT: Tone.MUTED}


@value
class CharacterTable:
    """One character table. ``rows`` counts characters (relations for MJ縮退マップ), None where there is none."""

    name: str
    health: Health
    rows: int | None
    title: str
    """Name of the font where it was read from one."""
    edition: str
    cure: str = ""


@value
class Examination:
    """Everything that was looked at."""

    checks: tuple[Check, ...]
    characters: tuple[CharacterTable, ...]


def _python() -> Check:
    found = f"{platform.python_version()}（{platform.system()} {platform.machine()}）"
    return Check(name="Python", health=Health.GOOD, found=found)


def _parts() -> Check:
    missing, found = [], []
    for name in _PARTS:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check(
            name="必要な部品",
            health=Health.BAD,
            found=f"ありません: {'、'.join(missing)}",
            cure="pip で入れ直してください。",
        )
    return Check(name="必要な部品", health=Health.GOOD, found="、".join(found))


def _bundled() -> Check:
    missing = [name for name in ("specs", "mappings", "reports") if not bundled(name).is_dir()]
    if missing:
        return Check(
            name="同梱データ",
            health=Health.BAD,
            found=f"ありません: {'、'.join(missing)}",
            cure="migrate を入れ直してください。",
        )
    return Check(name="同梱データ", health=Health.GOOD, found="specs、mappings、reports")


def _encoding() -> Check:
    try:
        whole = "髙﨑①㈱".encode("cp932").decode("cp932") == "髙﨑①㈱"
    except (LookupError, UnicodeError):
        whole = False
    shown = f"画面 {getattr(sys.stdout, 'encoding', None) or '不明'}、既定 {locale.getpreferredencoding(False)}"
    if not whole:
        return Check(name="文字コード", health=Health.BAD, found=shown, cure="cp932 が使える Python を入れてください。")
    return Check(name="文字コード", health=Health.GOOD, found=f"{shown}、CP932 の読み書き可")


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    found = f"{free / (1 << 30):.1f} GB"
    if free >= _LEAST_DISK:
        return Check(name="ディスクの空き", health=Health.GOOD, found=found)
    cure = f"{_LEAST_DISK >> 30} GB 以上を空けてください。元データの約 3 倍の空きが目安です。"
    return Check(name="ディスクの空き", health=Health.CAUTION, found=found, cure=cure)


def _writable(folder: Path) -> Check:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return Check(
            name="書込み", health=Health.BAD, found="できません", cure="書込権限のあるフォルダで実行してください。"
        )
    return Check(name="書込み", health=Health.GOOD, found="できます")


def _font_files() -> Iterator[str]:
    folders = [Path(name).expanduser() for name in _FONT_FOLDERS]
    if windows := os.environ.get("WINDIR"):
        folders.append(Path(windows) / "Fonts")
    for folder in folders:
        if folder.is_dir():
            yield from (
                path.name.lower() for path in folder.rglob("*") if path.suffix.lower() in {".ttf", ".ttc", ".otf"}
            )


def _fonts() -> Check:
    known = sorted({part for name in _font_files() for part in _FONT_FILES if name.startswith(part)})
    if known:
        return Check(name="日本語フォント", health=Health.GOOD, found="、".join(known))
    cure = f"報告書の表示に使います。次のどれかを入れてください: {'、'.join(_FONTS)}"
    return Check(name="日本語フォント", health=Health.CAUTION, found="見つかりません", cure=cure)


def _optional(name: str, purpose: str, present: Callable[[], bool]) -> Check:
    if present():
        return Check(name=name, health=Health.GOOD, found=f"使えます（{purpose}）")
    return Check(name=name, health=Health.ABSENT, found=f"無くても動きます（{purpose}）")


def _office() -> bool:
    return any(shutil.which(name) for name in ("soffice", "libreoffice", "EXCEL.EXE"))


def _databases() -> Check:
    """The drivers of databases, which are an extra; a product without one is named with what to type."""
    if importlib.util.find_spec("sqlalchemy") is None:
        found = "無くても動きます（データベースから直接読むとき）"
        return Check(name="データベース", health=Health.ABSENT, found=found, cure=f"{_INSTALL} で使えます。")
    there = [title for title, module in _DRIVERS if importlib.util.find_spec(module) is not None]
    missing = [(title, module) for title, module in _DRIVERS if title not in there]
    found = f"読める製品: {'、'.join(('SQLite', *there))}"
    how = "、".join(f"{title} は pip install {module}" for title, module in missing)
    return Check(name="データベース", health=Health.GOOD, found=found, cure=f"{how} で使えます。" if missing else "")


def _spark() -> Check:
    """Spark is an extra, and runs on a Java that does not come with it."""
    if importlib.util.find_spec("pyspark") is None:
        found = "無くても動きます（1 台で足りないとき）"
        return Check(name="Spark", health=Health.ABSENT, found=found, cure=f"{_SPARK} で使えます。")
    version, enough = java.installed()
    if enough:
        return Check(name="Spark", health=Health.GOOD, found=f"使えます（1 台で足りないとき、Java {version}）")
    cure = (
        f"Java {java.NEEDED} 以降（例 OpenJDK 17）を入れるか、環境変数 JAVA_HOME にその場所を入れてください。"
        "Spark Connect（--remote）だけを使うなら、この PC には要りません。"
    )
    return Check(name="Spark", health=Health.CAUTION, found=f"Spark はありますが、Java は {version} です", cure=cure)


def _network() -> Check:
    found = "不要です。migrate は、指定されたデータベースのほかは、外部と通信しません。"
    return Check(name="ネットワーク", health=Health.GOOD, found=found)


def examine(folder: Path) -> tuple[Check, ...]:
    """All checks; ``folder`` is where the user works."""
    return (
        Check(name="migrate", health=Health.GOOD, found=migrate.__version__),
        _python(),
        _parts(),
        _bundled(),
        _encoding(),
        _disk(folder),
        _writable(folder),
        _fonts(),
        _optional("表計算ソフト", "xlsx の確認", _office),
        _spark(),
        _databases(),
        _optional("暗号化", "引渡しパッケージの暗号化", lambda: importlib.util.find_spec("pyrage") is not None),
        _network(),
    )


_HOW = {
    Kind.MJ: "文字の表を除いて配布された migrate です。MJ文字図形名が要る処理には、除いていないものを入れてください。",
    Kind.KANA: "文字の表を除いて配布された migrate です。変体仮名が要る処理には、除いていないものを入れてください。",
    Kind.SHRINK: "文字の表を除いて配布された migrate です。縮退が要る処理には、除いていないものを入れてください。",
    Kind.GJ: "デジタル庁の「追加文字行政事務標準明朝」を手に入れ、作業フォルダで migrate spec import-font acgjm.ttf",
    Kind.FONT: "文字情報技術促進協議会の「IPAmj明朝」を手に入れ、作業フォルダで migrate spec import-font ipamjm.ttf",
}
_AGAIN = "作業フォルダで、もとのフォントを migrate spec import-font で取り込み直してください。"


def _character_table(held: Held) -> CharacterTable:
    health, cure = Health.GOOD, ""
    if held.damaged:
        ours = held.kind in present.BUNDLED
        health, cure = (Health.BAD, "migrate を入れ直してください。") if ours else (Health.CAUTION, _AGAIN)
    elif held.rows is None:
        health, cure = Health.ABSENT, _HOW[held.kind]
    return CharacterTable(
        name=held.kind.value, health=health, rows=held.rows, title=held.title, edition=held.edition, cure=cure
    )


def characters(folder: Path | None) -> tuple[CharacterTable, ...]:
    """The character tables at hand: bundled, and of the workspace at or around ``folder`` where there is one."""
    try:
        spec_folder = find(folder).path("spec")
    except MigrateError:
        spec_folder = None
    return tuple(_character_table(held) for held in present.tables(spec_folder))


def _characters_grid(tables: tuple[CharacterTable, ...]) -> Grid:
    columns = (
        Column(title="文字の表", width=28),
        Column(title="状態", width=8),
        Column(title="件数", numeric=True, width=10),
        Column(title="版", width=28),
        Column(title="対処", width=40),
    )
    rows = []
    for table in tables:
        edition = table.edition if table.title in ("", table.name) else f"{table.title} {table.edition}".strip()
        rows.append(
            (table.name, Cell(text=table.health.value, tone=_TONES[table.health]), table.rows, edition, table.cure)
        )
    note = (
        "MJ縮退マップの件数は縮退の関係の数、ほかは文字の数です。フォントから読み取る表は、作業フォルダごとに持ちます。"
    )
    return Grid(title="文字の表", columns=columns, rows=tuple(rows), note=note)


def doctor(folder: Path | None, offline: bool = False) -> Outcome:
    """Examine the machine; 不良 is an error finding, 注意 a warning. ``offline`` looks at the installed files too."""
    place = folder or Path()
    checks = (*examine(place), *(doctor_offline.checks() if offline else ()))
    tables = characters(folder)
    rows = tuple((c.name, Cell(text=c.health.value, tone=_TONES[c.health]), c.found, c.cure) for c in checks)
    columns = (
        Column(title="項目", width=16),
        Column(title="状態", width=8),
        Column(title="内容", width=60),
        Column(title="対処", width=40),
    )
    severities = {Health.BAD: Severity.ERROR, Health.CAUTION: Severity.WARNING}
    seen: tuple[Check | CharacterTable, ...] = (*checks, *tables)
    findings = tuple(
        Finding(
            code="MIG-SYS-030", severity=severities[c.health], place=Place(), params={"name": c.name, "cure": c.cure}
        )
        for c in seen
        if c.health in severities
    )
    blocks = (
        Grid(title="診断", columns=columns, rows=rows),
        _characters_grid(tables),
        Note(text="この診断は何も変更せず、どこにも接続しません。"),
    )
    document = Document(title="migrate の動作環境", sections=(Section(id="doctor", title="診断結果", blocks=blocks),))
    return Outcome(
        kind="doctor", data=Examination(checks=checks, characters=tables), document=document, findings=findings
    )
