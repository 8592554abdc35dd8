"""Recognition and the Belt and Road of one member on one line of time."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import plotly.graph_objects as go

from data.model import first_day
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme, letters_on

_SANTIAGO = "2018-01-22"


def figure(*, periods: pd.DataFrame, road: pd.DataFrame, until: dt.date, words: Text, theme: Theme) -> go.Figure:
    """Bars in time, one row for recognition and one for the Belt and Road, up to `until`.

    `periods`: party, start, end (ISO dates, cut to their precision; missing start = before the record);
    `road`: joined, left.
    """
    begin = _begin(periods)
    rows = [words("charts.row_recognition"), words("charts.row_road")]
    figure = Sheet()
    for bar in [*_recognition(periods, begin, until, words, theme), *_road(road, until, words, theme)]:
        row, start, end, colour, label, hover = bar
        figure.add_trace(
            go.Bar(
                x=[(end - start).days * 86_400_000],
                base=[start.isoformat()],
                y=[rows[row]],
                orientation="h",
                width=0.5,
                marker={"color": colour},
                text=[label if (end - start).days > 0.18 * (until - begin).days else ""],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": letters_on(colour), "size": 13},
                hovertemplate=hover + "<extra></extra>",
            )
        )
    for text, x, anchor in _road_notes(road, begin, words):
        figure.add_annotation(
            x=x,
            y=rows[1],
            text=text,
            xanchor=anchor,
            xshift=-6 if anchor == "right" else 6,
            showarrow=False,
            font={"size": 13, "color": theme.muted},
        )
    figure.add_vline(x=_SANTIAGO, line={"color": theme.ink, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=_SANTIAGO,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="right",
        text=words("charts.santiago"),
        showarrow=False,
        font={"size": 12, "color": theme.muted},
    )
    # So few that they stand upright on a phone.
    shown = until.year - begin.year
    step = 5 if shown <= 25 else 10 if shown <= 45 else 20
    decades = range(begin.year // step * step + step, until.year + 1, step)
    figure.update_layout(
        **theme.layout(
            barmode="overlay",
            height=190,
            margin={"l": 8, "r": 12, "t": 26, "b": 32},
            xaxis={
                "type": "date",
                "range": [begin.isoformat(), until.isoformat()],
                "tickvals": [f"{year}-01-01" for year in decades],
                "ticktext": [str(year) for year in decades],
                "tickangle": 0,
                "gridcolor": theme.grid,
                "fixedrange": True,
            },
            yaxis={
                "categoryorder": "array",
                "categoryarray": rows[::-1],
                "range": [-0.5, 1.5],
                "automargin": True,
                "fixedrange": True,
                "showgrid": False,
            },
        )
    )
    return figure.drawn()


def alt(*, periods: pd.DataFrame, road: pd.DataFrame, name: str, words: Text) -> str:
    """The periods in words."""
    sentences = []
    for row in periods.itertuples():
        start = words.date(row.start, row.start_precision) if isinstance(row.start, str) else ""
        end = words.date(row.end, row.end_precision) if isinstance(row.end, str) else ""
        key = f"charts.period_{'from' if start else 'before'}{'_to' if end else ''}"
        sentences.append(words(key, label=words(f"recognition.{row.party}"), start=start, end=end))
    for row in road.itertuples():
        if isinstance(row.joined, str):
            sentences.append(words("charts.alt_joined", date=words.date(row.joined, row.joined_precision)))
            if isinstance(row.left, str):
                sentences.append(words("charts.alt_left", date=words.date(row.left)))
        else:
            sentences.append(words("country.road_none"))
    return words("charts.alt_status", name=name, parts=words.series(sentences))


def _road_notes(road: pd.DataFrame, begin: dt.date, words: Text) -> list[tuple[str, str, str]]:
    """What stands in the row of the Belt and Road before its bar: the years, or that there is none."""
    notes = []
    for row in road.itertuples():
        if not isinstance(row.joined, str):
            notes.append((words("belt_and_road_status.none"), begin.isoformat(), "left"))
            continue
        years = words.year(int(row.joined[:4]))
        if isinstance(row.left, str):
            years = words.span(int(row.joined[:4]), int(row.left[:4]))
        notes.append((years, first_day(row.joined).isoformat(), "right"))
    return notes


_Bar = tuple[int, dt.date, dt.date, str, str, str]


def _begin(periods: pd.DataFrame) -> dt.date:
    starts = [first_day(start) for start in periods["start"] if isinstance(start, str)]
    return min([dt.date(2010, 1, 1), *(max(start, dt.date(1949, 1, 1)) for start in starts)]) - dt.timedelta(365)


def _recognition(periods: pd.DataFrame, begin: dt.date, until: dt.date, words: Text, theme: Theme) -> list[_Bar]:
    bars = []
    for row in periods.itertuples():
        start = max(first_day(row.start), begin) if isinstance(row.start, str) else begin
        end = first_day(row.end) if isinstance(row.end, str) else until
        label = words(f"recognition.{row.party}")
        said = words.date(row.start, row.start_precision) if isinstance(row.start, str) else "…"
        left = words.date(row.end, row.end_precision) if isinstance(row.end, str) else "…"
        colour = theme.categories["recognition"][row.party]
        short = words(f"charts.party_{row.party}")
        if end > begin:
            bars.append((0, start, end, colour, short, f"<b>{label}</b><br>{said} – {left}"))
    return bars


def _road(road: pd.DataFrame, until: dt.date, words: Text, theme: Theme) -> list[_Bar]:
    bars = []
    for row in road.itertuples():
        if not isinstance(row.joined, str):
            continue
        end = first_day(row.left) if isinstance(row.left, str) else until
        joined = words.date(row.joined, row.joined_precision)
        left = words.date(row.left) if isinstance(row.left, str) else "…"
        label = words("belt_and_road_status.member")
        colour = theme.categories["belt_and_road_status"]["member"]
        bars.append((1, first_day(row.joined), end, colour, "", f"<b>{label}</b><br>{joined} – {left}"))
    return bars
