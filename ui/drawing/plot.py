"""One figure as SVG: what Plotly would draw, without a browser."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ui.drawing import globe, marks, notes, traces
from ui.drawing.frame import Frame, below_plot, beside_plot, framed, grid
from ui.drawing.globe import Globe

Spec = Mapping[str, Any]
_KNOWN = frozenset({"scatter", "bar", "heatmap", "choropleth", "scattergeo"})


@dataclass(frozen=True)
class Plot:
    """A drawn figure: its elements and how large it is, in pixels."""

    body: str
    width: float
    height: float


def drawn(spec: Spec, width: float) -> Plot:
    """A figure (the mapping that Plotly writes as JSON) `width` pixels wide.

    Raises ValueError for a kind of trace, mark, shape or projection that is not drawn here.
    """
    strange = {trace.get("type", "scatter") for trace in spec["data"]} - _KNOWN
    if strange:
        raise ValueError(f"no such traces here: {', '.join(sorted(strange))}")
    spec = {
        "data": [{"type": "scatter", **trace} for trace in spec["data"] if trace.get("visible", True) is True],
        "layout": spec["layout"],
    }
    frame = framed(spec, float(width), notes.key_height(spec, width))
    name = hashlib.sha256(repr((spec["data"], width)).encode()).hexdigest()[:8]
    body = "".join([*_maps(frame, name), *_charts(frame, name), *notes.texts(frame), notes.key(frame)])
    # Patterns and cuts have names: two figures of one picture must not share them.
    body = body.replace('id="p', f'id="{name}p').replace("url(#p", f"url(#{name}p")
    body = body.replace('id="k', f'id="{name}k').replace("url(#k", f"url(#{name}k")
    back = marks.element("rect", width=frame.width, height=frame.height, fill=frame.paper)
    return Plot(back + body, frame.width, frame.height)


def _charts(frame: Frame, name: str) -> Iterator[str]:
    """Everything that stands on axes."""
    flat = [trace for trace in frame.spec["data"] if trace["type"] in ("scatter", "bar", "heatmap")]
    if not frame.axes:
        yield from notes.shapes(frame, below=True)
        yield from notes.shapes(frame, below=False)
        return
    covered = any(trace["type"] == "heatmap" for trace in flat)
    yield from notes.shapes(frame, below=True)
    for axis_name in frame.axes:
        yield grid(frame, axis_name, covered=covered)
    yield from _clips(frame, name)

    def cut(trace: Spec, inside: str) -> str:
        if trace.get("cliponaxis") is False or not inside:
            return inside
        return marks.element("g", inside, clip_path=f"url(#{name}{trace.get('xaxis', 'x')})")

    for trace in flat:
        if trace["type"] == "heatmap":
            yield cut(trace, "".join(traces.heatmap(trace, frame)))
    if bars := [trace for trace in flat if trace["type"] == "bar"]:
        whole = all(trace.get("cliponaxis") is not False for trace in bars)
        yield cut({} if whole else {"cliponaxis": False}, "".join(traces.bars(bars, frame)))
    if stacked := [trace for trace in flat if trace.get("stackgroup")]:
        yield cut({}, "".join(traces.areas(stacked, frame)))
    for trace in flat:
        if trace["type"] == "scatter" and not trace.get("stackgroup"):
            yield cut(trace, traces.scatter(trace, frame))
    for axis_name, axis in frame.axes.items():
        yield below_plot(frame, axis) if axis_name[0] == "x" else beside_plot(frame, axis)
    yield from notes.shapes(frame, below=False)


def _clips(frame: Frame, name: str) -> Iterator[str]:
    for axis_name, axis in frame.axes.items():
        if axis_name[0] == "x":
            other = frame.axes[f"y{axis_name[1:]}"]
            box = marks.element(
                "rect",
                x=axis.low,
                y=min(other.low, other.high),
                width=axis.high - axis.low,
                height=abs(other.high - other.low),
            )
            yield marks.element("defs", marks.element("clipPath", box, id=f"{name}{axis_name}"))


def _maps(frame: Frame, name: str) -> Iterator[str]:
    """Every map of the figure, cut at its edge."""
    for geo in sorted(key for key in frame.layout if key.startswith("geo")):
        shown = [
            trace
            for trace in frame.spec["data"]
            if trace["type"] in ("choropleth", "scattergeo") and trace.get("geo", "geo") == geo
        ]
        if not shown:
            continue
        spec = frame.layout[geo]
        x, y = (spec.get("domain", {}).get(way, [0, 1]) for way in "xy")
        map_ = globe.fitted(spec, (frame.x_of(x[0]), frame.y_of(y[1]), frame.x_of(x[1]), frame.y_of(y[0])))
        yield _map(shown, frame, map_, spec, f"{name}{geo}")


def _map(shown: list[Spec], frame: Frame, map_: Globe, spec: Spec, name: str) -> str:
    left, top, right, bottom = map_.box
    box: dict[str, Any] = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    land = ("".join(traces.choropleth(trace, map_, globe.shapes)) for trace in shown if trace["type"] == "choropleth")
    marked = (traces.scattergeo(trace, frame, map_) for trace in shown if trace["type"] == "scattergeo")
    edge = ""
    if spec.get("showframe"):
        edge = marks.element(
            "rect", **box, fill="none", stroke=spec.get("framecolor", "#444444"), stroke_width=spec.get("framewidth", 1)
        )
    cut = marks.element("defs", marks.element("clipPath", marks.element("rect", **box), id=name))
    inside = marks.element("g", "".join([*land, *marked]), clip_path=f"url(#{name})")
    return cut + inside + edge
