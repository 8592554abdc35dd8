"""The rest of a member's page: then and now, shares, agreements, official finance, votes, the report, its events."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data import derive, store
from ui.charts import partners, series, stack, units, verdicts
from ui.shelf import shelved
from ui.text import Text, text
from ui.theme import THEMES, Theme
from ui.views import article, events, provenance, rungs, takeaway
from ui.views import map as map_view
from ui.views.block import Block

SANTIAGO = dt.date(2018, 1, 22)
_TRADE, _USA = "trade_with_china_usd", "trade_with_usa_usd"
_SHARES = ("trade_share_china_pct", "trade_share_usa_pct")
_VOTES = ("un_agreement_china", "un_agreement_usa")
_IDEAL = "un_ideal_point"
THEN = 2017  # the last whole year before Santiago
_FLOWS = tuple(
    f"{flow}_{partner}_usd" for partner in ("china", "usa") for flow in ("trade_with", "exports_to", "imports_from")
)
FINANCE = "official_finance_total_usd_2021"


@dataclass(frozen=True)
class Entry:
    """A record in a list: its title, what stands below it, more words, its sources (name, address), a door to it.

    `record` is its table and its name there.
    """

    title: str
    when: str
    more: str
    sources: tuple[tuple[str, str], ...]
    door: tuple[str, dict[str, str]]
    record: tuple[str, str]


@dataclass(frozen=True)
class Listing:
    """A table of records and, for some of them, (title, what else is to be said)."""

    table: pd.DataFrame
    notes: tuple[tuple[str, str], ...]
    sources: str
    about: str


@dataclass(frozen=True)
class Dossier:
    """What the record says of one member; a Block is None where there is nothing, and `*_none` says so."""

    then_and_now: pd.DataFrame
    then_and_now_sources: str
    then_and_now_about: str
    shares: Block | None
    partners: Block
    agreements: Listing | None
    finance: Block | None
    places: Block | None
    pledges: rungs.Rungs | None
    votes: Block | None
    ideal: Block | None
    report: tuple[Entry, ...]
    events: tuple[Entry, ...]


@shelved
def view(country: str, today: dt.date, lang: str, theme_name: str, narrow: bool = False) -> Dossier:
    """Everything beyond trade and recognition that the page of a member says, as things stand `today`."""
    words, theme = text(lang), THEMES[theme_name]
    table, ids = _then_and_now(country, today, words)
    return Dossier(
        then_and_now=table,
        then_and_now_sources=provenance.line(words, ids),
        then_and_now_about=provenance.about(
            words, [store.indicator(code) for code in (*_SHARES, FINANCE, *_VOTES)], ids
        ),
        shares=_shares(country, words, theme, narrow),
        partners=_partners(country, words, theme),
        agreements=_agreements(country, words, narrow),
        finance=_finance(country, words, theme, narrow),
        places=_places(country, words, theme),
        pledges=rungs.of(country, words, theme),
        votes=_votes(country, words, theme, narrow),
        ideal=_ideal(country, words, theme, narrow),
        report=_report(country, words),
        events=_events(country, words),
    )


# -- then and now ----------------------------------------------------------------------------------


def _then_and_now(country: str, today: dt.date, words: Text) -> tuple[pd.DataFrame, list[str]]:
    """Fact, 22 January 2018, now: states on the very day, figures of the last whole year and of the newest."""
    rows: list[tuple[str, str, str]] = []
    used: list[pd.DataFrame] = []
    for code, table, state_on in (
        ("recognition", "recognition", derive.recognition_on),
        ("belt_and_road_status", "belt_and_road", derive.belt_and_road_on),
    ):
        indicator = store.indicator(code)
        states = [state_on(_of(store.table(table), country), day) for day in (SANTIAGO, today)]
        said = [words.value(_first(state), indicator) for state in states]
        rows.append((words.of(indicator.short), said[0], said[1]))
        used += states
    for code in (*_SHARES, FINANCE, *_VOTES):
        indicator = store.indicator(code)
        own = store.observations(code, countries=[country])
        last = int(own["year"].max()) if len(own) else THEN
        at = [own[own["year"] == year] for year in (THEN, last)]
        said = [
            words("value.in_year", value=words.value(_first(part), indicator), year=year)
            for part, year in zip(at, (THEN, last), strict=True)
        ]
        if own.empty:
            said = [words("value.missing")] * 2
        if code == FINANCE:
            # A running sum begins with the first commitment: before it none was recorded.
            none = words("country.none_recorded")
            said = [none if part.empty else told for part, told in zip(at, said, strict=True)]
        rows.append((words.of(indicator.short), said[0], said[1]))
        used += at
    columns = [words("country.fact"), words.date(SANTIAGO.isoformat()), words("country.now")]
    return pd.DataFrame(rows, columns=columns), provenance.source_ids(*used)


def _first(rows: pd.DataFrame) -> Any:
    return None if rows.empty else rows["value"].iloc[0]


# -- blocks ----------------------------------------------------------------------------------------


def _shares(country: str, words: Text, theme: Theme, narrow: bool) -> Block | None:
    china, usa = (store.observations(code, countries=[country]) for code in _SHARES)
    if china.empty:
        return None
    by_year = china.set_index("year")["value"].sort_index()
    year = int(by_year.index[-1])
    beside = usa[usa["year"] == year]
    place = derive.ranks(store.observations(_SHARES[0], years=[year]), year).set_index("country").loc[country]
    told = [
        words(
            "country.shares_lead",
            country=words.country(country),
            year=year,
            china=words.percent(by_year[year]),
            usa=words.percent(_first(beside)),
            rank=words.ordinal_rank(int(place["rank"]), int(place["of"])),
        )
    ]
    together = china.merge(usa, on="year", suffixes=("_china", "_usa"))
    if (together["value_china"] + together["value_usa"] > 100).any():
        told.append(words("country.shares_over"))
    lead = words.sentences(*told)
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
        narrow=narrow,
    )


def _partners(country: str, words: Text, theme: Theme) -> Block:
    """The two partners that the record has: their shares then and now, their flows in the table."""
    names = dict(zip(_SHARES, (words("partner.CHN"), words("partner.USA")), strict=True))
    drawn, newest = [], THEN
    for code, colour in zip(_SHARES, (theme.china, theme.usa), strict=True):
        own = store.observations(code, countries=[country]).set_index("year")["value"].sort_index()
        newest = max(newest, int(own.index[-1]) if len(own) else THEN)
        drawn.append(
            partners.Partner(
                names[code],
                colour,
                (THEN, float(own[THEN])) if THEN in own.index else None,
                (int(own.index[-1]), float(own.iloc[-1])) if len(own) and int(own.index[-1]) > THEN else None,
            )
        )
    flows = {code: store.observations(code, countries=[country]) for code in (*_FLOWS, *_SHARES)}
    last = max(int(rows["year"].max()) for rows in flows.values())
    table = pd.DataFrame(
        [
            (words.of(store.indicator(code).short), *(_said(rows, code, year, words) for year in (THEN, last)))
            for code, rows in flows.items()
        ],
        columns=[words("country.fact"), str(THEN), str(last)],
    )
    ids = provenance.source_ids(*flows.values())
    return Block(
        lead=words("country.partners_lead"),
        figure=partners.figure(drawn, words=words, theme=theme, height=260),
        alt=partners.alt(drawn, then=THEN, now=newest, words=words),
        table=table,
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator(code) for code in (*_SHARES, *_FLOWS)], ids),
    )


def _said(rows: pd.DataFrame, code: str, year: int, words: Text) -> str:
    return words.value(_first(rows[rows["year"] == year]), store.indicator(code))


def _votes(country: str, words: Text, theme: Theme, narrow: bool) -> Block | None:
    own = _of(store.table("un_votes"), country)
    china, usa = (store.observations(code, countries=[country]) for code in _VOTES)
    if china.empty:
        return None
    # A year with too few votes for any value is a gap, not a thin year.
    thin = frozenset(int(year) for year in own.loc[own["thin_agreement"], "year"]) & frozenset(china["year"])
    last = china.sort_values("year").iloc[-1]
    beside = usa[usa["year"] == last["year"]]
    lead = words(
        "country.votes_lead",
        country=words.country(country),
        year=int(last["year"]),
        china=words.number(last["value"], 2),
        usa=words.number(_first(beside), 2),
    )
    if thin:
        lead = words.sentences(lead, words("country.votes_thin", years=words.list(map(str, sorted(thin)))))
    return _lines(
        [
            series.Series(words("country.votes_china"), theme.china, china, thin=thin),
            series.Series(words("country.votes_usa"), theme.usa, usa, "dash", thin=thin),
        ],
        codes=_VOTES,
        lead=lead,
        say=lambda value: words.number(value, 2),
        title=words("country.votes_axis"),
        words=words,
        theme=theme,
        narrow=narrow,
        span=(0.0, 1.02),
    )


def _ideal(country: str, words: Text, theme: Theme, narrow: bool) -> Block | None:
    own = _of(store.table("un_votes"), country)
    points = store.observations(_IDEAL, countries=[country])
    if points.empty:
        return None
    thin = frozenset(int(year) for year in own.loc[own["thin_ideal_point"], "year"]) & frozenset(points["year"])
    least = int(own["votes_ideal_point"].min())
    last = points.sort_values("year").iloc[-1]
    return _lines(
        [series.Series(words.country(country), theme.chosen, points, thin=thin)],
        codes=(_IDEAL,),
        lead=words.sentences(
            words("country.ideal_lead", value=words.number(last["value"], 2), year=int(last["year"]), least=least),
            words("country.votes_thin", years=words.list(map(str, sorted(thin)))) if thin else "",
        ),
        say=lambda value: words.number(value, 2),
        title=words("country.ideal_axis"),
        words=words,
        theme=theme,
        narrow=narrow,
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
    narrow: bool,
    span: tuple[float, float] | None = None,
) -> Block:
    table = pd.concat([one.rows.set_index("year")["value"].rename(one.name) for one in drawn], axis=1).sort_index()
    shown = table.map(lambda value: words("value.missing") if pd.isna(value) else say(float(value)))
    shown.insert(0, words("choose.year"), [str(int(year)) for year in table.index])
    ids = provenance.source_ids(*(one.rows for one in drawn))
    return Block(
        lead=lead,
        figure=series.figure(
            drawn, say=say, title=title, words=words, theme=theme, span=span, height=310, narrow=narrow
        ),
        alt=series.alt(drawn, say=say, title=title, words=words),
        table=shown,
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator(code) for code in codes], ids),
        data=pd.concat([one.rows for one in drawn]),
    )


def _finance(country: str, words: Text, theme: Theme, narrow: bool) -> Block | None:
    own = _of(store.table("finance"), country)
    if own.empty:
        return None
    covered = store.table("finance")["year"]
    years = range(int(covered.min()), int(covered.max()) + 1)
    wide = stack.by_year(own, years)
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
            parts=words.list(
                words("country.finance_part", value=words.money(value), name=words(f"pledges.flow_class_{code}"))
                for code, value in by_class.items()
                if value
            ),
        ),
        figure=stack.figure(own, marks=[], words=words, theme=theme, years=years, height=350, narrow=narrow),
        alt=stack.alt(own, marks=[], words=words, years=years),
        table=table,
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator("official_finance_usd_2021")], ids),
        data=own,
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
    # The publisher writes the units of some countries in capitals.
    by_unit["unit"] = by_unit["unit"].map(lambda name: name.title() if name.isupper() else name)
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
        lead=words(
            "country.places_lead",
            units=len(by_unit),
            projects=own["project"].nunique(),
            amount=words.money(own["amount_usd_2021"].sum()),
            total=words.money(_of(store.table("finance"), country)["amount_usd_2021"].sum()),
        ),
        figure=units.figure(
            by_unit,
            country=country,
            box=(float(member["west"]), float(member["south"]), float(member["east"]), float(member["north"])),
            geometry=map_view.boundary(f"countries/{country}"),
            words=words,
            theme=theme,
            height=360,
        ),
        alt=units.alt(by_unit, name=words.country(country), words=words),
        table=table,
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator("official_finance_usd_2021")], ids),
        data=by_unit,
    )


def _agreements(country: str, words: Text, narrow: bool) -> Listing | None:
    rows = _of(store.table("agreements"), country)
    if rows.empty:
        return None
    columns = [words(f"country.agreement_{name}") for name in ("title", "signed", "force", "state")]
    said, notes = [], []
    for _, row in rows.iterrows():
        title, state = words.pick(row, "title"), words(f"agreement_state.{row['state']}")
        rest = (_date(row, "signed", words), _date(row, "in_force", words), state)
        # Four columns would be cut off on a phone.
        said.append((title, words.series(map(words.labelled, columns[1:], rest))) if narrow else (title, *rest))
        if more := words.sentences(*(words.pick(row, field) for field in ("state_text", "upgraded", "note"))):
            notes.append((title, more))
    ids = provenance.source_ids(rows)
    return Listing(
        table=pd.DataFrame(said, columns=[columns[0], columns[-1]] if narrow else columns),
        notes=tuple(notes),
        sources=provenance.line(words, ids),
        about=provenance.about(words, [], ids),
    )


def _date(row: pd.Series, field: str, words: Text) -> str:
    if isinstance(row[field], str):
        return words.date(row[field], row[f"{field}_precision"])
    # What never was signed has no date that could be missing.
    return "–" if row["type"] in ("fta_negotiation", "fta_study") else words("value.unknown_date")


# -- lists -----------------------------------------------------------------------------------------


def _report(country: str, words: Text) -> tuple[Entry, ...]:
    """Quotations of its people, claims that name it, claims whose evidence does; each in the report's order."""
    quotes = _of(store.table("quotes"), country)
    found = [
        Entry(
            title=words("article.quoted", form=row["text"].rstrip(",")),
            when=words(
                "country.quote_by", speaker=article.called(row["speaker"], words), office=words.pick(row, "office")
            ),
            more=words.sentences(_translation(row, words), words.pick(row, "record")),
            sources=_sources(quotes[quotes["id"] == row["id"]]),
            door=("article", {"part": "quotes", "quote": str(row["id"])}),
            record=("quotes", str(row["id"])),
        )
        for _, row in quotes.iterrows()
    ]
    claims = store.table("claims")
    named = _names(country)
    weight = claims.apply(lambda row: _concern(row, named), axis=1)
    order = weight[weight < _NO_CONCERN].sort_values(kind="stable").index
    for _, row in claims.loc[order].iterrows():
        found.append(
            Entry(
                title=words.pick(row, "claim"),
                when=f"{verdicts.SIGNS[row['verdict']]} {words('article.verdict.' + row['verdict'])}",
                more=words.pick(row, "evidence"),
                sources=_sources(claims[claims["id"] == row["id"]]),
                door=("article", {"claim": str(row["id"])}),
                record=("claims", str(row["id"])),
            )
        )
    return tuple(found)


