"""Read from a font that the user has which character writes which MJ or GJ glyph, and keep that as a table."""

from __future__ import annotations

from pathlib import Path

from migrate.characters import font, glyphs, mojijoho
from migrate.characters.font import Font
from migrate.files import yaml
from migrate.files.digest import sha256_of_bytes
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Note, Section, Value
from migrate.model.finding import Finding, Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_NOT_SAVED = (
    "作業フォルダの外なので、読み取っただけで保存していません。",
    "保存するには: migrate init フォルダ名　で作業フォルダを作り、その中で同じコマンドを実行してください。",
)
_DERIVED = (
    "利用者のフォントの cmap（形式 14 を含む）とグリフ名から、migrate spec import-font が作成。"
    "グリフの形は含まない。フォントそのものは写していない。"
)


@value
class Agreement:
    """The font's mappings to MJ glyphs beside MJ文字情報一覧表, counted by character or variation sequence."""

    edition: str
    """Edition of the list."""
    same: int
    differing: int
    """The list gives the text another MJ name."""
    unknown: int
    """The list does not have the text."""


@value
class FontImported:
    """Result of `spec import-font`. The texts are those of the font's name table."""

    name: str
    version: str
    copyright: str
    licence: str
    sha256: str
    glyphs: int
    """All glyphs of the font."""
    gj: int
    """追加文字 (GJ) that some character reaches."""
    mj: int
    """MJ文字図形 that some character reaches."""
    mappings: int
    """Rows of the table: characters and variation sequences."""
    sequences: int
    """Those of them that are variation sequences."""
    silent: int
    """GJ and MJ glyphs that no character reaches."""
    agreement: Agreement | None
    """None where the list was left out of the installation, or the font has no MJ glyph."""
    folder: str
    """Where the table is in the workspace."""
    saved: bool
    changed: bool


@value
class _Read:
    """A font that was read."""

    font: Font
    source: FileDigest
    agreement: Agreement | None

    @property
    def folder(self) -> str:
        return f"spec/{glyphs.FOLDER}/{glyphs.folder_name(self.font, self.source.path)}"


def _agreement(found: Font) -> Agreement | None:
    known = mojijoho.load()
    texts = [glyph for glyph in found.glyphs if glyph.name.startswith("MJ")]
    if not texts or not known.present:
        return None
    names = [known.name_of(glyph.text) for glyph in texts]
    same = sum(name == glyph.name for name, glyph in zip(names, texts, strict=True))
    unknown = names.count(None)
    return Agreement(edition=known.facts.edition, same=same, unknown=unknown, differing=len(names) - same - unknown)


def _read(file: Path, face: int) -> _Read:
    """What the font says; the bytes that are hashed are the ones that are read."""
    data = font.read_bytes(file)
    found = font.loads(data, file.name, face)
    source = FileDigest(path=file.name, sha256=sha256_of_bytes(data))
    return _Read(font=found, source=source, agreement=_agreement(found))


def _findings(read: _Read) -> tuple[Finding, ...]:
    place = Place(file=read.source.path)
    found = []
    if read.font.silent:
        few = "、".join(read.font.silent[:5])
        params: dict[str, str | int] = {"count": len(read.font.silent), "names": few}
        found.append(Finding(code="MIG-SPEC-087", severity=Severity.INFO, place=place, params=params))
    agreement = read.agreement
    if agreement is not None and (agreement.differing or agreement.unknown):
        severity = Severity.WARNING if agreement.differing else Severity.INFO
        params = {
            "differing": agreement.differing,
            "unknown": agreement.unknown,
            "same": agreement.same,
            "edition": agreement.edition,
        }
        found.append(Finding(code="MIG-SPEC-088", severity=severity, place=place, params=params))
    return tuple(found)


