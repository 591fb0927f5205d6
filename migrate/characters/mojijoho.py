"""MJ文字情報一覧表 (with 変体仮名編): from a character to its MJ name and back. A character without one is None.

Data: `specs/characters/mji/` and `mjih/` (CC BY-SA 2.1 JP; see their SOURCE.yaml). Nothing is read before the first
question; each kind of question then builds its own index once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from migrate.characters.stored import Facts, Stored, place
from migrate.model.value import value

_NAME = "MJ文字図形名"
_UCS = "対応するUCS"
_PLAIN = "実装したUCS"
_IVS = "実装したMoji_JohoコレクションIVS"
_SVS = "実装したSVS"
_DOUBLE = "重複実装したMoji_JohoコレクションIVS"
_KOSEKI = "戸籍統一文字番号"
_JUKI = "住基ネット統一文字コード"
_TOUKI = "登記統一文字番号"
_KANA = "文字"


@value
class Radical:
    """Where a dictionary puts the character: radical number (1–214) and strokes beside it (画; None: not stated)."""

    number: int
    inner_strokes: int | None


@value
class Record:
    """One row of MJ文字情報一覧表, or of its 変体仮名編. Texts are as published; ``""`` is an empty cell."""

    mj: str
    """MJ文字図形名: MJ and 6 digits."""
    ucs: str
    """対応するUCS: the character that it is a form of; other rows may share it."""
    plain: str = ""
    """実装したUCS: the character that writes this very form."""
    ivs: str = ""
    """実装したMoji_JohoコレクションIVS: base character and variation selector."""
    svs: str = ""
    """実装したSVS: standardised variation sequence."""
    koseki: str = ""
    """戸籍統一文字番号, 6 digits."""
    juki: str = ""
    """住基ネット統一文字コード: ``J+`` and 4 hex digits."""
    touki: str = ""
    """登記統一文字番号, 8 digits."""
    nyukan: str = ""
    """入管正字コード, ``0x`` and hex digits."""
    nyukan_gaiji: str = ""
    """入管外字コード, ``0x`` and 4 hex digits."""
    policy: str = ""
    """漢字施策: 常用漢字 or 人名用漢字."""
    compatibility: str = ""
    """対応する互換漢字."""
    x0213: str = ""
    """JIS X 0213 面区点 (``1-42-34``)."""
    x0213_rules: str = ""
    """X0213 包摂連番, joined by ・."""
    x0213_kind: int | None = None
    """X0213 包摂区分: 0 (the form itself) or 2 (unified by a rule)."""
    x0212: str = ""
    """JIS X 0212 区点 (``16-01``)."""
    version: str = ""
    """MJ文字図形バージョン."""
    strokes: int | None = None
    """総画数 (画); None for 変体仮名."""
    readings: tuple[str, ...] = ()
    """読み: on in katakana, kun in hiragana."""
    radicals: tuple[Radical, ...] = ()
    morohashi: str = ""
    """大漢和辞典の番号."""
    remarks: str = ""
    """備考."""


def _text(cell: str | None) -> str:
    return cell or ""


def _index(keys: Iterable[str | None]) -> dict[str, int]:
    return {key: row for row, key in enumerate(keys) if key is not None}


class MojiJoho:
    """The table with its lookups. Each returns None, or nothing, where the table says nothing."""

    def __init__(self, kanji: Path, kana: Path | None = None) -> None:
        """``kanji`` is `mji.parquet`; ``kana`` is `mjih.parquet`, which may be absent."""
        self._kanji = Stored(kanji)
        self._kana = Stored(kana) if kana is not None and kana.is_file() else None

    @property
    def present(self) -> bool:
        """False where the list was left out of the installation."""
        return self._kanji.present

    @property
    def facts(self) -> Facts:
        """Title, edition and number of rows of MJ文字情報一覧表 (MIG-SPEC-089 where it is not there)."""
        return self._kanji.facts

    @cached_property
    def _names(self) -> list[str]:
        return self._kanji.values(_NAME)

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return _index(self._names)

    @cached_property
    def _kana_names(self) -> list[str]:
        return self._kana.values(_NAME) if self._kana else []

    @cached_property
    def _kana_rows(self) -> Mapping[str, int]:
        return _index(self._kana_names)

    @cached_property
    def _writings(self) -> Any:
        return self._kanji.columns(_PLAIN, _IVS, _SVS, _DOUBLE)

    @cached_property
    def _by_text(self) -> Mapping[str, str]:
        names = self._names
        found: dict[str, str] = {}
        table = self._writings
        for column in (_PLAIN, _IVS, _SVS):
            cells = table.column(column).to_pylist()
            found.update((text, names[row]) for row, text in enumerate(cells) if text is not None)
        for row, doubles in enumerate(table.column(_DOUBLE).to_pylist()):
            found.update((text, names[row]) for text in doubles)
        if self._kana:
            kana = zip(self._kana.values(_KANA), self._kana_names, strict=True)
            found.update((text, name) for text, name in kana if text is not None)
        return found

    @cached_property
    def _by_base(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for text, name in zip(self._kanji.values(_UCS), self._names, strict=True):
            if text is not None:
                found.setdefault(text, []).append(name)
        return {text: tuple(names) for text, names in found.items()}

    @cached_property
    def _by_juki(self) -> Mapping[str, str]:
        return self._named_by(_JUKI)

    @cached_property
    def _by_touki(self) -> Mapping[str, str]:
        return self._named_by(_TOUKI)

    @cached_property
    def _by_koseki(self) -> Mapping[str, str]:
        found = self._named_by(_KOSEKI)
        if self._kana:
            kana = zip(self._kana.values(_KOSEKI), self._kana_names, strict=True)
            found.update((number, name) for number, name in kana if number is not None)
        return found

    def _named_by(self, column: str) -> dict[str, str]:
        return {key: name for key, name in zip(self._kanji.values(column), self._names, strict=True) if key is not None}

    @cached_property
    def _table(self) -> Any:
        return self._kanji.columns()

    @cached_property
    def _kana_table(self) -> Any:
        return self._kana.columns() if self._kana else None

    def __len__(self) -> int:
        """Number of characters in MJ文字情報一覧表 (変体仮名 not counted)."""
        return len(self._names)

    def __contains__(self, mj: object) -> bool:
        """True for an MJ name of the list or of its 変体仮名編."""
        return mj in self._rows or mj in self._kana_rows

    def name_of(self, text: str) -> str | None:
        """The MJ name that ``text`` writes: one character, or a base character with its variation selector.

        Exactly 実装したUCS, 実装したMoji_JohoコレクションIVS (a doubled one included), 実装したSVS, or the 変体仮名.
        A character that is no row's own writing is None, also where rows are forms of it: see ``forms_of``.
        """
        return self._by_text.get(text)

    def forms_of(self, character: str) -> tuple[str, ...]:
        """The MJ names whose 対応するUCS is ``character``, in the order of the list."""
        return self._by_base.get(character, ())

    def by_juki(self, code: str) -> str | None:
        """The MJ name of a 住基ネット統一文字コード, written ``J+`` and 4 hex digits in capitals."""
        return self._by_juki.get(code)

    def by_koseki(self, number: str) -> str | None:
        """The MJ name of a 戸籍統一文字番号 of 6 digits."""
        return self._by_koseki.get(number)

    def by_touki(self, number: str) -> str | None:
        """The MJ name of a 登記統一文字番号 of 8 digits."""
        return self._by_touki.get(number)

    def writings(self, mj: str) -> tuple[str, ...]:
        """The texts that write exactly ``mj``: the plain character, then the IVS, then the SVS; none for 19 rows."""
        row = self._rows.get(mj)
        if row is not None:
            texts = (self._writings.column(column)[row].as_py() for column in (_PLAIN, _IVS, _SVS))
            return tuple(text for text in texts if text)
        row = self._kana_rows.get(mj)
        text = None if row is None else self._kana_table.column(_KANA)[row].as_py()
        return () if text is None else (text,)

    def record(self, mj: str) -> Record | None:
        """Everything that the list says of an MJ name; None where it has no such name."""
        row = self._rows.get(mj)
        if row is not None:
            return _kanji(self._table.slice(row, 1).to_pylist()[0])
        row = self._kana_rows.get(mj)
        return None if row is None else _kana(self._kana_table.slice(row, 1).to_pylist()[0])


def _kanji(row: Mapping[str, Any]) -> Record:
    return Record(
        mj=row[_NAME],
        ucs=_text(row[_UCS]),
        plain=_text(row[_PLAIN]),
        ivs=_text(row[_IVS]),
        svs=_text(row[_SVS]),
        koseki=_text(row[_KOSEKI]),
        juki=_text(row[_JUKI]),
        touki=_text(row[_TOUKI]),
        nyukan=_text(row["入管正字コード"]),
        nyukan_gaiji=_text(row["入管外字コード"]),
        policy=_text(row["漢字施策"]),
        compatibility=_text(row["対応する互換漢字"]),
        x0213=_text(row["X0213"]),
        x0213_rules=_text(row["X0213_包摂連番"]),
        x0213_kind=row["X0213_包摂区分"],
        x0212=_text(row["X0212"]),
        version=_text(row["MJ文字図形バージョン"]),
        strokes=row["総画数"],
        readings=tuple(row["読み"]),
        radicals=tuple(
            Radical(number=number, inner_strokes=inner)
            for number, inner in zip(row["部首"], row["内画数"], strict=True)
        ),
        morohashi=_text(row["大漢和"]),
        remarks=_text(row["備考"]),
    )


def _kana(row: Mapping[str, Any]) -> Record:
    return Record(
        mj=row[_NAME],
        ucs=_text(row[_KANA]),
        plain=_text(row[_KANA]),
        koseki=_text(row[_KOSEKI]),
        readings=tuple(row["音価"]),
        remarks=_text(row["備考"]),
    )


@cache
def load() -> MojiJoho:
    """The bundled list; its lookups raise MIG-SPEC-089 where the data was left out of the installation."""
    return MojiJoho(place("mji") / "mji.parquet", place("mjih") / "mjih.parquet")
