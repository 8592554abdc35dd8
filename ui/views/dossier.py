"""The rest of a member's page: then and now, shares, agreements, official finance, votes, the report, its events."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from data import derive, store
from ui.charts import series, stack, units
from ui.text import Text, text
from ui.theme import THEMES, Theme
from ui.views import map as map_view
from ui.views import provenance
from ui.views.block import Block

SANTIAGO = "2018-01-22"
_TRADE, _USA = "trade_with_china_usd", "trade_with_usa_usd"
_SHARES = ("trade_share_china_pct", "trade_share_usa_pct")
_VOTES = ("un_agreement_china", "un_agreement_usa")
_IDEAL = "un_ideal_point"
_EVERYBODY = "CHN"  # an event of China or of the region as a whole


@dataclass(frozen=True)
class Entry:
    """A line of a list: what stands before it, what it says, more words, its sources, a door (slug, parameters)."""

    when: str
    title: str
    more: str
    sources: str
    door: tuple[str, dict[str, str]] | None = None


@dataclass(frozen=True)
class Dossier:
    """What the record says of one member; a Block is None where there is nothing, and `*_none` says so."""

    then_and_now: pd.DataFrame
    then_and_now_sources: str
    then_and_now_about: str
    shares: Block | None
    agreements: pd.DataFrame
    agreements_sources: str
    agreements_about: str
    finance: Block | None
    places: Block | None
    votes: Block | None
    ideal: Block | None
    report: tuple[Entry, ...]
    events: tuple[Entry, ...]


@lru_cache(maxsize=256)
def view(country: str, lang: str, theme_name: str) -> Dossier:
    """Everything beyond trade and recognition that the page of a member says."""
    words, theme = text(lang), THEMES[theme_name]
    table, ids = _then_and_now(country, words)
    agreements = _of(store.table("agreements"), country)
    agreement_ids = provenance.source_ids(agreements)
    return Dossier(
        then_and_now=table,
        then_and_now_sources=provenance.line(words, ids),
        then_and_now_about=provenance.about(words, [store.indicator(code) for code in (_TRADE, *_SHARES[:1])], ids),
        shares=_shares(country, words, theme),
        agreements=_agreements(agreements, words),
        agreements_sources=provenance.line(words, agreement_ids),
        agreements_about=provenance.about(words, [], agreement_ids),
        finance=_finance(country, words, theme),
        places=_places(country, words, theme),
        votes=_votes(country, words, theme),
        ideal=_ideal(country, words, theme),
        report=_report(country, words),
        events=_events(country, words),
    )


def event_titles(country: str, words: Text) -> dict[int, list[str]]:
    """Year → titles of the events of a member, for the rings on its curve."""
    found: dict[int, list[str]] = {}
    for _, row in _own_events(country).iterrows():
        found.setdefault(int(str(row["date"])[:4]), []).append(words.pick(row, "title"))
    return found


# -- then and now ----------------------------------------------------------------------------------


def _then_and_now(country: str, words: Text) -> tuple[pd.DataFrame, list[str]]:
    rows: list[tuple[str, str, str]] = []
    used: list[pd.DataFrame] = []
    for code in ("recognition", "belt_and_road_status"):
        indicator = store.indicator(code)
        observed = store.observations(code)
        newest = int(observed["year"].max())
        then = _of(derive.status_on(code, SANTIAGO), country)
        now = observed[(observed["country"] == country) & (observed["year"] == newest)]
        said = [words.value(_first(part), indicator) for part in (then, now)]
        rows.append((words.of(indicator.short), said[0], said[1]))
        used += [then, now]
    for code in (_TRADE, "trade_with_china_rank", *_SHARES, "official_finance_total_usd_2021", *_VOTES):
        indicator = store.indicator(code)
        own = store.observations(code, countries=[country])
        said = []
        for year in (2017, int(store.observations(code)["year"].max())):
            at = own[own["year"] == year]
            value = words.value(_first(at), indicator)
            said.append(words("value.in_year", value=value, year=year) if len(at) else value)
            used.append(at)
        rows.append((words.of(indicator.short), said[0], said[1]))
    columns = [words("country.fact"), words.date(SANTIAGO), words("country.now")]
    return pd.DataFrame(rows, columns=columns), provenance.source_ids(*used)


def _first(rows: pd.DataFrame) -> Any:
    return None if rows.empty else rows["value"].iloc[0]


# -- blocks ----------------------------------------------------------------------------------------


def _shares(country: str, words: Text, theme: Theme) -> Block | None:
    china, usa = (store.observations(code, countries=[country]) for code in _SHARES)
    if china.empty:
        return None
    both = china.merge(usa, on="year", suffixes=("_china", "_usa")).sort_values("year")
    last = both.iloc[-1]
    then = both[both["year"] == 2017]
    lead = words(
        "country.shares_lead",
        country=words.country(country),
        year=int(last["year"]),
        china=words.percent(last["value_china"]),
        usa=words.percent(last["value_usa"]),
    )
    if len(then) and int(last["year"]) != 2017:
        lead += " " + words(
            "country.shares_then",
            china=words.percent(then["value_china"].iloc[0]),
            usa=words.percent(then["value_usa"].iloc[0]),
        )
    return _lines(
        [
            series.Series(words("partner.CHN"), theme.china, china),
            series.Series(words("partner.USA"), theme.usa, usa, "dash"),
        ],
        codes=_SHARES,
        lead=lead,
        say=lambda value: words.percent(value),
        title=words("country.shares_axis"),
        words=words,
        theme=theme,
    )


def _votes(country: str, words: Text, theme: Theme) -> Block | None:
    own = _of(store.table("un_votes"), country)
    china, usa = (store.observations(code, countries=[country]) for code in _VOTES)
    if china.empty:
        return None
    thin = frozenset(int(year) for year in own.loc[own["thin_agreement"], "year"])
    last = china.sort_values("year").iloc[-1]
    beside = usa[usa["year"] == last["year"]]
    lead = words(
        "country.votes_lead",
        country=words.country(country),
        year=int(last["year"]),
        china=words.percent(last["value"] * 100, 0),
        usa=words.percent(_first(beside) * 100, 0) if len(beside) else words("value.missing"),
    )
    return _lines(
        [
            series.Series(words("country.votes_china"), theme.china, china, thin=thin),
            series.Series(words("country.votes_usa"), theme.usa, usa, "dash", thin=thin),
        ],
        codes=_VOTES,
        lead=lead,
        say=lambda value: words.percent(value * 100, 0),
        title=words("country.votes_axis"),
        words=words,
        theme=theme,
        span=(0.0, 1.02),
    )


def _ideal(country: str, words: Text, theme: Theme) -> Block | None:
    own = _of(store.table("un_votes"), country)
    points = store.observations(_IDEAL, countries=[country])
    if points.empty:
        return None
    thin = frozenset(int(year) for year in own.loc[own["thin_ideal_point"], "year"])
    least = int(own["votes_ideal_point"].min())
    return _lines(
        [series.Series(words.country(country), theme.chosen, points, thin=thin)],
        codes=(_IDEAL,),
        lead=words("country.ideal_lead", least=least),
        say=lambda value: words.number(value, 2),
        title=words("country.ideal_axis"),
        words=words,
        theme=theme,
    )


def _lines(
    drawn: list[series.Series],
    *,
    codes: tuple[str, ...],
    lead: str,
    say: Callable[[float], str],
    title: str,
    words: Text,
    theme: Theme,
    span: tuple[float, float] | None = None,
) -> Block:
    table = pd.concat([one.rows.set_index("year")["value"].rename(one.name) for one in drawn], axis=1).sort_index()
    shown = table.map(lambda value: words("value.missing") if pd.isna(value) else say(float(value)))
    shown.insert(0, words("choose.year"), [str(int(year)) for year in table.index])
    ids = provenance.source_ids(*(one.rows for one in drawn))
    return Block(
        lead=lead,
        figure=series.figure(drawn, say=say, title=title, words=words, theme=theme, span=span, height=340),
        alt=series.alt(drawn, say=say, title=title, words=words),
        table=shown,
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator(code) for code in codes], ids),
    )


def _finance(country: str, words: Text, theme: Theme) -> Block | None:
    own = _of(store.table("finance"), country)
    if own.empty:
        return None
    wide = stack.by_year(own)
    total, by_class = wide.sum(axis=1), wide.sum()
    ids = provenance.source_ids(own)
    table = pd.DataFrame({words("choose.year"): [str(int(year)) for year in wide.index]})
    for code in stack.CLASSES:
        table[words(f"pledges.flow_class_{code}")] = [words.money(value) if value else "–" for value in wide[code]]
    return Block(
        lead=words(
            "country.finance_lead",
            country=words.country(country),
            total=words.money(total.sum()),
            first=int(total.index[0]),
            last=int(total.index[-1]),
            peak=int(total.idxmax()),
            peak_value=words.money(total.max()),
            loans=words.money(by_class["oof_like"]),
        ),
        figure=stack.figure(own, marks=[], words=words, theme=theme),
        alt=stack.alt(own, marks=[], words=words),
        table=table,
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator("official_finance_usd_2021")], ids),
    )


def _places(country: str, words: Text, theme: Theme) -> Block | None:
    own = _of(store.table("locations"), country)
    if own.empty:
        return None
    by_unit = (
        own.groupby(["unit", "lat", "lon"], as_index=False)
        .agg(amount_usd_2021=("amount_usd_2021", "sum"), projects=("project", "nunique"))
        .sort_values("amount_usd_2021", ascending=False, ignore_index=True)
    )
    member = _of(store.countries(), country).iloc[0]
    ids = provenance.source_ids(own)
    table = pd.DataFrame(
        {
            words("country.unit"): by_unit["unit"],
            words("country.unit_count"): by_unit["projects"].astype(str),
            words("country.unit_amount"): [words.money(value) for value in by_unit["amount_usd_2021"]],
        }
    )
    return Block(
        lead=words("country.places_lead", units=len(by_unit), projects=own["project"].nunique()),
        figure=units.figure(
            by_unit,
            country=country,
            box=(float(member["west"]), float(member["south"]), float(member["east"]), float(member["north"])),
            geometry=map_view.boundary(f"countries/{country}"),
            words=words,
            theme=theme,
        ),
        alt=units.alt(by_unit, name=words.country(country), words=words),
        table=table,
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator("official_finance_usd_2021")], ids),
    )


def _agreements(rows: pd.DataFrame, words: Text) -> pd.DataFrame:
    said = []
    for _, row in rows.iterrows():
        state = words.pick(row, "state_text") or words(f"agreement_state.{row['state']}")
        said.append(
            (
                words.pick(row, "title"),
                words.date(row["signed"]) if isinstance(row["signed"], str) else "–",
                words.date(row["in_force"]) if isinstance(row["in_force"], str) else "–",
                " ".join(part for part in (state, words.pick(row, "upgraded"), words.pick(row, "note")) if part),
            )
        )
    return pd.DataFrame(
        said, columns=[words(f"country.agreement_{name}") for name in ("title", "signed", "force", "state")]
    )


# -- lists -----------------------------------------------------------------------------------------


def _report(country: str, words: Text) -> tuple[Entry, ...]:
    quotes = _of(store.table("quotes"), country)
    found = [
        Entry(
            when=f"“{row['text'].rstrip(',')}”",
            title=words("country.quote_by", speaker=row["speaker"], office=words.pick(row, "office")),
            more="",
            sources=provenance.line(words, provenance.source_ids(quotes[quotes["id"] == row["id"]])),
            door=("article", {"quote": str(row["id"])}),
        )
        for _, row in quotes.iterrows()
    ]
    claims = store.table("claims")
    for _, row in claims[[_concerns(row, country) for _, row in claims.iterrows()]].iterrows():
        found.append(
            Entry(
                when=words(f"article.verdict.{row['verdict']}"),
                title=words.pick(row, "claim"),
                more=words.pick(row, "evidence"),
                sources=provenance.line(words, provenance.source_ids(claims[claims["id"] == row["id"]])),
                door=("article", {"claim": str(row["id"])}),
            )
        )
    return tuple(found)


def _concerns(row: pd.Series, country: str) -> bool:
    doors = json.loads(row["shown_in"])
    if any(door["params"].get("country") == country for door in doors):
        return True
    return text("en").country(country) in f"{row['claim_en']} {row['evidence_en']}"


def _own_events(country: str) -> pd.DataFrame:
    events = store.table("events")
    own = events["countries"].map(lambda cell: country in str(cell).split(";"))
    return events[own].sort_values("date", ascending=False)


def _events(country: str, words: Text) -> tuple[Entry, ...]:
    own = _own_events(country)
    return tuple(
        Entry(
            when=words.date(row["date"], row["date_precision"]),
            title=words.pick(row, "title"),
            more=words.pick(row, "text"),
            sources=provenance.line(words, provenance.source_ids(own[own["id"] == row["id"]])),
            door=("timeline", {"event": str(row["id"])}),
        )
        for _, row in own.iterrows()
    )


def _of(table: pd.DataFrame, country: str) -> pd.DataFrame:
    return table[table["country"] == country]
