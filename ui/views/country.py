"""One member: key figures with rank, trade with China and the United States, recognition, Belt and Road."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data import derive, schema, store
from data.model import Indicator
from ui.charts import lines, statusline
from ui.shelf import shelved
from ui.text import HEADLINE, Text, text
from ui.theme import THEMES, Theme
from ui.views import dispute as doubts
from ui.views import events, provenance, tables, trade
from ui.views.block import Block

KEY_FIGURES = (
    "trade_with_china_usd",
    "exports_to_china_usd",
    "imports_from_china_usd",
    "trade_balance_with_china_usd",
)
TRADE = ("trade_with_china_usd", "trade_with_usa_usd")
THEN = 2017  # the last whole year before 22 January 2018


@dataclass(frozen=True)
class CountryView:
    """What `/country` shows of one member; `key` holds (label, value now, rank now and value then).

    `marks` tells what the numbered rings of the curve are: (number, year, titles).
    """

    answer: str
    key: tuple[tuple[str, str, str], ...]
    trade: Block
    marks: tuple[tuple[int, int, str], ...]
    diplomacy: Block
    disputes: tuple[str, ...]


@shelved
def view(country: str, today: dt.date, lang: str, theme_name: str, narrow: bool = False) -> CountryView:
    """Everything that the page of a member says; periods that still run are drawn up to `today`."""
    words, theme = text(lang), THEMES[theme_name]
    marked = events.marked(country, words)
    return CountryView(
        answer=_answer(country, today, words),
        key=tuple(_key_figure(code, country, words) for code in KEY_FIGURES),
        trade=_trade(country, marked, words, theme, narrow),
        marks=tuple((number, year, words.series(marked[year])) for year, number in lines.numbered(marked).items()),
        diplomacy=_diplomacy(country, today, words, theme),
        disputes=_disputes(country, words),
    )


def years(indicator: Indicator) -> list[int]:
    """The years that an indicator has."""
    return sorted(int(year) for year in store.observations(indicator.id)["year"].unique())


def focus(country: str, indicator: Indicator | None, year: int | None, words: Text) -> tuple[tuple[str, str, str], ...]:
    """The figure under which the reader found the member on the map, unless it is a key figure anyway."""
    if indicator is None:
        return ()
    if year is None:
        if indicator.id in KEY_FIGURES:
            return ()
        year = years(indicator)[-1]
    observed = store.observations(indicator.id, years=[year])
    own = observed[observed["country"] == country]
    label = words("country.focus", label=words.of(indicator.short), year=year)
    if own.empty:
        return ((label, words("value.missing"), ""),)
    if indicator.kind == "category":
        return ((label, words.value(own["value"].iloc[0], indicator), ""),)
    rank = _place(indicator.id, country, year, words)
    return ((label, words.value(own["value"].iloc[0], indicator, room=HEADLINE), rank),)


def sources(country: str, indicator: Indicator | None, words: Text) -> tuple[str, str]:
    """The source line of the key figures and what to mind, with those of the figure under which it was found."""
    shown = [store.indicator(code) for code in KEY_FIGURES]
    if indicator is not None and indicator.id not in KEY_FIGURES:
        shown.insert(0, indicator)
    ids = provenance.source_ids(*(store.observations(one.id, countries=[country]) for one in shown))
    return provenance.line(words, ids), provenance.about(words, shown, ids)


def _answer(country: str, today: dt.date, words: Text) -> str:
    """The ties in two sentences: recognition, Belt and Road, trade."""
    name = words.country(country)
    party = (
        derive.recognition_on(_of(store.table("recognition"), country), today)
        .set_index("country")["value"]
        .get(country)
    )
    road = _of(store.table("belt_and_road"), country).iloc[0]
    sentences = [words(f"country.answer_{party}", country=name)] if isinstance(party, str) else []
    if road["status"] == "none":
        sentences.append(words("country.answer_road_none"))
    else:
        joined = words.date(road["joined"], road["joined_precision"])
        left = words.date(road["left"]) if isinstance(road["left"], str) else ""
        sentences.append(words(f"country.answer_road_{road['status']}", joined=joined, left=left))
    own = store.observations(TRADE[0], countries=[country]).sort_values("year")
    if len(own):
        last = own.iloc[-1]
        year = int(last["year"])
        sentences.append(
            words(
                "country.answer_trade",
                value=words.money(last["value"]),
                year=year,
                rank=_place(TRADE[0], country, year, words),
            )
        )
        then = own[own["year"] == THEN]
        if len(then):
            sentences.append(words("country.answer_then", value=words.money(then["value"].iloc[0]), year=THEN))
    return words.sentences(*sentences)


def _key_figure(indicator_id: str, country: str, words: Text) -> tuple[str, str, str]:
    """Label, newest value, and below it the place of that year and what the year before Santiago had."""
    indicator = store.indicator(indicator_id)
    observed = store.observations(indicator_id)
    newest = int(observed["year"].max())
    own = observed[observed["country"] == country].set_index("year")["value"].sort_index()
    label = words.of(indicator.short)
    if own.empty:
        return label, words("value.missing"), words("country.no_rank", year=newest)
    year = int(own.index[-1])
    line = words("country.last_value", year=year)
    if year == newest:
        line = words("country.rank_below", rank=_place(indicator_id, country, year, words), year=year)
    then = words("value.missing")
    if THEN in own.index:
        then = f"{words.value(own[THEN], indicator)} · {_place(indicator_id, country, THEN, words)}"
    return (
        label,
        words.value(own[year], indicator, room=HEADLINE),
        f"{line}  \n{words('country.then_below', year=THEN, value=then)}",
    )


def _place(indicator_id: str, country: str, year: int, words: Text) -> str:
    """The place of a member among those that have a value in a year: "3rd of 33"."""
    place = derive.ranks(store.observations(indicator_id, years=[year]), year).set_index("country").loc[country]
    return words.ordinal_rank(int(place["rank"]), int(place["of"]))


def _trade(country: str, marked: Mapping[int, list[str]], words: Text, theme: Theme, narrow: bool) -> Block:
    china, usa = (store.observations(code, countries=[country]) for code in TRADE)
    turns = derive.overtaking(china, usa)
    frame = china.merge(usa, on="year", how="outer", suffixes=("_china", "_usa")).sort_values("year")
    money = (
        [words.money(value) for value in frame["value_china"]],
        [words.money(value) for value in frame["value_usa"]],
    )
    ids = provenance.source_ids(china, usa)
    told = [trade.turn_of(country, words), words("country.events_rings") if marked else ""]
    places = store.observations("trade_with_china_rank", countries=[country]).set_index("year")["value"]
    return Block(
        lead=words.sentences(*told),
        figure=lines.figure(
            china=china,
            usa=usa,
            turns=turns,
            name=words.country(country),
            words=words,
            theme=theme,
            events=marked,
            narrow=narrow,
        ),
        alt=lines.alt(china=china, usa=usa, turns=turns, name=words.country(country), words=words, events=marked),
        table=pd.DataFrame(
            {
                words("choose.year"): [str(int(year)) for year in frame["year"]],
                words.of(store.indicator(TRADE[0]).short): money[0],
                words.of(store.indicator("trade_with_china_rank").short): [
                    words.number(places.get(year)) if year in places.index else words("value.missing")
                    for year in frame["year"]
                ],
                words.of(store.indicator(TRADE[1]).short): money[1],
                words("country.events"): [words.series(marked.get(int(year), [])) for year in frame["year"]],
            }
        ),
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator(code) for code in TRADE], ids),
        data=pd.concat([china, usa]),
    )


def _diplomacy(country: str, today: dt.date, words: Text, theme: Theme) -> Block:
    periods = _of(store.table("recognition"), country)
    road = _of(store.table("belt_and_road"), country)
    member = _of(store.countries(), country).iloc[0]
    facts = [_recognition_fact(row, words) for _, row in periods.iloc[::-1].iterrows()]
    for _, row in road.iterrows():
        note = words.pick(row, "note")
        if row["status"] == "none":
            facts.append((words("country.row_road"), _told(words("belt_and_road_status.none"), note, words)))
            continue
        joined = words.date(row["joined"], row["joined_precision"])
        facts.append((words("country.road_joined"), _told(joined, note, words)))
        if isinstance(row["left"], str):
            facts.append((words("country.road_left"), words.date(row["left"])))
    level = words.pick(member, "partnership")
    if level:
        since = member["partnership_since"]
        known = isinstance(since, (int, float)) and since == since
        facts.append(
            (
                words("country.partnership"),
                words("country.partnership_since", level=level, date=int(since)) if known else level,
            )
        )
    facts.append(
        (
            words("country.memberships"),
            words.list(words(f"member_of.{code}") for code in str(member["memberships"]).split(";")),
        )
    )
    ids = provenance.source_ids(periods, road, _of(store.countries(), country))
    return Block(
        lead="",
        figure=statusline.figure(periods=periods, road=road, until=today, words=words, theme=theme),
        alt=statusline.alt(periods=periods, road=road, name=words.country(country), words=words),
        table=pd.DataFrame(facts, columns=[words("country.fact"), words("country.value")]),
        sources=provenance.line(words, ids),
        about=provenance.about(words, [], ids),
    )


def _recognition_fact(row: pd.Series, words: Text) -> tuple[str, str]:
    """One period of recognition: whom, and from when until when."""
    start = words.date(row["start"], row["start_precision"]) if isinstance(row["start"], str) else ""
    if not isinstance(row["end"], str):
        said = words("country.since", date=start) if start else words("value.unknown_date")
        return words(f"country.recognises_{row['party'].lower()}"), _told(said, words.pick(row, "note"), words)
    end = words.date(row["end"], row["end_precision"])
    said = words("country.from_to", start=start, end=end) if start else words("country.until", date=end)
    return words(f"country.recognised_{row['party'].lower()}"), _told(said, words.pick(row, "note"), words)


def _told(fact: str, note: str, words: Text) -> str:
    return words.sentences(words.ended(fact), note) if note else fact


def _disputes(country: str, words: Text) -> tuple[str, ...]:
    found = []
    for table in ("recognition", "belt_and_road"):
        for _, row in _of(store.table(table), country).iterrows():
            if dispute := words.pick(row, "dispute"):
                found.append(dispute)
            if (checked := row.get("last_checked")) and isinstance(checked, str):
                found.append(words("country.last_checked", date=words.date(checked)))
            name = ".".join(str(row[column]) for column in schema.TABLES[table].named_by)
            if corrected := doubts.mark(table, name, words):
                found.append(words.labelled(tables.title(table, words), corrected))
    return tuple(found)


def _of(table: pd.DataFrame, country: str) -> pd.DataFrame:
    return table[table["country"] == country]
