"""The PMO's dashboard as one page: no network, strict content policy; its figures and tables need no JavaScript."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from migrate.model.dashboard import Dashboard, Heat
from migrate.model.value import value
from migrate.report import outline, trend
from migrate.report.formats import html
from migrate.report.page import figures
from migrate.text.rates import NONE, percent

FOLDER = "pmo"
_SCRIPTS = ("data.js", "list.js", "body.js", "start.js")
_SHADES = ((1.0, "h6"), (0.95, "h5"), (0.9, "h4"), (0.85, "h3"), (0.8, "h2"), (0.6, "h1"), (0.0, "h0"))
"""Least rate → class of the cell."""
_EXACT = 1e-9
_UNESCAPED = "!'()*"
_LISTED = 100
"""Missing bodies named on the page."""


@value
class HeatCell:
    """One cell: the number that is printed, its shade, whether it is under 80 %."""

    text: str
    shade: str
    low: bool


@value
class HeatLine:
    """One line of the heat table."""

    label: str
    href: str
    area: str
    """The prefecture that its link chooses; empty where it leads to a body."""
    bodies: int
    cells: tuple[HeatCell, ...]


def render(dashboard: Dashboard) -> bytes:
    """The page; the same dashboard gives the same bytes."""
    style = "\n".join(
        (
            html.own("design", "tokens.css"),
            html.own("design", "ramp.css"),
            html.own("layouts", "page", "page.css"),
            html.own("layouts", FOLDER, "dashboard.css"),
        )
    )
    script = "\n".join(html.own("layouts", FOLDER, one) for one in _SCRIPTS)
    template = html.environment(FOLDER).get_template("dashboard.html.j2")
    text = template.render(
        page=dashboard,
        clean=outline.clean,
        policy=html.policy(style, script),
        style=Markup(style),  # noqa: S704  # our own file, not data
        script=Markup(script),  # noqa: S704
        figures=figures(dashboard.figures),
        marks=outline.MARKS,
        heat=_lines(dashboard.heat),
        trend=trend.picture(dashboard.trend) if dashboard.trend else None,
        trend_size=(trend.WIDTH, trend.HEIGHT),
        rate=percent,
        candidates=[(one, _address(one.key)) for one in dashboard.candidates],
        missing=dashboard.missing[:_LISTED],
    )
    return text.encode()


def _cell(rate: float | None) -> HeatCell:
    if rate is None:
        return HeatCell(text=NONE, shade="none", low=False)
    shade = next(shade for least, shade in _SHADES if rate >= least - _EXACT)
    return HeatCell(text=percent(rate), shade=shade, low=rate < 0.8 - _EXACT)


def _lines(heat: Heat) -> tuple[HeatLine, ...]:
    single = heat.of == "団体"
    return tuple(
        HeatLine(
            label=outline.clean(row.label),
            href=_address(row.key) if single else "#list",
            area="" if single else row.key,
            bodies=row.bodies,
            cells=tuple(map(_cell, (row.overall, *row.rates))),
        )
        for row in (*heat.rows, heat.last)
    )


def _address(key: str) -> str:
    """Where the page of a body is, as JavaScript's encodeURIComponent writes it; empty for none."""
    return f"#body/{quote(key, safe=_UNESCAPED)}" if key else ""
