"""What was promised and what came of it: six promises, their goals against the record, the money around them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from data import derive, store
from ui.charts import goal, ladder, measures, offers, spans, stack
from ui.shelf import shelved
from ui.text import Text, text
from ui.theme import THEMES, Theme
from ui.views import article, provenance
from ui.views.block import Block, sourced

PARTS = ("promises", "money", "projects")
TRADE, FINANCE = "trade_with_china_usd", "official_finance_usd_2021"
_OFFERED = ("credit", "fund")


@dataclass(frozen=True)
class Step:
    """One of the four steps of a promise; `sources` is Markdown, `producers` plain, `amount` "" where none belongs."""

    sign: str
    label: str
    state: str
    amount: str
    text: str
    sources: str
    producers: str


@dataclass(frozen=True)
class Card:
    """One promise: `facts` hold (label, value), `texts` (label, what there is to say), `sources` Markdown lines.

    `claims` are the ids of the claims of the report that speak of it.
    """

    id: str
    kind: str
    status: str
    sign: str
    said: str
    amount: str
    what: str
    facts: tuple[tuple[str, str], ...]
    outcome: str
    steps: tuple[Step, ...]
    texts: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Promises:
    """The first part: the ladder, the promises, the two goals against the record."""

    ladder: Block
    cards: tuple[Card, ...]
    opened: Card | None
    goal: Block
    goal_title: str
    goal_notes: tuple[str, ...]
    measures: Block
    measures_title: str


@dataclass(frozen=True)
class Money:
    """The second part: what was offered, what was committed, what the policy banks lent."""

    offers: Block
    finance: Block
    banks: Block


def ids() -> list[str]:
    """The ids of the promises in the order of their days."""
    return [str(code) for code in _pledges()["id"]]


@shelved
def promises(opened: str | None, lang: str, theme_name: str, narrow: bool = False) -> Promises:
    """What was promised and what came of it; `opened` is the id of the promise to tell in full."""
    words, theme = text(lang), THEMES[theme_name]
    cards = tuple(_card(row, words) for _, row in _pledges().iterrows())
    goals = _of_kind("trade_goal").iloc[0], _of_kind("investment_goal").iloc[0]
    measures_block = _measures(words, theme, narrow)
    return Promises(
        ladder=_ladder(opened, words, theme, narrow),
        cards=cards,
        opened=next((card for card in cards if card.id == opened), None),
        goal=_goal(words, theme, narrow),
        goal_title=words("pledges.goal", goal=words.money(goals[0]["amount_usd"]), year=_first_reached(goals[0])),
        goal_notes=_goal_notes(words),
        measures=measures_block,
        measures_title=words(
            "pledges.measures", goal=words.money(goals[1]["amount_usd"]), count=len(measures_block.table)
        ),
    )


@shelved
def money(lang: str, theme_name: str, narrow: bool = False) -> Money:
    """The money around the promises, each sum in its own picture."""
    words, theme = text(lang), THEMES[theme_name]
    return Money(
        offers=_offers(words, theme, narrow),
        finance=_finance(words, theme, narrow),
        banks=_banks(words, theme, narrow),
    )


@lru_cache(maxsize=8)
def answer(lang: str) -> str:
    """The answer in three sentences."""
    words = text(lang)
    counts = _pledges()["status"].value_counts()
    met, disputed = (_of_kind(kind).iloc[0] for kind in ("trade_goal", "investment_goal"))
    return words(
        "pledges.answer",
        count=len(_pledges()),
        announced=int(counts["announced"]),
        goal=words.money(met["amount_usd"]),
        year=_first_reached(met),
        disputed=words.money(disputed["amount_usd"]),
    )


def _pledges() -> pd.DataFrame:
    return store.table("pledges").sort_values(["date", "id"], ignore_index=True)


def _of_kind(*kinds: str) -> pd.DataFrame:
    rows = _pledges()
    return rows[rows["kind"].isin(kinds)].reset_index(drop=True)


# -- the promises ----------------------------------------------------------------------------------


def _amount(row: Any, words: Text) -> str:
    """The amount as announced; where it was not in dollars, the dollars of the time as well."""
    if row["currency"] == "USD":
        return words.money(row["amount_usd"])
    own = words(f"pledges.in_{row['currency']}", amount=words.compact(row["amount"]))
    return words("pledges.converted", own=own, usd=words.money(row["amount_usd"]))


def _name(row: Any, words: Text) -> ladder.Name:
    """The promise in its row of the ladder."""
    kind, status = row["kind"], row["status"]
    return ladder.Name(
        sum=_short_amount(row, words),
        what=f"{words(f'pledges.kind_{kind}')} · {words.date(str(row['date'])[:4])}",
        outcome=f"{words(f'pledges.sign_{status}')} {words(f'pledges.status_{status}')}",
    )


def _short_amount(row: Any, words: Text) -> str:
    if row["currency"] == "USD":
        return words.money(row["amount_usd"])
    return words(f"pledges.in_{row['currency']}", amount=words.compact(row["amount"]))


def _horizon(row: Any, words: Text) -> str:
    if pd.isna(row["horizon_end"]):
        return words("pledges.open_end", start=int(row["horizon_start"]))
    return words("pledges.years", start=int(row["horizon_start"]), end=int(row["horizon_end"]))


def _card(row: pd.Series, words: Text) -> Card:
    steps = store.table("pledge_steps")
    own = steps[steps["pledge"] == row["id"]].sort_values("order")
    texts = [
        (words("pledges.vague"), words.pick(row, "vague")),
        (words("pledges.rate"), words.pick(row, "rate_note")),
        (words("pledges.note"), words.pick(row, "note")),
        (words("pledges.not_added"), words.pick(row, "reason")),
    ]
    cited = [str(cell) for cell in (row["source"], row["outcome_source"], *own["source"]) if isinstance(cell, str)]
    return Card(
        id=row["id"],
        kind=words(f"pledges.kind_{row['kind']}"),
        status=row["status"],
        sign=words(f"pledges.sign_{row['status']}"),
        said=words(f"pledges.status_{row['status']}"),
        amount=_amount(row, words),
        what=words.pick(row, "what"),
        facts=(
            (words("pledges.who"), article.called(row["by"], words)),
            (words("pledges.when"), words.date(row["date"], row["date_precision"])),
            (words("pledges.where"), words.pick(row, "occasion")),
            (words("pledges.horizon"), _horizon(row, words)),
        ),
        outcome=words.pick(row, "outcome"),
        steps=tuple(_step(step, words) for _, step in own.iterrows()),
        texts=tuple((label, said) for label, said in texts if said),
        sources=tuple(cite(source_id, words) for source_id in derive.join_sources(cited).split(";")),
        claims=_claims(str(row["id"])),
    )


def _claims(pledge: str) -> tuple[str, ...]:
    rows = store.table("claims")
    named = {"view": "pledges", "params": {"pledge": pledge}}
    return tuple(str(row["id"]) for _, row in rows.iterrows() if named in json.loads(row["shown_in"]))


def _step(step: pd.Series, words: Text) -> Step:
    cited = str(step["source"]).split(";")
    producers = list(dict.fromkeys(store.source(source_id).producer for source_id in cited))
    return Step(
        sign=words(f"pledges.sign_{step['state']}"),
        label=words(f"pledges.step_{step['step']}"),
        state=ladder.state(step, words),
        amount=sum_of(step, words),
        text=words.pick(step, "text"),
        sources=words.series(cite(source_id, words) for source_id in cited),
        producers=words.series(producers),
    )


def sum_of(step: pd.Series, words: Text) -> str:
    """The sum of a step, or why there is none; nothing where the step is not known to have happened."""
    if pd.notna(step["amount_usd"]):
        return words.money(step["amount_usd"])
    note = step["amount_note_en"]
    return words.pick(step, "amount_note") if isinstance(note, str) else ""


def cite(source_id: str, words: Text) -> str:
    """A source in one line, linked where it may be (Markdown)."""
    source = store.source(source_id)
    name = _plain(source.title if source.title == source.producer else words.labelled(source.producer, source.title))
    return f"[{name}]({source.url})" if source.url and source.show_link else name


def _plain(said: str) -> str:
    """A title as text in Markdown: none of its signs is markup."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]<>#$|~:" else sign for sign in said)


