"""What each view says at an address, before and without the running app: the words of ui.views, nothing of its own.

`asked` reads an address by the rules of ui.address; `said` answers it. A view without its own entry in VIEWS says
its question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from data import derive, store
from data.model import Indicator
from pages import REGISTER
from ui import address
from ui.address import ALL, DEFAULT_COUNTRY, DEFAULT_INDICATOR
from ui.charts import map as map_chart
from ui.charts import verdicts
from ui.text import Text, literal, text
from ui.views import article, compare, country, data, dossier, overview, pledges, questions, scatter, timeline, trade
from ui.views import map as map_view

# The figures are not looked at: any theme gives the same words.
_THEME = "light"
_AXES = (("x", scatter.DEFAULT_X), ("y", scatter.DEFAULT_Y))
Values = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Asked:
    """A view with its choices: `values` as the view takes them, `codes` as the address has them, without defaults."""

    slug: str
    lang: str
    values: Values
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Link:
    """A way to a view: its label, the view, the parameters."""

    label: str
    slug: str
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Listing:
    """Links under a heading."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Table:
    """A table of words under a heading."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A key figure: label, value, what stands below."""

    label: str
    value: str
    below: str = ""


@dataclass(frozen=True)
class Mapped:
    """What a map shows: the values of one year (country, value) and a member picked out."""

    indicator: Indicator
    year: int
    shown: pd.DataFrame
    chosen: str | None = None


@dataclass(frozen=True)
class Task:
    """A question for a class: what to predict, where to look, the answer (none on a worksheet, which has room instead).

    `open` says whether the answer stands there unfolded.
    """

    id: str
    title: str
    predict: str
    look: Link
    answer: tuple[str, ...]
    sources: str
    open: bool


@dataclass(frozen=True)
class Said:
    """What a view says; `answer`, `lines` and the texts of listings may be Markdown.

    `brief` says what was picked out, where something was (else the answer is the brief one). `lined` names a member, or
    REGION, whose two lines of trade tell the story; `alt` describes the map.
    """

    question: str
    title: str
    answer: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    lines: tuple[str, ...] = ()
    mapped: Mapped | None = None
    alt: str = ""
    lined: str = ""
    tasks: tuple[Task, ...] = ()
    tables: tuple[Table, ...] = ()
    listings: tuple[Listing, ...] = ()
    sources: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    measured: tuple[str, ...] = field(default_factory=tuple)


