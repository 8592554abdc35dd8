"""Who trades with whom, when China overtook the United States, and what mirror records can say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data import derive, store
from ui.charts import lines, ranking, shares, turn
from ui.text import Text, text
from ui.theme import THEMES, Theme
from ui.views import provenance
from ui.views.block import Block

CHINA, USA, RATIO = "trade_with_china_usd", "trade_with_usa_usd", "china_to_usa_trade_ratio"
BALANCE = "trade_balance_with_china_usd"
_NAMED = 5  # members that stand alone in the shares


@dataclass(frozen=True)
class TradeView:
    """What `/trade` shows: the answer in words and four figures."""

    answer: str
    region: Block
    turn: Block
    balance: Block
    shares: Block


@lru_cache(maxsize=64)
def view(year: int, lang: str, theme_name: str, narrow: bool = False) -> TradeView:
    """Everything that the trade view says; `year` is that of the balance."""
    words, theme = text(lang), THEMES[theme_name]
    return TradeView(
        answer=_answer(words),
        region=_region(words, theme),
        turn=_turn(words, theme),
        balance=_balance(year, words, theme, narrow),
        shares=_shares(words, theme),
    )


def years() -> list[int]:
    """The years of the record of trade."""
    return sorted(int(year) for year in store.observations(CHINA)["year"].unique())


def first_turns() -> dict[str, int]:
    """ISO3 → the first year in which trade with China passed trade with the United States."""
    table = derive.first_overtaking(store.observations(CHINA), store.observations(USA))
    return {row.country: int(row.year) for row in table.itertuples()}


def returned() -> list[str]:
    """Members that China had passed and in whose trade the United States lead again in the last year."""
    ratio = _ratio(years()[-1])
    return [code for code in first_turns() if ratio.get(code, 2.0) <= 1]


def _ratio(year: int) -> dict[str, float]:
    rows = store.observations(RATIO, years=[year])
    return dict(zip(rows["country"], rows["value"], strict=True))


def _ahead(year: int) -> int:
    return sum(value > 1 for value in _ratio(year).values())


def _answer(words: Text) -> str:
    first, last = years()[0], years()[-1]
    total = derive.region_total(store.observations(CHINA)).set_index("year")["value"]
    return words(
        "trade.answer",
        total=words.money(total[last]),
        last_year=last,
        before=words.money(total[first]),
        first_year=first,
        ahead=_ahead(last),
        ahead_before=_ahead(first),
        turned=len(first_turns()),
        returned=len(returned()),
    )


def _block(lead: str, figure: go.Figure, alt: str, table: pd.DataFrame, codes: tuple[str, ...], words: Text) -> Block:
    ids = provenance.source_ids(*(store.observations(code) for code in codes))
    return Block(
        lead=lead,
        figure=figure,
        alt=alt,
        table=table,
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator(code) for code in codes], ids),
    )


def _region(words: Text, theme: Theme) -> Block:
    china, usa = (derive.region_total(store.observations(code)) for code in (CHINA, USA))
    turns = derive.overtaking(china.assign(country="REGION"), usa.assign(country="REGION"))
    drawn: dict[str, Any] = {
        "china": china,
        "usa": usa,
        "turns": turns,
        "name": words("partner.REGION"),
        "words": words,
    }
    gaps = sorted({code for frame in (china, usa) for missing in frame["missing"] for code in missing})
    table = pd.DataFrame(
        {
            words("choose.year"): [str(year) for year in china["year"]],
            words("partner.CHN"): [_with_gaps(row, words) for row in china.itertuples()],
            words("partner.USA"): [_with_gaps(row, words) for row in usa.itertuples()],
        }
    )
    lead = words("trade.region_lead", missing=words.list(words.country(code) for code in gaps))
    return _block(lead, lines.figure(**drawn, theme=theme), lines.alt(**drawn), table, (CHINA, USA), words)


def _with_gaps(row: Any, words: Text) -> str:
    if not row.partial:
        return words.money(row.value)
    names = words.list(words.country(code) for code in row.missing)
    return words("overview.partial", value=words.money(row.value), missing=names)


def _turn(words: Text, theme: Theme) -> Block:
    ratio, turned, all_years = store.observations(RATIO), first_turns(), years()
    last = _ratio(all_years[-1])
    codes = sorted(
        store.country_codes(),
        key=lambda code: (turned.get(code, 9999 - last.get(code, 0)), -last.get(code, 0)),
    )
    table = pd.DataFrame(
        {
            words("map.country"): [words.country(code) for code in codes],
            words("trade.turned_in"): [str(turned[code]) if code in turned else "–" for code in codes],
            words("trade.turned_back"): [_back(code, words) for code in codes],
            words("trade.ratio_last", year=all_years[-1]): [
                words("value.ratio", amount=words.number(last.get(code), 2)) for code in codes
            ],
        }
    )
    return _block(
        words("trade.turn_lead"),
        turn.figure(ratio, codes=codes, turned=turned, years=all_years, words=words, theme=theme),
        turn.alt(ratio, turned=turned, years=all_years, words=words),
        table,
        (RATIO,),
        words,
    )


def _back(code: str, words: Text) -> str:
    turns = derive.overtaking(store.observations(CHINA, countries=[code]), store.observations(USA, countries=[code]))
    back = turns.loc[turns["direction"] == "usa_passes", "year"]
    return words.list(str(int(year)) for year in back) if len(back) else "–"


def _balance(year: int, words: Text, theme: Theme, narrow: bool) -> Block:
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
        total=_with_gaps(total, words),
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
        ranking.figure(shown, codes=codes, theme=theme, narrow=narrow, **drawn),
        ranking.alt(shown, places=store.countries(), **drawn),
        table,
        (BALANCE,),
        words,
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