def _rows_of(frame: pd.DataFrame) -> list[str]:
    return provenance.source_ids(frame)


def _ladder(opened: str | None, words: Text, theme: Theme, narrow: bool) -> Block:
    names = {row["id"]: _name(row, words) for _, row in _pledges().iterrows()}
    return rungs(store.table("pledge_steps"), names, words("pledges.ladder_lead"), words, theme, opened, narrow=narrow)


def rungs(
    steps: pd.DataFrame,
    names: Mapping[str, ladder.Name],
    lead: str,
    words: Text,
    theme: Theme,
    picked: str | None = None,
    *,
    narrow: bool = True,
) -> Block:
    """The ladder of these promises: `steps` as the figure wants them, `names` in the order of the rows."""
    told = [(names[code], _step(row, words)) for code in names for _, row in steps[steps["pledge"] == code].iterrows()]
    table = pd.DataFrame(
        {
            words("pledges.promise"): [words.commas(name.sum, name.what) for name, _ in told],
            words("pledges.step"): [step.label for _, step in told],
            words("pledges.state"): [f"{step.sign} {step.state}" for _, step in told],
            words("pledges.sum"): [step.amount or "–" for _, step in told],
            words("pledges.known"): [step.text for _, step in told],
            words("pledges.sources"): [step.producers for _, step in told],
        }
    )
    return sourced(
        lead,
        ladder.figure(steps, names=names, words=words, theme=theme, picked=picked, narrow=narrow),
        ladder.alt(steps, names=names, words=words),
        table,
        _rows_of(steps),
        words,
    )


