"""The events of one member, and the few of them that are marked on its curve of trade."""

from __future__ import annotations

import pandas as pd

from data import store
from ui.text import Text

_RINGS_AT_MOST = 8
# Which themes a curve of trade keeps when there are more years with events than it can bear.
_WEIGHT = {
    code: weight
    for weight, code in enumerate(
        ("trade", "recognition", "belt_and_road", "policy", "finance", "corporate", "forum", "us_policy")
    )
}


def of(country: str) -> pd.DataFrame:
    """The events that name a member, the newest first; those of China or the whole region are not among them."""
    events = store.table("events")
    own = events["countries"].map(lambda cell: country in str(cell).split(";"))
    return events[own].sort_values("date", ascending=False)


def marked(country: str, words: Text) -> dict[int, list[str]]:
    """Year → titles, for the rings on the curve: at most eight years, all events of each, those of trade first."""
    years = store.observations("trade_with_china_usd")["year"]
    own = of(country).sort_values("date")
    own = own.assign(year=own["date"].str[:4].astype(int), weight=own["category"].map(_WEIGHT))
    own = own[own["year"].between(years.min(), years.max())]
    kept = own.groupby("year")["weight"].min().sort_values(kind="stable").head(_RINGS_AT_MOST).index
    found: dict[int, list[str]] = {}
    for _, row in own[own["year"].isin(kept)].iterrows():
        found.setdefault(int(row["year"]), []).append(words.pick(row, "title"))
    return found
