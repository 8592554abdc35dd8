"""What happened when: the events that a reader asks for, drawn on lanes and told as a list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

import pandas as pd
import plotly.graph_objects as go

from data import store
from data.model import EventSeed
from ui.charts import lanes
from ui.charts.sealed import sealed
from ui.shelf import shelved
from ui.text import Text, text, unaccented
from ui.theme import THEMES
from ui.views import provenance

CATEGORIES: tuple[str, ...] = get_args(EventSeed.model_fields["category"].annotation)
ALL = "all"
REGION = "CHN"  # in events it stands for China itself or for the region as a whole


@dataclass(frozen=True)
class Entry:
    """An event as it is told; `countries` holds (code, name), `sources` (what it is called, its address or "")."""

    id: str
    date: str
    year: int
    category: str
    title: str
    text: str
    countries: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    checked: str


@dataclass(frozen=True)
class TimelineView:
    """What `/timeline` shows: figure and list of the same events, and the one that is picked out."""

    answer: str
    figure: go.Figure
    alt: str
    key: str
    entries: tuple[Entry, ...]
    picked: Entry | None
    before: Entry | None
    after: Entry | None
    sources: str
    about: str
    data: pd.DataFrame


@dataclass(frozen=True)
class Asked:
    """What the reader asks for; "all" and "" narrow nothing."""

    country: str = ALL
    category: str = ALL
    q: str = ""
    years: tuple[int, int] = (0, 9999)


def years() -> list[int]:
    """Every year from the first event to the last."""
    dates = store.table("events")["date"]
    return list(range(int(dates.min()[:4]), int(dates.max()[:4]) + 1))


def spans(words: Text) -> tuple[tuple[str, dict[str, str]], ...]:
    """Stretches of the record that a reader often wants: what they are called, and `from` where it is not the start."""
    return (
        (words("timeline.span_all", year=years()[0]), {}),
        (words("timeline.span_since", year=lanes.CREASE), {"from": str(lanes.CREASE)}),
        (words("timeline.span_santiago"), {"from": "2018"}),
    )


def ids() -> list[str]:
    """The ids of all events."""
    return [str(code) for code in store.table("events")["id"]]


def countries(lang: str) -> list[str]:
    """The codes by which events can be narrowed: China or the region as a whole, and the members by name."""
    return [REGION, *sorted(store.country_codes(), key=text(lang).sort_key)]


@shelved
def view(
    asked: Asked, event: str | None, newest_first: bool, lang: str, theme_name: str, narrow: bool = False
) -> TimelineView:
    """The events that are asked for; `event` is picked out even where it is not among them."""
    words, theme = text(lang), THEMES[theme_name]
    found = matching(asked, lang)
    shown = {code: words(f"timeline.category_{code}") for code in CATEGORIES if asked.category in (ALL, code)}
    drawn: dict[str, Any] = {"lanes": shown, "years": asked.years, "chosen": event, "words": words}
    told = {entry.id: entry for entry in _entries(lang)}
    names = {row: words.list(name for _, name in told[row].countries) for row in found["id"]}
    order = found["id"].tolist()
    at = order.index(event) if event in order else None
    source_ids = provenance.source_ids(found)
    folded = lanes.Clock(asked.years).folded
    return TimelineView(
        answer=_answer(found, asked, words),
        figure=sealed(lanes.figure(found, names=names, theme=theme, narrow=narrow, **drawn)),
        alt=lanes.alt(found, **drawn),
        key=words.sentences(words("timeline.key"), words("timeline.folded", year=lanes.CREASE) if folded else ""),
        entries=tuple(told[row] for row in (reversed(order) if newest_first else order)),
        picked=told.get(event or ""),
        before=told[order[at - 1]] if at else None,
        after=told[order[at + 1]] if at is not None and at + 1 < len(order) else None,
        sources=provenance.line(words, source_ids) if source_ids else "",
        about=provenance.about(words, [], source_ids),
        data=_data(found, words),
    )


def _data(found: pd.DataFrame, words: Text) -> pd.DataFrame:
    """The events as they are taken away: texts in one language."""
    rows = found[["id", "date", "date_precision", "category", "countries"]].copy()
    for field in ("title", "text"):
        rows[field] = [words.pick(row, field) for row in found.to_dict("records")]
    return rows.assign(last_checked=found["last_checked"], source=found["source"])


def matching(asked: Asked, lang: str) -> pd.DataFrame:
    """The rows of events that are asked for, oldest first; every word of `q` must occur in what a row says."""
    events = store.table("events")
    year = events["date"].str[:4].astype(int)
    keep = year.between(*asked.years)
    if asked.country != ALL:
        keep &= events["countries"].str.split(";").map(lambda codes: asked.country in codes)
    if asked.category != ALL:
        keep &= events["category"] == asked.category
    for word in unaccented(asked.q).split():
        keep &= _haystack(lang).str.contains(word, regex=False)
    return events[keep].reset_index(drop=True)


@cache
def _haystack(lang: str) -> pd.Series:
    """What a search looks through: title and text in this language, the countries' names in all."""
    words = text(lang)
    names = {
        row["country"]: " ".join(str(row[column]) for column in row if column.startswith("name_"))
        for row in store.countries().to_dict("records")
    }
    names[REGION] = words(f"partner.{REGION}")
    return pd.Series(
        [
            unaccented(
                " ".join(
                    [
                        words.pick(row, "title"),
                        words.pick(row, "text"),
                        *(names.get(code, code) for code in row["countries"].split(";")),
                    ]
                )
            )
            for row in store.table("events").to_dict("records")
        ],
        dtype=str,
    )


@cache
def _entries(lang: str) -> tuple[Entry, ...]:
    words = text(lang)
    return tuple(_entry(row, words) for row in store.table("events").itertuples())


def _entry(row: Any, words: Text) -> Entry:
    return Entry(
        id=row.id,
        date=words.date(row.date, row.date_precision),
        year=int(row.date[:4]),
        category=words(f"timeline.category_{row.category}"),
        title=words.pick(row, "title"),
        text=words.pick(row, "text"),
        countries=tuple((code, country_name(code, words)) for code in row.countries.split(";")),
        sources=tuple(provenance.named(code) for code in row.source.split(";")),
        checked=words("country.last_checked", date=words.date(row.last_checked))
        if isinstance(row.last_checked, str)
        else "",
    )


def country_name(code: str, words: Text) -> str:
    """A member by its name; China as what it stands for in events."""
    return words("timeline.region") if code == REGION else words.country(code)


def _answer(found: pd.DataFrame, asked: Asked, words: Text) -> str:
    every = store.table("events")
    if found.empty:
        return words("timeline.answer_none", of=len(every))
    by_year = found["date"].str[:4].value_counts().sort_index()
    first, last = found["date"].iloc[0], found["date"].iloc[-1]
    if len(found) == 1:
        return words("timeline.answer_one", of=len(every), date=words.date(first))
    said = words(
        "timeline.answer",
        count=len(found),
        of=len(every),
        first=words.date(first),
        last=words.date(last),
    )
    busiest = by_year[by_year == by_year.max()]
    if len(busiest) == 1 and busiest.iloc[0] > 2 and len(by_year) > 1:
        said = words.sentences(said, words("timeline.answer_most", year=busiest.index[0], count=int(busiest.iloc[0])))
    return said
