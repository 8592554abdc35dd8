"""What a layout lays over and under its traces: shapes, texts, the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui.drawing import marks, traces
from ui.drawing.frame import Frame

Spec = Mapping[str, Any]
_PAD = 1  # pixels around a text in its box
_SIGN = 40  # pixels of an entry of the key before its words
_BEHIND = 14  # pixels behind the words of an entry that others follow
_LEAST = 16  # pixels of an entry's height


# -- shapes ------------------------------------------------------------------------------------------------


def shapes(frame: Frame, *, below: bool) -> Iterator[str]:
    """The shapes below the traces, or those above."""
    for shape in frame.layout.get("shapes", ()):
        if (shape.get("layer", "above") == "below") == below:
            yield _shape(shape, frame)


def _shape(shape: Spec, frame: Frame) -> str:
    line = shape.get("line", {})
    width = float(line.get("width", 2))
    looks: dict[str, Any] = {
        "fill": shape.get("fillcolor", "none"),
        "stroke": line.get("color", "#444444") if width else None,
        "stroke_width": width or None,
        "stroke_dasharray": traces.dashed(line.get("dash"), width),
        "opacity": shape.get("opacity"),
    }
    across, up = _side(shape, frame, "x"), _side(shape, frame, "y")
    if shape["type"] == "path":
        return marks.element("path", d=_moved(shape["path"], across, up), **looks)
    x0, x1, y0, y1 = across(shape["x0"]), across(shape["x1"]), up(shape["y0"]), up(shape["y1"])
    match shape["type"]:
        case "line":
            return marks.element("line", x1=x0, x2=x1, y1=y0, y2=y1, **looks)
        case "rect":
            return marks.element("rect", x=min(x0, x1), y=min(y0, y1), width=abs(x1 - x0), height=abs(y1 - y0), **looks)
        case "circle":
            return marks.element(
                "ellipse", cx=(x0 + x1) / 2, cy=(y0 + y1) / 2, rx=abs(x1 - x0) / 2, ry=abs(y1 - y0) / 2, **looks
            )
    raise ValueError(f"no such shape here: {shape['type']}")


def _side(shape: Spec, frame: Frame, way: str) -> Callable[[Any], float]:
    """What turns a coordinate of a shape into pixels."""
    place = _placing(shape.get(f"{way}ref", way), frame, way)
    if shape.get(f"{way}sizemode") != "pixel":
        return place
    anchor = place(shape[f"{way}anchor"])
    return lambda value: anchor + float(value) if way == "x" else anchor - float(value)


def _moved(path: str, across: Callable[[Any], float], up: Callable[[Any], float]) -> str:
    """A path of absolute steps, "M1,2 L3,4 Z", in pixels."""
    made = []
    for part in path.replace("Z", " Z").split():
        letter, rest = (part[0], part[1:]) if part[0].isalpha() else ("", part)
        if not rest:
            made.append(letter)
            continue
        x, y = rest.split(",")
        made.append(f"{letter}{across(float(x)):.1f} {up(float(y)):.1f}")
    return " ".join(made)


def _placing(ref: str, frame: Frame, way: str, *, powers: bool = False) -> Callable[[Any], float]:
    """What turns a value into pixels: of the paper, of the stretch of an axis, of its values.

    With `powers` a number of a logarithmic axis is its exponent, as annotations write it.
    """
    if ref == "paper":
        return frame.x_of if way == "x" else frame.y_of
    name, _, domain = ref.partition(" ")
    axis = frame.axes[name]
    if domain:
        return lambda share: axis.low + float(share) * (axis.high - axis.low)
    if powers and axis.kind == "log":
        return lambda value: axis.place(float(value))

    def at(value: Any) -> float:
        found = axis.at(value)
        if found is None:
            raise ValueError(f"{value!r} has no place on the axis {name}")
        return found

    return at


# -- texts ---------------------------------------------------------------------------------------------------


def texts(frame: Frame) -> Iterator[str]:
    """The texts of the layout, each with the line to what it points at."""
    for note in frame.layout.get("annotations", ()):
        if note.get("text") and note.get("visible") is not False:
            yield _annotation(note, frame)


def _annotation(note: Spec, frame: Frame) -> str:
    xref, yref = note.get("xref", "x"), note.get("yref", "y")
    x = _placing(xref, frame, "x", powers=True)(note["x"]) + float(note.get("xshift", 0))
    y = _placing(yref, frame, "y", powers=True)(note["y"]) - float(note.get("yshift", 0))
    font = note.get("font", {})
    size = float(font.get("size", frame.size))
    said = note["text"]
    pad = float(note.get("borderpad", _PAD))
    wide, high = float(note.get("width", marks.width(said, size))) + 2 * pad, marks.height(said, size) + 2 * pad
    pointer = ""
    if note.get("showarrow", True):
        end = x + float(note.get("ax", 0)), y + float(note.get("ay", 0))
        pointer = marks.element(
            "line", x1=x, y1=y, x2=end[0], y2=end[1],
            stroke=note.get("arrowcolor", frame.ink), stroke_width=float(note.get("arrowwidth", 1)),
        )  # fmt: skip
        x, y = end
    turn = float(note.get("textangle", 0))
    if turn in (90, -90):
        wide, high = high, wide
    left = x - wide * _anchored(note.get("xanchor", "auto"), note["x"], xref, ("left", "center", "right"))
    top = y - high * (1 - _anchored(note.get("yanchor", "auto"), note["y"], yref, ("bottom", "middle", "top")))
    box = ""
    if note.get("bgcolor"):
        box = marks.element("rect", x=left, y=top, width=wide, height=high, fill=note["bgcolor"])
    align = "middle" if turn else {"left": "start", "right": "end"}.get(note.get("align", "center"), "middle")
    if len(marks.lines_of(said)) == 1:
        # One line keeps to the point that it is anchored at: its measure is an estimate.
        align = {"left": "start", "right": "end"}.get(note.get("xanchor", ""), "middle") if not turn else "middle"
    place = {"start": left + pad, "middle": left + wide / 2, "end": left + wide - pad}[align]
    return (
        pointer
        + box
        + marks.text(
            said, place, top + high / 2, size=size, colour=font.get("color", frame.ink), anchor=align, turn=turn
        )
    )


def _anchored(anchor: str, value: Any, ref: str, names: Sequence[str]) -> float:
    """How much of a text lies before the point that it is anchored at: 0, a half or 1."""
    if anchor in names:
        return names.index(anchor) / 2
    if ref == "paper" or ref.endswith("domain"):
        return 0.0 if value < 1 / 3 else 1.0 if value > 2 / 3 else 0.5
    return 0.5


# -- the key ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Key:
    """The key as it will stand: its title, rows of (trace, where its words begin), its size."""

    title: str
    rows: Sequence[Sequence[tuple[Spec, float]]]
    size: float
    steps: Sequence[float]
    wide: float
    high: float


def key_height(spec: Spec, width: float) -> float:
    """How many pixels the key needs below the plot; 0 where it stands elsewhere."""
    layout = spec["layout"]
    legend = layout.get("legend", {})
    made = _key(spec, width)
    if made is None or legend.get("orientation") != "h":
        return 0.0
    if legend.get("yref") == "container":
        return made.high + 34.0
    below = max(0.0, -float(legend.get("y", -0.1)))
    margin = layout["margin"]
    plot = float(layout.get("height", 450)) - float(margin.get("t", 0)) - float(margin.get("b", 0))
    return made.high + below * plot + 4


def key(frame: Frame) -> str:
    """The key: what each colour and line means."""
    legend = frame.layout.get("legend", {})
    made = _key(frame.spec, frame.width)
    if made is None:
        return ""
    lying = legend.get("orientation") == "h"
    whole_x, whole_y = legend.get("xref") == "container", legend.get("yref") == "container"
    share_x, share_y = float(legend.get("x", 0 if lying else 1.02)), float(legend.get("y", -0.1 if lying else 1))
    x = share_x * frame.width if whole_x else frame.x_of(share_x)
    y = (1 - share_y) * frame.height if whole_y else frame.y_of(share_y)
    left = x - made.wide * _anchored(legend.get("xanchor", "auto"), share_x, "paper", ("left", "center", "right"))
    anchored = _anchored(legend.get("yanchor", "auto"), share_y, "paper", ("bottom", "middle", "top"))
    top = y - made.high * (1 - anchored)
    colour = legend.get("font", {}).get("color", frame.ink)
    parts = []
    if made.title:
        tall = marks.height(made.title, made.size)
        parts.append(marks.text(made.title, left + 4, top + tall / 2, size=made.size, colour=colour))
        top += tall + 2
    for row, step in zip(made.rows, made.steps, strict=True):
        middle = top + step / 2
        top += step
        for trace, start in row:
            parts.append(_sign(trace, left + start - _SIGN / 2, middle))
            parts.append(marks.text(trace["name"], left + start, middle, size=made.size, colour=colour))
    return "".join(parts)


def _key(spec: Spec, width: float) -> _Key | None:
    layout = spec["layout"]
    if not layout.get("showlegend"):
        return None
    entries = [trace for trace in spec["data"] if trace.get("showlegend", True) and trace.get("name")]
    legend = layout.get("legend", {})
    size = float(legend.get("font", {}).get("size") or layout.get("font", {}).get("size", 12))
    title = legend.get("title", {}).get("text", "")
    rows: list[list[tuple[Spec, float]]] = []
    used, widest = 0.0, marks.width(title, size) + 8
    for trace in entries:
        need = _SIGN + marks.width(trace["name"], size) + _BEHIND
        if not rows or legend.get("orientation") != "h" or used + need > width:
            rows.append([])
            used = 0.0
        rows[-1].append((trace, used + _SIGN))
        used += need
        widest = max(widest, used)
    steps = [max(_LEAST, *(marks.height(trace["name"], size) for trace, _ in row)) + 3 for row in rows]
    high = sum(steps) + (marks.height(title, size) + 2 if title else 0)
    return _Key(title, rows, size, steps, widest, high) if rows else None


def _sign(trace: Spec, x: float, y: float) -> str:
    """What stands for a trace in the key."""
    marker, line = trace.get("marker", {}), trace.get("line", {})
    edge = marker.get("line", {})
    if trace["type"] == "bar":
        pattern = marker.get("pattern", {})
        fill, before = traces.each(marker.get("color"), 0, "#444444"), ""
        if traces.each(pattern.get("shape"), 0, ""):
            before, fill = traces.hatched(pattern, 0, fill, f"k{abs(hash_of(trace['name']))}")
        wide = float(traces.each(edge.get("width"), 0, 0))
        return before + marks.element(
            "rect", x=x - 6, y=y - 6, width=12, height=12, fill=fill, opacity=traces.each(marker.get("opacity"), 0),
            stroke=traces.each(edge.get("color"), 0) if wide else None, stroke_width=wide or None,
        )  # fmt: skip
    made, mode = "", trace.get("mode", "lines")
    if trace.get("stackgroup"):
        return marks.element("rect", x=x - 15, y=y - 5, width=30, height=10, fill=trace["fillcolor"])
    if "lines" in mode:
        wide = float(line.get("width", 2))
        made = marks.element(
            "line", x1=x - 15, x2=x + 15, y1=y, y2=y, stroke=line.get("color", "#444444"), stroke_width=wide,
            stroke_dasharray=traces.dashed(line.get("dash"), wide),
        )  # fmt: skip
    if "markers" in mode:
        made += traces.symbol(
            traces.each(marker.get("symbol"), 0, "circle"), x, y,
            min(16.0, max(2.0, float(traces.each(marker.get("size"), 0, 6)))),
            fill=traces.each(marker.get("color"), 0, line.get("color", "#444444")),
            stroke=traces.each(edge.get("color"), 0, "#444444"),
            width=float(traces.each(edge.get("width"), 0, 0)),
        )  # fmt: skip
    return made


def hash_of(name: str) -> int:
    """A number for a name that is the same in every process."""
    return sum((at + 1) * ord(sign) for at, sign in enumerate(name))