# -- the goals against the record ------------------------------------------------------------------


def _region_trade() -> pd.DataFrame:
    return derive.region_total(store.observations(TRADE))


def _first_reached(pledge: Any) -> int:
    trade = _region_trade()
    return int(trade.loc[trade["value"] >= pledge["amount_usd"], "year"].min())


def _goal(words: Text, theme: Theme, narrow: bool) -> Block:
    pledge, trade = _of_kind("trade_goal").iloc[0], _region_trade()
    drawn: dict[str, Any] = {
        "goal": float(pledge["amount_usd"]),
        "start": int(pledge["horizon_start"]),
        "end": int(pledge["horizon_end"]),
        "words": words,
    }
    said = [
        words.money(row.value)
        if not row.partial
        else words(
            "overview.partial",
            value=words.money(row.value),
            missing=words.list(words.country(code) for code in row.missing),
        )
        for row in trade.itertuples()
    ]
    table = pd.DataFrame(
        {
            words("choose.year"): [str(year) for year in trade["year"]],
            words("pledges.goal_value"): said,
            words("pledges.goal_of"): [words.percent(value / drawn["goal"] * 100, 0) for value in trade["value"]],
        }
    )
    ids = list(dict.fromkeys([*_rows_of(trade), *str(pledge["source"]).split(";")]))
    return sourced(
        words.pick(pledge, "outcome"),
        goal.figure(trade, theme=theme, narrow=narrow, **drawn),
        goal.alt(trade, **drawn),
        table,
        ids,
        words,
        indicators=(TRADE,),
    )


def _goal_notes(words: Text) -> tuple[str, ...]:
    pledge = _of_kind("trade_goal").iloc[0]
    return (
        words("pledges.goal_books", vague=words.pick(pledge, "vague"), hollow=words("pledges.goal_hollow")),
        words.pick(pledge, "note"),
    )


def _measures(words: Text, theme: Theme, narrow: bool) -> Block:
    pledge = _of_kind("investment_goal").iloc[0]
    rows = store.table("pledge_measures")
    rows = rows[rows["pledge"] == pledge["id"]].sort_values("amount_usd", ascending=False, na_position="last")
    drawn: dict[str, Any] = {"goal": float(pledge["amount_usd"]), "words": words}
    table = pd.DataFrame(
        {
            words("pledges.measure"): [words.pick(row, "what") for _, row in rows.iterrows()],
            words("pledges.period"): [measures.period(row, words) for row in rows.itertuples()],
            words("pledges.sum"): [measures.amount(row, words) for row in rows.itertuples()],
            words("pledges.why_not"): [words.pick(row, "why_not") for _, row in rows.iterrows()],
        }
    )
    return sourced(
        words.pick(pledge, "outcome") + "\n\n" + words("pledges.measures_hint"),
        measures.figure(rows, theme=theme, narrow=narrow, **drawn),
        measures.alt(rows, **drawn),
        table,
        _rows_of(rows),
        words,
    )


