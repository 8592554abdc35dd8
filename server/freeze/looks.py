"""The looks of one figure in one file: as it is in the light on a desk, and how each other look differs from that.

In the dark a figure has other colours, on a phone another height and shorter labels; the values are the same, and need
to be there only once. files/edition.js puts a look together again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

Change = list[Any]  # where (keys and places, from the outside in) and what stands there; without it, nothing does


def packed(figure: bytes, others: Mapping[str, bytes]) -> bytes:
    """A figure (JSON) with its other looks by name."""
    base = orjson.loads(figure)
    changed = {name: list(_changes(base, orjson.loads(other), ())) for name, other in others.items()}
    return orjson.dumps({"figure": base, **changed})


def opened(file: bytes, look: str = "") -> Any:
    """A figure in one of its looks, as files/edition.js makes it; "" is the first."""
    found = orjson.loads(file)
    figure = found["figure"]
    for where, *what in found[look] if look else ():
        inside = figure
        for key in where[:-1]:
            inside = inside[key]
        if what:
            inside[where[-1]] = what[0]
        else:
            del inside[where[-1]]
    return figure


def _changes(base: Any, other: Any, where: tuple[str | int, ...]) -> Iterator[Change]:
    if isinstance(base, dict) and isinstance(other, dict):
        yield from ([[*where, key]] for key in base.keys() - other.keys())
        for key, value in other.items():
            if key in base:
                yield from _changes(base[key], value, (*where, key))
            else:
                yield [[*where, key], value]
    elif isinstance(base, list) and isinstance(other, list) and len(base) == len(other):
        for at, pair in enumerate(zip(base, other, strict=True)):
            yield from _changes(*pair, (*where, at))
    elif base != other or type(base) is not type(other):
        yield [list(where), other]