class Query:
    """The parameters of an address; what is read is kept as the address writes it, without defaults."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.codes: dict[str, str] = {}

    def code(
        self, name: str, options: Any, default: str | None = None, repair: address.Repair = str, **more: address.Instead
    ) -> str | None:
        """One of some codes, else the default."""
        raw = self._given.get(name)
        value = default if raw is None else address.read(raw, options, default, repair, **more)[0]
        if value is not None and value != default:
            self.codes[name] = value
        return value

    def year(self, name: str, years: Sequence[int], default: int | None) -> int | None:
        """A year, else the nearest one, else the default."""
        options = [str(year) for year in years]
        default_code = None if default is None else str(default)
        value = self.code(name, options, default_code, instead=lambda raw: address.nearest(raw, options))
        return None if value is None else int(value)

    def several(self, name: str, known: Any, default: tuple[str, ...], most: int) -> tuple[str, ...]:
        """Several codes in one value, else the default."""
        found, strange = address.codes(self._given.get(name, ""), known)
        value = tuple(found[:most]) if found or (name in self._given and not strange) else default
        if value != default:
            self.codes[name] = ".".join(value)
        return value

    def period(self, years: Sequence[int]) -> tuple[int, int]:
        """From which year to which, else all years."""
        ends = self.year("from", years, years[0]) or years[0], self.year("to", years, years[-1]) or years[-1]
        return min(ends), max(ends)

    def words(self, name: str) -> str:
        """Words that are sought."""
        value = address.sought(self._given.get(name, ""))
        if value:
            self.codes[name] = value
        return value


def asked(slug: str, given: Mapping[str, str], wish: str | None = None) -> Asked:
    """What an address asks for; `wish` are the languages that the browser prefers."""
    lang = address.language_of(given.get("lang"), wish)
    query = Query(given)
    values = VIEWS[slug].read(query, lang) if slug in VIEWS else {}
    return Asked(slug, lang, tuple(values.items()), tuple(query.codes.items()))


@lru_cache(maxsize=128)
def said(ask: Asked, today: dt.date) -> Said:
    """What the view says on a day; raises KeyError for a view that the register lacks."""
    words = text(ask.lang)
    if ask.slug in VIEWS:
        return VIEWS[ask.slug].say(words, today, **dict(ask.values))
    if ask.slug not in {view.slug for view in REGISTER}:
        raise KeyError(ask.slug)
    question = words(f"{ask.slug}.question")
    return Said(question=question, title=question)


def table_of(title: str, frame: pd.DataFrame) -> Table:
    """A frame of words under its heading."""
    rows = tuple(tuple(str(cell) for cell in row) for row in frame.itertuples(index=False))
    return Table(title, tuple(str(name) for name in frame.columns), rows)


def _figures(items: tuple[tuple[str, str, str], ...]) -> tuple[Figure, ...]:
    return tuple(Figure(*item) for item in items)


def _members(title: str, links: tuple[tuple[str, str], ...], **codes: str) -> Listing:
    """The 33 with their values."""
    return Listing(title, tuple(Link(label, "country", (*codes.items(), ("country", code))) for code, label in links))


# -- overview ----------------------------------------------------------------------------------------


def _read_nothing(_: Query, __: str) -> dict[str, Any]:
    return {}


def _overview(words: Text, today: dt.date) -> Said:
    view = overview.view(words.lang, _THEME, today)
    indicator, year = store.indicator(DEFAULT_INDICATOR), overview.last_year()
    values = map_view.view(indicator.id, year, None, words.lang, _THEME)
    road = store.indicator("belt_and_road_status")
    title = words("charts.legend", label=words.of(indicator.label), year=year)
    return Said(
        question=words("overview.question"),
        title=words("overview.question"),
        answer=(view.lead,),
        figures=_figures(view.facts),
        mapped=Mapped(road, today.year, derive.status_on(road.id, today)),
        alt=view.now_alt,
        tables=(table_of(words("overview.then_and_now"), view.then_and_now),),
        listings=(_members(title, values.links),),
        sources=(view.sources, view.map_sources),
        years=_span(indicator.id),
        measured=(indicator.id, road.id, "recognition"),
    )


def _span(indicator_id: str) -> tuple[int, int]:
    years = store.observations(indicator_id)["year"]
    return int(years.min()), int(years.max())


# -- map ---------------------------------------------------------------------------------------------


def _read_map(query: Query, _: str) -> dict[str, Any]:
    indicator = query.code("indicator", store.indicators(), DEFAULT_INDICATOR) or DEFAULT_INDICATOR
    years = map_view.years(store.indicator(indicator))
    asked: dict[str, Any] = {
        "indicator": indicator,
        "year": query.year("year", years, years[-1]),
        "chosen": query.code("country", store.country_codes(), None, str.upper),
    }
    if query.code("view", address.VIEWS, address.VIEWS[0]) != "tiles":
        # The other forms show the same values.
        query.codes.pop("view", None)
        return asked
    return {**asked, "order": query.code("order", map_view.ORDERS, map_view.ORDERS[0])}


def _map(words: Text, _: dt.date, indicator: str, year: int, chosen: str | None, order: str = "") -> Said:
    """The values of a year; as tiles, which have an `order`, also what their curves are, and the 33 in that order."""
    what = store.indicator(indicator)
    view = map_view.view(indicator, year, chosen, words.lang, _THEME)
    tiles = map_view.tiles(indicator, year, order, chosen, words.lang, _THEME) if order else None
    label = words("charts.legend", label=words.of(what.label), year=year)
    picked = tuple(said for code, said in view.links if code == chosen)
    values = store.observations(indicator, years=[year])
    return Said(
        question=words("map.question", label=words.of(what.label)),
        title=label,
        answer=(view.answer,),
        figures=_on_the_map(what, year, chosen, words),
        lines=(*picked, *filter(None, (tiles.note,))) if tiles else picked,
        mapped=Mapped(what, year, values, chosen),
        alt=view.alt,
        listings=tuple(
            _members(words.labelled(label, name) if name else label, links, indicator=indicator, year=str(year))
            for name, links in _listed(view.links, order, words)
        ),
        sources=(view.sources,),
        years=_span(indicator),
        measured=(indicator,),
    )


def _listed(
    links: tuple[tuple[str, str], ...], order: str, words: Text
) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The links of the 33 under the names of their groups, in the order of the tiles; without one, by value."""
    if not order:
        return [("", links)]
    labels = dict(links)
    return [
        (group.name, tuple((code, labels[code]) for code in group.codes))
        for group in map_view.tile_groups(order, words)
    ]