# -- money -----------------------------------------------------------------------------------------


def _offers(words: Text, theme: Theme, narrow: bool) -> Block:
    rows = _of_kind(*_OFFERED)
    steps = store.table("pledge_steps").set_index(["pledge", "step"])
    rows = rows.assign(
        name=[words(f"pledges.kind_{kind}") for kind in rows["kind"]],
        said=[_short_amount(row, words) for _, row in rows.iterrows()],
        found=[
            words("pledges.use", state=words(f"pledges.state_{steps.loc[(code, 'delivered'), 'state']}"))
            for code in rows["id"]
        ],
    )
    table = pd.DataFrame(
        {
            words("pledges.when"): [words.date(date) for date in rows["date"]],
            words("pledges.sum"): [_amount(row, words) for _, row in rows.iterrows()],
            words("pledges.what"): [words.pick(row, "what") for _, row in rows.iterrows()],
            words("pledges.vague"): [words.pick(row, "vague") for _, row in rows.iterrows()],
            words("pledges.outcome"): [words.pick(row, "outcome") for _, row in rows.iterrows()],
        }
    )
    return sourced(
        words("pledges.offers_lead", count=len(rows)),
        offers.figure(rows, until=_edge(rows), words=words, theme=theme, narrow=narrow),
        offers.alt(rows, words=words),
        table,
        _rows_of(rows),
        words,
    )


def _edge(rows: pd.DataFrame) -> int:
    """The right edge of offers that name no end: the year after the newest of them, or of the goals' record."""
    return max(int(rows["date"].str[:4].max()), int(store.observations(TRADE)["year"].max())) + 1


def _marks(words: Text) -> list[tuple[int, str]]:
    """What was promised in which year."""
    rows = _pledges()
    years = rows["date"].str[:4].astype(int)
    return [
        (int(year), words.list(_short_amount(row, words) for _, row in rows[years == year].iterrows()))
        for year in sorted(years.unique())
    ]


def _finance(words: Text, theme: Theme, narrow: bool) -> Block:
    rows, marks = store.table("finance"), _marks(words)
    by_year = stack.by_year(rows)
    total = by_year.sum(axis=1)
    table = pd.DataFrame(
        {
            words("choose.year"): [str(year) for year in by_year.index],
            **{
                words(f"pledges.flow_class_{code}"): [words.money(value) if value else "–" for value in by_year[code]]
                for code in stack.CLASSES
            },
            words("pledges.total"): [words.money(value) for value in total],
        }
    )
    first = int(_pledges()["date"].str[:4].min())
    lead = words(
        "pledges.finance_lead",
        before=words.money(total[total.index < first].sum()),
        promised=first,
        first=int(total.index[0]),
        last=int(total.index[-1]),
        total=words.money(total.sum()),
        members=rows["country"].nunique(),
        peak=int(total.idxmax()),
        peak_value=words.money(total.max()),
        last_value=words.money(total.iloc[-1]),
    )
    return sourced(
        lead,
        stack.figure(rows, marks=marks, words=words, theme=theme, narrow=narrow, height=520),
        stack.alt(rows, marks=marks, words=words),
        table,
        _rows_of(rows),
        words,
        indicators=(FINANCE,),
    )


def _banks(words: Text, theme: Theme, narrow: bool) -> Block:
    rows = store.table("policy_banks").sort_values(["period_start", "period_end"])
    rows = rows.assign(
        said=[
            words.money(row.amount_usd)
            if pd.isna(row.qualifier)
            else words(f"pledges.{row.qualifier}", amount=words.money(row.amount_usd))
            for row in rows.itertuples()
        ],
        note=[words.pick(row, "note") for _, row in rows.iterrows()],
        edition=[store.source(str(cell)).date for cell in rows["source"]],
    )
    table = pd.DataFrame(
        {
            words("pledges.period"): [spans.years(row, words) for row in rows.itertuples()],
            words("pledges.sum"): rows["said"].tolist(),
            words("pledges.edition"): rows["edition"].tolist(),
            words("pledges.note"): rows["note"].tolist(),
        }
    )
    return sourced(
        words("pledges.banks_lead"),
        spans.figure(rows, words=words, theme=theme, narrow=narrow),
        spans.alt(rows, words=words),
        table,
        _rows_of(rows),
        words,
    )
