"""From announced to delivered: for each promise, which of the four steps the record can show."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ui.text import Text
from ui.theme import Theme

STEPS = ("announced", "agreed", "committed", "delivered")
_ROW = 62  # pixels


def figure(steps: pd.DataFrame, *, names: dict[str, str], words: Text, theme: Theme, narrow: bool = False) -> go.Figure:
    """One row a promise, one column a step. `steps`: pledge, step, state, date, date_precision, text_<lang>.

    `names`: id → short name, in the order of the rows. A line is drawn only between steps that happened.
    """
    rows = {pledge: len(names) - 1 - at for at, pledge in enumerate(names)}
    traces: list[go.Scatter] = []
    for pledge, own in steps.groupby("pledge"):
        dated = [STEPS.index(row.step) for row in own.itertuples() if row.state == "dated"]
        traces.append(_line([0, 3], rows[str(pledge)], theme.grid, 2))
        if len(dated) > 1:
            traces.append(_line([min(dated), max(dated)], rows[str(pledge)], theme.ink, 2))
    for state, own in steps.groupby("state"):
        traces.append(
            go.Scatter(
                x=[STEPS.index(step) for step in own["step"]],
                y=[rows[pledge] for pledge in own["pledge"]],
                mode="markers+text",
                text=[words(f"pledges.sign_{state}")] * len(own),
                textposition="middle center",
                textfont={"size": 13, "color": theme.paper if state in _FULL else theme.ink},
                marker={
                    "size": 24,
                    "color": _colour(str(state), theme) if state in _FULL else theme.paper,
                    "line": {"width": 1.5, "color": _colour(str(state), theme)},
                },
                hovertemplate=[_hover(row, names, words) + "<extra></extra>" for row in own.itertuples()],
                name=words(f"pledges.state_{state}"),
            )
        )
    figure = go.Figure(traces)
    for row in steps.itertuples():
        figure.add_annotation(
            x=STEPS.index(row.step),
            y=rows[row.pledge],
            yshift=-22,
            text=_below(row, words, narrow),
            showarrow=False,
            font={"size": 11 if narrow else 12, "color": theme.muted},
        )
    for pledge, name in names.items():
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=rows[pledge],
            yshift=22,
            text=f"<b>{name}</b>",
            showarrow=False,
            font={"size": 13, "color": theme.ink},
        )
    figure.update_layout(
        **theme.layout(
            height=(_ROW + 16) * len(names) + 50,
            margin={"l": 8, "r": 8, "t": 34, "b": 8},
            hovermode="closest",
            xaxis={
                "range": [-0.5, 3.5],
                "side": "top",
                "tickvals": [0, 1, 2, 3],
                "ticktext": [words(f"pledges.step_{step}") for step in STEPS],
                "tickangle": 0,
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            yaxis={"visible": False, "range": [-0.6, len(names) - 0.4], "fixedrange": True},
        )
    )
    return figure


def alt(steps: pd.DataFrame, *, names: dict[str, str], words: Text) -> str:
    """The four steps of each promise in words."""
    parts = []
    for pledge, name in names.items():
        own = steps[steps["pledge"] == pledge].sort_values("order")
        said = words.list(f"{words(f'pledges.step_{row.step}')}: {state(row, words)}" for row in own.itertuples())
        parts.append(f"{name} – {said}.")
    return words("pledges.alt_ladder", parts=" ".join(parts))


def state(row: object, words: Text) -> str:
    """What is known of a step: its date, or why there is none."""
    if row.state == "dated":  # type: ignore[attr-defined]
        return words.date(row.date, row.date_precision)  # type: ignore[attr-defined]
    return words(f"pledges.state_{row.state}")  # type: ignore[attr-defined]


_FULL = ("dated", "disputed")


def _colour(code: str, theme: Theme) -> str:
    return {"dated": theme.china, "disputed": theme.usa}.get(code, theme.muted)


def _line(ends: list[int], row: int, colour: str, width: float) -> go.Scatter:
    return go.Scatter(
        x=ends, y=[row, row], mode="lines", line={"color": colour, "width": width}, hoverinfo="skip", showlegend=False
    )


def _below(row: object, words: Text, narrow: bool) -> str:
    said = state(row, words)
    if narrow and row.state == "dated":  # type: ignore[attr-defined]
        return words.date(str(row.date)[:4])  # type: ignore[attr-defined]
    return said


def _hover(row: object, names: dict[str, str], words: Text) -> str:
    said = words.pick(row, "text")
    folded, line = [], ""
    for word in said.split(" "):
        if len(line) + len(word) > 46:
            folded.append(line.strip())
            line = ""
        line += f" {word}"
    folded.append(line.strip())
    head = words(f"pledges.step_{row.step}")  # type: ignore[attr-defined]
    return "<br>".join([f"<b>{names[row.pledge]}</b>", f"{head}: {state(row, words)}", *folded])  # type: ignore[attr-defined]
