"""One member: key figures with rank, trade with China and the United States, recognition, Belt and Road."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from data import derive, store
from data.model import Indicator
from ui.charts import lines, statusline
from ui.text import Text, text
from ui.theme import THEMES, Theme
from ui.views import dossier, provenance, trade
from ui.views.block import Block

KEY_FIGURES = (
    "trade_with_china_usd",
    "exports_to_china_usd",
    "imports_from_china_usd",
    "trade_balance_with_china_usd",
)
TRADE = ("trade_with_china_usd", "trade_with_usa_usd")


@dataclass(frozen=True)
class CountryView:
    """What `/country` shows of one member; `key` holds (label, value, rank or last year)."""

    answer: str
    key: tuple[tuple[str, str, str], ...]
    key_sources: str
    key_about: str
    trade: Block
    diplomacy: Block
    disputes: tuple[str, ...]


@lru_cache(maxsize=512)
def view(country: str, today: dt.date, lang: str, theme_name: str) -> CountryView:
    """Everything that the page of a member says; periods that still run are drawn up to `today`."""
    words, theme = text(lang), THEMES[theme_name]
    key_rows = pd.concat([store.observations(code, countries=[country]) for code in KEY_FIGURES])
    ids = provenance.source_ids(key_rows)
    return CountryView(
        answer=_answer(country, today, words),
        key=tuple(_key_figure(code, country, words) for code in KEY_FIGURES),
        key_sources=provenance.line(words, ids),
        key_about=provenance.about(words, [store.indicator(code) for code in KEY_FIGURES], ids),
        trade=_trade(country, words, theme),
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
    place = derive.ranks(observed, year).set_index("country").loc[country]
    rank = words.ordinal_rank(int(place["rank"]), int(place["of"]))
    return ((label, words.value(own["value"].iloc[0], indicator), rank),)


def _answer(country: str, today: dt.date, words: Text) -> str:
    """The ties in two sentences: recognition, Belt and Road, trade."""
    name = words.country(country)
    party = derive.status_on("recognition", today).set_index("country")["value"].get(country)
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
        sentences.append(words("country.answer_trade", value=words.money(last["value"]), year=int(last["year"])))
    return " ".join(sentences)


def _key_figure(indicator_id: str, country: str, words: Text) -> tuple[str, str, str]:
    indicator = store.indicator(indicator_id)
    observed = store.observations(indicator_id)
    newest = int(observed["year"].max())
    own = observed[observed["country"] == country].sort_values("year")
    label = words.of(indicator.short)
    if own.empty:
        return label, words("value.missing"), words("country.no_rank", year=newest)
    last = own.iloc[-1]
    value = words.value(last["value"], indicator)
    if int(last["year"]) < newest:
        return label, value, words("country.last_value", year=int(last["year"]))
    ranks = derive.ranks(observed, newest).set_index("country")
    place = words.ordinal_rank(int(ranks.loc[country, "rank"]), int(ranks.loc[country, "of"]))
    return label, value, words("country.rank_below", rank=place, year=newest)


def _trade(country: str, words: Text, theme: Theme) -> Block:
    china, usa = (store.observations(code, countries=[country]) for code in TRADE)
    turns = derive.overtaking(china, usa)
    frame = china.merge(usa, on="year", how="outer", suffixes=("_china", "_usa")).sort_values("year")
    money = (
        [words.money(value) for value in frame["value_china"]],
        [words.money(value) for value in frame["value_usa"]],
    )
    ids = provenance.source_ids(china, usa)
    return Block(
        lead=" ".join([trade.turn_of(country, words), words("country.events_rings")]),
        figure=lines.figure(
            china=china,
            usa=usa,
            turns=turns,
            name=words.country(country),
            words=words,
            theme=theme,
            events=dossier.event_titles(country, words),
        ),
        alt=lines.alt(china=china, usa=usa, turns=turns, name=words.country(country), words=words),
        table=pd.DataFrame(
            {
                words("choose.year"): [str(int(year)) for year in frame["year"]],
                words.of(store.indicator(TRADE[0]).short): money[0],
                words.of(store.indicator(TRADE[1]).short): money[1],
            }
        ),
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator(code) for code in TRADE], ids),
    )


def _diplomacy(country: str, today: dt.date, words: Text, theme: Theme) -> Block:
    periods = _of(store.table("recognition"), country)
    road = _of(store.table("belt_and_road"), country)
    member = _of(store.countries(), country).iloc[0]
    facts: list[tuple[str, str]] = []
    for row in periods[periods["end"].isna()].itertuples():
        label = words("country.recognises_prc" if row.party == "PRC" else "country.recognises_roc")
        facts.append((label, words("country.since", date=words.date(row.start, row.start_precision))))
    for row in road.itertuples():
        if row.status == "none":
            facts.append((words("country.row_road"), words("belt_and_road_status.none")))
            continue
        facts.append((words("country.road_joined"), words.date(row.joined, row.joined_precision)))
        if isinstance(row.left, str):
            facts.append((words("country.road_left"), words.date(row.left)))
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
    facts.append((words("country.capital"), member["capital"]))
    facts.append((words("country.memberships"), words.list(str(member["memberships"]).split(";"))))
    ids = provenance.source_ids(periods, road, _of(store.countries(), country))
    return Block(
        lead="",
        figure=statusline.figure(periods=periods, road=road, until=today, words=words, theme=theme),
        alt=statusline.alt(periods=periods, road=road, name=words.country(country), words=words),
        table=pd.DataFrame(facts, columns=[words("country.fact"), words("country.value")]),
        sources=provenance.line(words, ids),
        about=provenance.about(words, [], ids),
    )


def _disputes(country: str, words: Text) -> tuple[str, ...]:
    found = []
    for table in ("recognition", "belt_and_road"):
        for _, row in _of(store.table(table), country).iterrows():
            if dispute := words.pick(row, "dispute"):
                found.append(dispute)
            if (checked := row.get("last_checked")) and isinstance(checked, str):
                found.append(words("country.last_checked", date=words.date(checked)))
    return tuple(found)


def _of(table: pd.DataFrame, country: str) -> pd.DataFrame:
    return table[table["country"] == country]
