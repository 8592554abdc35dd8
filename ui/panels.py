"""Small blocks that views share: heading, answer, chart, source line, table, links to other views."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data import store
from ui import choices, disputes, theme, tools
from ui.text import Text, dotted, literal, text, unlisted
from ui.views import methods, search, terms
from ui.views import tour as steps

_MARK = 36  # pixels
_PLAIN_ROWS = 100  # of a table that is drawn whole
_GRID_HEIGHT = 560  # pixels
_TABLES = {"claim": "claims", "row": "claims", "quote": "quotes", "name": "named"}  # of the records of the report


def words() -> Text:
    """The words of the language in force."""
    return text(st.session_state.get("_lang", "en"))


def colours() -> theme.Theme:
    """The colours of the theme that the reader sees."""
    return theme.DARK if st.context.theme.type == "dark" else theme.LIGHT


def narrow() -> bool:
    """Whether the reader holds a phone, as the browser says: Plotly's heights cannot follow the width."""
    headers = st.context.headers
    return headers.get("Sec-Ch-Ua-Mobile") == "?1" or "Mobi" in headers.get("User-Agent", "")


def register(pages: Mapping[str, Any]) -> None:
    """Tell this run which views there are (slug → st.Page); ui must not import pages."""
    st.session_state["_pages"] = pages
    st.session_state["_explained"] = set()
    st.session_state["_explained_folded"] = set()
    st.session_state["_abouts"] = 0
    tools.begin()


def explained(line: str, *, folded: bool = False) -> str | None:
    """What the terms in these words mean, for the help beside them; a view explains a term once, where it stands first.

    What is `folded` away explains what is said nowhere else before, and does not count for what can be seen. Help is
    part of the element that says the words: it costs no element of its own.
    """
    lang, seen, unseen = words().lang, st.session_state["_explained"], st.session_state["_explained_folded"]
    found = tuple(code for code in terms.within(line, lang) if code not in (seen | unseen if folded else seen))
    (unseen if folded else seen).update(found)
    return terms.meaning(found, lang) or None


def section(title: str, place: Any = st) -> None:
    """The heading of a part of the view, with what its terms mean."""
    place.header(title, anchor=False, help=explained(title))


def prose(line: str) -> None:
    """A paragraph, with what its terms mean."""
    st.markdown(line, help=explained(line))


def note(line: str, width: Any = "stretch") -> None:
    """A quiet line, with what its terms mean."""
    st.caption(line, width=width, help=explained(line))


