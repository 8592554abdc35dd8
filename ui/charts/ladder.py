"""From announced to delivered: for each promise, which of the four steps the record can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ui.charts.fold import folded, is_wide, width_of
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

STEPS = ("announced", "agreed", "committed", "delivered")
HAPPENED = ("dated", "undated", "partly")  # a line joins these
_ROW, _MARK = 126, 26  # pixels
_LINE = 18  # pixels of a second line of a name
_BELOW, _LINE_BELOW = 4, 16  # lines under a mark for which a row has room, and pixels of each one more


@dataclass(frozen=True)
class _Room:
    """Letters that fit: a whole name, one line of a long one, a line under a mark (in letters, in Chinese signs)."""

    name: int
    line: int
    mark: int
    signs: int  # two letters each, as they are counted; they are a little wider than that


_ROOMS = {True: _Room(42, 50, 15, 14), False: _Room(92, 92, 30, 26)}  # on a phone, and where there is more


@dataclass(frozen=True)
class Name:
    """How a promise is called in its row: the sum, what it is, what came of it."""

    sum: str
    what: str
    outcome: str


def figure(
    steps: pd.DataFrame,
    *,
    names: Mapping[str, Name],
    words: Text,
    theme: Theme,
    picked: str | None = None,
    narrow: bool = False,
) -> go.Figure:
    """One row a promise, one column a step; a mark carries the id of its promise.

    `steps`: pledge, step, state, date, date_precision, amount_usd, checked_on, text_<lang>. `names`: id → name, in the
    order of the rows. A dark line joins the steps that happened; under each stands its date and sum, or why not.
    """
    room = _ROOMS[narrow]
    rows = {pledge: len(names) - 1 - at for at, pledge in enumerate(names)}
    more = max(_title(name, room).count("<br>") for name in names.values())
    below = {row.Index: _below(row, words, room) for row in steps.itertuples()}
    deep = max(0, max(map(len, below.values())) - _BELOW)
    figure = Sheet()
    for pledge, own in steps.groupby("pledge"):
        happened = [STEPS.index(row.step) for row in own.itertuples() if row.state in HAPPENED]
        figure.add_trace(_line([0, len(STEPS) - 1], rows[str(pledge)], theme.grid, 2))
        if len(happened) > 1:
            figure.add_trace(_line([min(happened), max(happened)], rows[str(pledge)], theme.ink, 2))
    for state_code, own in steps.groupby("state"):
        figure.add_trace(_marks(str(state_code), own, rows, names, words, theme))
    if picked in rows:
        figure.add_shape(
            type="rect",
            xref="paper",
            # Across the margins, where the name of the row stands.
            x0=-0.5,
            x1=1.5,
            y0=rows[picked] - 0.65,
            y1=rows[picked] + 0.35,
            fillcolor=theme.land,
            line_width=0,
            layer="below",
        )
    for row in steps.itertuples():
        figure.add_annotation(
            x=STEPS.index(row.step),
            y=rows[row.pledge],
            yanchor="top",
            yshift=-_MARK / 2 - 3,
            text="<br>".join(below[row.Index]),
            showarrow=False,
            font={"size": 12, "color": theme.muted},
        )
    for pledge, name in names.items():
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=rows[pledge],
            yanchor="bottom",
            yshift=_MARK / 2 + 4,
            align="left",
            text=_title(name, room),
            showarrow=False,
            font={"size": 13, "color": theme.ink},
        )
    figure.update_layout(
        **theme.layout(
            height=(_ROW + _LINE * more + _LINE_BELOW * deep) * len(names) + 44,
            margin={"l": 4, "r": 4, "t": 40, "b": 4},
            hovermode="closest",
            clickmode="event+select",
            xaxis={
                "range": [-0.5, len(STEPS) - 0.5],
                "side": "top",
                "tickvals": list(range(len(STEPS))),
                "ticktext": [f"<b>{words(f'pledges.step_{step}')}</b>" for step in STEPS],
                "tickangle": 0,
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            # A name of three lines would reach into the names of the steps.
            yaxis={"visible": False, "range": [-0.68, len(names) - (0.6 if more < 2 else 0.45)], "fixedrange": True},
        )
    )
    return figure.drawn()


def alt(steps: pd.DataFrame, *, names: Mapping[str, Name], words: Text) -> str:
    """The four steps of each promise in words."""
    parts = []
    for pledge, name in names.items():
        own = steps[steps["pledge"] == pledge].sort_values("order")
        said = words.list(
            words.labelled(words(f"pledges.step_{row.step}"), state(row, words)) for row in own.itertuples()
        )
        parts.append(words.ended(words.dashed(words.commas(name.sum, name.what), said)))
    return words("pledges.alt_ladder", parts=words.sentences(*parts))


def state(row: Any, words: Text) -> str:
    """What is known of a step: its date, or why there is none and until when it was looked for."""
    if row.state == "dated":
        return words.date(row.date, row.date_precision)
    said = words(f"pledges.state_{row.state}")
    if isinstance(row.checked_on, str):
        return words("pledges.checked", state=said, date=words.date(row.checked_on))
    return said


def _title(name: Name, room: _Room) -> str:
    """The name of a row, on lines that there is room for."""
    if width_of(f"{name.sum} · {name.what}") > room.line:
        first = "<br>".join(f"<b>{line}</b>" for line in folded(name.sum, room.line).split("<br>"))
        return f"{first}<br>{name.what} · <b>{name.outcome}</b>"
    told = f"<b>{name.sum}</b> · {name.what}"
    long = len(name.sum) + len(name.what) + len(name.outcome) + 6 > room.name
    return f"{told}<br><b>{name.outcome}</b>" if long else f"{told} · <b>{name.outcome}</b>"


def _marks(
    code: str, own: pd.DataFrame, rows: Mapping[str, int], names: Mapping[str, Name], words: Text, theme: Theme
) -> go.Scatter:
    fill, edge, sign = _colours(code, theme)
    return go.Scatter(
        x=[STEPS.index(step) for step in own["step"]],
        y=[rows[pledge] for pledge in own["pledge"]],
        customdata=own["pledge"].tolist(),
        mode="markers+text",
        text=[words(f"pledges.sign_{code}")] * len(own),
        textposition="middle center",
        textfont={"size": 14, "color": sign},
        marker={"size": _MARK, "color": fill, "line": {"width": 1.8, "color": edge}},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        hovertemplate=[_hover(row, names[row.pledge], words) + "<extra></extra>" for row in own.itertuples()],
        name=words(f"pledges.state_{code}"),
    )


def _colours(code: str, theme: Theme) -> tuple[str, str, str]:
    """Fill, edge and sign of a mark: full where it happened, pale where only in part, empty where nothing is known."""
    if code in ("dated", "undated"):
        return theme.china, theme.china, theme.paper
    if code == "partly":
        return theme.paper, theme.china, theme.china
    if code == "disputed":
        return theme.ink, theme.ink, theme.paper
    return theme.paper, theme.grid if code == "not_applicable" else theme.muted, theme.muted


def _line(ends: list[int], row: int, colour: str, width: float) -> go.Scatter:
    return go.Scatter(
        x=ends, y=[row, row], mode="lines", line={"color": colour, "width": width}, hoverinfo="skip", showlegend=False
    )


def _below(row: Any, words: Text, room: _Room) -> list[str]:
    """The lines under a mark: its day and sum, or why there are none."""
    said = words.date(row.date, row.date_precision) if row.state == "dated" else words(f"pledges.state_{row.state}")
    parts = [said]
    if pd.notna(row.amount_usd):
        parts.append(words.money(row.amount_usd))
    elif row.state in HAPPENED:
        parts.append(words.pick(row, "amount_note"))
    elif isinstance(row.checked_on, str):
        parts.append(words("pledges.looked", date=words.date(row.checked_on)))
    signs = any(is_wide(sign) for part in parts for sign in part)
    width = room.signs if signs else room.mark
    return [line for part in parts if part for line in folded(part, width).split("<br>")]


def _hover(row: Any, name: Name, words: Text) -> str:
    head = words(f"pledges.step_{row.step}")
    return "<br>".join(
        [
            words.commas(f"<b>{name.sum}</b>", name.what),
            words.labelled(head, state(row, words)),
            folded(words.pick(row, "text"), 46),
        ]
    )
