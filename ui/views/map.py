"""One indicator in one year over the 33: the answer in words, the map, the ranking, the table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data import derive, groups, store
from data.model import Indicator
from ui.charts import map as map_chart
from ui.charts import ranking as ranking_chart
from ui.charts import scales
from ui.charts import tiles as tiles_chart
from ui.charts.sealed import sealed
from ui.shelf import shelved
from ui.text import Text, text
from ui.theme import THEMES
from ui.views import provenance

ORDERS = ("alphabet", "subregion")  # of the tiles
_HEIGHT = {False: 640, True: 430}  # pixels, beside the list and on a phone
_FEW = 12  # members that are named in a sentence
_STATIC = Path(__file__).parents[2] / "static" / "geo"


@dataclass(frozen=True)
class MapView:
    """What `/map` shows for one indicator and year; `links` are (ISO3, label) in order of the values."""

    answer: str
    figure: go.Figure
    inset: go.Figure
    ranking: go.Figure
    alts: Mapping[str, str]
    inset_alt: str
    table: pd.DataFrame
    links: tuple[tuple[str, str], ...]
    sources: str
    about: str
    title: str
    data: pd.DataFrame

    @property
    def alt(self) -> str:
        """The map in words."""
        return self.alts["map"]

    @property
    def taken(self) -> dict[str, Any]:
        """What travels with the figure when it is taken away."""
        return {"title": self.title, "lead": self.answer, "data": self.data}


@dataclass(frozen=True)
class TilesView:
    """The same year as tiles over all years: the figure, its text, what its curves are; `data` has all years."""

    figure: go.Figure
    alt: str
    note: str
    data: pd.DataFrame


def years(indicator: Indicator) -> list[int]:
    """The years that the map can show."""
    return sorted(int(year) for year in store.observations(indicator.id)["year"].unique())


@shelved
def view(indicator_id: str, year: int, chosen: str | None, lang: str, theme_name: str, narrow: bool = False) -> MapView:
    """Everything that the map view says about an indicator in a year; `chosen` is a member picked out."""
    words, theme, indicator = text(lang), THEMES[theme_name], store.indicator(indicator_id)
    shown = store.observations(indicator_id, years=[year])
    ids = provenance.source_ids(shown)
    rows = _rows(shown, indicator, words)
    drawn: dict[str, Any] = {"indicator": indicator, "year": year, "words": words, "theme": theme}
    regional: dict[str, Any] = {
        **drawn,
        "places": store.countries(),
        "limits": limits(indicator.id),
        "geometry": geometry(),
    }
    said: dict[str, Any] = {"places": store.countries(), "indicator": indicator, "words": words}
    return MapView(
        answer=words.sentences(*_answers(indicator, year, words)),
        figure=sealed(map_chart.figure(shown, chosen=chosen, height=_HEIGHT[narrow], **regional)),
        inset=sealed(map_chart.inset(shown, **regional)),
        ranking=sealed(
            ranking_chart.figure(shown, codes=[code for _, code, _, _ in rows], chosen=chosen, narrow=narrow, **drawn)
        ),
        alts={form: map_chart.alt(shown, **said, year=year, form=form) for form in ("map", "bars", "table")},
        inset_alt=map_chart.inset_alt(shown, **said),
        table=pd.DataFrame(
            {
                words("map.rank"): [place for place, _, _, _ in rows],
                words("map.country"): [name for _, _, name, _ in rows],
                words("map.value"): [value for _, _, _, value in rows],
            }
        ),
        links=tuple((code, words("value.listed", name=name, value=value)) for _, code, name, value in rows),
        sources=provenance.line(words, ids),
        about=provenance.about(words, [indicator], ids),
        title=words.commas(words.of(indicator.label), words.year(year)),
        data=shown,
    )


@shelved
def tiles(
    indicator_id: str, year: int, order: str, chosen: str | None, lang: str, theme_name: str, narrow: bool = False
) -> TilesView:
    """The 33 as tiles, in one of the ORDERS."""
    words, indicator, record = text(lang), store.indicator(indicator_id), store.observations(indicator_id)
    said: dict[str, Any] = {"indicator": indicator, "year": year, "words": words}
    figure = tiles_chart.figure(
        record,
        groups=tile_groups(order, words),
        places=store.countries(),
        limits=limits(indicator_id),
        theme=THEMES[theme_name],
        chosen=chosen,
        narrow=narrow,
        **said,
    )
    return TilesView(
        figure=sealed(figure),
        alt=tiles_chart.alt(record, places=store.countries(), **said),
        note=tiles_chart.note(record, **said),
        data=record,
    )


def tile_groups(order: str, words: Text) -> list[tiles_chart.Group]:
    """The members as tiles stand: all by name, or by name in each subregion, the largest subregion first."""
    parts = {code: codes for code, codes in groups.areas().items() if (code == groups.REGION) == (order == ORDERS[0])}
    return [
        tiles_chart.Group(
            "" if code == groups.REGION else words(f"compare.area_{code}"), tuple(sorted(codes, key=words.sort_key))
        )
        for code, codes in parts.items()
    ]


@dataclass(frozen=True)
class Turned:
    """What the map of an indicator says in another year: `classes` from high to low and last those without data."""

    answer: str
    title: str
    alt: str
    legend: str
    classes: tuple[tuple[str, ...], ...]
    texts: Mapping[str, str]
    rows: tuple[tuple[str, ...], ...]


def turned(indicator_id: str, year: int, lang: str) -> Turned:
    """The same as `view` for whoever has its figure in one year and wants it in another."""
    words, indicator = text(lang), store.indicator(indicator_id)
    shown, places = store.observations(indicator_id, years=[year]), store.countries()
    found = map_chart.classes(shown, places, indicator, limits(indicator.id), words, THEMES["light"])
    return Turned(
        answer=words.sentences(*_answers(indicator, year, words)),
        title=words.commas(words.of(indicator.label), words.year(year)),
        alt=map_chart.alt(shown, places=places, indicator=indicator, year=year, words=words),
        legend=map_chart.legend_title(indicator, year, words),
        classes=tuple(one.codes for one in found),
        texts=map_chart.hover(shown, places, indicator, year, words),
        rows=tuple((place, name, value) for place, _, name, value in _rows(shown, indicator, words)),
    )


@cache
def limits(indicator_id: str) -> tuple[float, ...]:
    """The class limits of an indicator, the same for all years."""
    indicator = store.indicator(indicator_id)
    if indicator.kind == "category":
        return ()
    return scales.breaks(store.observations(indicator.id)["value"], indicator.scale)


@cache
def geometry() -> map_chart.Geometry:
    """The addresses of the boundaries; their version keeps a browser from showing old ones."""
    return map_chart.Geometry(*(boundary(name) for name in ("celac", "backdrop")))


@cache
def boundary(name: str) -> str:
    """The address of one boundary file of static/geo, relative to any view: "countries/BRA"."""
    content = (_STATIC / f"{name}.geojson").read_bytes()
    return f"app/static/geo/{name}.geojson?v={hashlib.sha256(content).hexdigest()[:8]}"


def _rows(shown: pd.DataFrame, indicator: Indicator, words: Text) -> list[tuple[str, str, str, str]]:
    """(place, ISO3, name, value) for all 33: ranked, then those without data, by name."""
    values = dict(zip(shown["country"], shown["value"], strict=True))
    by_name = sorted(store.country_codes(), key=words.sort_key)
    if indicator.kind == "category":
        order = {code: at for at, code in enumerate(indicator.categories)}
        by_name.sort(key=lambda code: order.get(values.get(code, ""), len(order)))
        return [("", code, words.country(code), words.value(values.get(code), indicator)) for code in by_name]
    ranks = derive.ranks(shown, int(shown["year"].iloc[0])).set_index("country")["rank"]
    with_data = sorted((code for code in by_name if code in values), key=lambda code: -values[code])
    rest = [code for code in by_name if code not in values]
    return [
        (
            str(ranks[code]) if code in ranks.index else "",
            code,
            words.country(code),
            words.value(values.get(code), indicator),
        )
        for code in [*with_data, *rest]
    ]


def _answers(indicator: Indicator, year: int, words: Text) -> list[str]:
    """The answer for a year; of states also what they are in the newest year, so that one link tells then and now."""
    last = years(indicator)[-1]
    asked = [year, last] if indicator.kind == "category" and year != last else [year]
    return [_answer(store.observations(indicator.id, years=[which]), indicator, which, words) for which in asked]


def _states(shown: pd.DataFrame, indicator: Indicator, words: Text) -> list[str]:
    """Each state with the number of members in it; those in the rarest state are named where they are few."""
    members = {code: shown.loc[shown["value"] == code, "country"] for code in indicator.categories}
    counts = {code: len(those) for code, those in members.items() if len(those)}
    rarest = min(counts, key=lambda code: counts[code])
    parts = []
    for code, count in counts.items():
        part = words("map.count", count=count, label=words(f"{indicator.id}.{code}"))
        if code == rarest and count <= _FEW:
            names = words.list(words.country(country) for country in sorted(members[code], key=words.sort_key))
            part = words("map.count_names", part=part, names=names)
        parts.append(part)
    return parts


def _answer(shown: pd.DataFrame, indicator: Indicator, year: int, words: Text) -> str:
    absent = len(store.country_codes()) - len(shown)
    if indicator.kind == "category":
        parts = _states(shown, indicator, words)
        if absent:
            parts.append(words("map.missing_count", count=absent))
        return words("map.answer_category", year=year, counts=words.series(parts))
    ordered = shown.sort_values("value", ascending=False)
    ends = [
        words.bracketed(f"**{words.country(row.country)}**", words.value(row.value, indicator))
        for row in (ordered.iloc[0], ordered.iloc[-1])
    ]
    sentences = [words("map.answer", year=year, highest=ends[0], lowest=ends[1])]
    if indicator.additive:
        total = derive.region_total(shown).iloc[0]
        amount = words.value(float(total["value"]), indicator)
        if total["partial"]:
            names = words.list(words.country(code) for code in total["missing"])
            sentences.append(words("map.answer_partial", total=amount, missing=names))
        else:
            sentences.append(words("map.answer_total", total=amount))
    return words.sentences(*sentences)
