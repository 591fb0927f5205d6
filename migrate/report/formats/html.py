"""One self-contained page: no network, strict content policy, prints on A4 landscape, reads without JavaScript."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from migrate.files.bundled import bundled
from migrate.model.document import Diagram, Document
from migrate.report import bars, diagram
from migrate.report.page import PRINTED, page

BINARY = False


@cache
def environment(*folders: str) -> Environment:
    """Templates of ``reports/layouts/<folder>``, then those that every page shares; data is always text."""
    loader = FileSystemLoader([bundled("reports") / "layouts" / one for one in (*folders, "page")])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def own(*parts: str) -> str:
    """The text of one of our own files in ``reports/``."""
    return bundled("reports").joinpath(*parts).read_text(encoding="utf-8")


def content_hash(text: str) -> str:
    """Source expression of a content security policy for an inline style or script: ``'sha256-…'``."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(style: str, script: str) -> str:
    """The content security policy of a page that holds this style and this script and nothing else."""
    return (
        f"default-src 'none'; style-src {content_hash(style)}; script-src {content_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def render(document: Document) -> bytes:
    """The document as a page of UTF-8 HTML; texts of the document are always shown as text."""
    content = page(document)
    widths = "".join(f".c{width}{{width:{width}ch}}" for width in content.widths)
    paper = f"@media print{{.cut tbody tr:nth-child(n+{PRINTED + 1}){{display:none}}}}"
    style = "\n".join((own("design", "tokens.css"), own("layouts", "page", "page.css"), widths, paper))
    script = own("layouts", "page", "page.js")
    text = (
        environment()
        .get_template("page.html.j2")
        .render(
            page=content,
            policy=policy(style, script),
            style=Markup(style),  # noqa: S704  # our own file, not data
            script=Markup(script),  # noqa: S704
            chart_width=bars.WIDTH,
            diagram_width=diagram.WIDTH,
            diagram_box=diagram.BOX,
        )
    )
    return text.encode()


def svg(picture: Diagram) -> bytes:
    """A diagram as an SVG file of its own: no script, no style sheet, no font file, nothing from elsewhere."""
    template = environment().get_template("arrows.svg.j2")
    text = template.render(
        picture=diagram.picture(picture), id="picture", alone=True, width=diagram.WIDTH, box_width=diagram.BOX
    )
    return text.lstrip().encode()
