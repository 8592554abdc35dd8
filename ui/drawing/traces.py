"""The traces of a figure as shapes: lines, areas, marks, bars, cells, land."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ui.drawing import globe, marks
from ui.drawing.axis import Axis
from ui.drawing.frame import Frame
from ui.drawing.globe import Globe

Spec = Mapping[str, Any]
_DASHES = {"dash": "9 9", "dot": "3 3", "dashdot": "9 3 3 3", "longdash": "15 15"}  # at a width of 3
_BUBBLE = 0.7  # how opaque Plotly paints marks of many sizes


def each(value: Any, at: int, default: Any = None) -> Any:
    """What holds for one mark: a list has an entry for each."""
    if isinstance(value, (list, tuple)) or hasattr(value, "tolist"):
        return value[at] if at < len(value) and value[at] is not None else default
    return default if value is None else value


def dashed(kind: str | None, width: float) -> str | None:
    """The dashes of a line, which are as long as it is wide."""
    pattern = _DASHES.get(kind or "")
    return " ".join(f"{float(part) / 3 * max(width, 3):g}" for part in pattern.split()) if pattern else None


# -- lines and marks -------------------------------------------------------------------------------------


def areas(traces: Sequence[Spec], frame: Frame) -> Iterator[str]:
    """Traces that are stacked, each as an area on those before it."""
    floor: dict[Any, float] = {}
    for trace in traces:
        x, y = frame.pair(trace)
        points = sorted(zip(trace["x"], trace["y"], strict=True))
        above = [(at, floor.get(at, 0.0) + (y.number(value) or 0.0)) for at, value in points]
        edge = [f"{x.at(at):.1f} {y.place(value):.1f}" for at, value in above]
        base = [f"{x.at(at):.1f} {y.place(floor.get(at, 0.0)):.1f}" for at, _ in reversed(above)]
        yield marks.element("path", d=f"M{'L'.join([*edge, *base])}Z", fill=trace["fillcolor"])
        line = trace.get("line", {})
        if line.get("width", 2):
            yield _stroke(f"M{'L'.join(edge)}", line)
        floor.update(above)


def scatter(trace: Spec, frame: Frame) -> str:
    """A trace of lines, marks and texts."""
    x, y = frame.pair(trace)
    places = [(x.at(one), y.at(other)) for one, other in zip(trace["x"], trace["y"], strict=True)]
    return "".join(_drawn(trace, places, frame))


def scattergeo(trace: Spec, frame: Frame, map_: Globe) -> str:
    """The same on a map."""
    places = [
        map_.at(lon, lat) if lon is not None and lat is not None and lon == lon else (None, None)
        for lon, lat in zip(trace["lon"], trace["lat"], strict=True)
    ]
    return "".join(_drawn(trace, places, frame))


def _drawn(trace: Spec, places: Sequence[tuple[float | None, float | None]], frame: Frame) -> Iterator[str]:
    mode = trace.get("mode", "lines")
    whole = trace.get("opacity")
    if whole is not None:
        yield f'<g opacity="{whole:g}">'
    if "lines" in mode and not trace.get("stackgroup"):
        path = "".join(
            f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in run)}"
            for there, run in itertools.groupby(places, lambda place: None not in place)
            if there
        )
        if path:
            yield _stroke(path, trace.get("line", {}))
    known = [(at, (x, y)) for at, (x, y) in enumerate(places) if x is not None and y is not None]
    if "markers" in mode:
        yield from (_mark(trace, at, *place) for at, place in known)
    if "text" in mode:
        yield from (_label(trace, at, *place, frame) for at, place in known)
    if whole is not None:
        yield "</g>"


def _stroke(path: str, line: Spec) -> str:
    width = float(line.get("width", 2))
    return marks.element(
        "path",
        d=path,
        fill="none",
        stroke=line.get("color", "#444444"),
        stroke_width=width,
        stroke_dasharray=dashed(line.get("dash"), width),
        stroke_linejoin="round",
    )


def _mark(trace: Spec, at: int, x: float, y: float) -> str:
    marker = trace.get("marker", {})
    line = marker.get("line", {})
    many = not isinstance(marker.get("size", 6), (int, float))
    return symbol(
        each(marker.get("symbol"), at, "circle"),
        x,
        y,
        float(each(marker.get("size"), at, 6)),
        fill=each(marker.get("color"), at, trace.get("line", {}).get("color", "#444444")),
        stroke=each(line.get("color"), at, "#444444"),
        width=float(each(line.get("width"), at, 1 if many else 0)),
        opacity=each(marker.get("opacity"), at, _BUBBLE if many else 1),
    )


def symbol(
    kind: str, x: float, y: float, size: float, *, fill: str, stroke: str, width: float, opacity: float = 1
) -> str:
    """One mark around a point, `size` pixels across."""
    looks: dict[str, Any] = {
        "fill": fill,
        "stroke": stroke if width else None,
        "stroke_width": width or None,
        "opacity": None if opacity == 1 else float(opacity),
    }
    half = size / 2
    match kind:
        case "circle":
            return marks.element("circle", cx=x, cy=y, r=half, **looks)
        case "square":
            return marks.element("rect", x=x - half, y=y - half, width=size, height=size, **looks)
        case "diamond":
            wide = half * 1.3
            path = f"M{x:.1f} {y - wide:.1f}L{x + wide:.1f} {y:.1f} {x:.1f} {y + wide:.1f} {x - wide:.1f} {y:.1f}Z"
            return marks.element("path", d=path, **looks)
    raise ValueError(f"no such mark here: {kind}")


def _label(trace: Spec, at: int, x: float, y: float, frame: Frame) -> str:
    said = each(trace.get("text"), at, "")
    font = trace.get("textfont", {})
    size = float(each(font.get("size"), at, frame.size))
    upright, _, aside = each(trace.get("textposition"), at, "middle center").partition(" ")
    beside = float(each(trace.get("marker", {}).get("size"), at, 6)) / 2 if "markers" in trace.get("mode", "") else 0
    away = beside + (3 if beside else 0)
    tall = marks.height(str(said), size)
    halo = frame.paper if each(font.get("shadow"), at) else None
    return marks.text(
        said,
        x + {"left": -away, "right": away}.get(aside, 0),
        y + {"top": -(beside + tall / 2), "bottom": beside + tall / 2}.get(upright, 0),
        size=size,
        colour=each(font.get("color"), at, frame.ink),
        anchor={"left": "end", "right": "start"}.get(aside, "middle"),
        halo=halo,
    )


# -- bars ----------------------------------------------------------------------------------------------


def bars(traces: Sequence[Spec], frame: Frame) -> Iterator[str]:
    """All bars of a figure, over each other or on each other as it says."""
    stacked = frame.layout.get("barmode") in ("stack", "relative")
    if len(traces) > 1 and frame.layout.get("barmode", "group") == "group":
        raise ValueError("bars side by side are not drawn here")
    floor: dict[tuple[Any, bool], float] = {}
    for number, trace in enumerate(traces):
        lying = trace.get("orientation") == "h"
        x, y = frame.pair(trace)
        along, across = (x, y) if lying else (y, x)
        thick = _thick(trace, traces, across, frame, lying)
        for at, (one, other) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            amount, place = (one, other) if lying else (other, one)
            length, middle = along.number(amount), across.number(place)
            if length is None or middle is None:
                continue
            base = along.number(each(trace.get("base"), at, 0)) or 0.0
            if stacked and trace.get("base") is None:
                base = floor.get((place, length < 0), 0.0)
                floor[place, length < 0] = base + length
            ends = sorted((along.place(base), along.place(base + length)))
            width = each(thick, at, 0.8)
            sides = sorted((across.place(middle - width / 2), across.place(middle + width / 2)))
            left, right, top, bottom = (*ends, *sides) if lying else (*sides, *ends)
            yield _bar(trace, at, left, top, right - left, bottom - top, f"p{number}_{at}")
            yield _in_bar(trace, at, (left, top, right, bottom), lying, length < 0, frame)


def _thick(trace: Spec, traces: Sequence[Spec], across: Axis, frame: Frame, lying: bool) -> Any:
    if trace.get("width") is not None:
        return trace["width"]
    places = sorted(
        {
            number
            for one in traces
            for value in one["y" if lying else "x"]
            if (number := across.number(value)) is not None
        }
    )
    step = min((later - sooner for sooner, later in itertools.pairwise(places)), default=1.0)
    return step * (1 - float(frame.layout.get("bargap", 0.2)))


def _bar(trace: Spec, at: int, x: float, y: float, width: float, height: float, name: str) -> str:
    marker = trace.get("marker", {})
    line, pattern = marker.get("line", {}), marker.get("pattern", {})
    fill, before = each(marker.get("color"), at, "#444444"), ""
    if each(pattern.get("shape"), at, ""):
        before, fill = hatched(pattern, at, fill, name)
    edge = float(each(line.get("width"), at, 0))
    opacity = each(marker.get("opacity"), at, 1)
    return before + marks.element(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        rx=marker.get("cornerradius"),
        fill=fill,
        stroke=each(line.get("color"), at, "#444444") if edge else None,
        stroke_width=edge or None,
        opacity=None if opacity == 1 else float(opacity),
    )


def hatched(pattern: Spec, at: int, colour: str, name: str) -> tuple[str, str]:
    """A pattern of slanting lines, and what fills a shape with it."""
    thick = float(each(pattern.get("size"), at, 8)) * 0.3
    size = round(float(each(pattern.get("size"), at, 8)) * math.sqrt(2), 2)
    ground = each(pattern.get("bgcolor"), at, colour)
    path = f"M{-size / 4:g} {size / 4:g}l{size / 2:g} {-size / 2:g}M0 {size:g}L{size:g} 0"
    path += f"M{size * 3 / 4:g} {size * 5 / 4:g}l{size / 2:g} {-size / 2:g}"
    lines = marks.element("path", d=path, stroke=each(pattern.get("fgcolor"), at, "#444444"), stroke_width=thick)
    inside = marks.element("rect", width=size, height=size, fill=ground) + lines
    made = marks.element("pattern", inside, id=name, width=size, height=size, patternUnits="userSpaceOnUse")
    return marks.element("defs", made), f"url(#{name})"


def _in_bar(trace: Spec, at: int, box: tuple[float, float, float, float], lying: bool, back: bool, frame: Frame) -> str:
    said = str(each(trace.get("text"), at, "")).replace("None", "")
    where = each(trace.get("textposition"), at, "auto")
    if not said or where == "none":
        return ""
    left, top, right, bottom = box
    font = {**trace.get("textfont", {}), **trace.get(f"{where}textfont", {})}
    size = float(each(font.get("size"), at, frame.size))
    colour = each(font.get("color"), at, frame.ink)
    middle = (top + bottom) / 2
    if where == "inside":
        if trace.get("constraintext", "both") in ("both", "inside"):
            room = (right - left - 6) / max(marks.width(said, size), 1), (bottom - top) / marks.height(said, size)
            size *= min(1.0, *room)
        anchor = trace.get("insidetextanchor", "end")
        if not lying and trace.get("insidetextanchor") == "end":
            middle = (bottom if back else top) + (-1 if back else 1) * (3 + marks.height(said, size) / 2)
        if not lying or anchor == "middle":
            return marks.text(said, (left + right) / 2, middle, size=size, colour=colour, anchor="middle")
        start, place = ("start", left + 3) if (anchor == "start") != back else ("end", right - 3)
        return marks.text(said, place, middle, size=size, colour=colour, anchor=start)
    if lying:
        return marks.text(
            said, left - 3 if back else right + 3, middle, size=size, colour=colour, anchor="end" if back else "start"
        )
    over = marks.height(said, size) / 2 + 1
    return marks.text(
        said, (left + right) / 2, bottom + over if back else top - over, size=size, colour=colour, anchor="middle"
    )


# -- cells ---------------------------------------------------------------------------------------------


def heatmap(trace: Spec, frame: Frame) -> Iterator[str]:
    """Cells coloured by their value; a gap has none."""
    x, y = frame.pair(trace)
    columns = _bricks(trace["x"], x, len(trace["z"][0]), float(trace.get("xgap", 0)))
    rows = _bricks(trace["y"], y, len(trace["z"]), float(trace.get("ygap", 0)))
    low, top = float(trace["zmin"]), float(trace["zmax"])
    font = trace.get("textfont", {})
    size, ink = float(font.get("size", frame.size)), font.get("color", frame.ink)
    for row, (upper, lower) in enumerate(rows):
        for column, (left, right) in enumerate(columns):
            value = trace["z"][row][column]
            if value is None or value != value:
                continue
            colour = graded(trace["colorscale"], (float(value) - low) / (top - low))
            yield marks.element("rect", x=left, y=upper, width=right - left, height=lower - upper, fill=colour)
            said = each(each(trace.get("text"), row, ()), column, "") if trace.get("texttemplate") else ""
            if said:
                middle = (left + right) / 2, (upper + lower) / 2
                yield marks.text(said, *middle, size=size, colour=ink, anchor="middle")


def _bricks(values: Any, axis: Axis, count: int, gap: float) -> list[tuple[float, float]]:
    """Where the cells of a row begin and end, less the gap between them; one more value than cells are their edges."""
    places = [place for value in values if (place := axis.at(value)) is not None]
    if len(places) == count:
        between = [(sooner + later) / 2 for sooner, later in itertools.pairwise(places)]
        half = (between[0] - places[0]) if between else axis.length(0.5)
        places = [places[0] - half, *between, places[-1] + half]
    cells = (sorted(pair) for pair in itertools.pairwise(places))
    return [(low + gap / 2, high - gap / 2) for low, high in cells]


def graded(scale: Sequence[Sequence[Any]], share: float) -> str:
    """The colour of a share of a scale."""
    share = min(1.0, max(0.0, share))
    for (low, before), (high, after) in itertools.pairwise(scale):
        if share <= high and high > low:
            return _between(before, after, (share - low) / (high - low))
    return str(scale[-1][1])


def _between(before: str, after: str, share: float) -> str:
    if before == after or not before.startswith("#"):
        return before
    parts = [(int(before[at : at + 2], 16), int(after[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in parts)


# -- land ----------------------------------------------------------------------------------------------


def choropleth(trace: Spec, map_: Globe, shapes: Callable[[str], Mapping[str, globe.Rings]]) -> Iterator[str]:
    """Members, or the land around, in the colour of their value."""
    known = shapes(trace["geojson"])
    values = [float(value) for value in trace["z"]]
    low, high = min(values, default=0.0), max(values, default=0.0)
    marker = trace.get("marker", {})
    line = marker.get("line", {})
    edge = float(line.get("width", 1))
    for code, value in zip(trace["locations"], values, strict=True):
        path = map_.path(known[code])
        if path:
            yield marks.element(
                "path",
                d=path,
                fill=graded(trace["colorscale"], (value - low) / (high - low) if high > low else 0.0),
                opacity=marker.get("opacity"),
                stroke=line.get("color", "#444444") if edge else None,
                stroke_width=edge or None,
                stroke_linejoin="round",
            )
