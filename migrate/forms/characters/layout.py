"""What the sheet of characters holds: headings, words, and how a row's decision is written in its cells."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.characters.drawing import SIZE
from migrate.characters.ledger.clusters import codes, shown
from migrate.files.xlsx import cell_name
from migrate.model.characters import CharacterDecision, CharacterKey, CharacterVerdict, FoundCharacter
from migrate.model.value import value

FORM, VERSION = "migrate-characters", 1
META, CHOICES, GUIDE, SHEET, PROGRESS = "_meta", "_choices", "記入要領", "文字", "進捗"
HEAD_ROW = 3
CODE, CP932, SYSTEM, KIND, CHECK = "符号", "CP932 符号", "システム", "種類", "確認"
VERDICT, TO, BY, DATE, NOTE = "決定", "対応する文字", "担当", "日付", "メモ"
ANSWERS = (VERDICT, TO, BY, DATE, NOTE)
OFFERS = 3
SHAPE = "字形"
WIDTHS = (
    ("番号", 7),
    (SHAPE, 9),
    ("文字", 7),
    (CODE, 16),
    (CP932, 11),
    (SYSTEM, 12),
    (KIND, 13),
    ("行", 8),
    ("影響する人", 11),
    ("使われている所", 25),
    *((f"候補{n}", 21) for n in range(1, OFFERS + 1)),
    (VERDICT, 14),
    (TO, 17),
    (BY, 12),
    (DATE, 16),
    (NOTE, 22),
    (CHECK, 10),
)
HEADS = tuple(title for title, _ in WIDTHS)
VERDICTS = tuple(one.value for one in CharacterVerdict)
OPEN, HELD, NO_TEXT, NOBODY, DONE = "未決", "保留", "文字なし", "担当なし", "済"
GUIDE_LINES = (
    ("書くところ", "「文字」のシートの、クリーム色の欄だけです。絞り込み、列幅の変更をしても構いません。"),
    ("並べ替え", "シートの保護を解いてから（パスワードはありません）、見出しから下の行をまるごと並べ替えてください。"),
    (
        SHAPE,
        "フォントから描いた絵です。絵のない字は、フォントを指定しなかったか、フォントにその字がありません。"
        "外字の字形は、現行システムの外字の一覧で必ず確かめてください。",
    ),
    (
        CP932,
        "CP932（シフト JIS）での符号です。復号できない文字では、元のバイトです。"
        "ホストのファイルの外字は符号が違うため、お手もとの文字コード対応表で確かめてください。",
    ),
    (VERDICT, "対応する文字: 次の欄の文字に置きかえます。そのまま: 置きかえずに移します。保留: まだ決められません。"),
    (
        TO,
        "一覧から選ぶか、書きます。書き方: 髙、U+9AD9、U+8FBB U+E0102（異体字）、MJ028902（MJ文字図形名）、候補1。"
        "この欄だけを書いた行は「対応する文字」と読みます。",
    ),
    (
        "候補",
        "縮退マップや互換の関係から出した案です。同じ字とは限りません。採るかどうかは、字形を見て決めてください。",
    ),
    ("人名の字", "本人への告知や届出に関わることがあります。迷うときは「保留」とし、メモに理由を書いてください。"),
    (BY, "担当課や役割を書きます。氏名を書くかどうかは、職員が決めてください。"),
    (DATE, "決めた日です。空欄なら、読み取った日とします。"),
    (NOTE, "理由や、確かめた台帳の名など。住民の氏名や住所は書かないでください。"),
    ("読み取り", "migrate chars import ファイル名　で読み取ります。誤りはセルの番地で示します。"),
)


@value
class Sized:
    """Where a picture is put in its cell, in pixels."""

    pixels: int
    left: int
    top: int

    @property
    def scale(self) -> float:
        """Factor for a picture as it is drawn."""
        return self.pixels / SIZE


@value
class Cells:
    """The five answers of a row as text; empty where nothing is said."""

    verdict: str = ""
    to: str = ""
    """The character or characters themselves."""
    by: str = ""
    date: str = ""
    note: str = ""

    @property
    def says(self) -> bool:
        """True where the row decides anything."""
        return bool(self.verdict or self.to or self.note)


@value
class Row:
    """One character of the sheet."""

    found: FoundCharacter
    decision: CharacterDecision | None


@value
class Book:
    """One workbook to be written."""

    title: str
    municipality: str
    """団体コード, empty where project.yaml has none."""
    made: str
    target: str
    target_title: str
    rows: tuple[Row, ...]
    pictures: Mapping[CharacterKey, bytes]
    """System and character → PNG; the system is empty in those that hold for all."""
    minutes: Mapping[str, float]
    """Kind of character (or 保留) → minutes a character."""
    day: float
    """Minutes of a working day."""

    def picture(self, system: str, text: str) -> bytes | None:
        """The picture of a character of a system."""
        return self.pictures.get((system, text)) or self.pictures.get(("", text))


def cells_of(decision: CharacterDecision | None) -> Cells:
    """What is decided, as a row shows it."""
    if decision is None:
        return Cells()
    return Cells(verdict=decision.verdict.value, to=decision.to, by=decision.by, date=decision.date, note=decision.note)


def area(head: str, first: int, last: int) -> str:
    """The cells below a heading, rows counted from 0.

    >>> area("番号", 4, 9)
    '$A$5:$A$10'
    """
    letters = cell_name(0, HEADS.index(head))[:-1]
    return f"${letters}${first + 1}:${letters}${last + 1}"


def written(text: str) -> str:
    """A character as its cell and its dropdown name it: code and character, so that look-alikes are told apart.

    >>> written("髙")
    'U+9AD9 髙'
    """
    return f"{codes(text)} {shown(text)}".strip() if text else ""


def check_word(cells: Cells) -> str:
    """What the check column says of a row."""
    if cells.verdict == CharacterVerdict.HOLD:
        return HELD
    if not cells.verdict and not cells.to:
        return HELD if cells.note else OPEN
    if cells.verdict in {"", CharacterVerdict.REPLACE} and not cells.to:
        return NO_TEXT
    return DONE if cells.by else NOBODY
