"""Countries and groups beside each other: lines, small multiples, strips of states, a scatter, a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, cast

import pandas as pd
import plotly.graph_objects as go

from data import comparison, groups, store
from data.model import Indicator
from ui.charts import multiples, series, strips
from ui.shelf import shelved
from ui.text import Text, text
from ui.theme import THEMES, Theme
from ui.views import provenance
from ui.views.block import Block

MOST = 8  # what colours, dashes and labels can keep apart
DEFAULT = ("BRA", "MEX", "CHL", "PER", "COL")  # the five that trade most with China
SHAPES = ("chart", "multiples", "scatter", "table")
_UNITLESS = ("multiples", "table")
SCALES = ("linear", "log")
_PARTS = {False: 420, True: 430}  # pixels of the line chart
_SPAN = (1949, 2100)  # years that a link may name
_TURNED = "turned"  # the one state of an indicator that holds a year

Fits = tuple[tuple[str, ...], dict[str, str]]  # codes that fit; those that do not, with the line that says why


@dataclass(frozen=True)
class CompareView:
    """What `/compare` shows of some countries: the answer in words, a title, the figure, what to mind."""

    answer: str
    title: str
    block: Block
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Preset:
    """A group that is worth a look: its name and, as the link writes them, those of it that are shown."""

    label: str
    countries: str


# -- what can be chosen -----------------------------------------------------------------------------


def known(lang: str) -> list[str]:
    """Codes that can be compared: the region and its parts, then the 33 by name."""
    return [*groups.areas(), *sorted(store.country_codes(), key=text(lang).sort_key)]


def name(code: str, lang: str) -> str:
    """What a country or a group is called."""
    words = text(lang)
    if code == groups.REGION:
        return words("partner.REGION")
    return words(f"compare.area_{code}") if code in groups.areas() else words.country(code)


def default() -> Indicator:
    """What is compared until the reader says so."""
    return store.indicator("trade_with_china_usd")


def kept() -> dict[str, tuple[str, ...]]:
    """Parameter → values that the link may keep while the scatter is shown."""
    every = tuple(str(year) for year in range(*_SPAN))
    return {"basis": comparison.BASES, "from": every, "to": every}


@lru_cache(maxsize=8)
def presets(lang: str) -> tuple[Preset, ...]:
    """Groups as the reader knows them; of those with more members than a chart can hold the largest by trade."""
    words = text(lang)
    trade = store.observations("trade_with_china_usd")
    last = trade[trade["year"] == trade["year"].max()].set_index("country")["value"]
    found = [
        Preset(words("compare.group_largest"), ".".join(DEFAULT)),
        Preset(words("compare.group_areas"), ".".join(groups.areas())),
    ]
    for code, members in groups.presets().items():
        label = words(f"compare.group_{code}")
        if len(members) > MOST:
            label = words("compare.group_part", label=label, most=MOST, of=len(members))
            members = tuple(last.reindex(members).sort_values(ascending=False).index[:MOST])
        found.append(Preset(label, ".".join(members)))
    return tuple(found)


def shapes(indicator: Indicator, lang: str) -> Fits:
    """Forms that an indicator can take. States are drawn as strips, which are multiples already."""
    if _is_state(indicator):
        return ("chart", "scatter", "table"), {"multiples": _no("multiples", indicator, lang)}
    return SHAPES, {}


def bases(indicator: Indicator, lang: str) -> Fits:
    """Bases that make sense for an indicator."""
    fits = tuple(basis for basis in comparison.BASES if comparison.fits(indicator, basis))
    return fits, {basis: _no(basis, indicator, lang) for basis in comparison.BASES if basis not in fits}


def years(indicator: Indicator, basis: str) -> list[int]:
    """The years that an indicator has on a basis."""
    if indicator.additive and basis in ("per_head", "per_gdp"):
        return [int(year) for year in comparison.rows(groups.REGION, indicator.id, basis)["year"]]
    return sorted(int(year) for year in store.observations(indicator.id)["year"].unique())


def scales(codes: Sequence[str], indicator: Indicator, basis: str, period: tuple[int, int], lang: str) -> Fits:
    """A logarithm needs values above zero, and tells nothing about states, places or years."""
    if _is_state(indicator) or indicator.unit == "rank":
        return ("linear",), {"log": _no("log", indicator, lang)}
    frames = _frames(codes, indicator, basis, period)
    if any((frame["value"] <= 0).any() for frame in frames.values()):
        return ("linear",), {"log": text(lang)("compare.no_log_values", label=text(lang).of(indicator.short))}
    return SCALES, {}


# -- over the years ---------------------------------------------------------------------------------


@shelved
def view(
    codes: tuple[str, ...],
    indicator_id: str,
    basis: str,
    scale: str,
    period: tuple[int, int],
    shape: str,
    lang: str,
    theme_name: str,
    narrow: bool = False,
) -> CompareView:
    """Some countries and groups over the years on a basis that `bases` allows."""
    words, theme, indicator = text(lang), THEMES[theme_name], store.indicator(indicator_id)
    if _is_state(indicator):
        return _states(codes, indicator, period, words, theme, narrow)
    frames = _frames(codes, indicator, basis, period)
    drawn = _series(frames, words, theme)
    said, tick = say(indicator, basis, words), ticks(indicator, basis, words, narrow)
    title = _title(indicator, basis, period[0], words)
    more: dict[str, Any] = {
        "say": said,
        "tick": tick,
        "scale": cast(Literal["linear", "log"], scale),
        "reverse": indicator.unit == "rank",
        "level": 100.0 if basis == "index" else None,
        "span": (0.0, len(store.country_codes()) + 1.0) if indicator.unit == "rank" else None,
        "theme": theme,
        "narrow": narrow,
    }
    if shape == "multiples":
        figure = multiples.figure(drawn, words=words, **more)
    else:
        axis = _unit(indicator, basis, words)
        figure = series.figure(drawn, title=axis, words=words, height=_PARTS[narrow], **more)
    return CompareView(
        answer=_answer(frames, indicator, title, said, words),
        # On a phone a cell of the table and the heading of a panel have no room for the unit.
        title=words.bracketed(title, _unit(indicator, basis, words)) if narrow and shape in _UNITLESS else title,
        block=_block(
            figure,
            series.alt(drawn, say=said, title=title, words=words),
            _table(frames, tick if narrow else said, words),
            list(frames.values()),
            _behind(indicator, basis),
            _taken(frames, indicator, basis, words),
            words,
        ),
        notes=tuple(_notes(frames, indicator, basis, period, words)),
    )


def say(indicator: Indicator, basis: str, words: Text) -> Callable[[float], str]:
    """How a value is written with its unit, with as many digits as tell small ones apart."""

    def written(value: float) -> str:
        match basis:
            case "absolute":
                return words.value(value, indicator)
            case "index":
                return words.number(value, 0 if abs(value) >= 10 else 1)
            case "per_gdp" | "share":
                return words.percent(value, digits(value))
            case _ if indicator.unit == "persons":
                return words.number(value, digits(value))
            case _ if abs(value) >= 1_000_000:
                return words.money(value)
        amount = words.number(abs(value), 0 if abs(value) >= 100 else 2)
        return words("value.minus_money" if value < 0 else "value.money", amount=amount)

    return written


def ticks(indicator: Indicator, basis: str, words: Text, narrow: bool) -> Callable[[float], str]:
    """How a value is written on an axis whose title has the unit: short, without needless decimals."""
    percent = basis in ("per_gdp", "share") or (basis == "absolute" and indicator.unit == "percent")

    def written(value: float) -> str:
        if abs(value) >= (1000 if narrow else 1_000_000):
            return words.short(value) if narrow else words.compact(value)
        decimals = next((places for places in range(6) if abs(value - round(value, places)) < 1e-9), 6)
        return words.percent(value, decimals) if percent else words.number(value, decimals)

    return written


def digits(value: float) -> int:
    """Decimals of a small number: one from 1 up, more below so that it is not written as 0."""
    return next((places for places, least in ((1, 1), (2, 0.1), (3, 0.01)) if abs(value) >= least), 4) if value else 1


def _frames(codes: Sequence[str], indicator: Indicator, basis: str, period: tuple[int, int]) -> dict[str, pd.DataFrame]:
    base = period[0] if basis == "index" else None
    found = {code: comparison.rows(code, indicator.id, basis, base) for code in codes}
    return {code: frame[frame["year"].between(*period)] for code, frame in found.items()}


def _series(frames: Mapping[str, pd.DataFrame], words: Text, theme: Theme) -> list[series.Series]:
    return [
        series.Series(
            name(code, words.lang),
            theme.region if code == groups.REGION else theme.series[at],
            frame[["year", "value"]],
            "solid" if code == groups.REGION else series.DASHES[at],
            thin=frozenset(int(row.year) for row in frame.itertuples() if row.missing),
        )
        for at, (code, frame) in enumerate(frames.items())
    ]


def _title(indicator: Indicator, basis: str, base: int, words: Text) -> str:
    label = words.of(indicator.label)
    if basis == "absolute":
        return label
    key = "per_thousand" if basis == "per_head" and indicator.unit == "persons" else basis
    return words(f"compare.title_{key}", label=label, year=base)


def _unit(indicator: Indicator, basis: str, words: Text) -> str:
    """The title of the vertical axis."""
    match basis:
        case "index":
            return words("compare.unit_base")
        case "per_gdp":
            return words("compare.unit_gdp")
        case "share":
            return words("compare.unit_share")
        case "per_head" if indicator.unit == "persons":
            return words("compare.unit_thousand")
        case "per_head":
            return words("compare.unit_head", unit=words(f"unit.{indicator.unit}"))
    known_here = indicator.unit in ("rank", "ratio", "index")
    return words(f"compare.unit_{indicator.unit}" if known_here else f"unit.{indicator.unit}")


def _behind(indicator: Indicator, basis: str) -> list[Indicator]:
    """The indicators that a figure is made of."""
    below = {"per_head": comparison.POPULATION, "per_gdp": comparison.GDP}.get(basis)
    return [indicator, *([store.indicator(below)] if below else [])]


def _answer(
    frames: Mapping[str, pd.DataFrame], indicator: Indicator, title: str, said: Callable[[float], str], words: Text
) -> str:
    last = max((int(frame["year"].max()) for frame in frames.values() if len(frame)), default=None)
    if last is None:
        return words("compare.answer_none" if frames else "compare.none")
    values = {
        code: float(frame.loc[frame["year"] == last, "value"].iloc[0])
        for code, frame in frames.items()
        if (frame["year"] == last).any()
    }
    ordered = sorted(values, key=lambda code: values[code], reverse=indicator.unit != "rank")
    parts = [words("compare.answer_part", name=name(code, words.lang), value=said(values[code])) for code in ordered]
    said_all = words("compare.answer", title=title, year=last, parts=words.list(parts))
    absent = [code for code, frame in frames.items() if code not in values and len(frame)]
    return words.sentences(said_all, words("compare.answer_absent", names=names(absent, words)) if absent else "")


def _table(frames: Mapping[str, pd.DataFrame], said: Callable[[float], str], words: Text) -> pd.DataFrame:
    """A row a year, the newest on top, and a column a country; an incomplete sum says how many it lacks."""
    every = sorted({int(year) for frame in frames.values() for year in frame["year"]}, reverse=True)
    columns: dict[str, list[str]] = {words("choose.year"): [str(year) for year in every]}
    for code, frame in frames.items():
        cells = {
            int(row.year): words("compare.partial", value=said(row.value), count=len(row.missing))
            if row.missing
            else said(row.value)
            for row in frame.itertuples()
        }
        columns[name(code, words.lang)] = [cells.get(year, words("value.missing")) for year in every]
    return pd.DataFrame(columns)


def _taken(frames: Mapping[str, pd.DataFrame], indicator: Indicator, basis: str, words: Text) -> pd.DataFrame:
    """The values as numbers, for whoever takes them away; a sum names the members that it lacks."""
    columns = ["country", "country_name", "indicator", "basis", "year", "value", "missing", "source"]
    rows = [
        frame.assign(
            country=code,
            country_name=name(code, words.lang),
            indicator=indicator.id,
            basis=basis,
            missing=[";".join(gone) for gone in frame["missing"]],
        )[columns]
        for code, frame in frames.items()
        if len(frame)
    ]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)


def _notes(
    frames: Mapping[str, pd.DataFrame], indicator: Indicator, basis: str, period: tuple[int, int], words: Text
) -> list[str]:
    notes = []
    label = words.of(indicator.short)
    areas = [code for code in frames if code in groups.areas()]
    unsummed = areas if not indicator.additive else []
    if unsummed:
        notes.append(words("compare.note_no_sum", names=names(unsummed, words), label=label))
    empty = [code for code, frame in frames.items() if frame.empty and code not in unsummed]
    if empty and basis == "index":
        notes.append(words("compare.note_no_base", names=names(empty, words), year=period[0]))
    elif empty:
        notes.append(words("compare.note_empty", names=names(empty, words), first=period[0], last=period[1]))
    partial = [
        words("compare.note_of", name=name(code, words.lang), missing=said)
        for code, frame in frames.items()
        if (said := _missing(_by_year(frame), words))
    ]
    if partial:
        notes.append(words("compare.note_partial", parts=words.series(partial)))
    if basis == "share":
        lacks = {
            year: gone for year, gone in comparison.lacking(indicator.id).items() if period[0] <= year <= period[1]
        }
        if lacks:
            notes.append(words("compare.note_share", missing=_missing(lacks, words)))
    if areas and indicator.additive and comparison.none_found(indicator):
        notes.append(words("compare.note_none_found"))
    return notes


def _by_year(frame: pd.DataFrame) -> dict[int, tuple[str, ...]]:
    return {int(row.year): row.missing for row in frame.itertuples() if row.missing}


def _missing(by_year: Mapping[int, tuple[str, ...]], words: Text) -> str:
    """ "Cuba (2021–2023) and Dominica (2004)": who is missing from a sum, and when."""
    codes = sorted({code for gone in by_year.values() for code in gone}, key=words.sort_key)
    parts = []
    for code in codes:
        spans = strips.runs({year: code for year, gone in by_year.items() if code in gone})
        parts.append(words.bracketed(words.country(code), words.list(words.span(run.first, run.last) for run in spans)))
    return words.list(parts) if parts else ""


def names(codes: Sequence[str], words: Text) -> str:
    """Countries and groups as a list in words."""
    return words.list(name(code, words.lang) for code in codes)


def _no(what: str, indicator: Indicator, lang: str) -> str:
    words = text(lang)
    return words(f"compare.no_{what}", label=words.of(indicator.short))


# -- states over the years ----------------------------------------------------------------------------


def _is_state(indicator: Indicator) -> bool:
    """Whether an indicator says in which state a country is (a year of passing divides before and after)."""
    return indicator.kind == "category" or indicator.unit == "year"


def _states(
    codes: Sequence[str], indicator: Indicator, period: tuple[int, int], words: Text, theme: Theme, narrow: bool
) -> CompareView:
    members = [code for code in codes if code not in groups.areas()]
    shown = store.observations(indicator.id, countries=members)
    shown = shown[shown["year"].between(*period)]
    category = indicator.kind == "category"
    states = _legend(indicator, words, theme)
    values = {code: _values(shown, code) for code in members}
    rows = [
        strips.Row(
            words.country(code),
            values[code] if category else dict.fromkeys(values[code], _TURNED),
            {key: words(f"charts.party_{key}") for key in states}
            if indicator.id == "recognition"
            else {}
            if category
            else {_TURNED: next(iter(values[code].values()), "")},
        )
        for code in members
    ]
    title = words.of(indicator.label)
    figure = (
        strips.figure(
            rows,
            states=states,
            years=range(period[0], period[1] + 1),
            absent=words("value.missing" if category else "compare.not_turned"),
            words=words,
            theme=theme,
            narrow=narrow,
        )
        if rows
        else go.Figure(layout=theme.layout(height=120))
    )
    last = period[1]
    told = {
        code: {year: states[value].label if category else value for year, value in values[code].items()}
        for code in members
    }
    parts = [
        words("compare.answer_part", name=words.country(code), value=told[code][last])
        for code in members
        if last in told[code]
    ]
    every = range(period[1], period[0] - 1, -1)
    table = {words("choose.year"): [str(year) for year in every]}
    for code in members:
        table[words.country(code)] = [told[code].get(year, words("value.missing")) for year in every]
    areas = [code for code in codes if code in groups.areas()]
    notes = [words("compare.note_no_state", names=names(areas, words))] if areas else []
    empty = [code for code in members if not values[code]]
    if empty:
        key = "note_empty" if category else "note_no_turn"
        notes.append(words(f"compare.{key}", names=names(empty, words), first=period[0], last=period[1]))
    return CompareView(
        answer=words(
            f"compare.answer_{'states' if category else 'turned'}", title=title, year=last, parts=words.series(parts)
        )
        if parts
        else words("compare.answer_none" if codes else "compare.none"),
        title=title,
        block=_block(
            figure,
            strips.alt(rows, states=states, title=title, words=words),
            pd.DataFrame(table),
            [shown],
            [indicator],
            shown,
            words,
        ),
        notes=tuple(notes),
    )


def _values(shown: pd.DataFrame, code: str) -> dict[int, str]:
    """Year → state; of an indicator that holds a year, that year."""
    rows = shown[shown["country"] == code]
    return {
        int(year): value if isinstance(value, str) else str(int(value))
        for year, value in zip(rows["year"], rows["value"], strict=True)
    }


def _legend(indicator: Indicator, words: Text, theme: Theme) -> dict[str, strips.State]:
    if indicator.kind != "category":
        return {_TURNED: strips.State(words("compare.turned"), theme.china)}
    colours = theme.categories[indicator.id]
    return {code: strips.State(words(f"{indicator.id}.{code}"), colours[code]) for code in indicator.categories}


def _block(
    figure: go.Figure,
    alt: str,
    table: pd.DataFrame,
    frames: Sequence[pd.DataFrame],
    indicators: Sequence[Indicator],
    data: pd.DataFrame,
    words: Text,
) -> Block:
    # A frame without rows has no source to name; where all are empty, the source is that of the indicator.
    known_frames = [frame for frame in frames if len(frame)]
    ids = provenance.source_ids(*(known_frames or [store.observations(indicators[0].id)]))
    return Block(
        lead="",
        figure=figure,
        alt=alt,
        table=table,
        sources=provenance.line(words, ids),
        about=provenance.about(words, indicators, ids),
        data=data,
    )
