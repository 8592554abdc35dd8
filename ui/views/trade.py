"""Who trades with whom, when China overtook the United States, and what mirror records can say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data import derive, store
from ui.charts import lines, ranking, shares, turn
from ui.shelf import shelved
from ui.text import Text, text
from ui.theme import THEMES, Theme
from ui.views import provenance
from ui.views.block import Block, sourced

CHINA, USA, RATIO = "trade_with_china_usd", "trade_with_usa_usd", "china_to_usa_trade_ratio"
BALANCE = "trade_balance_with_china_usd"
_NAMED = 5  # members that stand alone in the shares


@dataclass(frozen=True)
class TradeView:
    """What `/trade` shows: the answer in words and its figures; `member` is what there is to say of the one chosen."""

    answer: str
    member: str
    turn: Block
    balance: Block
    region_lead: str
    region: Block
    without: Block
    without_name: str
    shares: Block


@dataclass(frozen=True)
class _Whole:
    """What the view says of all members together, whoever is chosen."""

    answer: str
    region_lead: str
    region: Block
    without: Block
    without_name: str
    shares: Block


def view(year: int, country: str | None, lang: str, theme_name: str, narrow: bool = False) -> TradeView:
    """Everything that the trade view says; `year` is that of the balance, `country` a member that is picked out."""
    whole = _whole(lang, theme_name, narrow)
    return TradeView(
        answer=whole.answer,
        member=_member(country, lang) if country else "",
        turn=_turn(country, lang, theme_name, narrow),
        balance=_balance(year, country, lang, theme_name),
        region_lead=whole.region_lead,
        region=whole.region,
        without=whole.without,
        without_name=whole.without_name,
        shares=whole.shares,
    )


@shelved
def _whole(lang: str, theme_name: str, narrow: bool) -> _Whole:
    words, theme = text(lang), THEMES[theme_name]
    largest = largest_with_usa()
    others = tuple(code for code in store.country_codes() if code != largest)
    name = words("trade.without", country=words.country(largest))
    return _Whole(
        answer=_answer(words),
        region_lead=_region_lead(largest, others, words),
        region=_region(store.country_codes(), words("trade.all_members"), words, theme, narrow),
        without=_region(others, name, words, theme, narrow),
        without_name=name,
        shares=_shares(words, theme),
    )


@shelved
def _turn(country: str | None, lang: str, theme_name: str, narrow: bool) -> Block:
    return turn_block(text(lang), THEMES[theme_name], narrow, country=country)


@lru_cache(maxsize=256)
def _member(country: str, lang: str) -> str:
    return turn_of(country, text(lang))


@cache
def years() -> tuple[int, ...]:
    """The years of the record of trade."""
    return tuple(sorted(int(year) for year in store.observations(CHINA)["year"].unique()))


@cache
def turns() -> pd.DataFrame:
    """Every year in which one partner passed the other: country, year, direction. Not to be changed."""
    return derive.overtaking(store.observations(CHINA), store.observations(USA))


@cache
def ratios(year: int) -> Mapping[str, float]:
    """ISO3 → trade with China over trade with the United States, where both are known."""
    rows = store.observations(RATIO, years=[year])
    return MappingProxyType(dict(zip(rows["country"], rows["value"], strict=True)))


def ahead(year: int) -> list[str]:
    """Members that traded more with China than with the United States."""
    return [code for code, value in ratios(year).items() if value > 1]


def largest_with_usa() -> str:
    """The member that trades most with the United States in the last year."""
    rows = store.observations(USA, years=[years()[-1]])
    return str(rows.loc[rows["value"].idxmax(), "country"])


def groups(words: Text) -> tuple[turn.Group, ...]:
    """The 33 by what became of the turn: ahead today, ahead once, never; each by the year of the first turn."""
    now, back, never = _grouped()
    return (
        turn.Group(words("trade.group_now", count=len(now), year=years()[-1]), now, told=True),
        turn.Group(words("trade.group_back", count=len(back)), back, told=True),
        turn.Group(words("trade.group_never", count=len(never), first=years()[0]), never, told=False),
    )


@cache
def _grouped() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    last = ratios(years()[-1])
    obs = store.observations(RATIO)
    once = set(obs.loc[obs["value"] > 1, "country"])
    first = {code: marks[0][0] for code in once if (marks := turn.marks(turns(), code))}
    order = sorted(store.country_codes(), key=lambda code: (first.get(code, 9999), -last.get(code, 0.0)))
    now = tuple(code for code in order if last.get(code, 0.0) > 1)
    back = tuple(code for code in order if code in once and code not in now)
    return now, back, tuple(code for code in order if code not in once)


def turn_of(country: str, words: Text) -> str:
    """When China passed the United States in the trade of a member, and what the record lacks, in sentences."""
    china, usa = (store.observations(code, countries=[country]) for code in (CHINA, USA))
    own = derive.overtaking(china, usa)
    both = china.merge(usa, on="year", suffixes=("_china", "_usa")).sort_values("year")
    name, leads = words.country(country), both["value_china"] > both["value_usa"]
    passed = own[own["direction"] == "china_passes"]
    sentences: list[str] = []
    if not passed.empty:
        sentences.append(words("country.trade_lead_passed", year=int(passed["year"].iloc[0]), country=name))
        if len(own) > 1:
            sentences.append(words(f"trade.last_{own.iloc[-1]['direction']}", year=int(own["year"].iloc[-1])))
    elif both.empty:
        sentences.append(words("country.trade_lead_unknown"))
    elif not own.empty:
        sentences.append(words("charts.usa_passes", year=int(own["year"].iloc[-1])))
    elif leads.all():
        sentences.append(words("country.trade_lead_always", first=int(both["year"].min()), country=name))
    elif not leads.any():
        first, last = int(both["year"].min()), int(both["year"].max())
        sentences.append(words("country.trade_lead_never", first=first, last=last, country=name))
    else:
        sentences.append(words("country.trade_lead_unknown"))
    gaps = [str(year) for year in years() if year not in set(both["year"])]
    if gaps:
        sentences.append(words("country.trade_gap", years=words.list(gaps)))
    return words.sentences(*sentences)


def with_gaps(total: Any, words: Text) -> str:
    """The sum of a year (a row of `derive.region_total`), naming the members whose figure it lacks."""
    if not total.partial:
        return words.money(total.value)
    names = words.list(words.country(code) for code in total.missing)
    return words("overview.partial", value=words.money(total.value), missing=names)


def _answer(words: Text) -> str:
    first, last = years()[0], years()[-1]
    total = derive.region_total(store.observations(CHINA)).set_index("year")["value"]
    now, back, _ = groups(words)
    return words(
        "trade.answer",
        total=words.money(total[last]),
        last_year=last,
        before=words.money(total[first]),
        first_year=first,
        ahead=len(now.codes),
        ahead_before=len(ahead(first)),
        back=len(back.codes),
        names=words.list(words.country(code) for code in back.codes),
    )


def _block(
    lead: str,
    figure: go.Figure,
    alt: str,
    table: pd.DataFrame,
    codes: tuple[str, ...],
    words: Text,
    data: pd.DataFrame | None = None,
) -> Block:
    frames = [store.observations(code) for code in codes]
    return sourced(
        lead,
        figure,
        alt,
        table,
        provenance.source_ids(*frames),
        words,
        indicators=codes,
        data=pd.concat(frames) if data is None else data,
    )


def _region(members: Sequence[str], name: str, words: Text, theme: Theme, narrow: bool) -> Block:
    """The sums of some members with both partners; the table says whose figure a sum lacks."""
    china, usa = (_total(code, members) for code in (CHINA, USA))
    crossings = derive.overtaking(china.assign(country="REGION"), usa.assign(country="REGION"))
    drawn: dict[str, Any] = {"china": china, "usa": usa, "turns": crossings, "name": name, "words": words}
    table = pd.DataFrame(
        {
            words("choose.year"): [str(year) for year in china["year"]],
            words("partner.CHN"): [with_gaps(row, words) for row in china.itertuples()],
            words("partner.USA"): [with_gaps(row, words) for row in usa.itertuples()],
        }
    )
    data = pd.concat([china.assign(partner="CHN"), usa.assign(partner="USA")])
    figure = lines.figure(**drawn, theme=theme, narrow=narrow)
    return _block("", figure, lines.alt(**drawn), table, (CHINA, USA), words, data)


def _total(indicator_id: str, members: Sequence[str]) -> pd.DataFrame:
    """`derive.region_total` of some members: only these can be missing."""
    total = derive.region_total(store.observations(indicator_id, countries=members))
    missing = [tuple(code for code in absent if code in members) for absent in total["missing"]]
    return total.assign(missing=missing, partial=[bool(absent) for absent in missing])


def _region_lead(largest: str, others: Sequence[str], words: Text) -> str:
    """Who leads in the region, whose trade that is, and who leads without it; sums of the last year."""
    last, every = years()[-1], store.country_codes()
    sums = {
        (partner, members): float(_total(partner, members).set_index("year")["value"][last])
        for partner in (CHINA, USA)
        for members in (every, others)
    }
    part = 1 - sums[USA, others] / sums[USA, every]
    said = words(
        "trade.region_lead",
        year=last,
        usa=words.money(sums[USA, every]),
        china=words.money(sums[CHINA, every]),
        share=words.percent(part * 100, 0),
        country=words.country(largest),
        rest=len(others),
    )
    leader = "china" if sums[CHINA, others] > sums[USA, others] else "usa"
    without = words(
        f"trade.region_{leader}",
        china=words.money(sums[CHINA, others]),
        usa=words.money(sums[USA, others]),
    )
    gaps = {code for partner in (CHINA, USA) for missing in _total(partner, every)["missing"] for code in missing}
    lacking = words(
        "trade.region_gaps",
        missing=words.list(words.country(code) for code in sorted(gaps, key=words.sort_key)),
    )
    return words.sentences(said, without, lacking)


def turn_block(
    words: Text,
    theme: Theme,
    narrow: bool,
    *,
    country: str | None = None,
    of: Sequence[turn.Group] | None = None,
    key: bool = True,
) -> Block:
    """The picture of the turn with its table; all groups, or those in `of`; with the `key` of its colours or not."""
    drawn: dict[str, Any] = {
        "groups": of or groups(words),
        "turns": turns(),
        "years": years(),
        "words": words,
    }
    ratio, last_year, last = store.observations(RATIO), years()[-1], ratios(years()[-1])
    codes = [code for group in drawn["groups"] for code in group.codes]
    table = pd.DataFrame(
        {
            words("map.country"): [words.country(code) for code in codes],
            words("trade.turned_in"): [_turns_of(code, "china_passes", words) for code in codes],
            words("trade.turned_back"): [_turns_of(code, "usa_passes", words) for code in codes],
            words("trade.ratio_last", year=last_year): [
                words.value(last.get(code), store.indicator(RATIO)) for code in codes
            ],
        }
    )
    return _block(
        words("trade.turn_lead"),
        turn.figure(ratio, theme=theme, chosen=country, narrow=narrow, key=key, **drawn),
        turn.alt(ratio, **drawn),
        table,
        (RATIO,),
        words,
    )


def _turns_of(code: str, direction: str, words: Text) -> str:
    own = _turned().get((code, direction))
    return words.list(map(str, own)) if own else "–"


@cache
def _turned() -> dict[tuple[str, str], list[int]]:
    """Country and direction → the years of its turns."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in turns().itertuples():
        found.setdefault((row.country, row.direction), []).append(int(row.year))
    return found