def _on_the_map(what: Indicator, year: int, chosen: str | None, words: Text) -> tuple[Figure, ...]:
    """The member that is picked out, else what the 33 come to, else the highest."""
    shown = store.observations(what.id, years=[year])
    if chosen:
        label, value, below = country.focus(chosen, what, year, words)[0]
        return (Figure(label, value, " · ".join(part for part in (words.country(chosen), below) if part)),)
    if what.kind == "category":
        counts = shown["value"].value_counts()
        return tuple(
            Figure(words(f"{what.id}.{code}"), str(int(counts[code])), "") for code in what.categories if code in counts
        )
    label = words("charts.legend", label=words.of(what.short), year=year)
    if what.additive:
        total = derive.region_total(shown).iloc[0]
        if not total["partial"]:
            return (Figure(label, words.value(float(total["value"]), what), words("partner.REGION")),)
    top = shown.sort_values("value", ascending=False).iloc[0]
    of = words.ordinal_rank(1, len(shown))
    return (Figure(label, words.value(top["value"], what), f"{words.country(top['country'])} · {of}"),)


# -- country -----------------------------------------------------------------------------------------


def _read_country(query: Query, _: str) -> dict[str, Any]:
    code = query.code("country", store.country_codes(), DEFAULT_COUNTRY, str.upper)
    found_by = query.code("indicator", store.indicators())
    years = country.years(store.indicator(found_by)) if found_by else []
    return {"code": code, "found_by": found_by, "found_in": query.year("year", years, None) if found_by else None}


def _country(words: Text, today: dt.date, code: str, found_by: str | None, found_in: int | None) -> Said:
    view = country.view(code, today, words.lang, _THEME)
    name = words.country(code)
    what = store.indicator(found_by) if found_by else None
    focus = country.focus(code, what, found_in, words)
    file = dossier.view(code, today, words.lang, _THEME)
    road = store.indicator("belt_and_road_status")
    now_on = derive.status_on(road.id, today)
    ring = sorted(store.country_codes(), key=words.sort_key)
    return Said(
        question=words("country.question", country=name),
        title=words("country.question", country=name),
        answer=(view.answer,),
        figures=_figures((*focus, *view.key)),
        lines=(trade.turn_of(code, words),),
        mapped=Mapped(road, today.year, now_on, code),
        alt=map_chart.alt(now_on, places=store.countries(), indicator=road, year=today.year, words=words, day=today),
        lined=code,
        tables=(
            table_of(words("country.then_and_now"), file.then_and_now),
            table_of(words("country.diplomacy"), view.diplomacy.table),
        ),
        listings=(
            Listing(
                words("country.events"),
                tuple(
                    Link(f"{one.when} · {one.title}", one.door[0], tuple(one.door[1].items()))
                    for one in file.events[:12]
                ),
            ),
            Listing(
                words("choose.country"), tuple(Link(words.country(one), "country", (("country", one),)) for one in ring)
            ),
        ),
        sources=(country.sources(code, what, words)[0], view.diplomacy.sources),
        years=_span(country.KEY_FIGURES[0]),
        measured=country.KEY_FIGURES,
    )


# -- compare -----------------------------------------------------------------------------------------


