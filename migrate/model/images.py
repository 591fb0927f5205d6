"""Images of the current system: where they are, what refers to them, and how many went where."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.value import value


class ImageFormat(StrEnum):
    """A format, by the first bytes of the file and never by its name."""

    TIFF = "TIFF"
    JPEG = "JPEG"
    PNG = "PNG"
    PDF = "PDF"
    BMP = "BMP"
    JPEG2000 = "JPEG2000"
    UNKNOWN = "不明"


class ImageFate(StrEnum):
    """What becomes of a file, or of a name that rows refer to."""

    COPIED = "複写"
    ORPHAN = "参照なし"
    """No row refers to the file; it is not copied."""
    MISSING = "ファイルなし"
    """Rows refer to a file that is not there."""
    REFUSED = "拒否"
    """Not a plain file inside the folder, or too large."""


@value
class ImageKind:
    """One kind of image, as people declare it in `mapping/images.yaml`."""

    name: str
    business: str
    """業務ID of the standard that takes the images."""
    folder: str
    """Relative to the workspace."""
    table: str
    file: str
    """Expression in the restricted SQL that gives the name of a row's file, relative to ``folder``."""
    when: str = ""
    strip: str = ""
    """What stands in front of the names and is no part of them (``D:/IMAGE/``)."""
    formats: tuple[ImageFormat, ...] = ()
    """Formats that the new system takes; empty: any that is known."""
    line: int | None = None


@value
class Header:
    """What the head of an image says. A head may lie: it is told, never trusted with memory."""

    format: ImageFormat
    width: int = 0
    """Pixels; 0 where there are none (PDF) or the head does not say."""
    height: int = 0
    dpi: int = 0
    """Dots per inch across, rounded; 0 where the head does not say."""
    pages: int = 0
    """Images in the file; 0 where it is not counted (PDF)."""
    why: str = ""
    """Why it is not a whole image, in words; empty where it is one as far as its structure tells."""


@value
class ImageFile:
    """One file or one name that rows refer to. ``path`` is relative to the folder of its kind."""

    path: str
    fate: ImageFate
    rows: int
    """Rows that refer to it."""
    names: int
    """Different names that these rows give it (upper and lower case)."""
    bytes: int = 0
    sha256: str = ""
    header: Header | None = None
    why: str = ""
    """Why it is refused, or what is wrong with it; empty where nothing is."""


@value
class ImageBalance:
    """How many of one kind went where. Rows, names and files all close, or the run fails."""

    kind: str
    business: str
    table: str
    rows: int
    """Rows that meet the condition."""
    blank: int
    """Those that name no file."""
    names: int
    """Different files that rows name."""
    named_rows: int
    """Rows whose name has a fate."""
    found: int
    """Of ``names``, those of files that are copied."""
    missing: int
    """Of ``names``, those that are not there."""
    refused_names: int
    """Of ``names``, those that are there and refused."""
    files: int
    """Files in the folder."""
    copied: int
    orphans: int
    refused: int
    """Of ``files``, those that are no plain file, or too large."""
    damaged: int
    """Of ``copied``, those that are no whole image of a format that is wanted."""
    alike: int
    """Of ``copied``, those with the same bytes as another one."""
    bytes: int
    """Of the files that were copied."""

    @property
    def closed(self) -> bool:
        """True where every row, every name and every file has a fate."""
        by_name = self.found + self.missing + self.refused_names
        by_file = self.copied + self.orphans + self.refused
        return (self.rows, self.names, self.files) == (self.blank + self.named_rows, by_name, by_file)
