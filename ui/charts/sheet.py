"""A figure on its way: what is put on it is collected as it comes, and written as JSON at the end.

Plotly's own figure checks every note anew with each note that is added, which took a third of the time of a view. The
methods are named as Plotly's; whoever opens the sealed figure has all of it checked, as each test of a chart does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ui.charts.sealed import Sealed

_WHOLE = {"x": "x domain", "y": "y domain"}
# What an axis does that says nothing else: room for its words, no small strokes, a line at zero only where it is given
# a colour.
_AXIS = {"automargin": True, "ticks": "", "title": {"standoff": 15}, "zerolinecolor": "rgba(0,0,0,0)"}
_TEMPLATE = {"layout": {"xaxis": _AXIS, "yaxis": _AXIS}}


class Sheet:
    """Traces, notes, shapes and layout of a figure; `drawn` makes it."""

    def __init__(self, traces: Iterable[Any] = ()) -> None:
        self._traces = list(traces)
        self._notes: list[dict[str, Any]] = []
        self._shapes: list[dict[str, Any]] = []
        self._layout: dict[str, Any] = {}

    def add_trace(self, trace: Any) -> None:
        """One trace on top of the others."""
        self._traces.append(trace)

    def add_traces(self, traces: Iterable[Any]) -> None:
        """Some traces on top of the others."""
        self._traces.extend(traces)

    def add_annotation(self, **note: Any) -> None:
        """A note: the attributes of layout.annotations."""
        self._notes.append(note)

    def add_shape(self, **shape: Any) -> None:
        """A shape: the attributes of layout.shapes."""
        self._shapes.append(shape)

    def add_hline(self, y: float, **shape: Any) -> None:
        """A line from side to side."""
        self._across("line", "x", {"y0": y, "y1": y}, shape)

    def add_vline(self, x: float | str, **shape: Any) -> None:
        """A line from top to bottom."""
        self._across("line", "y", {"x0": x, "x1": x}, shape)

    def add_vrect(self, x0: float, x1: float, **shape: Any) -> None:
        """A band from top to bottom, without an edge."""
        self._across("rect", "y", {"x0": x0, "x1": x1, "line": {"width": 0}}, shape)

    def update_layout(self, **layout: Any) -> None:
        """The layout; what was put on the sheet comes after its own notes and shapes."""
        self._layout |= layout

    def drawn(self) -> Sealed:
        """The figure, sealed."""
        notes = [*self._layout.get("annotations", ()), *self._notes]
        shapes = [*self._layout.get("shapes", ()), *self._shapes]
        layout = {**self._layout, "template": _TEMPLATE, "annotations": notes, "shapes": shapes}
        return Sealed({"data": [trace.to_plotly_json() for trace in self._traces], "layout": layout})

    def _across(self, kind: str, axis: str, where: dict[str, Any], shape: dict[str, Any]) -> None:
        other = "y" if axis == "x" else "x"
        whole = {f"{axis}0": 0, f"{axis}1": 1, f"{axis}ref": _WHOLE[axis], f"{other}ref": other}
        self._shapes.append({"type": kind, **where, **whole, **shape})