def _read_compare(query: Query, lang: str) -> dict[str, Any]:
    codes = query.several("countries", compare.known(lang), compare.DEFAULT, compare.MOST)
    indicator = store.indicator(query.code("indicator", store.indicators(), DEFAULT_INDICATOR) or DEFAULT_INDICATOR)
    if query.code("view", compare.shapes(indicator, lang)[0], "chart") != "scatter":
        # The other forms show the same values.
        query.codes.pop("view", None)
    else:
        fits = scatter.axes(lang)[0]
        x, y = (query.code(axis, fits, default) or default for axis, default in _AXES)
        years = scatter.years(x, y)
        return {"codes": codes, "axes": (x, y), "year": query.year("year", years, years[-1])}
    fits = compare.bases(indicator, lang)[0]
    basis = query.code("basis", fits, fits[0]) or fits[0]
    return {
        "codes": codes,
        "indicator": indicator.id,
        "basis": basis,
        "period": query.period(compare.years(indicator, basis)),
    }


def _compare(
    words: Text,
    _: dt.date,
    codes: tuple[str, ...],
    indicator: str = "",
    basis: str = "",
    period: tuple[int, int] = (0, 0),
    axes: tuple[str, str] = ("", ""),
    year: int = 0,
) -> Said:
    if indicator:
        view = compare.view(codes, indicator, basis, "linear", period, "table", words.lang, _THEME)
    else:
        scale = scatter.scales(*axes, words.lang)[0][0]
        view = scatter.view(codes, *axes, scatter.DEFAULT_SIZE, year, scale, words.lang, _THEME)
    names = words.list(compare.name(code, words.lang) for code in codes)
    return Said(
        question=words("compare.question"),
        title=words.labelled(view.title, names),
        answer=tuple(part for part in (view.answer, *view.notes) if part),
        tables=(table_of(view.title, view.block.table),),
        listings=(
            Listing(
                words("compare.question"),
                tuple(
                    Link(one.label, "compare", (("countries", one.countries),)) for one in compare.presets(words.lang)
                ),
            ),
        ),
        sources=(view.block.sources,),
        years=period if indicator else None,
        measured=(indicator,) if indicator else axes,
    )


# -- trade -------------------------------------------------------------------------------------------


def _read_trade(query: Query, _: str) -> dict[str, Any]:
    return {
        "year": query.year("year", trade.years(), trade.years()[-1]),
        "chosen": _narrowed(query, "country", store.country_codes(), str.upper),
    }


def _narrowed(query: Query, name: str, codes: Any, repair: address.Repair = str.lower) -> str | None:
    """One of some codes by which a list is narrowed, None for `all`."""
    value = query.code(name, [ALL, *codes], ALL, lambda raw: raw if raw == ALL else repair(raw))
    return None if value == ALL else value


def _trade(words: Text, _: dt.date, year: int, chosen: str | None) -> Said:
    view = trade.view(year, chosen, words.lang, _THEME)
    ratio = map_view.view(trade.RATIO, year, chosen, words.lang, _THEME)
    what = store.indicator(trade.RATIO)
    label = words("charts.legend", label=words.of(what.label), year=year)
    return Said(
        question=words("trade.question"),
        title=words.commas(words.country(chosen), words("trade.nav"), words.year(year))
        if chosen
        else words("trade.question"),
        answer=(view.answer,),
        brief=(view.member,) if chosen else (),
        figures=_on_the_map(store.indicator(trade.CHINA), year, chosen, words),
        lines=tuple(line for line in (view.member, view.region_lead, view.balance.lead, view.shares.lead) if line),
        mapped=Mapped(what, year, store.observations(trade.RATIO, years=[year]), chosen),
        alt=ratio.alt,
        lined="REGION",
        listings=(_members(label, ratio.links, indicator=trade.RATIO, year=str(year)),),
        sources=(view.region.sources,),
        years=_span(trade.CHINA),
        measured=(trade.CHINA, trade.USA, trade.RATIO),
    )


# -- timeline ----------------------------------------------------------------------------------------


def _read_timeline(query: Query, lang: str) -> dict[str, Any]:
    years = timeline.years()
    return {
        "country": _narrowed(query, "country", timeline.countries(lang), str.upper) or ALL,
        "category": _narrowed(query, "category", timeline.CATEGORIES) or ALL,
        "q": query.words("q"),
        "years": query.period(years),
        "event": query.code("event", timeline.ids(), None, str.lower),
    }


