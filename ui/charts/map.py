"""The 33 on the map: one indicator, one year, in classes or categories; the smallest states as circles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.model import Indicator
from ui.charts import scales, spoken
from ui.text import Text
from ui.theme import Theme

# Equal area, and ranges that Plotly does not crop; found by looking at 1280 and 390 pixels.
_REGION = {
    "visible": False,
    "projection": {"type": "azimuthal equal area", "rotation": {"lon": -74, "lat": -11}},
    "lonaxis": {"range": [-117, -35]},
    "lataxis": {"range": [-56, 32.5]},
    "domain": {"x": [0, 1], "y": [0, 1]},
}
_EASTERN_CARIBBEAN = {
    "visible": False,
    "showframe": True,
    "framewidth": 1,
    "projection": {"type": "mercator"},
    "lonaxis": {"range": [-64.6, -58.4]},
    "lataxis": {"range": [9.9, 18.3]},
}
# On which side of its ring a name has room.
_NAME_SIDE = {"BRB": "bottom center", "KNA": "top center", "VCT": "middle left"}
# In its frame lie the smallest, and a piece of one more.
_ALSO_IN_FRAME = ("VEN",)
# Its islands are two pixels wide on a phone: a circle there too, although it is not among the smallest.
_ALSO_CIRCLED = ("BHS",)
_FOLD = 16  # characters of a name on one line


@dataclass(frozen=True)
class Geometry:
    """Addresses of the boundaries (relative, so that the app may live under any path) and their version."""

    members: str
    backdrop: str


@dataclass(frozen=True)
class Class:
    """A class of the map: its label, its colour, the members in it."""

    label: str
    colour: str
    codes: tuple[str, ...]


def circled(places: pd.DataFrame) -> pd.DataFrame:
    """The members that have a circle on a map of the region; `places` has country, small."""
    return places[places["small"] | places["country"].isin(_ALSO_CIRCLED)]


def figure(
    shown: pd.DataFrame,
    *,
    places: pd.DataFrame,
    indicator: Indicator,
    year: int,
    limits: tuple[float, ...],
    geometry: Geometry,
    words: Text,
    theme: Theme,
    chosen: str | None = None,
    height: int = 620,
    key: bool = True,
) -> go.Figure:
    """The map of the region, with the `key` of its colours unless the same stands beside it.

    `shown` has country, value of one year; `places` all members with country, label_lon, label_lat, small;
    `limits` are the class limits (empty for a category).
    """
    groups = classes(shown, places, indicator, limits, words, theme)
    texts = hover(shown, places, indicator, year, words)
    small = circled(places)
    traces: list[Any] = [_backdrop(geometry, theme)]
    traces += [_shapes(group, texts, geometry, theme) for group in groups if group.codes]
    traces += [
        _circles(group, small, texts, theme, size=9, lon="label_lon", lat="label_lat")
        for group in _only(groups, set(small["country"]))
    ]
    if chosen:
        traces.append(_outline(chosen, geometry, theme))
    if key:
        traces += [_key(group, theme) for group in groups]
    layout = theme.layout(
        geo={**_REGION, "bgcolor": theme.paper},
        meta=_spoken(shown, [code for group in groups for code in group.codes], indicator, words, chosen),
        height=height,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        uirevision="map",
        showlegend=key,
        legend={
            "title": {"text": legend_title(indicator, year, words)},
            "x": 0.0,
            "y": 0.03,
            "xanchor": "left",
            "yanchor": "bottom",
            "bgcolor": "rgba(0,0,0,0)",
            "itemclick": False,
            "itemdoubleclick": False,
            "tracegroupgap": 0,
            "font": {"size": 13},
        },
    )
    return go.Figure(traces, layout)


def inset(
    shown: pd.DataFrame,
    *,
    places: pd.DataFrame,
    indicator: Indicator,
    year: int,
    limits: tuple[float, ...],
    geometry: Geometry,
    words: Text,
    theme: Theme,
    height: int = 430,
) -> go.Figure:
    """The Eastern Caribbean larger, so that its states can be read and touched; arguments as for `figure`."""
    groups = classes(shown, places, indicator, limits, words, theme)
    texts = hover(shown, places, indicator, year, words)
    small = places[places["small"]]
    traces: list[Any] = [_backdrop(geometry, theme)]
    framed = {*small["country"], *_ALSO_IN_FRAME}
    traces += [_shapes(group, texts, geometry, theme) for group in _only(groups, framed)]
    for group in _only(groups, set(small["country"])):
        ring = _circles(group, small, texts, theme, size=26, lon="inner_lon", lat="inner_lat")
        names = [_folded(words.country(code)) for code in (ring.customdata or ())]
        sides = [_NAME_SIDE.get(code, "middle right") for code in (ring.customdata or ())]
        ring.update(
            mode="markers+text",
            text=names,
            textposition=sides,
            textfont={"size": 12, "color": theme.ink},
        )
        traces.append(ring)
    layout = theme.layout(
        geo={**_EASTERN_CARIBBEAN, "bgcolor": theme.paper, "framecolor": theme.grid},
        meta=_spoken(shown, [code for group in groups for code in group.codes if code in framed], indicator, words),
        height=height,
        margin={"l": 1, "r": 1, "t": 1, "b": 1},
        uirevision="inset",
    )
    return go.Figure(traces, layout)


def alt(
    shown: pd.DataFrame,
    *,
    places: pd.DataFrame,
    indicator: Indicator,
    year: int,
    words: Text,
    form: str = "map",
    day: dt.date | None = None,
) -> str:
    """The map as one text: the five highest and lowest, or the counts, and how many have no data.

    `form` is what it is drawn as: map, bars, table. States are those of the `day`, else of the end of the year.
    """
    form = words(f"charts.form_{form}")
    absent = len(places) - len(shown)
    missing = words("charts.alt_missing", count=absent)
    label = words.of(indicator.label)
    if indicator.kind == "category":
        parts = []
        for code in indicator.categories:
            members = sorted(shown.loc[shown["value"] == code, "country"], key=words.sort_key)
            if members:
                parts.append(
                    words(
                        "charts.alt_category",
                        label=words(f"{indicator.id}.{code}"),
                        count=len(members),
                        names=words.list(map(words.country, members)),
                    )
                )
        when = words.date(day.isoformat()) if day else words("charts.year_end", year=year)
        return words(
            "charts.alt_categories", form=form, label=label, when=when, parts=words.sentences(*parts), missing=missing
        )
    ordered = shown.sort_values("value", ascending=False)

    def said(rows: pd.DataFrame) -> str:
        return words.list(
            words(
                "charts.alt_value",
                country=words.country(row.country),
                value=words.value(row.value, indicator),
            )
            for row in rows.itertuples()
        )

    return words(
        "charts.alt_map",
        form=form,
        label=label,
        year=year,
        highest=said(ordered.head(5)),
        lowest=said(ordered.tail(5)),
        missing=missing,
    )


def inset_alt(shown: pd.DataFrame, *, places: pd.DataFrame, indicator: Indicator, words: Text) -> str:
    """The value of each of the smallest states, by name."""
    values = dict(zip(shown["country"], shown["value"], strict=True))
    said = words.list(
        words("charts.alt_value", country=words.country(code), value=words.value(values.get(code), indicator))
        for code in sorted(places.loc[places["small"], "country"], key=words.sort_key)
    )
    return words("map.inset_alt", values=said)


def classes(
    shown: pd.DataFrame,
    places: pd.DataFrame,
    indicator: Indicator,
    limits: tuple[float, ...],
    words: Text,
    theme: Theme,
) -> list[Class]:
    """The classes from high to low, as a legend reads, and last the members without data."""
    values = dict(zip(shown["country"], shown["value"], strict=True))
    if indicator.kind == "category":
        colours = theme.categories[indicator.id]
        groups = [
            Class(
                words(f"{indicator.id}.{code}"),
                colours[code],
                tuple(name for name, value in values.items() if value == code),
            )
            for code in indicator.categories
        ]
    else:
        labels = scales.labels(words, limits, indicator)
        steps = scales.colours(theme, indicator.scale, len(labels))
        members: list[list[str]] = [[] for _ in labels]
        for name, value in values.items():
            members[scales.position(value, limits)].append(name)
        groups = [
            Class(label, colour, tuple(codes)) for label, colour, codes in zip(labels, steps, members, strict=True)
        ][::-1]
    absent = tuple(code for code in places["country"] if code not in values)
    return [*groups, Class(words("value.missing"), theme.missing, absent)]


def legend_title(indicator: Indicator, year: int, words: Text) -> str:
    """What stands over the legend: indicator, year and unit, on lines joined by <br>."""
    title = words("charts.legend", label=words.of(indicator.short), year=year)
    return "<br>".join(filter(None, (_folded(title, 20), unit(indicator, words))))


def unit(indicator: Indicator, words: Text) -> str:
    """The unit in words, "" where values say it themselves."""
    key = f"unit.{indicator.unit}"
    return words(key) if words.has(key) else ""


def _spoken(
    shown: pd.DataFrame, codes: Sequence[str], indicator: Indicator, words: Text, chosen: str | None = None
) -> dict[str, Any]:
    """What is said of the marks, from the first place down, or class by class; those without data are the last."""
    ranks = spoken.places(shown, indicator)
    order = sorted(codes, key=lambda code: ranks.get(code, len(ranks) + 1))
    return spoken.meta(spoken.members(shown, order, indicator, words), role="link", chosen=chosen)


def hover(shown: pd.DataFrame, places: pd.DataFrame, indicator: Indicator, year: int, words: Text) -> Mapping[str, str]:
    """What the mouse is told of each member: name, value, place."""
    values, order = dict(zip(shown["country"], shown["value"], strict=True)), spoken.places(shown, indicator)
    texts = {}
    for code in places["country"]:
        lines = [
            f"<b>{words.country(code)}</b>",
            words("charts.hover", value=words.value(values.get(code), indicator), year=year),
        ]
        if code in order:
            lines.append(words.ordinal_rank(order[code], len(order)))
        texts[code] = "<br>".join(lines)
    return texts


def _only(groups: Sequence[Class], codes: Set[str]) -> list[Class]:
    """The classes with none but these members; a class without one is not drawn, and not sent."""
    kept = [replace(group, codes=tuple(code for code in group.codes if code in codes)) for group in groups]
    return [group for group in kept if group.codes]


def _backdrop(geometry: Geometry, theme: Theme) -> go.Choropleth:
    return go.Choropleth(
        geojson=geometry.backdrop,
        locations=["land"],
        z=[0],
        colorscale=[[0, theme.land], [1, theme.land]],
        showscale=False,
        showlegend=False,
        hoverinfo="skip",
        marker={"line": {"width": 0}},
    )


def _shapes(group: Class, texts: Mapping[str, str], geometry: Geometry, theme: Theme) -> go.Choropleth:
    return go.Choropleth(
        geojson=geometry.members,
        locations=list(group.codes),
        z=[0] * len(group.codes),
        customdata=list(group.codes),
        text=[texts[code] for code in group.codes],
        hovertemplate="%{text}<extra></extra>",
        colorscale=[[0, group.colour], [1, group.colour]],
        showscale=False,
        showlegend=False,
        name=group.label,
        marker={"line": {"color": theme.paper, "width": 0.7}},
        # A click opens a page: nothing must fade before it does.
        unselected={"marker": {"opacity": 1}},
    )


def _circles(
    group: Class,
    places: pd.DataFrame,
    texts: Mapping[str, str],
    theme: Theme,
    *,
    size: int,
    lon: str,
    lat: str,
) -> go.Scattergeo:
    rows = places[places["country"].isin(group.codes)]
    codes = rows["country"].tolist()
    return go.Scattergeo(
        lon=rows[lon].tolist(),
        lat=rows[lat].tolist(),
        customdata=codes,
        hovertext=[texts[code] for code in codes],
        hovertemplate="%{hovertext}<extra></extra>",
        mode="markers",
        marker={
            "size": size,
            "color": group.colour,
            "line": {"color": theme.ink, "width": 0.8},
            "opacity": 1,
        },
        unselected={"marker": {"opacity": 1}},
        showlegend=False,
        name=group.label,
    )


def _outline(code: str, geometry: Geometry, theme: Theme) -> go.Choropleth:
    return go.Choropleth(
        geojson=geometry.members,
        locations=[code],
        z=[0],
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        showscale=False,
        showlegend=False,
        hoverinfo="skip",
        marker={"line": {"color": theme.chosen, "width": 2.5}},
    )


def _key(group: Class, theme: Theme) -> go.Scattergeo:
    """An entry of the legend; a choropleth of one colour would not show one."""
    return go.Scattergeo(
        lon=[None],
        lat=[None],
        mode="markers",
        marker={
            "symbol": "square",
            "size": 13,
            "color": group.colour,
            "line": {"color": theme.muted, "width": 0.5},
        },
        name=group.label,
        showlegend=True,
        hoverinfo="skip",
    )


def _folded(name: str, width: int = _FOLD) -> str:
    """A long name on several lines."""
    lines = [""]
    for word in name.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
