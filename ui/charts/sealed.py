"""A finished figure as the few kilobytes that travel: small in a cache, and free to send again.

Streamlit copies a Plotly figure and writes it as JSON at every run, which was a quarter of the server's time, and a
figure holds some 400 KB of objects where its JSON, compressed, has five.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import orjson
import plotly.graph_objects as go
import plotly.io as pio

_LEVEL = 6
_LOOKED_AT = ("height", "width")  # what Streamlit asks the layout for


class Sealed(go.Figure):  # type: ignore[misc]  # Plotly has no types
    """A Plotly figure that will not change; opened again for whoever asks for its traces or its layout.

    It is made of a figure, or of `data` and `layout` as JSON has them: then Plotly checks them when it is opened.
    """

    def __init__(self, figure: go.Figure | Mapping[str, Any]) -> None:
        spec = figure.to_dict() if isinstance(figure, go.Figure) else figure
        # Nothing of Plotly's own is set up: it is this work and this memory that are saved.
        layout = spec["layout"]
        packed = zlib.compress(pio.to_json(spec, validate=False).encode(), _LEVEL)
        size = {name: layout[name] for name in _LOOKED_AT if layout.get(name) is not None}
        self.__dict__.update(_packed=packed, kinds=frozenset(trace["type"] for trace in spec["data"]), _size=size)

    def to_dict(self) -> dict[str, Any]:
        """What Plotly writes as JSON; nobody looks inside but for the size."""
        return _Spec(self.json(), self._size)

    @property
    def data(self) -> Any:
        """The traces, checked by Plotly."""
        return self._opened.data

    @property
    def layout(self) -> Any:
        """The layout, checked by Plotly. ValueError names what it does not know."""
        return self._opened.layout

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.json() == other.json()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        # Plotly would write the figure that this one is not.
        return _again, (self._packed, self.kinds, self._size)

    def __repr__(self) -> str:
        return f"Sealed({', '.join(sorted(self.kinds))})"

    def json(self) -> bytes:
        """Traces and layout as Plotly writes them."""
        return zlib.decompress(self._packed)

    def spec(self) -> dict[str, Any]:
        """Traces and layout as plain mappings and arrays, for whoever draws without Plotly."""
        found: dict[str, Any] = json.loads(self.json(), object_hook=_as_numbers)
        return found

    @cached_property
    def _opened(self) -> go.Figure:
        return go.Figure(self.spec())


def _again(packed: bytes, kinds: frozenset[str], size: dict[str, float]) -> Sealed:
    """A figure that was sealed before."""
    figure = Sealed.__new__(Sealed)
    figure.__dict__.update(_packed=packed, kinds=kinds, _size=size)
    return figure


def _as_numbers(found: dict[str, Any]) -> Any:
    # Plotly writes an array of numbers as its bytes.
    if found.keys() != {"dtype", "bdata"}:
        return found
    return np.frombuffer(base64.b64decode(found["bdata"]), found["dtype"])


class _Spec(dict[str, Any]):
    """A figure that is JSON already, in the form of which `plotly.io.to_json` makes no new one."""

    def __init__(self, written: bytes, size: dict[str, float]) -> None:
        super().__init__(data=[], layout=size)
        self._written = written

    def to_plotly_json(self) -> Any:
        return orjson.Fragment(self._written)


def sealed(figure: go.Figure) -> Sealed:
    """The figure, sealed; one that is sealed already stays as it is."""
    return figure if isinstance(figure, Sealed) else Sealed(figure)
