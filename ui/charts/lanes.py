"""Events in time, one lane a theme: marks stack where they would hide each other, so that a busy year towers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.model import first_day, last_day
from ui.charts import lines, spoken
from ui.charts.fold import folded
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

_SANTIAGO = "2018-01-22"
_WIDTH = {False: 800, True: 330}  # pixels of the time axis, at least: stacks are made for it
_MARK = {False: 11, True: 9}  # pixels across
_GAP = 2  # pixels between marks
_PADDING = 12  # pixels above a lane
_FOOT = 10  # pixels below the lowest lane: its name reaches below its line
_LINE = 20  # pixels of a lane's name where it stands above the marks
_FOLD = 44  # letters in a line of a hover text
CREASE = 2000  # before this year the axis may be folded:
_FOLDED = 0.25  # a folded year is drawn this wide
_WORTH = 10  # and folding is worth its explanation from so many years on


@dataclass(frozen=True)
class Clock:
    """Days on the axis, whose unit is a year: from the first to the last of `years`, the early ones folded or not."""

    years: tuple[int, int]

    @property
    def folded(self) -> bool:
        """Whether years before the crease are drawn narrower than those after it."""
        return self.years[0] <= CREASE - _WORTH and self.years[1] > CREASE

    def at(self, day: dt.date) -> float:
        """Where a day stands."""
        start = dt.date(day.year, 1, 1)
        place = day.year + (day - start).days / ((dt.date(day.year + 1, 1, 1) - start).days)
        return CREASE - (CREASE - place) * _FOLDED if self.folded and place < CREASE else place

    @property
    def range(self) -> tuple[float, float]:
        """Where the axis begins and ends."""
        return self.at(dt.date(self.years[0], 1, 1)), self.at(dt.date(self.years[1] + 1, 1, 1))


@dataclass(frozen=True)
class _Mark:
    """An event on its lane: `start` to `end` is what its date can mean, `level` its place in the stack."""

    id: str
    category: str
    start: dt.date
    end: dt.date
    exact: bool
    hover: str
    said: str
    level: int = 0

    @property
    def middle(self) -> dt.date:
        """Where the mark stands: the day, or the middle of the month or the year."""
        return self.start if self.exact else self.start + (self.end - self.start) / 2


def figure(
    events: pd.DataFrame,
    *,
    lanes: Mapping[str, str],
    years: tuple[int, int],
    chosen: str | None,
    names: Mapping[str, str],
    words: Text,
    theme: Theme,
    narrow: bool = False,
) -> go.Figure:
    """Marks by date, from the first to the last of `years`; one unit of the vertical axis is one pixel.

    `events`: id, date (cut to its precision), category, title_*; `lanes`: category → its name, from the top
    down; `names`: id → the countries of the event, as said in its hover text. A dot is a day; an event whose month
    or year alone is known is a bar over it, or a ring where the bar would be too small to see.
    """
    size, width = _MARK[narrow], _WIDTH[narrow]
    clock = Clock(years)
    scale = width / (clock.range[1] - clock.range[0])
    marks = _stacked(events, clock, scale, size, lanes, names, words)
    floors, labels, height = _floors(marks, lanes, clock, scale, size, narrow)
    figure = Sheet(_traces(marks, floors, clock, size, scale, chosen, theme))
    for code, name in lanes.items():
        count = sum(mark.category == code for mark in marks)
        figure.add_hline(y=floors[code], line={"color": theme.grid, "width": 1}, layer="below")
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left" if narrow else "right",
            xshift=0 if narrow else -10,
            y=labels[code],
            yanchor="bottom",
            text=f"{name} <b>{count}</b>",
            showarrow=False,
            font={"size": 13, "color": theme.ink if count else theme.muted},
        )
    _santiago(figure, clock, words, theme)
    if clock.folded:
        _crease(figure, clock, words, theme, named=not narrow)
    figure.update_layout(
        **theme.layout(
            height=height + 64,
            margin={"l": 8 if narrow else lines.room_for([[f"{name} 00"] for name in lanes.values()]), "r": 12}
            | {"t": 30, "b": 34},
            bargap=0,
            meta=spoken.meta({mark.id: mark.said for mark in marks}, role="button", chosen=chosen),
            clickmode="event+select",
            hovermode="closest",
            hoverdistance=12,
            xaxis={
                "range": list(clock.range),
                **_ticks(clock, words, narrow),
                "tickangle": 0,
                "gridcolor": theme.grid,
                "zeroline": False,
                "fixedrange": True,
            },
            yaxis={"visible": False, "range": [0, height], "fixedrange": True},
        )
    )
    return figure.drawn()


def alt(
    events: pd.DataFrame, *, lanes: Mapping[str, str], years: tuple[int, int], chosen: str | None, words: Text
) -> str:
    """How many events each lane shows, the first and the last of them and the one that is picked out."""
    if events.empty:
        return words("charts.alt_lanes_empty", first=years[0], last=years[1])
    counts = events["category"].value_counts()
    rows = list(events.itertuples())
    said = words(
        "charts.alt_lanes",
        first=years[0],
        last=years[1],
        count=len(events),
        parts=words.list(f"{name} {counts.get(code, 0)}" for code, name in lanes.items()),
        oldest=words.commas(words.date(rows[0].date), words.pick(rows[0], "title")),
        newest=words.commas(words.date(rows[-1].date), words.pick(rows[-1], "title")),
    )
    for row in rows:
        if row.id == chosen:
            chosen_one = words("charts.alt_lanes_chosen", date=words.date(row.date), title=words.pick(row, "title"))
            said = words.sentences(said, chosen_one)
    return said


def _stacked(
    events: pd.DataFrame,
    clock: Clock,
    scale: float,
    size: int,
    lanes: Mapping[str, str],
    names: Mapping[str, str],
    words: Text,
) -> list[_Mark]:
    """Each event at the lowest level of its lane where it touches no other."""
    marks: list[_Mark] = []
    ends: dict[str, list[float]] = {code: [] for code in lanes}
    for mark in sorted((_mark(row, lanes, names, words) for row in events.itertuples()), key=lambda mark: mark.middle):
        left, right = _extent(mark, clock, scale, size)
        levels = ends[mark.category]
        level = next((at for at, end in enumerate(levels) if end <= left), len(levels))
        levels[level : level + 1] = [right]
        marks.append(_Mark(**{**vars(mark), "level": level}))
    return marks


def _mark(row: Any, lanes: Mapping[str, str], names: Mapping[str, str], words: Text) -> _Mark:
    start = first_day(row.date)
    title, day, lane = words.pick(row, "title"), words.date(row.date), lanes[row.category]
    return _Mark(
        id=row.id,
        category=row.category,
        start=start,
        end=last_day(row.date) + dt.timedelta(1),
        exact=len(row.date) == len("2018-01-22"),
        hover=f"<b>{folded(title, _FOLD)}</b><br>{day} · {lane}<br>{folded(names[row.id], _FOLD)}",
        said=words.commas(title, day, lane),
    )


def _extent(mark: _Mark, clock: Clock, scale: float, size: int) -> tuple[float, float]:
    """From where to where a mark reaches, in pixels, with half the gap on either side."""
    middle = clock.at(mark.middle) * scale
    half = size / 2
    if mark.exact:
        return middle - half - _GAP / 2, middle + half + _GAP / 2
    left, right = (clock.at(day) * scale for day in (mark.start, mark.end))
    return min(left, middle - half) - _GAP / 2, max(right, middle + half) + _GAP / 2


def _floors(
    marks: Sequence[_Mark], lanes: Mapping[str, str], clock: Clock, scale: float, size: int, narrow: bool
) -> tuple[dict[str, int], dict[str, int], int]:
    """Where each lane stands, where its name stands, and the height of all lanes together."""
    floors, labels, at = {}, {}, _FOOT
    for code, name in reversed(list(lanes.items())):
        own = [mark for mark in marks if mark.category == code]
        top = at + _GAP + (size + _GAP) * max((mark.level + 1 for mark in own), default=1)
        floors[code], labels[code] = at, at - 3
        if narrow:
            # The name stands above the marks that lie below it, not above the tallest tower of the lane.
            end = lines.room_for([[f"{name} 00"]])
            below = [m.level + 1 for m in own if (clock.at(m.start) - clock.range[0]) * scale < end]
            labels[code] = at + _GAP + (size + _GAP) * max(below, default=0)
            top = max(top, labels[code] + _LINE)
        at = top + _PADDING
    return floors, labels, at


def _traces(
    marks: Sequence[_Mark],
    floors: Mapping[str, int],
    clock: Clock,
    size: int,
    scale: float,
    chosen: str | None,
    theme: Theme,
) -> list[go.Scatter | go.Bar]:
    def length(mark: _Mark) -> float:
        return clock.at(mark.end) - clock.at(mark.start)

    wide = {mark.id for mark in marks if not mark.exact and length(mark) * scale > size}
    dots = [mark for mark in marks if mark.exact]
    rings = [mark for mark in marks if not mark.exact and mark.id not in wide]
    bars = [mark for mark in marks if mark.id in wide]
    at = {mark.id: floors[mark.category] + _GAP + size / 2 + (size + _GAP) * mark.level for mark in marks}

    def colour(mark: _Mark) -> str:
        return theme.usa if mark.category == "us_policy" else theme.china

    def shared(group: Sequence[_Mark]) -> dict[str, Any]:
        return {
            "y": [at[mark.id] for mark in group],
            "customdata": [[mark.id] for mark in group],
            "text": [mark.hover for mark in group],
            "hovertemplate": "%{text}<extra></extra>",
            # A click opens an event; it must not make the others pale.
            "selected": {"marker": {"opacity": 1}},
            "unselected": {"marker": {"opacity": 1}},
        }

    def points(group: Sequence[_Mark], *, hollow: bool) -> go.Scatter:
        return go.Scatter(
            x=[clock.at(mark.middle) for mark in group],
            mode="markers",
            marker={
                "size": [size + 4 if mark.id == chosen else size for mark in group],
                "color": [theme.paper if hollow else colour(mark) for mark in group],
                "opacity": 1,
                "line": {
                    "width": [3 if mark.id == chosen else 2 if hollow else 0 for mark in group],
                    "color": [theme.chosen if mark.id == chosen else colour(mark) for mark in group],
                },
            },
            cliponaxis=False,
            **shared(group),
        )

    spans = go.Bar(
        base=[clock.at(mark.start) for mark in bars],
        x=[length(mark) for mark in bars],
        orientation="h",
        width=size,
        textposition="none",
        marker={
            "color": [theme.paper] * len(bars),
            "opacity": 1,
            "cornerradius": size // 2,
            "line": {
                "width": [3 if mark.id == chosen else 2 for mark in bars],
                "color": [theme.chosen if mark.id == chosen else colour(mark) for mark in bars],
            },
        },
        **shared(bars),
    )
    return [spans, points(rings, hollow=True), points(dots, hollow=False)]


def _santiago(figure: Sheet, clock: Clock, words: Text, theme: Theme) -> None:
    day, (low, high) = first_day(_SANTIAGO), clock.range
    place = clock.at(day)
    if not low <= place <= high:
        return
    figure.add_vline(x=place, line={"color": theme.ink, "width": 1, "dash": "dot"}, layer="below")
    figure.add_annotation(
        x=place,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="right" if place * 2 > low + high else "left",
        text=words("charts.santiago"),
        showarrow=False,
        font={"size": 12, "color": theme.muted},
    )


def _crease(figure: Sheet, clock: Clock, words: Text, theme: Theme, *, named: bool) -> None:
    """A shade behind the folded years; a phone has no room beside the other note to say what it is."""
    figure.add_vrect(x0=clock.range[0], x1=CREASE, fillcolor=theme.land, layer="below")
    if named:
        figure.add_annotation(
            x=clock.range[0],
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor="left",
            text=words("charts.folded", year=CREASE),
            showarrow=False,
            font={"size": 12, "color": theme.muted},
        )


def _ticks(clock: Clock, words: Text, narrow: bool) -> dict[str, list[Any]]:
    """Few upright ticks: years, or months where only a year or two are shown."""
    years = clock.years
    span = years[1] - years[0] + 1
    if span <= 2:
        step = 12 * span // (2 if narrow else 4)
        starts = [dt.date(years[0] + at // 12, at % 12 + 1, 1) for at in range(0, 12 * span, step)]
        texts = [words.date(start.isoformat(), "month") for start in starts]
    elif clock.folded:
        early, late = (20, 10) if narrow else (10, 5)
        ticks = [year for year in range(years[0], years[1] + 1) if year % (early if year < CREASE else late) == 0]
        starts, texts = [dt.date(year, 1, 1) for year in ticks], [str(year) for year in ticks]
    else:
        step = next(step for step in (1, 2, 5, 10, 20, 50) if span / step <= (5 if narrow else 14))
        ticks = [year for year in range(years[0], years[1] + 1) if year % step == 0]
        starts, texts = [dt.date(year, 1, 1) for year in ticks], [str(year) for year in ticks]
    return {"tickvals": [clock.at(start) for start in starts], "ticktext": texts}
