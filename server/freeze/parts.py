"""What stands on a page of the static edition below its answer: the figures, tables and records of its view.

The words, figures and tables are those of ui.views, in the order of the live page; nothing is counted or said here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data import store
from server.freeze.pages import EVERYTHING, Page
from server.said import Link, Table, table_of, uncoloured
from ui.address import DEFAULT_INDICATOR
from ui.charts.sealed import Sealed, sealed
from ui.text import Text, literal, text
from ui.views import (
    article,
    compare,
    country,
    data,
    dispute,
    dossier,
    methods,
    overview,
    pledges,
    projects,
    sources,
    tables,
    timeline,
    trade,
)
from ui.views import map as map_view
from ui.views.block import Block


@dataclass(frozen=True)
class Part:
    """A part of a page under a heading of a `level`; `lines`, `sources` and `about` are Markdown.

    `id` is the place of a record on its page, `of_year` says that the part is about the year of the page alone. A
    figure has a `key`, as in the live app, its `alt` and the rows behind it.
    """

    title: str = ""
    level: int = 2
    id: str = ""
    of_year: bool = False
    lines: tuple[str, ...] = ()
    figure: Sealed | None = None
    key: str = ""
    alt: str = ""
    table: Table | None = None
    folded: bool = False
    links: tuple[Link, ...] = ()
    sources: str = ""
    about: str = ""
    data: pd.DataFrame | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Looks:
    """In which colours, and how wide, figures are drawn, and for which day."""

    today: dt.date
    theme: str = "light"
    narrow: bool = False


def parts(page: Page, looks: Looks) -> tuple[Part, ...]:
    """The parts of a page in their order; the same words for all looks."""
    made = _VIEWS.get(page.slug)
    return tuple(made(page, text(page.lang), looks)) if made else ()


def _drawn(title: str, figure: go.Figure, alt: str, key: str, **more: Any) -> Part:
    return Part(title=title, figure=sealed(figure), alt=alt, key=key, **more)


def _block(title: str, block: Block, key: str, words: Text, *, folded: bool = True, level: int = 2) -> Part:
    """A figure with everything that belongs to it."""
    return Part(
        title=title,
        level=level,
        lines=(block.lead,) if block.lead else (),
        figure=sealed(block.figure),
        key=key,
        alt=block.alt,
        table=table_of(words("view.table"), block.table),
        folded=folded,
        sources=block.sources,
        about=block.about,
        data=block.table if block.data is None else block.data,
    )


def _maybe(title: str, block: Block | None, key: str, nothing: str, words: Text) -> Part:
    """A figure, or the sentence that there is none."""
    return Part(title=title, lines=(nothing,)) if block is None else _block(title, block, key, words)


def _said(title: str, *lines: str, level: int = 2, **more: Any) -> Part:
    return Part(title=title, level=level, lines=tuple(line for line in lines if line), **more)


def _links(doors: Sequence[article.Door]) -> tuple[Link, ...]:
    return tuple(Link(one.label, one.slug, one.parameters) for one in doors)


def _cited(named: Sequence[tuple[str, str]], words: Text) -> str:
    return words(
        "source.line",
        sources=words.series(f"[{literal(name)}]({url})" if url else literal(name) for name, url in named),
    )


# -- overview ----------------------------------------------------------------------------------------


def _overview(_: Page, words: Text, looks: Looks) -> Iterator[Part]:
    view = overview.view(words.lang, looks.theme, looks.today, looks.narrow)
    for key, figure, alt, rows in (
        ("then", view.then, view.then_alt, view.then_data),
        ("now", view.now, view.now_alt, view.now_data),
    ):
        title = words.dashed(words("overview.map"), words(f"overview.map_{key}"))
        yield _drawn(title, figure, alt, f"road_{key}", sources=view.map_sources, about=view.map_about, data=rows)
    yield Part(
        title=words("overview.since"),
        lines=tuple(what for what, _ in view.moves),
        links=tuple(link for _, doors in view.moves for link in _links(doors)),
        table=table_of(words("overview.map"), view.road),
        folded=True,
        sources=words("map.boundaries"),
    )
    for key, chart, lead, block, line in (
        ("turn", "turn", view.turn_lead, view.turn, view.turn.sources),
        ("pledge", "goal", view.pledge_lead, view.pledge, view.pledge_sources),
        ("claims", "verdicts", view.claims_lead, view.claims, view.claims.sources),
    ):
        yield replace(_block(words(f"overview.{key}"), block, chart, words), lines=(lead,), sources=line)
    yield Part(lines=tuple(what for what, _ in view.against), links=_links([way for _, way in view.against]))
    yield _said(words("overview.ask"), links=tuple(_asked(view.questions)))
    yield Part(
        title=words("overview.then_and_now"),
        table=table_of(words("overview.then_and_now"), view.then_and_now),
        sources=view.sources,
        about=view.about,
    )


def _asked(questions: Sequence[tuple[str, article.Door]]) -> Iterator[Link]:
    return (Link(question, way.slug, way.parameters) for question, way in questions)


# -- map ---------------------------------------------------------------------------------------------


def map_of(page: Page) -> tuple[str, int]:
    """The indicator of a page with a map, and its year: the newest."""
    code = dict(page.codes).get("indicator", DEFAULT_INDICATOR)
    return code, map_view.years(store.indicator(code))[-1]


def _map(page: Page, words: Text, looks: Looks) -> Iterator[Part]:
    view = map_view.view(*map_of(page), None, words.lang, looks.theme, looks.narrow)
    shared: dict[str, Any] = {"sources": view.sources, "about": view.about, "data": view.data}
    yield _drawn(
        view.title,
        view.figure,
        view.alt,
        "map",
        lines=(words("map.boundaries"),),
        table=table_of(words("view.table"), view.table),
        **shared,
    )
    inset = words.labelled(words("map.inset"), view.title)
    yield _drawn(inset, view.inset, view.inset_alt, "inset", of_year=True)
    ranking = words.labelled(words("view.chart"), view.title)
    yield _drawn(ranking, view.ranking, view.alts["bars"], "ranking", of_year=True, **shared)


# -- country -----------------------------------------------------------------------------------------


def _country(page: Page, words: Text, looks: Looks) -> Iterator[Part]:
    code = page.country or ""
    name, drawn = words.country(code), (code, looks.today, words.lang, looks.theme, looks.narrow)
    view, file = country.view(*drawn), dossier.view(*drawn)
    yield Part(
        title=words("country.then_and_now"),
        table=table_of(words("country.then_and_now"), file.then_and_now),
        sources=file.then_and_now_sources,
        about=file.then_and_now_about,
    )
    trades = _block(words("country.trade"), view.trade, "trade", words)
    rings = (f"**{number}** · {words.year(year)} · {literal(titles)}" for number, year, titles in view.marks)
    yield replace(trades, lines=(*trades.lines, *rings))
    yield _maybe(words("country.shares"), file.shares, "shares", words("country.shares_none"), words)
    yield _block(words("country.partners"), file.partners, "partners", words)
    yield _block(words("country.diplomacy"), view.diplomacy, "diplomacy", words, folded=False)
    if view.disputes:
        yield Part(lines=view.disputes)
    if file.agreements is None:
        yield _said(words("country.agreements"), words("country.agreements_none", country=name))
    else:
        yield Part(
            title=words("country.agreements"),
            table=table_of(words("country.agreements"), file.agreements.table),
            lines=tuple(
                words("value.led", label=literal(what), said=literal(more)) for what, more in file.agreements.notes
            ),
            sources=file.agreements.sources,
            about=file.agreements.about,
        )
    if file.pledges is None:
        yield _said(words("country.pledges"), words("country.pledges_none", country=name))
    else:
        block = _block(words("country.pledges"), file.pledges.block, "pledges", words)
        yield replace(block, lines=(*block.lines, *file.pledges.lines), links=_links(file.pledges.doors))
    yield _maybe(words("country.finance"), file.finance, "finance", words("country.finance_none", country=name), words)
    if file.finance:
        yield _maybe(words("country.places"), file.places, "places", words("country.places_none"), words)
    yield _maybe(words("country.votes"), file.votes, "votes", words("country.votes_none"), words)
    yield _maybe(words("country.ideal"), file.ideal, "ideal", words("country.votes_none"), words)
    for key, found in (("report", file.report), ("events", file.events)):
        none = "" if found else words(f"country.{key}_none", country=name)
        yield _said(words(f"country.{key}"), none)
        for one in found:
            yield Part(
                title=literal(one.title),
                level=3,
                lines=(f"**{literal(one.when)}**", *((literal(one.more),) if one.more else ())),
                links=(Link(words("article.open"), one.door[0], tuple(one.door[1].items())),),
                sources=_cited(one.sources, words),
            )


# -- compare -----------------------------------------------------------------------------------------


def _compare(_: Page, words: Text, looks: Looks) -> Iterator[Part]:
    indicator = compare.default()
    basis = compare.bases(indicator, words.lang)[0][0]
    years = compare.years(indicator, basis)
    shape = compare.shapes(indicator, words.lang)[0][0]
    view = compare.view(
        compare.DEFAULT,
        indicator.id,
        basis,
        "linear",
        (years[0], years[-1]),
        shape,
        words.lang,
        looks.theme,
        looks.narrow,
    )
    part = _block(view.title, view.block, "compare", words)
    yield replace(part, lines=(*part.lines, *view.notes))


# -- trade -------------------------------------------------------------------------------------------


def _trade(page: Page, words: Text, looks: Looks) -> Iterator[Part]:
    year, code = trade.years()[-1], page.country
    drawn = (year, code, words.lang, looks.theme, looks.narrow)
    view = trade.view(*drawn)
    ratio = map_view.view(trade.RATIO, *drawn)
    yield _block(words("trade.turn"), view.turn, "turn", words)
    yield _drawn(
        words("trade.map", year=year),
        ratio.figure,
        ratio.alt,
        "turn_map",
        lines=(words("map.boundaries"),),
        table=table_of(words("view.table"), ratio.table),
        folded=True,
        links=(Link(words("overview.door_road"), "map", (("indicator", trade.RATIO),)),),
        sources=ratio.sources,
        about=ratio.about,
        data=ratio.data,
    )
    yield _block(words("trade.balance", year=year), view.balance, "balance", words)
    yield _said(words("trade.region"), view.region_lead)
    yield _block(words("trade.all_members"), view.region, "region", words, level=3)
    yield _block(view.without_name, view.without, "without", words, level=3)
    yield _block(words("trade.shares"), view.shares, "shares", words)
    yield _said(words("trade.mirror"), words("trade.mirror_text"))
    yield _said(words("trade.products"), words("trade.products_text"))


# -- pledges -----------------------------------------------------------------------------------------


def _pledges(page: Page, words: Text, looks: Looks) -> Iterator[Part]:
    drawn = (words.lang, looks.theme, looks.narrow)
    if not page.codes:
        yield from _promises(pledges.promises(None, *drawn), words)
        money = pledges.money(*drawn)
        yield _said(words("pledges.part_money"), words("pledges.money_lead"))
        for key, block in (("offers", money.offers), ("finance", money.finance), ("banks", money.banks)):
            yield _block(words(f"pledges.{key}"), block, key, words)
        projects_on_map = Link(words("pledges.part_projects"), "pledges", (("part", "projects"),))
        yield _said(words("pledges.projects"), links=(projects_on_map,))
        return
    found = projects.view(projects.Filters(country=page.country or "all"), projects.COLOURS[0], None, *drawn)
    named = words.labelled(words("pledges.projects"), words.country(page.country)) if page.country else ""
    shown = _block(named or words("pledges.projects"), found.map, "projects", words)
    yield replace(shown, lines=(*shown.lines, words("pledges.place_note")))
    if found.inset:
        # Its table is a part of the one above.
        yield replace(_block(words("pledges.inset_title"), found.inset, "inset", words), table=None)


def _promises(view: pledges.Promises, words: Text) -> Iterator[Part]:
    yield _block(words("pledges.ladder"), view.ladder, "ladder", words)
    yield _said(words("pledges.promises"))
    for card in view.cards:
        facts = "  \n".join(words.labelled(label, f"**{value}**") for label, value in card.facts)
        yield _said(
            words.dashed(card.amount, card.what),
            words.labelled(f"{card.sign} **{card.said}**", card.outcome),
            facts,
            level=3,
            id=card.id,
        )
        for step in card.steps:
            state = words.dashed(f"**{step.label}**", " · ".join(filter(None, (step.state, step.amount))))
            yield _said("", f"{step.sign} {state}  \n{step.text}", sources=step.sources)
        yield Part(
            lines=tuple(words("value.led", label=label, said=said) for label, said in card.texts),
            links=tuple(Link(words("pledges.claim"), "article", (("claim", claim),)) for claim in card.claims),
            sources=words.labelled(words("pledges.sources"), words.series(card.sources)),
        )
    goal = _block(view.goal_title, view.goal, "goal", words)
    yield replace(goal, lines=(*goal.lines, *view.goal_notes))
    yield _block(view.measures_title, view.measures, "measures", words, folded=False)


# -- timeline ----------------------------------------------------------------------------------------


def _timeline(page: Page, words: Text, looks: Looks) -> Iterator[Part]:
    years = timeline.years()
    asked = timeline.Asked(country=page.country or timeline.ALL, years=(years[0], years[-1]))
    view = timeline.view(asked, None, True, words.lang, looks.theme, looks.narrow)
    if view.entries:
        yield _drawn(
            words("timeline.nav"),
            view.figure,
            view.alt,
            "lanes",
            lines=(view.key,),
            sources=view.sources,
            about=view.about,
            data=view.data,
        )
    yield _said(words("timeline.list"))
    for one in view.entries:
        members = [(code, name) for code, name in one.countries if code in store.country_codes()]
        yield Part(
            title=literal(one.title),
            level=3,
            id=one.id,
            lines=(
                f"**{one.date}** · {one.category} · {words.list(name for _, name in one.countries)}",
                literal(words.sentences(one.text, one.checked)),
            ),
            links=tuple(Link(name, "country", (("country", code),)) for code, name in members),
            sources=_cited(one.sources, words),
        )


# -- article -----------------------------------------------------------------------------------------


def _article(_: Page, words: Text, looks: Looks) -> Iterator[Part]:
    claims = article.claims(None, None, words.lang, looks.theme, looks.narrow)
    quotes = article.quotes(None, None, None, words.lang)
    yield _block(words("article.picture"), claims.picture, "verdicts", words)
    yield _said(words("article.claims"))
    for group in claims.groups:
        yield from map(_record, group.records)
    yield _said(article.part_label("quotes", words), words("article.quotes_lead"))
    yield from map(_record, quotes.quotes)
    yield _said(article.part_label("named", words), words("article.named_lead"))
    for group in article.named(words.lang):
        yield Part(title=group.name, level=3)
        for one in group.records:
            yield Part(lines=(f"**{one.said}**", *one.lines), links=_links(one.doors), sources=one.sources)


def _record(one: article.Record) -> Part:
    above = (uncoloured(one.above),) if one.above else ()
    return Part(
        title=one.said,
        level=3,
        id=one.id,
        lines=(*above, *one.lines),
        links=_links(one.doors),
        sources=one.sources,
    )


# -- data --------------------------------------------------------------------------------------------


def _data(page: Page, words: Text, looks: Looks) -> Iterator[Part]:
    part = dict(page.codes).get("part", data.PARTS[0])
    if part == data.PARTS[0]:
        view = data.coverage(DEFAULT_INDICATOR, words.lang, looks.theme, looks.narrow)
        yield _block(view.title, view.one, "coverage", words)
        yield _block(words("data.all"), view.all, "all", words)
    else:
        yield from _DATA[part](page, words)


def _tables(page: Page, words: Text) -> Iterator[Part]:
    everything = f"[{words('data.take_all_label')}]({page.root}{EVERYTHING})"
    yield _said(words("data.part.tables"), everything, words("data.take_all_hint", count=len(tables.names())))
    for name in tables.names():
        found = tables.browsed(name, None, None, "", words.lang)
        yield Part(
            title=tables.label(name, words),
            level=3,
            id=name,
            lines=(found.about,),
            table=table_of(words("data.columns"), found.fields),
            folded=True,
        )


def _method(_: Page, words: Text) -> Iterator[Part]:
    told = methods.methods(words.lang)
    yield _said(words("data.part.method"))
    for title, said in told.notes:
        yield _said(title, said, level=3)
    for key, frame in (
        ("terms_title", told.terms),
        ("disputes", told.disputes),
        ("checked", told.checked),
        ("how_made", told.indicators),
    ):
        yield Part(title=words(f"data.{key}"), table=table_of(words(f"data.{key}"), frame))


def _citing(_: Page, words: Text) -> Iterator[Part]:
    cited = methods.citing_parts(words.lang, "")
    yield _said(words("data.part.cite"), words("data.cite_lead"))
    yield _said(words("data.cite_example"), words("data.cite_example_lead"), literal(cited.example))
    yield _said(words("data.cite_all"), literal(cited.plain))
    yield Part(
        title=words("data.terms"), lines=(words("data.terms_lead"),), table=table_of(words("data.terms"), cited.terms)
    )


def _changes(_: Page, words: Text) -> Iterator[Part]:
    title = words("data.part.changes")
    yield Part(title=title, lines=(methods.version(words),), table=table_of(title, methods.changes(words)))


def _corrections(_: Page, words: Text) -> Iterator[Part]:
    log = dispute.log(words.lang, None)
    yield _said(words("dispute.log"), words("dispute.log_lead") if log else words("dispute.log_empty"))
    for entry in log:
        facts = (words("value.led", label=label, said=said) for label, said in entry.facts)
        yield _said(literal(entry.title), *facts, level=3, id=entry.id, links=_links(entry.doors))


def _sources(_: Page, words: Text) -> Iterator[Part]:
    yield _said(words("data.part.sources"), sources.listed("", None, 1, words.lang).count)
    for number in range(1, sources.listed("", None, 1, words.lang).pages + 1):
        for source in sources.listed("", None, number, words.lang).lines:
            yield Part(id=source.id, lines=(f"**{source.title}**  \n{source.about}",))


_DATA: dict[str, Callable[[Page, Text], Iterator[Part]]] = {
    "tables": _tables,
    "sources": _sources,
    "method": _method,
    "cite": _citing,
    "changes": _changes,
    "corrections": _corrections,
}


_VIEWS: dict[str, Callable[[Page, Text, Looks], Iterator[Part]]] = {
    "overview": _overview,
    "map": _map,
    "country": _country,
    "compare": _compare,
    "trade": _trade,
    "pledges": _pledges,
    "timeline": _timeline,
    "article": _article,
    "data": _data,
}