def _timeline(
    words: Text, _: dt.date, country: str, category: str, q: str, years: tuple[int, int], event: str | None
) -> Said:
    view = timeline.view(timeline.Asked(country, category, q, years), event, True, words.lang, _THEME)
    picked = view.picked
    return Said(
        question=words("timeline.question"),
        title=picked.title if picked else words("timeline.question"),
        answer=(*((f"**{picked.date}** · {picked.title}", picked.text) if picked else ()), view.answer),
        brief=(picked.text,) if picked else (),
        figures=(Figure(picked.category, picked.date),) if picked else (),
        listings=(
            Listing(
                words("timeline.list"),
                tuple(Link(f"{one.date} · {one.title}", "timeline", (("event", one.id),)) for one in view.entries),
            ),
        ),
        sources=_event_sources(picked, words) if picked else (view.sources,) if view.sources else (),
    )


def _event_sources(event: timeline.Entry, words: Text) -> tuple[str, ...]:
    return (words("source.line", sources=words.series(literal(name) for name, _ in event.sources)),)


# -- article -----------------------------------------------------------------------------------------


def _read_article(query: Query, _: str) -> dict[str, Any]:
    return {
        "claim": query.code("claim", article.claim_ids(), None, str.lower),
        "quote": query.code("quote", article.quote_ids(), None, str.lower),
        "verdict": _narrowed(query, "verdict", article.VERDICTS),
    }


def _article(words: Text, _: dt.date, claim: str | None, quote: str | None, verdict: str | None) -> Said:
    answer, checked = article.answer(words.lang)
    view = article.claims(verdict, claim, words.lang, _THEME)
    quotes = article.quotes(None, None, quote, words.lang)
    opened = view.opened or quotes.opened
    record = opened.record if opened else None
    listed = [
        Listing(
            group.name,
            tuple(
                Link(words.dashed(uncoloured(one.above), one.said), "article", (("claim", one.id),))
                for one in group.records
            ),
        )
        for group in view.groups
    ]
    said_by = tuple(
        Link(words.dashed(one.said, one.lines[0]), "article", (("quote", one.id),)) for one in quotes.quotes
    )
    return Said(
        question=words("article.question"),
        title=record.said if record else words("article.question"),
        answer=(*((f"**{record.said}**", uncoloured(record.above), *record.lines) if record else ()), answer, checked),
        brief=record.lines if record else (),
        figures=()
        if quotes.opened and not view.opened
        else _checked(view.opened.record if view.opened else None, words),
        listings=(*listed, Listing(words("article.part.quotes", count=len(said_by)), said_by)),
        sources=(record.sources if record else view.picture.sources,),
    )


def _checked(claim: article.Record | None, words: Text) -> tuple[Figure, ...]:
    """The verdict on the claim that is picked out, else how many claims have which."""
    if claim:
        verdict, _, place = uncoloured(claim.above).partition(" · ")
        return (Figure(place, verdict.strip("*")),)
    counts = verdicts.counts(store.table("claims"))
    return tuple(Figure(words(f"article.verdict.{code}"), str(count)) for code, count in counts.items())


def uncoloured(above: str) -> str:
    """What stands above a record, without the colours that only Streamlit's Markdown knows."""
    _, coloured, rest = above.rpartition('"}')
    return rest.strip() if coloured else above


# -- questions ---------------------------------------------------------------------------------------


def _read_questions(query: Query, _: str) -> dict[str, Any]:
    # A guess is the reader's own: no paint, card or list of addresses repeats it.
    return {
        "part": query.code("part", questions.PARTS, questions.PARTS[0]),
        "picked": query.code("question", questions.ids(), None, str.lower),
    }


