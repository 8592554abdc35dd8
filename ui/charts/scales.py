"""Classes of values: few, with round limits, the same for all years so that years can be compared."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import pandas as pd

from data.model import Indicator
from ui.text import Text
from ui.theme import Theme

_CLASSES = 6
_RATIO = (0.1, 0.5, 1.0, 2.0, 5.0)  # 1 : 1 in the middle


def breaks(values: pd.Series, scale: str) -> tuple[float, ...]:
    """Five round limits between six classes, from all values that the indicator ever had.

    `scale`: sequential (about as many values in each class), diverging (0 in the middle) or ratio (1 in the
    middle). Fewer limits where the values do not differ enough.
    """
    if scale == "ratio":
        return _RATIO
    known = values.dropna()
    if scale == "diverging":
        inner, outer = (_round(known.abs().quantile(share)) for share in (0.5, 0.85))
        return tuple(sorted({-outer, -inner, 0.0, inner, outer}))
    limits = (_round(known.quantile(at / _CLASSES)) for at in range(1, _CLASSES))
    return tuple(sorted(set(limits)))


def position(value: float, limits: Sequence[float]) -> int:
    """The class of a value, from 0; a value on a limit belongs to the class above."""
    return sum(value >= limit for limit in limits)


def colours(theme: Theme, scale: str, classes: int) -> list[str]:
    """As many colours of a scale as there are classes, from low to high, keeping both ends."""
    steps = {"ratio": theme.ratio, "diverging": theme.diverging}.get(scale, theme.sequential)
    if classes == 1:
        return [steps[-1]]
    return [steps[round(at * (len(steps) - 1) / (classes - 1))] for at in range(classes)]


def labels(words: Text, limits: Sequence[float], indicator: Indicator) -> list[str]:
    """The classes in words, from low to high; money is short because the legend names the unit."""
    money = indicator.unit.startswith("usd")
    said = [words.short(limit) if money else words.value(limit, _as_round(indicator, limit)) for limit in limits]
    if not said:
        return [words("charts.all_values")]
    between = [words("charts.between", low=low, high=high) for low, high in itertools.pairwise(said)]
    return [words("charts.below", limit=said[0]), *between, words("charts.from", limit=said[-1])]


def _as_round(indicator: Indicator, limit: float) -> Indicator:
    """The indicator with no more decimals than a round limit has: "2 : 1", not "2.00 : 1"."""
    return indicator.model_copy(update={"decimals": len(f"{limit:f}".rstrip("0").partition(".")[2])})


def _round(value: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten, the sign kept."""
    if value == 0:
        return 0.0
    power = 10 ** math.floor(math.log10(abs(value)))
    nearest = min((1, 2, 5, 10), key=lambda step: abs(math.log(abs(value) / power / step)))
    return math.copysign(nearest * power, value)
