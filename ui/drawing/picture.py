"""Figures with the words that must travel with them: title, lead, source, link – one SVG that needs nothing else."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ui.drawing import marks, plot
from ui.theme import FONT

Spec = Mapping[str, Any]
LETTERS = Path(__file__).resolve().parents[2] / "server" / "letters"
_EDGE = 24.0  # pixels of paper around everything, as in static/picture.js
_BETWEEN = 16.0  # pixels between two figures
WIDE, NARROW = 1040.0, 358.0  # pixels of a figure on a desk and on a phone
_MAP, _SMALL_MAP, _TALL = 640.0, 380.0, 500.0  # widths of maps, and the height from which one is no small one
_TITLE, _TEXT, _FINE = (20.0, 26.0), (14.0, 20.0), (12.0, 17.0)  # letters and lines, in pixels


@dataclass(frozen=True)
class Said:
    """What stands with the figures."""

    title: str
    lead: str
    source: str
    link: str


def svg(figures: Sequence[Spec], said: Said, *, narrow: bool = False) -> str:
    """All `figures` of a view as one picture; each as Plotly writes it as JSON. Raises as `plot.drawn` does."""
    inner = NARROW if narrow else WIDE
    drawn = [plot.drawn(figure, _width(figure, inner)) for figure in figures]
    layout = figures[0]["layout"]
    ink, paper = layout["font"]["color"], layout["paper_bgcolor"]
    body, top = [], _EDGE
    for text, (size, line), bold in ((said.title, _TITLE, True), (said.lead, _TEXT, False)):
        made, top = _paragraph(text, top, size, line, inner, ink, bold=bold)
        body.append(made)
        top += 4 if text else 0
    top += 10
    for row in _rows(drawn, inner):
        left = _EDGE
        for one in row:
            body.append(marks.element("g", one.body, transform=f"translate({left:g} {top:g})"))
            left += one.width + _BETWEEN
        top += max(one.height for one in row) + _BETWEEN
    for text in (said.source, said.link):
        made, top = _paragraph(text, top, *_FINE, inner, ink)
        body.append(made)
    width, height = inner + 2 * _EDGE, round(top + _EDGE - 6)
    head = marks.element("title", _plain(said.title)) + marks.element("desc", _plain(f"{said.source} {said.link}"))
    back = marks.element("rect", width=width, height=height, fill=paper)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{marks.quoted(FONT)}">'
        f"{head}<style>{_face()}</style>{back}{''.join(body)}</svg>"
    )


def alone(figure: Spec, *, narrow: bool = False) -> tuple[str, float, float]:
    """One figure without words, in the letters of the reader, and its width and height in pixels."""
    drawn = plot.drawn(figure, _width(figure, NARROW if narrow else WIDE))
    size = f'width="{drawn.width:g}" height="{drawn.height:g}" viewBox="0 0 {drawn.width:g} {drawn.height:g}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{marks.quoted(FONT)}">{drawn.body}</svg>'
    return svg, drawn.width, drawn.height


def _width(figure: Spec, inner: float) -> float:
    layout = figure["layout"]
    if not any(name.startswith("geo") for name in layout):
        return inner
    return min(inner, _MAP if layout.get("height", 0) >= _TALL else _SMALL_MAP)


def _rows(drawn: Sequence[plot.Plot], inner: float) -> Iterator[list[plot.Plot]]:
    """Figures side by side as long as they fit."""
    row: list[plot.Plot] = []
    for one in drawn:
        if row and sum(each.width + _BETWEEN for each in row) + one.width > inner:
            yield row
            row = []
        row.append(one)
    yield row


def _paragraph(
    text: str, top: float, size: float, line: float, room: float, ink: str, *, bold: bool = False
) -> tuple[str, float]:
    """A text on lines that fit, and where it ends."""
    made = []
    for said in marks.wrapped(text, size, room):
        made.append(marks.text(_plain(said), _EDGE, top + line / 2, size=size, colour=ink, bold=bold))
        top += line
    return "".join(made), top


def _plain(said: str) -> str:
    # Words of a record are no tags.
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@cache
def _face() -> str:
    """Our letters inside the picture; who opens it needs none of ours."""
    (file,) = LETTERS.glob("SourceSans*.woff2")
    content = base64.b64encode(file.read_bytes()).decode()
    return (
        '@font-face{font-family:"Source Sans";font-weight:200 900;'
        f'src:url(data:font/woff2;base64,{content}) format("woff2")}}'
    )
