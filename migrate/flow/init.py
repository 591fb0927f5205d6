"""Make a workspace."""

from __future__ import annotations

import json
import re
from pathlib import Path

from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.value import value
from migrate.workspace import folder as folders
from migrate.workspace import job
from migrate.workspace.clock import Session

_FOLDERS = (
    ("project.yaml", "団体・使う標準仕様の版・現行の資料の読み方（人が編集します）"),
    ("source/", "現行システムの資料を置く場所（DDL、定義書、データファイル）"),
    ("spec/", "取り込んだ標準仕様"),
    ("mapping/", "対応表（人が編集・確認します）"),
    ("out/", "結果。out/restricted/ は個人情報を含みます（取扱注意）"),
    ("ledger.jsonl", "台帳（だれが、いつ、何を、どの入力で）"),
)
_PROJECT = """\
# 移行作業の設定。人が編集するファイルです（注釈と順序は保たれます）。
municipality:
  code: {code}   # 全国地方公共団体コード（6 桁）
  name: {name}
  # population: 12345   # 人口（月次報告で、同じ規模の団体と比べるため）

# 使う標準仕様の版（業務ID: 版）。migrate spec import が書き足します。
specs: {{}}

# 現行の資料の読み方を指定するとき（ふつうは自動で判定します）。
# sources:
#   - {{file: source/jumin.csv, encoding: cp932, table: T_JUMIN}}
#   - {{file: source/納品.zip/住民/ido.tsv, delimiter: タブ, quote: なし, header: なし, skip: 1, footer: 1}}
sources: []

# データベースから構造や行を読むとき（読取専用。パスワードは書かず、環境変数 MIGRATE_DB_PASSWORD か画面で渡します）。
# databases:
#   - {{name: zei, url: "postgresql://reader@db/zei", schemas: [public]}}

# 変換後の CSV の書き方。書いてあるのは既定です。
# 別紙8（ファイルの形式）を確かめられないため、本ツールが決めました。受け取る側に合わせてください。
# output:
#   encoding: utf-8        # utf-8、utf-16le、utf-16be、cp932、euc-jp。ない文字があれば書かずに示します
#   bom: なし              # なし、あり
#   newline: CRLF          # CRLF、LF
#   delimiter: カンマ      # カンマ、タブ、セミコロン、縦棒
#   quoting: すべて        # すべて、必要なとき、なし
#   header: 日本語名       # 日本語名、ローマ字、なし
#   nothing: ""            # 値がないときに書く文字
#   name: "{{グループ}}.csv" # 使えるのは {{グループ}}、{{グループID}}、{{業務ID}}、{{連番}}。終わりは .csv、.tsv、.txt
#   rows: 0                # 1 ファイルの行数の上限。0 は分けません。分けると name の既定は {{グループ}}_{{連番}}.csv
#   businesses:            # 業務ごとに変えるもの
#     "001": {{encoding: cp932}}
"""


@value
class Municipality:
    """Whose workspace it is."""

    code: str
    name: str


@value
class Initialised:
    """What `init` made. ``created`` is False where the folder was a workspace already."""

    folder: str
    code: str
    name: str
    created: bool


def project_text(body: Municipality) -> bytes:
    """The text of a new `project.yaml`."""
    return _PROJECT.format(code=json.dumps(body.code), name=json.dumps(body.name, ensure_ascii=False)).encode()


def init(root: Path, body: Municipality, session: Session, key: bytes | None = None) -> Outcome:
    """Make the workspace folder ``root``; what is already there is left alone.

    Raises:
        MigrateError: MIG-SYS-014 (``root`` is a file), -015 (the code is not six digits).
        UnreadableError: the folder cannot be written.
    """
    if root.exists() and not root.is_dir():
        raise MigrateError("MIG-SYS-014", params={"folder": root.name})
    if body.code and not re.fullmatch(r"[0-9]{6}", body.code):
        raise MigrateError("MIG-SYS-015")
    created = not (root / "project.yaml").is_file()
    workspace = folders.create(root, project_text(body), key)
    with job.run(workspace, session, "init") as run:
        run.changed = created
    made = workspace.project
    columns = (Column(title="場所", width=16), Column(title="用途", width=60))
    grid = Grid(title="作業フォルダの中身", columns=columns, rows=_FOLDERS)
    title = f"作業フォルダ {root.name} を作りました。" if created else f"{root.name} はすでに作業フォルダです。"
    return Outcome(
        kind="init",
        data=Initialised(folder=root.name, code=made.code, name=made.name, created=created),
        document=Document(
            title=title,
            sections=(Section(id="folders", title="中身", blocks=(grid,)),),
        ),
        notices=(f"次は: cd {root.name} ; migrate spec import 項目定義書.xlsx",),
    )
