"""The story in one screen and a half: then and now, who moved, the turn, the pledges, the claims, questions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data import derive, store
from ui.charts import map as map_chart
from ui.charts import verdicts
from ui.charts.sealed import sealed
from ui.shelf import shelved
from ui.text import HEADLINE, Text, literal, text
from ui.theme import THEMES, Theme
from ui.views import article, pledges, provenance, trade
from ui.views.article import Door
from ui.views.block import Block
from ui.views.map import geometry

SANTIAGO = dt.date(2018, 1, 22)
THEN_YEAR = 2017  # the last full year of trade before Santiago
_MAP_HEIGHT = 272  # pixels
_BALANCE = "trade_balance_with_china_usd"
_ROAD, _RECOGNITION = "belt_and_road_status", "recognition"

# What a reader asks first: the words, where the answer stands, and by which parameters.
_QUESTIONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("turn", "trade", {"country": "PER"}),
    ("taipei", "map", {"indicator": _RECOGNITION, "year": str(THEN_YEAR)}),
    ("claim", "article", {"claim": "c30"}),
    ("finance", "country", {"country": "ECU"}),
    ("pledge", "pledges", {"pledge": "pl05"}),
    ("votes", "country", {"country": "JAM"}),
    ("quote", "article", {"part": "quotes", "speaker": "heraldo_munoz"}),
)
_ABOUT = {"claim": "ARG", "quote": "CHL"}  # the country of a question whose parameters name none


@dataclass(frozen=True)
class Overview:
    """What `/` shows: `facts` hold (label, value, line below), `moves` (what, doors); `against` and `questions`
    (what is claimed or asked, door).
    """

    lead: str
    facts: tuple[tuple[str, str, str], ...]
    then: go.Figure
    then_alt: str
    now: go.Figure
    now_alt: str
    map_sources: str
    map_about: str
    then_data: pd.DataFrame
    now_data: pd.DataFrame
    road: pd.DataFrame
    moves: tuple[tuple[str, tuple[Door, ...]], ...]
    turn: Block
    turn_lead: str
    pledge: Block
    pledge_lead: str
    pledge_sources: str
    claims: Block
    claims_lead: str
    against: tuple[tuple[str, Door], ...]
    questions: tuple[tuple[str, Door], ...]
    then_and_now: pd.DataFrame
    sources: str
    about: str


@shelved
def view(lang: str, theme_name: str, today: dt.date, narrow: bool = False) -> Overview:
    """Everything that the overview says; `today` decides what "now" means for dated facts."""
    words, theme = text(lang), THEMES[theme_name]
    road = store.indicator(_ROAD)
    trade_rows = pd.concat([store.observations(code) for code in (trade.CHINA, trade.USA, _BALANCE)])
    ids = provenance.source_ids(trade_rows)
    then, then_alt = _map(SANTIAGO, words, theme, key=True)
    now, now_alt = _map(today, words, theme, key=narrow)
    states = provenance.source_ids(*(derive.status_on(code, today) for code in (_ROAD, _RECOGNITION)))
    promised = pledges.promises(None, lang, theme_name, narrow=True)
    found = verdicts.counts(store.table("claims"))
    return Overview(
        lead=words("overview.lead", paragraphs=int(store.table("report")["paragraphs"].iloc[0])),
        facts=_facts(words, today),
        then=then,
        then_alt=then_alt,
        now=now,
        now_alt=now_alt,
        map_sources=provenance.line(words, states),
        map_about=provenance.about(words, [road, store.indicator(_RECOGNITION)], states),
        road=_road_table(words, today),
        moves=_moves(words, today),
        turn=trade.turn_block(words, theme, narrow=True, of=trade.groups(words)[:2], key=False),
        turn_lead=words(
            "overview.turn_lead",
            turned=trade.turns().query("direction == 'china_passes'")["country"].nunique(),
        ),
        then_data=derive.status_on(_ROAD, SANTIAGO),
        now_data=derive.status_on(_ROAD, today),
        pledge=promised.goal,
        pledge_lead=_pledge_lead(words),
        pledge_sources=provenance.line(words, provenance.source_ids(trade_rows, store.table("pledges")), at_most=1),
        claims=article.claims(None, None, lang, theme_name, narrow=True).picture,
        claims_lead=words("overview.claims_lead", total=sum(found.values()), **found),
        against=_against(words),
        questions=_questions(words),
        then_and_now=_then_and_now(words, today),
        sources=words.sentences(provenance.line(words, ids), words("overview.states_from", count=len(states))),
        about=provenance.about(
            words, [store.indicator(trade.CHINA), road, store.indicator(_RECOGNITION)], [*ids, *states]
        ),
    )


def last_year() -> int:
    """The newest year of trade."""
    return trade.years()[-1]


def _map(day: dt.date, words: Text, theme: Theme, *, key: bool) -> tuple[go.Figure, str]:
    drawn: dict[str, Any] = {
        "places": store.countries(),
        "indicator": store.indicator(_ROAD),
        "year": day.year,
        "words": words,
    }
    shown = derive.status_on(_ROAD, day)
    figure = map_chart.figure(shown, limits=(), geometry=geometry(), theme=theme, height=_MAP_HEIGHT, key=key, **drawn)
    return sealed(figure), map_chart.alt(shown, day=day, **drawn)


def _road_table(words: Text, today: dt.date) -> pd.DataFrame:
    """The two maps as a table: each member with its state then and now."""
    then, now = (_states(_ROAD, day) for day in (SANTIAGO, today))
    rows = [
        (words.country(code), *(words(f"{_ROAD}.{states[code]}") for states in (then, now)))
        for code in sorted(store.country_codes(), key=words.sort_key)
    ]
    return pd.DataFrame(rows, columns=[words("map.country"), words("overview.map_then"), words("overview.map_now")])


def _moves(words: Text, today: dt.date) -> tuple[tuple[str, tuple[Door, ...]], ...]:
    """Who went from Taipei to Beijing since Santiago and when, who stayed, who left the Belt and Road."""
    then, now = (_states(_RECOGNITION, day) for day in (SANTIAGO, today))
    road = store.table("belt_and_road").set_index("country")
    periods = store.table("recognition")
    starts = periods[periods["party"] == "PRC"].dropna(subset=["start"]).groupby("country")["start"].max()
    switched = [code for code in then if then[code] == "ROC" and now.get(code) == "PRC"]
    left = [code for code, state in _states(_ROAD, today).items() if state == "left"]
    still = [code for code, state in now.items() if state == "ROC"]
    return (
        (
            words("overview.switched", count=len(switched)),
            tuple(_dated(code, starts[code], words) for code in sorted(switched, key=lambda code: starts[code])),
        ),
        (
            words("overview.still", count=len(still)),
            tuple(article.door("country", {"country": code}, words) for code in sorted(still, key=words.sort_key)),
        ),
        (
            words("overview.left", count=len(left)),
            tuple(_dated(code, road.loc[code, "left"], words) for code in left),
        ),
    )


def _dated(code: str, date: str, words: Text) -> Door:
    label = words("overview.switched_on", country=words.country(code), year=words.year(int(date[:4])))
    return Door("country", label, (("country", code),))


def _states(indicator_id: str, day: dt.date) -> dict[str, str]:
    rows = derive.status_on(indicator_id, day)
    return dict(zip(rows["country"], rows["value"], strict=True))


def _pledge_lead(words: Text) -> str:
    """What became of the goal for trade and of that for investment, and what a hollow point of the picture is."""
    rows = store.table("pledges").set_index("kind")
    said = []
    for kind in ("trade_goal", "investment_goal"):
        status = rows.loc[kind, "status"]
        said.append(
            words(
                "overview.pledge_state",
                sign=words(f"pledges.sign_{status}"),
                amount=words.money(rows.loc[kind, "amount_usd"]),
                kind=words(f"pledges.kind_{kind}"),
                status=words(f"pledges.status_{status}"),
            )
        )
    others = int((~store.table("pledges")["kind"].isin(["trade_goal", "investment_goal"])).sum())
    return "  \n".join([*said, words("overview.pledge_others", count=others), words("pledges.goal_hollow")])


def _against(words: Text) -> tuple[tuple[str, Door], ...]:
    """The claims that the record contradicts."""
    table = store.table("claims")
    return tuple(
        (
            f"{verdicts.SIGNS['contradicted']} {literal(words.pick(row, 'claim'))}",
            article.door("article", {"claim": row["id"]}, words),
        )
        for _, row in table[table["verdict"] == "contradicted"].iterrows()
    )


def _questions(words: Text) -> tuple[tuple[str, Door], ...]:
    pledge = store.table("pledges").set_index("id")["amount_usd"]
    asked = []
    for key, slug, parameters in _QUESTIONS:
        country = parameters.get("country", _ABOUT.get(key))
        question = words(
            f"overview.ask_{key}",
            country=words.country(country) if country else "",
            amount=words.money(pledge.get(parameters.get("pledge", ""))),
        )
        asked.append((question, article.door(slug, parameters, words)))
    return tuple(asked)


def _total(indicator_id: str, year: int) -> pd.Series:
    return derive.region_total(store.observations(indicator_id, years=[year])).iloc[0]


def _count(indicator_id: str, day: dt.date, value: str) -> int:
    return int((derive.status_on(indicator_id, day)["value"] == value).sum())


def _facts(words: Text, today: dt.date) -> tuple[tuple[str, str, str], ...]:
    now_year, first_year = last_year(), trade.years()[0]
    members = len(store.country_codes())
    then, now = _total(trade.CHINA, THEN_YEAR)["value"], _total(trade.CHINA, now_year)["value"]
    return (
        (
            words("overview.fact_trade", year=now_year),
            words.money(now, room=HEADLINE),
            words(
                "overview.fact_trade_below",
                then=words.money(then),
                then_year=THEN_YEAR,
                change=words("overview.times", ratio=words.number(now / then, 1)),
            ),
        ),
        (
            words("overview.fact_turn"),
            words("overview.fact_turn_value", count=len(trade.ahead(now_year)), of=len(trade.ratios(now_year))),
            words(
                "overview.fact_turn_below",
                then=len(trade.ahead(THEN_YEAR)),
                then_year=THEN_YEAR,
                first=len(trade.ahead(first_year)),
                first_year=first_year,
            ),
        ),
        (
            words("overview.fact_road"),
            words("overview.fact_road_value", count=_count("belt_and_road_status", today, "member"), of=members),
            words(
                "overview.fact_road_below",
                then=_count("belt_and_road_status", SANTIAGO, "member"),
                left=_count("belt_and_road_status", today, "left"),
            ),
        ),
        (
            words("overview.fact_taipei"),
            words("overview.fact_taipei_value", count=_count("recognition", today, "ROC"), of=members),
            words("overview.fact_taipei_below", then=_count("recognition", SANTIAGO, "ROC")),
        ),
    )


def _then_and_now(words: Text, today: dt.date) -> pd.DataFrame:
    now_year = last_year()
    members = len(store.country_codes())

    def dated(indicator_id: str, value: str) -> tuple[str, ...]:
        return tuple(
            words("overview.fact_road_value", count=_count(indicator_id, day, value), of=members)
            for day in (SANTIAGO, today)
        )

    def traded(indicator_id: str) -> tuple[str, ...]:
        return tuple(
            words("overview.of_year", value=trade.with_gaps(_total(indicator_id, year), words), year=year)
            for year in (THEN_YEAR, now_year)
        )

    rows = [
        (words("overview.row_road"), *dated("belt_and_road_status", "member")),
        (words("overview.row_prc"), *dated("recognition", "PRC")),
        (words("overview.row_roc"), *dated("recognition", "ROC")),
        (words("overview.row_trade"), *traded(trade.CHINA)),
        (words("overview.row_balance"), *traded(_BALANCE)),
        (words("overview.row_usa"), *traded(trade.USA)),
        (
            words("overview.row_more"),
            *(
                words(
                    "overview.of_year",
                    value=words("overview.fact_turn_value", count=len(trade.ahead(year)), of=len(trade.ratios(year))),
                    year=year,
                )
                for year in (THEN_YEAR, now_year)
            ),
        ),
    ]
    return pd.DataFrame(rows, columns=[words("overview.what"), words("overview.then"), words("overview.now")])