_NO_CONCERN = 2


def _concern(row: pd.Series, named: re.Pattern[str]) -> int:
    """0 where the claim itself names the member or one of its people, 1 where its evidence does, else 2."""
    if named.search(row["claim_en"]):
        return 0
    if named.search(row["evidence_en"]):
        return 1
    return _NO_CONCERN


def _names(country: str) -> re.Pattern[str]:
    """The member and the people of the report that are its own, as whole words of the English text.

    "Dominica" is not found in "Dominican Republic".
    """
    own = _of(store.table("named"), country)
    people = [part for name in own.loc[own["kind"] == "person", "name_en"] for part in (name, name.split()[-1])]
    names = sorted({text("en").country(country), *people}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in names)})\b")


def _translation(row: pd.Series, words: Text) -> str:
    ours = takeaway.unmarked(article.translated(row, words))
    return words.ended(ours) if ours else ""


def _events(country: str, words: Text) -> tuple[Entry, ...]:
    own = events.of(country)
    return tuple(
        Entry(
            title=words.pick(row, "title"),
            when=f"{words.date(row['date'], row['date_precision'])} · {words('timeline.category_' + row['category'])}",
            more=words.pick(row, "text"),
            sources=_sources(own[own["id"] == row["id"]]),
            door=("timeline", {"country": country, "event": str(row["id"])}),
            record=("events", str(row["id"])),
        )
        for _, row in own.iterrows()
    )


def _sources(rows: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    return tuple(provenance.named(source) for source in provenance.source_ids(rows))


def _of(table: pd.DataFrame, country: str) -> pd.DataFrame:
    return table[table["country"] == country]
