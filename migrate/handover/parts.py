"""The parts of a package: which files of a workspace each of them takes. What no part names is never handed over.

So it is with forms that people fill in (their answers go in once they have been read), and with what vendors offered or
answered and how it was judged (`rfi/`, `rfp/`), which is confidential towards whoever else gets a package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrate.errors import MigrateError
from migrate.model.delivery import SUFFIXES
from migrate.model.value import value


@value
class Part:
    """One part. ``files`` are glob patterns relative to the workspace; the first part that takes a file keeps it."""

    id: str
    title: str
    files: tuple[str, ...]
    about: str
    """One Japanese sentence for the reader of the package."""
    command: str = ""
    """The command that makes its files."""
    optional: bool = False
    """True where it goes in by ``--include`` only."""
    restricted: bool = False
    """True where personal data, of residents or of the list of staff, are in it: by ``--with-restricted`` and
    encrypted only."""
    nobodys: bool = False
    """True where all numbers in it are invented or published, so that none of them can be a resident's."""


REJECTS = "rejects"
LEDGER = "ledger"
PROJECT = "project"
PARTS = (
    Part(
        id=PROJECT,
        title="設定",
        files=("project.yaml",),
        about="団体、標準仕様の版、現行の資料の読み方です。データベースの接続先と注釈は除いています。",
        command="init",
    ),
    Part(
        id="schema",
        title="現行の構造",
        files=("out/source/schema.json",),
        about="現行システムの表・列・キーです。値は入っていません。",
        command="source scan",
    ),
    Part(
        id="profile",
        title="プロファイル",
        files=("out/source/profile/**/*.json",),
        about="列ごとの件数・文字数・値の形です。個人に関わる列の値は入っていません。",
        command="source profile",
    ),
    Part(
        id="twin",
        title="架空データ",
        files=("out/twin/**/*",),
        about="プロファイルだけから作った、同じ形の架空のデータです。実在の人とは関係がありません。",
        command="source twin",
        nobodys=True,
    ),
    Part(
        id="tests",
        title="対応表の試験",
        files=("mapping/tests/**/*.yaml", "mapping/tests/**/*.csv"),
        about="対応表の試験です。架空の行と、あるべき結果を書いています。",
        command="map test --draft",
    ),
    Part(
        id="mapping",
        title="対応表",
        files=("mapping/*.yaml", "mapping/**/*.csv", "gap/decisions/*.yaml"),
        about="現行の列を標準の項目に移す決まりと、人が決めたことです。",
        command="map draft",
    ),
    Part(
        id="gap",
        title="比較分析",
        files=("out/gap/**/*.json", "out/gap/**/*.csv"),
        about="現行と標準の違いと、その工数の見積りです。",
        command="gap run",
    ),
    Part(
        id="convert",
        title="変換の収支",
        files=(
            "out/convert/*.json",
            "out/converted/*/manifest.json",
            "out/baseline/*/*/manifest.json",
            "out/delta/*/*/manifest.json",
            "out/closing/*.json",
            "out/characters/*.json",
            "out/keys/keys.json",
            "out/converted/*/images/*.json",
        ),
        about="行き先の件数、変換したファイルの一覧（件数・sha256）、文字の台帳と番号の件数です。変換したデータは入っていません。",
        command="convert run",
    ),
    Part(
        id=REJECTS,
        title="拒否と所見の一覧",
        files=(),
        about="拒否した行と、所見のある行の一覧です。値はなく、行の番号・項目・理由・キーの要約だけです。",
        command="convert run",
    ),
    Part(
        id="check",
        title="品質検査",
        files=(
            "out/check/*.json",
            "out/check/*.failures.parquet",
            "out/check/history.csv",
            "out/check/catalogues.csv",
            "check/thresholds.csv",
            "check/waivers.csv",
            "check/baseline.parquet",
        ),
        about="変換後のデータの検査の結果、不合格の全行（行の番号・キーの要約・値の形だけで、値はありません）、回ごとの推移と、"
        "許容・免除・既知の表です。表は担当者の名前を含みます。",
        command="check run",
    ),
    Part(
        id="reconcile",
        title="現新比較",
        files=("out/reconcile/*.json",),
        about="現行と変換後をくらべた結果です。",
        command="reconcile run",
    ),
    Part(
        id="report",
        title="報告書",
        files=("out/report/report.html", "out/report/report.xlsx", "out/report/report.json"),
        about="検証報告書です（HTML、Excel、JSON）。",
        command="report build",
    ),
    Part(
        id="progress",
        title="進捗と工程表",
        files=("progress.csv", "phase/systems.csv", "plan/*.csv", "out/*/steps/*.json"),
        about="手順書の 40 ステップの状態と裏づけ、稼働の日、工程表です。状態を設定した人の名前を含みます。",
        command="phase set",
    ),
    Part(
        id=LEDGER,
        title="台帳",
        files=("ledger.jsonl",),
        about="だれが、いつ、何を、どの入力で行ったかの記録です。作業者の名前を含みます。",
        command="init",
    ),
    Part(
        id="lineage",
        title="行の対応",
        files=("out/lineage/**/*.parquet",),
        about="変換後の行が、元データのどの行から来たかです（行の番号だけ）。",
        command="convert run",
        optional=True,
    ),
    Part(
        id="spec",
        title="取り込んだ標準仕様",
        files=("spec/[0-9][0-9][0-9]*/*/*", "spec/gif*/*/*"),
        about="この作業フォルダに取り込んだ標準仕様です。",
        command="spec import",
        optional=True,
        nobodys=True,
    ),
    Part(
        id="phase",
        title="作業項目の登録簿と文書",
        files=(
            *(f"phase/{one}.yaml" for one in ("00/*", "01/area", "01/policy", "01/role", "0[34]/*", "1[2-8]/*")),
            *(f"out/phase/{one}-*.docx" for one in ("00", "03*", "04*", "1[2-8]*")),
        ),
        about="③、④、⑫〜⑱ と全体の登録簿の回答と、その文書です。担当の課や役職の名を含みます。"
        "名簿（①）と金額（②、⑧、⑪）は入りません。",
        command="phase make",
        optional=True,
    ),
    Part(
        id="money",
        title="予算・契約・現行の費用",
        files=(
            *(f"phase/{one}/*.yaml" for one in ("02", "08", "11")),
            *(f"out/phase/{one}*.docx" for one in ("02", "08", "11")),
            "survey/*.yaml",
        ),
        about="②、⑧、⑪ の回答と文書です。契約の額、予算の上限、現行の費用があり、調達の相手には渡しません。",
        command="phase make",
        optional=True,
    ),
    Part(
        id="converted",
        title="変換したデータ",
        files=tuple(
            f"{folder}/*{suffix}"
            for folder in ("out/converted/*", "out/delta/*/*/*")
            for suffix in (".parquet", *SUFFIXES)
        ),
        about="標準の形に変換したデータです。【個人情報】",
        command="convert run",
        restricted=True,
    ),
    Part(
        id="restricted",
        title="拒否した行などの元の値",
        files=("out/restricted/**/*",),
        about="拒否した行、変換できなかった値、読めなかったバイトの元の値です。【個人情報】",
        command="convert run",
        restricted=True,
    ),
    Part(
        id="roster",
        title="担当者名簿と首長報告",
        files=("phase/01/*.yaml", "out/phase/01*.docx"),
        about="① の回答と文書です。職員の氏名と連絡先、調整と報告の記録があります。【個人情報】",
        command="phase make ①",
        optional=True,
        restricted=True,
    ),
    Part(
        id="source",
        title="現行の資料とデータ",
        files=("source/**/*",),
        about="現行システムから受け取ったままの資料とデータです。【個人情報】",
        optional=True,
        restricted=True,
    ),
)


def titled(part: str) -> str:
    """The title of a part by its id."""
    return next(one.title for one in PARTS if one.id == part)


def chosen(include: Sequence[str], restricted: bool) -> tuple[Part, ...]:
    """The parts that go in, in the order in which they are told.

    Raises:
        MigrateError: MIG-SYS-041 (no part that can be asked for), -043 (it holds residents' data, which were not).
    """
    optional = {one.id: one for one in PARTS if one.optional}
    for name in include:
        if name not in optional:
            raise MigrateError("MIG-SYS-041", params={"name": name, "known": "、".join(optional)})
        if optional[name].restricted and not restricted:
            raise MigrateError("MIG-SYS-043", params={"name": name})
    return tuple(one for one in PARTS if (one.id in include or not one.optional) and (restricted or not one.restricted))


def absent(parts: Iterable[Part], found: Iterable[str]) -> tuple[Part, ...]:
    """Parts of which nothing was found (``found``: ids)."""
    there = set(found)
    return tuple(one for one in parts if one.id not in there)