@shelved
def _balance(year: int, country: str | None, lang: str, theme_name: str) -> Block:
    words, theme = text(lang), THEMES[theme_name]
    indicator = store.indicator(BALANCE)
    shown = store.observations(BALANCE, years=[year]).sort_values("value", ascending=False)
    absent = sorted(set(store.country_codes()) - set(shown["country"]), key=words.sort_key)
    codes = [*shown["country"], *absent]
    total = derive.region_total(shown).iloc[0]
    drawn: dict[str, Any] = {"indicator": indicator, "year": year, "words": words}
    surplus = shown[shown["value"] > 0]
    lead = words(
        "trade.balance_lead",
        year=year,
        surplus=len(surplus),
        of=len(shown),
        names=words.list(words.country(code) for code in surplus["country"].head(5)),
        total=with_gaps(total, words),
    )
    values = dict(zip(shown["country"], shown["value"], strict=True))
    table = pd.DataFrame(
        {
            words("map.country"): [words.country(code) for code in codes],
            words("map.value"): [words.value(values.get(code), indicator) for code in codes],
        }
    )
    return _block(
        lead,
        # Short numbers, because the figure has half the width.
        ranking.figure(shown, codes=codes, theme=theme, chosen=country, narrow=True, **drawn),
        ranking.alt(shown, places=store.countries(), **drawn),
        table,
        (BALANCE,),
        words,
        shown,
    )


def _shares(words: Text, theme: Theme) -> Block:
    obs = store.observations(CHINA)
    last = obs[obs["year"] == obs["year"].max()].sort_values("value", ascending=False)
    named = last["country"].head(_NAMED).tolist()
    together = last["value"].head(_NAMED).sum() / last["value"].sum() * 100
    table = pd.DataFrame(
        {
            words("map.country"): [words.country(code) for code in last["country"]],
            words("trade.share"): [words.percent(value / last["value"].sum() * 100) for value in last["value"]],
            words("map.value"): [words.money(value) for value in last["value"]],
        }
    )
    lead = words(
        "trade.shares_lead",
        names=words.list(words.country(code) for code in named),
        share=words.percent(together, 0),
        year=int(last["year"].iloc[0]),
    )
    return _block(
        lead,
        shares.figure(obs, named=named, words=words, theme=theme),
        shares.alt(obs, named=named, words=words),
        table,
        (CHINA,),
        words,
    )
