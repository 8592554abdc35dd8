"""The frame of a figure: how large, what room the margins leave, where its axes run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui.drawing import marks
from ui.drawing.axis import Axis, ends, kind_of

Spec = Mapping[str, Any]
_TICK = 5  # pixels of a tick that stands outside
_GAP = 4  # pixels between an axis and its labels
_HEIGHT = 450  # of a figure that states none
_MARGIN = {"l": 80, "r": 80, "t": 100, "b": 80}


@dataclass(frozen=True)
class Frame:
    """A figure of `width` × `height` with its plot between the margins; axes by their names, "x", "y2"."""

    spec: Spec
    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float
    axes: Mapping[str, Axis]

    @property
    def layout(self) -> Spec:
        """What holds for the whole figure."""
        found: Spec = self.spec["layout"]
        return found

    @property
    def size(self) -> float:
        """Letters of what states no other."""
        return float(self.layout.get("font", {}).get("size", 12))

    @property
    def ink(self) -> str:
        """The colour of what states no other."""
        return str(self.layout.get("font", {}).get("color", "#444444"))

    @property
    def paper(self) -> str:
        """The colour behind everything."""
        return str(self.layout.get("paper_bgcolor", "#ffffff"))

    def x_of(self, share: float) -> float:
        """A share of the width of the plot, in pixels."""
        return self.left + share * (self.right - self.left)

    def y_of(self, share: float) -> float:
        """A share of the height of the plot, from below, in pixels."""
        return self.bottom - share * (self.bottom - self.top)

    def pair(self, trace: Spec) -> tuple[Axis, Axis]:
        """The axes of a trace."""
        return self.axes[trace.get("xaxis", "x")], self.axes[trace.get("yaxis", "y")]


def framed(spec: Spec, width: float, below: float = 0) -> Frame:
    """The frame of a figure as wide as that; `below` is what its legend needs under the plot."""
    layout = spec["layout"]
    margin = {**_MARGIN, **layout.get("margin", {})}
    height = float(layout.get("height", _HEIGHT))
    scales = dict(_scales(spec))
    # Labels beside an axis push the plot inwards where the axis may ask for it.
    for name, (axis, kind, categories, values) in scales.items():
        if not axis.get("automargin") or axis.get("visible") is False:
            continue
        draft = _axis(axis, kind, categories, values, (0.0, 1.0))
        need = room(draft, layout, name[0])
        start = axis.get("domain", [0, 1])[0]
        if name[0] == "y" and start == 0:
            margin["l"] = max(margin["l"], need)
        elif name[0] == "x" and (axis.get("side") == "top" or start == 0):
            side = "t" if axis.get("side") == "top" else "b"
            margin[side] = max(margin[side], need)
    margin["b"] = max(margin["b"], below)
    left, top = float(margin["l"]), float(margin["t"])
    right, bottom = width - margin["r"], height - margin["b"]
    axes = {}
    for name, (axis, kind, categories, values) in scales.items():
        start, end = axis.get("domain", [0, 1])
        if name[0] == "x":
            place = (left + start * (right - left), left + end * (right - left))
        else:
            place = (bottom - start * (bottom - top), bottom - end * (bottom - top))
        axes[name] = _axis(axis, kind, categories, values, place)
    return Frame(spec, width, height, left, top, right, bottom, axes)


def _axis(spec: Spec, kind: str, categories: Sequence[str], values: Sequence[Any], place: tuple[float, float]) -> Axis:
    first, last = ends(spec, kind, values, categories)
    return Axis(spec, kind, first, last, *place, categories)


def _scales(spec: Spec) -> Iterator[tuple[str, tuple[Spec, str, Sequence[str], Sequence[Any]]]]:
    names = {trace.get(f"{way}axis", way) for trace in spec["data"] if trace["type"] in _FLAT for way in "xy"}
    for name in sorted(names):
        axis = spec["layout"].get(f"{name[0]}axis{name[1:]}", {})
        held = [
            value
            for trace in spec["data"]
            if trace["type"] in _FLAT and trace.get(f"{name[0]}axis", name[0]) == name
            for value in _values(trace.get(name[0]))
        ]
        kind = kind_of(axis, held)
        categories = [*map(str, axis.get("categoryarray", ())), *map(str, held)] if kind == "category" else []
        yield name, (axis, kind, tuple(dict.fromkeys(categories)), held)


_FLAT = frozenset({"scatter", "bar", "heatmap"})


def _values(found: Any) -> Sequence[Any]:
    return () if found is None else list(found)


def room(axis: Axis, layout: Spec, way: str) -> float:
    """How many pixels an axis needs beside the plot: ticks, labels, title."""
    size = letters(axis, layout)
    labels = [] if axis.spec.get("showticklabels") is False else [label for _, label in axis.ticks()]
    measure = marks.width if way == "y" else marks.height
    widest = max((measure(label, size) for label in labels), default=0.0)
    return widest + standoff(axis) + (_titled(axis, layout) if axis.spec.get("title", {}).get("text") else 2)


def standoff(axis: Axis) -> float:
    """Pixels between the plot and the labels of an axis."""
    tick = _TICK if axis.spec.get("ticks") == "outside" else 0
    return tick + _GAP + float(axis.spec.get("ticklabelstandoff", 0))


def letters(axis: Axis, layout: Spec) -> float:
    """The size of the labels of an axis."""
    return float(axis.spec.get("tickfont", {}).get("size") or layout.get("font", {}).get("size", 12))


def _titled(axis: Axis, layout: Spec) -> float:
    title = axis.spec["title"]
    size = title.get("font", {}).get("size", layout.get("font", {}).get("size", 12))
    return float(title.get("standoff", 10)) + marks.height(title["text"], size) + 2


def below_plot(frame: Frame, axis: Axis) -> str:
    """The line, ticks, labels and title of a horizontal axis."""
    spec, layout = axis.spec, frame.layout
    if spec.get("visible") is False:
        return ""
    up = spec.get("side") == "top"
    other = frame.axes.get(str(spec.get("anchor", "y")), None)
    base = (frame.top if up else frame.bottom) if other is None else min(other.low, other.high) if up else other.low
    way = -1 if up else 1
    size, colour = letters(axis, layout), spec.get("tickfont", {}).get("color", frame.ink)
    made = [_line(axis.low, base, axis.high, base, spec)]
    widest = 0.0
    for place, label in axis.ticks():
        if spec.get("ticks") == "outside":
            made.append(_line(place, base, place, base + way * _TICK, {"linecolor": spec.get("linecolor", "#444444")}))
        tall = marks.height(label, size)
        widest = max(widest, tall)
        if spec.get("showticklabels") is not False:
            middle = base + way * (standoff(axis) + tall / 2 - 2)
            made.append(marks.text(label, place, middle, size=size, colour=colour, anchor="middle"))
    if title := spec.get("title", {}).get("text"):
        font = spec["title"].get("font", {})
        letter = float(font.get("size", frame.size))
        away = standoff(axis) + widest + float(spec["title"].get("standoff", 10)) + marks.height(title, letter) / 2 - 4
        centre = (axis.low + axis.high) / 2
        made.append(
            marks.text(
                title, centre, base + way * away, size=letter, colour=font.get("color", frame.ink), anchor="middle"
            )
        )
    return "".join(made)


def beside_plot(frame: Frame, axis: Axis) -> str:
    """The line, ticks, labels and title of a vertical axis."""
    spec, layout = axis.spec, frame.layout
    if spec.get("visible") is False:
        return ""
    other = frame.axes.get(str(spec.get("anchor", "x")), None)
    base = other.low if other else frame.left
    size, colour = letters(axis, layout), spec.get("tickfont", {}).get("color", frame.ink)
    made = [_line(base, axis.low, base, axis.high, spec)]
    widest = 0.0
    for place, label in axis.ticks():
        widest = max(widest, marks.width(label, size))
        if spec.get("ticks") == "outside":
            made.append(_line(base - _TICK, place, base, place, {"linecolor": spec.get("linecolor", "#444444")}))
        if spec.get("showticklabels") is not False:
            made.append(marks.text(label, base - standoff(axis), place, size=size, colour=colour, anchor="end"))
    if title := spec.get("title", {}).get("text"):
        font = spec["title"].get("font", {})
        letter = float(font.get("size", frame.size))
        shown = widest if spec.get("showticklabels") is not False else 0.0
        x = base - standoff(axis) - shown - float(spec["title"].get("standoff", 10)) - marks.height(title, letter) / 2
        middle = (axis.low + axis.high) / 2
        made.append(
            marks.text(
                title,
                max(x, marks.height(title, letter) / 2),
                middle,
                size=letter,
                colour=font.get("color", frame.ink),
                anchor="middle",
                turn=-90,
            )
        )
    return "".join(made)


def _line(x1: float, y1: float, x2: float, y2: float, spec: Spec) -> str:
    if not spec.get("linecolor"):
        return ""
    return marks.element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=spec["linecolor"], stroke_width=1)


def grid(frame: Frame, name: str, *, covered: bool) -> str:
    """The lines across the plot at the ticks of an axis, and the one at zero."""
    axis = frame.axes[name]
    spec = axis.spec
    if spec.get("visible") is False:
        return ""
    other = frame.axes[f"{'y' if name[0] == 'x' else 'x'}{name[1:]}"]

    def across(place: float, colour: str, width: float) -> str:
        sides: dict[str, Any] = {"x1": other.low, "x2": other.high, "y1": place, "y2": place}
        if name[0] == "x":
            sides = {"x1": place, "x2": place, "y1": other.low, "y2": other.high}
        return marks.element("line", **sides, stroke=colour, stroke_width=width)

    made = []
    if spec.get("showgrid", not covered):
        made += [across(place, spec.get("gridcolor", "#eeeeee"), 1) for place, _ in axis.ticks()]
    zero = axis.place(0.0)
    if spec.get("zeroline", not covered) and axis.kind == "linear" and axis.within(zero):
        made.append(across(zero, spec.get("zerolinecolor", "#444444"), spec.get("zerolinewidth", 1)))
    return "".join(made)
