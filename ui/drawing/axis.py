"""An axis of a figure: where a value stands, which ticks it has."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_EPOCH = dt.datetime(1970, 1, 1)
_DAY = 86_400_000  # milliseconds, in which Plotly counts dates


@dataclass(frozen=True)
class Axis:
    """An axis set into a picture: `low` and `high` are its ends in pixels, `first` and `last` what stands there."""

    spec: Mapping[str, Any]
    kind: str
    first: float
    last: float
    low: float
    high: float
    categories: Sequence[str] = field(default_factory=tuple)

    def number(self, value: Any) -> float | None:
        """A value as the axis counts it; None for a gap and for what a logarithm does not know."""
        if value is None or value != value:
            return None
        if self.kind == "category":
            return float(self.categories.index(str(value))) if str(value) in self.categories else _number(value)
        if self.kind == "date":
            return _date(value)
        number = _number(value)
        if self.kind == "log":
            return math.log10(number) if number is not None and number > 0 else None
        return number

    def at(self, value: Any) -> float | None:
        """Where a value stands, in pixels."""
        number = self.number(value)
        return None if number is None else self.place(number)

    def place(self, number: float) -> float:
        """Where a number of the axis (of a logarithm its exponent) stands, in pixels."""
        return self.low + (number - self.first) / (self.last - self.first) * (self.high - self.low)

    def length(self, amount: float) -> float:
        """How long an amount is, in pixels."""
        return abs(amount / (self.last - self.first) * (self.high - self.low))

    def within(self, place: float) -> bool:
        """Whether a place lies on the axis."""
        low, high = sorted((self.low, self.high))
        return low - 0.5 <= place <= high + 0.5

    def ticks(self) -> list[tuple[float, str]]:
        """The ticks that lie on the axis: place and label."""
        values = self.spec.get("tickvals")
        if values is None:
            values = list(self.categories) if self.kind == "category" else self._round()
            labels: Sequence[Any] = [f"{value:g}" if isinstance(value, float) else value for value in values]
        else:
            labels = self.spec.get("ticktext") or values
        found = [(self.at(value), str(label)) for value, label in zip(values, labels, strict=False)]
        return [(place, label) for place, label in found if place is not None and self.within(place)]

    def _round(self) -> list[float]:
        """Round numbers, about as many as the axis wishes."""
        low, high = sorted((self.first, self.last))
        rough = (high - low) / (self.spec.get("nticks") or 6)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * part for part in (1, 2, 5, 10) if power * part >= rough)
        return [at * step for at in range(math.ceil(low / step), math.floor(high / step) + 1)]


def kind_of(spec: Mapping[str, Any], values: Sequence[Any]) -> str:
    """What an axis counts: as it says, else by the first value on it."""
    if said := spec.get("type"):
        return str(said)
    first = next((value for value in values if value is not None and value == value), 0)
    return "category" if isinstance(first, str) and _number(first) is None else "linear"


def ends(spec: Mapping[str, Any], kind: str, values: Sequence[Any], categories: Sequence[str]) -> tuple[float, float]:
    """What stands at the ends of an axis."""
    if said := spec.get("range"):
        first, last = (_date(end) if kind == "date" else float(end) for end in said)
        return first, last
    numbers = [number for value in values if (number := _number(value)) is not None]
    first, last = (-0.5, len(categories) - 0.5) if kind == "category" else (min(numbers), max(numbers))
    return (last, first) if spec.get("autorange") == "reversed" else (first, last)


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _date(value: Any) -> float:
    if isinstance(value, (int, float)):
        return value / _DAY
    parts = str(value).replace("T", " ").split(" ")
    year, month, day = (*map(int, parts[0].split("-")), 1, 1)[:3]
    clock = [float(part) for part in parts[1].split(":")] if len(parts) > 1 else [0.0]
    hours = sum(part / 60.0**at for at, part in enumerate(clock))
    return (dt.datetime(year, month, day) - _EPOCH).days + hours / 24