def _questions(words: Text, _: dt.date, part: str, picked: str | None) -> Said:
    every, asked = questions.every(words.lang), questions.shown(picked, words.lang)
    parts = tuple(
        Link(
            words(f"questions.part.{code}"),
            "questions",
            tuple((name, value) for name, value in (("part", code), ("question", picked)) if value),
        )
        for code in questions.PARTS
    )
    return Said(
        question=words("questions.question"),
        title=words.dashed(asked[0].title, words(f"questions.part.{part}")) if picked else words("questions.question"),
        answer=(words("questions.lead"),),
        brief=(asked[0].predict,) if picked else (),
        tasks=tuple(_task(one, part, words) for one in asked),
        listings=(
            Listing(words("questions.choose_part"), parts),
            Listing(
                words("questions.all"), tuple(Link(one.title, "questions", (("question", one.id),)) for one in every)
            ),
        ),
        sources=(asked[0].sources,) if picked else (),
    )


def _task(one: questions.Question, part: str, words: Text) -> Task:
    answer = (one.printed, one.translation, one.answer, *one.tested, one.uncertain)
    return Task(
        id=one.id,
        title=one.title,
        predict=words("value.led", label=words("questions.predict"), said=one.predict),
        look=Link(one.look.label, one.look.slug, one.look.parameters),
        answer=() if part == "worksheet" else tuple(filter(None, answer)),
        sources=one.sources,
        open=part == "answers",
    )


# -- pledges -----------------------------------------------------------------------------------------


def _read_pledges(query: Query, _: str) -> dict[str, Any]:
    return {"pledge": query.code("pledge", pledges.ids(), None, str.lower)}


def _pledges(words: Text, _: dt.date, pledge: str | None) -> Said:
    view = pledges.promises(pledge, words.lang, _THEME)
    money, opened = pledges.money(words.lang, _THEME), view.opened
    above = (
        (
            words.dashed(f"**{opened.amount}**", opened.what),
            words("value.led", label=opened.said, said=opened.outcome),
        )
        if opened
        else ()
    )
    return Said(
        question=words("pledges.question"),
        title=words.dashed(opened.amount, opened.what) if opened else words("pledges.question"),
        answer=(*above, pledges.answer(words.lang)),
        brief=(opened.outcome,) if opened else (),
        figures=tuple(
            Figure(card.what, card.amount, card.said) for card in view.cards if opened is None or card is opened
        ),
        lines=(view.ladder.lead, money.finance.lead),
        tables=(table_of(words("pledges.ladder"), view.ladder.table),),
        listings=(
            Listing(
                words("pledges.promises"),
                tuple(
                    Link(words.dashed(f"{card.amount} · {card.kind}", card.what), "pledges", (("pledge", card.id),))
                    for card in view.cards
                ),
            ),
        ),
        sources=(view.ladder.sources, money.finance.sources),
    )


# -- data --------------------------------------------------------------------------------------------


def _read_data(query: Query, _: str) -> dict[str, Any]:
    return {"indicator": query.code("indicator", store.indicators())}


def _data(words: Text, _: dt.date, indicator: str | None) -> Said:
    what = store.indicator(indicator) if indicator else None
    about = (words.of(what.definition), data.coverage(what.id, words.lang, _THEME).one.lead) if what else ()
    return Said(
        question=words("data.question"),
        title=words("data.coverage", label=words.of(what.label)) if what else words("data.question"),
        answer=(*about, data.answer(words.lang)),
        listings=(
            Listing(
                words("choose.indicator"),
                tuple(
                    Link(words.of(one.label), "data", (("indicator", one.id),)) for one in store.indicators().values()
                ),
            ),
        ),
        measured=(indicator,) if indicator else tuple(store.indicators()),
    )


@dataclass(frozen=True)
class View:
    """How an address of a view is read, and what the view says for it."""

    read: Callable[[Query, str], dict[str, Any]]
    say: Callable[..., Said]


VIEWS: Mapping[str, View] = {
    "overview": View(_read_nothing, _overview),
    "map": View(_read_map, _map),
    "country": View(_read_country, _country),
    "compare": View(_read_compare, _compare),
    "trade": View(_read_trade, _trade),
    "timeline": View(_read_timeline, _timeline),
    "article": View(_read_article, _article),
    "questions": View(_read_questions, _questions),
    "pledges": View(_read_pledges, _pledges),
    "data": View(_read_data, _data),
}
