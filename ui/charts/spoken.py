"""What a screen reader says of each mark of a figure: the words travel with the figure, in `layout.meta`.

static/marks.js makes controls of the marks whose codes are named here, in this order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import pandas as pd

from data import derive
from data.model import Indicator
from ui.text import Text

_OWN_PLACE = ("rank", "year")  # units whose values are places themselves


def places(shown: pd.DataFrame, indicator: Indicator) -> dict[str, int]:
    """ISO3 → place by value among those with data; empty where a place would say nothing. `shown` is of one year."""
    if indicator.kind == "category" or indicator.unit in _OWN_PLACE or shown.empty:
        return {}
    ranked = derive.ranks(shown, int(shown["year"].iloc[0]))
    return dict(zip(ranked["country"], ranked["rank"].astype(int), strict=True))


def members(shown: pd.DataFrame, codes: Iterable[str], indicator: Indicator, words: Text) -> dict[str, str]:
    """ISO3 → "Chile, third of 33, 60.9 billion US dollars", in the order of `codes`; `shown` is of one year."""
    values, ranks = dict(zip(shown["country"], shown["value"], strict=True)), places(shown, indicator)
    return {
        code: words.commas(
            words.country(code),
            words("spoken.place", rank=words.ordinal(ranks[code]), of=len(ranks)) if code in ranks else "",
            words.spoken(values.get(code), indicator),
        )
        for code in codes
    }


def meta(said: Mapping[str, str], *, role: Literal["link", "button"], chosen: str | None = None) -> dict[str, Any]:
    """What the layout of a figure carries: code of a mark → what is said of it, and the mark that is picked out.

    A link opens a page, a button does not.
    """
    return {"role": role, "said": dict(said)} | ({"chosen": chosen} if chosen else {})


def from_hover(words: Text, *, chosen: str | None = None) -> dict[str, Any]:
    """The same of a figure with very many marks: what the mouse is told is said, its lines joined as the language does.

    What is folded in a hover text must stand in `<b>`: there a line is no part of its own.
    """
    joint = words("value.commas", first="", second="")
    return {"role": "button", "joint": joint} | ({"chosen": chosen} if chosen else {})