def masthead(words: Text) -> None:
    """Name, views, language and the link of this view, on every page.

    The menu is made of our own links because Streamlit's menu would drop the language from the address.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="masthead"):
        # st.logo would cost a line of its own, and its click forgets the language.
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
            st.image("/app/static/mark.svg", width=_MARK, alt="")
            door(next(iter(st.session_state["_pages"])), f"**{words('site.name')}**")
        st.space("stretch")
        with st.container(width="content"):
            _search(words)
        choices.language(words("language.choose"))
        with st.popover(words("share.open"), icon=":material/link:", type="tertiary"):
            st.caption(words("share.hint"))
            share = st.empty()
        door(steps.STEPS[0].slug, words("tour.open"), icon=":material/flag:", **steps.parameters(1))
    with st.container(horizontal=True, gap="small", key="menu"):
        for slug in st.session_state["_pages"]:
            door(slug, words(f"{slug}.nav"))
    st.session_state["_share"] = share


def tour(words: Text) -> None:
    """The step of the tour that the link is at: its sentence, and ways on, back and out. Else nothing."""
    number = choices.tour(len(steps.STEPS))
    if number is None:
        return
    step, last = steps.STEPS[number - 1], len(steps.STEPS)
    with st.container(border=True, key="tour", gap="small"):
        place = words("tour.step", step=number, of=last)
        st.markdown(words("value.led", label=place, said=words(f"tour.{step.name}")))
        with st.container(horizontal=True, gap="small"):
            for other, key, icon in ((number - 1, "back", "arrow_back"), (number + 1, "next", "arrow_forward")):
                if 1 <= other <= last:
                    way = steps.STEPS[other - 1]
                    door(way.slug, words(f"tour.{key}"), icon=f":material/{icon}:", **steps.parameters(other))
            door(step.slug, words("tour.leave"), icon=":material/close:", **step.parameters)


@st.fragment
def _search(words: Text) -> None:
    """The way to everything: a button, or the key that static/finder.js knows; nothing is sent before it is used."""
    looks: dict[str, Any] = {"icon": ":material/search:", "type": "tertiary", "help": words("search.key")}
    if st.button(words("search.open"), key="search", **looks):
        st.dialog(words("search.title"), width="medium")(_finder)(words)


def _finder(words: Text) -> None:
    asked = st.text_input(
        words("search.label"),
        key="search_for",
        type="search",
        icon=":material/search:",
        placeholder=words("search.hint"),
        label_visibility="collapsed",
        max_chars=search.LONGEST,
        live="200ms",
    )
    with st.container(key="found", gap="small"):
        groups = search.found(asked or "", words.lang)
        if (asked or "").strip():
            said = "search.for" if groups else "search.nothing"
            st.caption(words(said, asked=literal(" ".join((asked or "").split()))))
        for group in groups:
            with st.container(gap=None):
                st.markdown(f"**{group.title}**")
                for hit in group.hits:
                    if hit.slug in st.session_state["_pages"]:
                        more = f" :gray[– {literal(hit.more)}]" if hit.more else ""
                        door(hit.slug, f"{literal(hit.label)}{more}", **dict(hit.parameters))
                if group.left:
                    label = words("search.left", count=group.left)
                    if group.door:
                        door(group.door[0], label, icon=":material/arrow_forward:", **dict(group.door[1]))
                    else:
                        st.caption(label)


def notices(place: Any, words: Text) -> None:
    """After the view has read its choices: name what was ignored, fill in what holds the link."""
    tools.fill(narrow=narrow())
    if since := methods.since(choices.cited_release(methods.releases()), words):
        with place, st.container(border=True, key="since", gap="small"):
            prose(since)
            door("data", words("notice.changes"), icon=":material/arrow_forward:", part="changes")
    for line in choices.ignored(words):
        place.warning(line, icon=":material/link_off:")
    if share := st.session_state.pop("_share", None):
        share.code(choices.link(), language=None, wrap_lines=True)


def failed(place: Any, words: Text) -> None:
    """What a reader is told when a view breaks: it is ours, and the rest stands. The log has the traceback."""
    with place, st.container(border=True, key="failed", gap="small"):
        st.markdown(words("value.led", label=words("failed.title"), said=words("failed.said")))
        door(next(iter(st.session_state["_pages"])), words("overview.nav"), icon=":material/arrow_forward:")


def footer(words: Text) -> None:
    """What holds for every view: boundaries, sources, version of the data."""
    st.divider()
    if st.context.is_embedded:
        tools.back()
    note(words.sentences(words("site.footer"), words.ended(words("site.version", version=store.data_version()))))


def door(slug: str, label: str, *, icon: str | None = None, **parameters: str) -> None:
    """A link to another view that carries the language and the given parameters."""
    st.page_link(
        st.session_state["_pages"][slug],
        label=label,
        icon=icon,
        query_params=choices.carried(**parameters),
    )


def open_country(code: str) -> None:
    """Leave for the page of a member.

    `st.switch_page` puts the new parameters first on the old address and then changes the page, so that
    "back" lands on the old view with the new parameters. The choices of the old view are therefore taken
    along: there it shows the same map with the member picked out, here they say how it was found.
    """
    taken = {**choices.shown(), "country": code}
    st.switch_page(st.session_state["_pages"]["country"], query_params=choices.carried(**taken))


def neighbours(code: str, words: Text) -> None:
    """Doors to the members before and after one, by name."""
    for neighbour, key in zip(choices.neighbours(words, code), ("previous", "next"), strict=True):
        door("country", words(f"country.{key}", country=words.country(neighbour)), country=neighbour)


def sheet() -> Any:
    """The place of a view that is read like a page: no wider than its lines and charts can be read and printed."""
    return st.container(width=1180, key="sheet")


def doors(ways: Sequence[Any], icon: str | None = None) -> None:
    """Doors side by side, those whose view exists."""
    with st.container(horizontal=True, gap="small"):
        for way in ways:
            if way.slug in st.session_state["_pages"]:
                door(way.slug, way.label, icon=icon, **dict(way.parameters))


def questions(asked: Sequence[tuple[str, Any]]) -> None:
    """Questions in cards, each with the door to its answer."""
    with st.grid(columns="auto", min_column_width=230, gap="small"):
        for question, way in asked:
            with st.container(border=True, height="stretch", gap="small"):
                prose(question)
                doors([way], icon=":material/arrow_forward:")


def leading(figure: go.Figure, alt: str, key: str, slug: str, name: str) -> None:
    """A small figure whose marks are doors: a click opens the record in the view that tells it."""
    if code := _picked(_drawn(figure, alt, key, "rerun")):
        st.switch_page(st.session_state["_pages"][slug], query_params=choices.carried(**{name: code}))


def heading(question: str, lead: str = "") -> None:
    """The question that the view answers and, below it, the answer in words; the window is called by it, too."""
    st.set_page_config(page_title=words()("site.page", title=question, site=words()("site.name")))
    tools.asked(question)
    st.title(question, anchor=False, help=explained(question))
    if lead:
        prose(lead)


def chart(figure: go.Figure, alt: str, key: str, *, pick: bool = False, writes: str = "") -> None:
    """A figure with its text alternative.

    With `pick`, a click on a mark opens that member's page; with `writes`, it writes the code of the mark into the
    link under that name, so that the view shows it.
    """
    event = _drawn(
        figure, alt, key, (lambda: choices.put_clicked(writes, key)) if writes else "rerun" if pick else "ignore"
    )
    if pick and (code := _picked(event)):
        open_country(code)


def _drawn(figure: go.Figure, alt: str, key: str, on_select: Any) -> Any:
    """The figure on the page, known to its tools; answers what the reader picked."""
    event = st.plotly_chart(
        figure, key=key, theme=None, config=dict(tools.config()), alt=alt, on_select=on_select, selection_mode="points"
    )
    tools.drawn(key, figure)
    return event


def event_chart(figure: go.Figure, alt: str, key: str) -> None:
    """A figure of events; a click on a mark writes the event into the link, so that the view tells it."""
    chart(figure, alt, key, writes="event")


def picked_event(view: Any, words: Text) -> None:
    """The event that is picked out, with doors to the one before and the one after, or how to pick one."""
    with st.container(border=True, key="picked"):
        if view.picked is None:
            if view.entries:
                st.caption(words("timeline.hint"))
            else:
                door("timeline", words("timeline.clear"), icon=":material/close:")
            return
        event(view.picked, words)
        shown = choices.shown()
        with st.container(horizontal=True, gap="small"):
            for neighbour, label, icon in (
                (view.before, words("timeline.earlier"), ":material/arrow_back:"),
                (view.after, words("timeline.later"), ":material/arrow_forward:"),
            ):
                if neighbour:
                    door("timeline", label, icon=icon, **{**shown, "event": neighbour.id})
            del shown["event"]
            door("timeline", words("timeline.close"), icon=":material/close:", **shown)


def event(entry: Any, words: Text) -> None:
    """One event in full: date, theme, title, text, its countries as doors, its sources."""
    note(f"{entry.date} · {entry.category}")
    section(literal(entry.title))
    prose(literal(words.sentences(entry.text, entry.checked)))
    with st.container(horizontal=True, gap="small"):
        for code, name in entry.countries:
            if code in store.country_codes():
                door("country", name, icon=":material/public:", country=code)
    st.caption(disputable(_cited(entry, words), disputes.row("events", entry.id, words)))


def event_list(entries: Sequence[Any], words: Text, height: int) -> None:
    """Events as text under their years; the date is the door to the event picked out."""
    with st.container(height=height if len(entries) > 6 else "content", border=False):
        year = None
        for entry in entries:
            if entry.year != year:
                year = entry.year
                st.subheader(words.year(year), anchor=False)
            with st.container(gap=None):
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    door("timeline", f"**{entry.date}**", **{**choices.shown(), "event": entry.id})
                    names = words.list(name for _, name in entry.countries)
                    note(f"{entry.category} · {names}", width="content")
                said = words.sentences(entry.text, entry.checked)
                prose(f"**{literal(entry.title)}**  \n{literal(said)}")
                st.caption(disputable(_cited(entry, words), disputes.row("events", entry.id, words, brief=True)))


def spans(ways: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    """Doors to stretches of the years of this view; its other choices stay."""
    kept = {name: value for name, value in choices.shown().items() if name not in ("from", "to")}
    for label, span in ways:
        door("timeline", label, **{**kept, **span})


def _cited(entry: Any, words: Text) -> str:
    return words(
        "source.line",
        sources=words.series(f"[{literal(name)}]({url})" if url else literal(name) for name, url in entry.sources),
    )


def disputable(line: str, link: str) -> str:
    """A source line and, beside it, the way to dispute what stands above."""
    return dotted(line, link)


def _picked(event: Any) -> str | None:
    points = event.selection.points if event else []
    for point in points:
        custom = point.get("customdata")
        code = point.get("location") or (custom[0] if isinstance(custom, (list, tuple)) and custom else custom)
        if isinstance(code, str):
            return code
    return None


def source_line(
    line: str,
    about: str = "",
    label: str = "",
    *,
    of: str = "",
    title: str = "",
    lead: str = "",
    data: pd.DataFrame | None = None,
) -> None:
    """Where the figures above are from and, one click away, what to mind when reading them.

    Below a chart also what can be taken away: the chart is that of the key `of`, else the last one that has no
    source line yet. `title`, `lead` and `data` travel with it; without a title it bears the words of its key.
    """
    with st.container(gap="xxsmall"):
        if line:
            link = disputes.figure(of or tools.waiting(), getattr(line, "ids", ()), words())
            st.caption(disputable(line, link))
        told = st.container(horizontal=True)
        # A phone has no room for all beside each other: what can be taken away is a line of its own there.
        place = st.container(horizontal=True, gap="small") if narrow() else told
    if about:
        st.session_state["_abouts"] += 1
        with told:
            _about(about, label, explained(about, folded=True), st.session_state["_abouts"])
    tools.row(place, line, of=of, title=title, lead=lead, data=data)


@st.fragment
def _about(about: str, label: str, meant: str | None, number: int) -> None:
    """What to mind; it is sent when somebody opens it, else it would be a tenth of what another year costs."""
    folded_away = st.popover(label, type="tertiary", icon=":material/info:", on_change="rerun", key=f"about_{number}")
    if folded_away.open:
        with folded_away:
            st.markdown(about, help=meant)


def figures(items: Sequence[tuple[str, str, str]]) -> None:
    """Key figures: label, value and a line below each, in cards that wrap on a phone."""
    with st.grid(columns="auto", min_column_width=230, gap="small"):
        for label, value, below in items:
            with st.container(border=True, height="stretch", gap=None):
                st.metric(label, value, help=explained(label))
                note(below)


def table(frame: pd.DataFrame, alt: str) -> None:
    """A table that screen readers can read; a long one scrolls inside its own frame."""
    if len(frame) > _PLAIN_ROWS:
        st.dataframe(frame, height=_GRID_HEIGHT, hide_index=True, alt=alt)
    else:
        # Its cells are Markdown.
        said = frame.map(lambda cell: unlisted(cell) if isinstance(cell, str) else cell)
        st.table(said, border="horizontal", hide_index=True, alt=alt)


def folded(frame: pd.DataFrame, alt: str, words: Text) -> None:
    """The table of what a figure shows, one click away."""
    with st.expander(words("view.table"), icon=":material/table:"):
        table(frame, alt)


def country_links(rows: Sequence[tuple[str, str]], **parameters: str) -> None:
    """Members as real links, for readers without a mouse and for small screens; read down, then across."""
    # What `door` looks up for each: there are 33, in most runs of the server.
    page, carried = st.session_state["_pages"]["country"], choices.carried(**parameters)
    # Links are 28 pixels high and would overlap: a finger gets all of them, a mouse 24.
    places = st.columns(1 if narrow() else 3, gap="medium")
    each = math.ceil(len(rows) / len(places))
    for at, place in enumerate(places):
        with place, st.container(gap="xsmall" if narrow() else "xxsmall"):
            for code, label in rows[at * each : (at + 1) * each]:
                st.page_link(page, label=label, query_params={**carried, "country": code})


def presets(sets: Sequence[Any], now: Sequence[str], words: Text) -> None:
    """Ready groups of countries as links that keep all other choices; `now` are the countries that are shown."""
    # A new key is a new list, which is closed: the reader has chosen and wants to see the chart.
    key = "_".join(["groups", *now])
    with st.popover(words("compare.groups"), icon=":material/groups:", type="tertiary", key=key):
        st.caption(words("compare.groups_hint"))
        for group in sets:
            door("compare", group.label, **{**choices.shown(), "countries": group.countries})


def block(
    part: Any, key: str, words: Text, *, tabled: bool = False, pick: bool = False, title: str = "", writes: str = ""
) -> None:
    """Lead, figure, the same as a table (open with `tabled`, else folded), source line and tools.

    `title` is what the figure is called where it is taken away.
    """
    if part.lead:
        prose(part.lead)
    chart(part.figure, part.alt, key, pick=pick, writes=writes)
    if tabled:
        table(part.table, title or part.alt)
    else:
        folded(part.table, title or part.alt, words)
    data = part.table if getattr(part, "data", None) is None else part.data
    source_line(part.sources, part.about, words("source.about"), of=key, title=title, lead=part.lead, data=data)


def maybe_block(key: str, part: Any, title: str, nothing: str, words: Text) -> None:
    """A block below its heading; where the record has none, a sentence that says so (or nothing at all)."""
    if part is None and not nothing:
        return
    section(title)
    if part is None:
        prose(nothing)
    else:
        block(part, key, words, title=title)


def rungs(part: Any, title: str, nothing: str, words: Text) -> None:
    """How far what was pledged to a member has come: a picture, and lines of text, which paper has alone, or none."""
    if part is None:
        with st.container(key="screen_pledges_none"):
            section(title)
            prose(nothing)
        return
    section(title)
    with st.container(key="screen_pledges"):
        block(part.block, "pledges", words, title=title)
    with st.container(gap="xsmall", key="ladder"):
        for line in part.lines:
            note(line)
    doors(part.doors, icon=":material/arrow_forward:")


def entries(key: str, title: str, items: Sequence[Any], nothing: str, words: Text) -> None:
    """A list of records: a title that is the door to the record, what stands below it, more words, its sources."""
    section(title)
    if not items:
        st.markdown(nothing)
    with st.container(key=f"list_{key}"):
        for at, item in enumerate(items):
            with st.container(gap=None):
                if narrow():
                    # A door keeps to one line and would cut a long title off.
                    st.markdown(f"**{literal(item.title)}**")
                    note(f"**{literal(item.when)}**")
                    door(item.door[0], words("article.open"), icon=":material/arrow_forward:", **item.door[1])
                else:
                    door(item.door[0], f"**{literal(item.title)}**", **item.door[1])
                    note(f"**{literal(item.when)}**")
                with st.container(gap=None, key=f"screen_{key}_{at}"):
                    prose(literal(item.more))
                    table, name = item.record
                    st.caption(disputable(_cited(item, words), disputes.row(table, name, words, brief=True)))


def listing(key: str, title: str, part: Any, nothing: str, words: Text) -> None:
    """A table of records below its heading, what else is to be said of some of them, and the source line."""
    section(title)
    if part is None:
        st.markdown(nothing)
        return
    table(part.table, title)
    with st.container(gap="xsmall", key=f"screen_{key}"):
        for name, more in part.notes:
            note(words("value.led", label=literal(name), said=literal(more)))
    source_line(part.sources, part.about, words("source.about"))


def marks(items: Sequence[tuple[int, int, str]], words: Text) -> None:
    """What the numbered rings of a curve are: (number, year, titles), in as many columns as there is room."""
    if items:
        with st.container(key="marks"), st.grid(columns="auto", min_column_width=320, gap="xsmall"):
            for number, year, titles in items:
                note(f"**{number}** · {words.year(year)} · {literal(titles)}")


def printing(words: Text, how: str = "") -> None:
    """How to print the view and what paper leaves out; the address is printed, for the way back."""
    with st.container(key="screen_printing"):
        section(words("print.heading"))
        st.markdown(how or words("print.how"))
    st.caption(words("print.address", link=literal(choices.link())))


def record(row: Any, words: Text, *, size: str = "claim", opens: str = "") -> None:
    """A claim, a quotation or a name: what it says, what is found, where to see it and whose word it is.

    `opens` is the name of the parameter that picks it out: a door leads to the record by itself. A `row` has said
    what it says already.
    """
    with st.container(gap="small"):
        if row.above:
            prose(row.above)
        match size:
            case "quote":
                # Words of somebody else are no terms of ours, and English in every language (static/access.js says so).
                with st.container(key=f"lang_en_{opens or 'opened'}_{row.id}"):
                    st.header(row.said, anchor=False)
            case "claim":
                section(row.said)
            case "name":
                st.markdown(f"**{row.said}**")
        for line in row.lines:
            prose(line)
        doors(row.doors, icon=":material/arrow_forward:")
        if opens:
            door("article", words("article.open"), icon=":material/link:", **{**choices.shown(), opens: row.id})
        st.caption(disputable(row.sources, disputes.row(_TABLES[size], row.id, words)))


def claim_rows(groups: Sequence[Any], picked: str | None, words: Text) -> None:
    """The claims under their paragraphs, a line each; one unfolds at a time and is then in the link."""
    for group in groups:
        left, right = st.columns([1, 6], gap="small")
        left.caption(f"**{group.name}**")
        with right, st.container(gap="xsmall"):
            for row in group.records:
                with choices.unfolding("claim", row.id, picked, row.label) as unfolded:
                    if unfolded.open:
                        record(row, words, size="row")
                        st.code(choices.link(claim=row.id), language=None, wrap_lines=True)


def names(groups: Sequence[Any], words: Text) -> None:
    """Whom and what the report names, by kind, in cards that wrap on a phone."""
    for group in groups:
        section(group.name)
        with st.grid(columns="auto", min_column_width=300, gap="small"):
            for row in group.records:
                with st.container(border=True, height="stretch"):
                    record(row, words, size="name")


def opened(name: str, item: Any, words: Text, size: str) -> None:
    """The record that the link picks out, with a link to copy and doors to its neighbours."""
    with st.container(border=True, key="opened"):
        record(item.record, words, size=size)
        st.caption(words("article.link_hint"))
        st.code(choices.link(**{name: item.record.id}), language=None, wrap_lines=True)
        with st.container(horizontal=True, gap="small"):
            kept = {key: value for key, value in choices.shown().items() if key not in ("claim", "quote")}
            for code, key, icon in ((item.before, "previous", "arrow_back"), (item.after, "next", "arrow_forward")):
                door("article", words(f"article.{key}"), icon=f":material/{icon}:", **{**kept, name: code})
            door("article", words("article.close"), icon=":material/close:", **kept)


def choosing(part: Any, key: str, name: str, words: Text, *, title: str = "") -> None:
    """A block whose marks are records: a click writes the record into the link."""
    block(part, key, words, writes=name, title=title)
