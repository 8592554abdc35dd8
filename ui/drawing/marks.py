"""Elements of SVG and texts on them: the few tags of Plotly's texts, how wide a text is, where its lines break."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr, unescape

from ui.charts.fold import is_wide

LINE = 1.3  # height of a line in parts of the size of the letters
_BASE = 0.35  # how far below the middle of a line its letters stand, in the same parts
# How wide a sign of Source Sans is, in parts of the size of the letters: enough to break and to place lines.
_WIDE, _NARROW = frozenset("mwMW—%"), frozenset("iljtfrI.,:;'’|!()[] ·")
_SIGN = 0.8  # how wide a sign that is drawn is, in the same parts
_TAG = re.compile(r"<(/?)(b|i|br)\s*/?>|<[^>]*>")


def element(name: str, inside: str = "", **attributes: object) -> str:
    """An element; `_` in a name is a hyphen, a trailing one is dropped, None is left out, numbers keep two decimals."""
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_short(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>"


def _short(value: object) -> str:
    return f"{round(value, 2):g}" if isinstance(value, float) and abs(value) < 1e5 else str(value)


def quoted(said: str) -> str:
    """A text inside the quotation marks of an attribute."""
    return escape(said, {'"': "&quot;"})


def lines_of(said: str) -> list[str]:
    """The lines of a text of Plotly, tags but <br> kept."""
    lines, bold = [], False
    for line in re.split(r"<br\s*/?>", said):
        lines.append(f"<b>{line}" if bold else line)
        # Bold goes on where a line breaks within it.
        bold = lines[-1].rfind("<b>") > lines[-1].rfind("</b>")
    return lines


def bare(said: str) -> str:
    """A text without tags."""
    return _TAG.sub("", said)


def width(said: str, size: float) -> float:
    """How wide the widest line of a text is, in pixels."""
    return max((size * sum(map(_of, bare(line))) for line in lines_of(said)), default=0.0)


def _of(sign: str) -> float:
    if sign in _SIGNS:
        return _SIGN
    if is_wide(sign):
        return 1.0
    if sign in _WIDE:
        return 0.86
    if sign in _NARROW:
        return 0.3
    return 0.6 if sign.isupper() else 0.52


def height(said: str, size: float) -> float:
    """How high a text is, in pixels."""
    return len(lines_of(said)) * LINE * size


def text(
    said: object,
    x: float,
    middle: float,
    *,
    size: float,
    colour: str,
    anchor: str = "start",
    turn: float = 0,
    halo: str | None = None,
    bold: bool = False,
) -> str:
    """A text of one or more lines whose block has its middle at a height; `halo` is the colour around its letters."""
    lines = lines_of(str(said))
    top = middle - (len(lines) - 1) / 2 * LINE * size
    looks: dict[str, Any] = {"size": size, "colour": colour, "anchor": anchor, "halo": halo, "bold": bold}
    parts = [_line(line, x, top + at * LINE * size, **looks) for at, line in enumerate(lines) if bare(line).strip()]
    inside = "".join(parts)
    return element("g", inside, transform=f"rotate({turn:g} {x:g} {middle:g})") if turn and inside else inside


def _line(line: str, x: float, middle: float, *, size: float, colour: str, anchor: str, **looks: Any) -> str:
    """One line; a sign at its beginning that our letters lack is drawn."""
    drawn = ""
    if (sign := bare(line)[:1]) in _SIGNS:
        left = x - width(line, size) * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        drawn = _SIGNS[sign](left + size * _SIGN / 2, middle, size * 0.36, colour)
        line = line.replace(sign, "", 1)
        x, anchor = left + size * _SIGN, "start"
        if not bare(line).strip():
            return drawn
    halo, bold = looks["halo"], looks["bold"]
    return drawn + element(
        "text",
        _spans(line),
        x=float(x),
        y=float(middle + _BASE * size),
        font_size=float(size),
        fill=colour,
        text_anchor=None if anchor == "start" else anchor,
        font_weight="600" if bold else None,
        stroke=halo,
        stroke_width=3 if halo else None,
        paint_order="stroke" if halo else None,
        stroke_linejoin="round" if halo else None,
    )


def _half(x: float, y: float, r: float, colour: str) -> str:
    ring = element("circle", cx=x, cy=y, r=r, fill="none", stroke=colour, stroke_width=r / 5)
    return ring + element("path", d=f"M{x:.1f} {y - r:.1f}A{r:.1f} {r:.1f} 0 0 0 {x:.1f} {y + r:.1f}Z", fill=colour)


def _none(x: float, y: float, r: float, colour: str) -> str:
    path = f"M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}"
    ring = element("circle", cx=x, cy=y, r=r * 0.8, fill="none", stroke=colour, stroke_width=r / 5)
    return ring + element("path", d=path, stroke=colour, stroke_width=r / 5)


def _odd(x: float, y: float, r: float, colour: str) -> str:
    path = f"M{x:.1f} {y - r:.1f}L{x + r:.1f} {y + r * 0.8:.1f} {x - r:.1f} {y + r * 0.8:.1f}Z"
    path += f"M{x:.1f} {y - r * 0.35:.1f}V{y + r * 0.25:.1f}M{x:.1f} {y + r * 0.4:.1f}V{y + r * 0.6:.1f}"
    return element("path", d=path, fill="none", stroke=colour, stroke_width=r / 5)


# Signs that Source Sans lacks and that stand for a state: half done, nothing found, out of place.
_SIGNS: dict[str, Callable[[float, float, float, str], str]] = {"◐": _half, "∅": _none, "⚠": _odd}


def _spans(line: str) -> str:
    made, bold = [], False
    at = 0
    for found in _TAG.finditer(line):
        made.append(_span(line[at : found.start()], bold))
        if found[2] == "b":
            bold = not found[1]
        at = found.end()
    return "".join([*made, _span(line[at:], bold)])


def _span(said: str, bold: bool) -> str:
    plain = escape(unescape(said))
    return element("tspan", plain, font_weight="600") if bold and plain else plain


def wrapped(said: str, size: float, room: float) -> Sequence[str]:
    """A text on lines of at most a width; Chinese breaks anywhere, other words at blanks, a long address anywhere."""
    lines, line = [], ""
    for part in _parts(said):
        if line and width(line + part.rstrip(), size) > room:
            lines.append(line.rstrip())
            line, part = "", part.lstrip()
        while width(part.rstrip(), size) > room:
            cut = max(1, next(at for at in range(1, len(part) + 1) if width(part[:at], size) > room) - 1)
            lines.append(part[:cut])
            part = part[cut:]
        line += part
    return [*lines, line.rstrip()] if line.strip() else lines


def _parts(said: str) -> list[str]:
    parts: list[str] = []
    for sign in said:
        if not parts or is_wide(sign) or parts[-1].endswith(" ") or is_wide(parts[-1][-1]):
            parts.append(sign)
        else:
            parts[-1] += sign
    return parts