def _data(read: _Read, run: job.Job | None) -> FontImported:
    found = read.font
    counts = glyphs.counts(found)
    return FontImported(
        name=found.words.full or found.words.family,
        version=found.words.version,
        copyright=found.words.copyright,
        licence=found.words.licence or found.words.licence_url,
        sha256=read.source.sha256,
        glyphs=found.total,
        gj=counts["GJ"],
        mj=counts["MJ"],
        mappings=len(found.glyphs),
        sequences=sum(len(glyph.text) > 1 for glyph in found.glyphs),
        silent=len(found.silent),
        agreement=read.agreement,
        folder=read.folder,
        saved=run is not None,
        changed=run is not None and run.changed,
    )


def _document(data: FontImported) -> Document:
    unstated = "（フォントに記載がありません）"
    rows: list[tuple[Value, ...]] = [
        ("フォント", data.name or unstated),
        ("版", data.version or unstated),
        ("著作権の表示", data.copyright or unstated),
        ("利用条件", data.licence or unstated),
        ("sha256", data.sha256),
        ("グリフ（すべて）", data.glyphs),
        ("追加文字（GJ）", data.gj),
        ("MJ文字図形", data.mj),
        ("文字・異体字シーケンスとの対応", data.mappings),
        ("うち異体字シーケンス", data.sequences),
        ("対応する文字がないグリフ", data.silent),
    ]
    if data.agreement is not None:
        edition = data.agreement.edition
        rows += [
            (f"MJ文字情報一覧表 {edition} と一致", data.agreement.same),
            (f"MJ文字情報一覧表 {edition} と相違", data.agreement.differing),
            (f"MJ文字情報一覧表 {edition} にない", data.agreement.unknown),
        ]
    grid = Grid(
        title="フォントから読み取った文字",
        columns=(Column(title="内容", width=36), Column(title="値", width=70)),
        rows=tuple(rows),
    )
    note = Note(text="フォントそのものは写していません。文字とグリフ名の対応だけを読み取りました。")
    section = Section(id="font", title="フォント", blocks=(grid, note))
    return Document(title=f"{data.name or data.folder} を読み取りました。", sections=(section,))


def _outcome(read: _Read, run: job.Job | None, notices: tuple[str, ...]) -> Outcome:
    data = _data(read, run)
    return Outcome(
        kind="spec-import-font",
        data=data,
        document=_document(data),
        findings=_findings(read),
        inputs=(read.source,),
        notices=notices,
    )


def _papers(read: _Read) -> bytes:
    words = read.font.words
    return yaml.dumps(
        {
            "title": f"{words.full or words.family or read.source.path} の文字とグリフ名の対応",
            "publisher": words.copyright,
            "edition": words.version,
            "licence": words.licence or words.licence_url,
            "sha256": read.source.sha256,
            "originals": {read.source.path: read.source.sha256},
            "derived": _DERIVED,
        }
    )


def import_font(file: Path, face: int, workspace: Workspace | None, session: Session) -> Outcome:
    """Read a font; in a workspace save its table as `spec/characters/<PostScript name>/`. The font is never copied.

    ``face`` is the number of the font in a TTC, from 1; 0 takes the only one.

    Raises:
        UnreadableError: MIG-SYS-001/-002, MIG-SPEC-080 … -086 (see ``font.read_bytes`` and ``font.loads``).
    """
    if workspace is None:
        return _outcome(_read(file, face), None, _NOT_SAVED)
    with job.run(workspace, session, "spec import-font") as run:
        read = _read(file, face)
        run.note(file)
        run.findings = len(_findings(read))
        run.write(f"{read.folder}/SOURCE.yaml", _papers(read))
        run.write(f"{read.folder}/{glyphs.FILE}", glyphs.to_bytes(read.font, read.source.sha256), last=True)
    saved = f"{read.folder}/ に保存しました。" if run.changed else f"{read.folder}/ は変更なしです。"
    return _outcome(read, run, (saved, "いま使える文字の表は migrate doctor で確かめられます。"))
