"""Cards of records: promises side by side, one promise in full, one project beside its map, lists of projects."""

from collections.abc import Sequence

import streamlit as st

from ui import choices, disputes, panels
from ui.text import Text, dotted, literal
from ui.views.pledges import Card
from ui.views.projects import Details, ProjectsView, Row

_LIST, _TALL = 560, 7  # pixels, and the rows that need no bounds


def promises(items: Sequence[Card], opened: str | None, words: Text) -> None:
    """All promises side by side, each with a door that opens it."""
    with st.grid(columns="auto", min_column_width=320, gap="small"):
        for card in items:
            with st.container(border=True, height="stretch", gap="small"):
                st.markdown(f"{card.sign} **{card.said}** · {card.kind}")
                st.subheader(card.amount, anchor=False)
                panels.prose(card.what)
                panels.prose(words("value.led", label=words("pledges.outcome"), said=card.outcome))
                st.space("stretch")
                panels.note("  \n".join(words.labelled(label, f"**{value}**") for label, value in card.facts))
                if card.id != opened:
                    panels.door("pledges", words("pledges.open"), icon=":material/arrow_forward:", pledge=card.id)


def promise(card: Card, words: Text) -> None:
    """Everything about one promise: its four steps, what was left open, whose word it is."""
    with st.container(border=True, key="opened"):
        st.subheader(words.dashed(card.amount, card.what), anchor=False)
        panels.prose(f"{card.sign} {words('value.led', label=card.said, said=card.outcome)}")
        panels.note("  \n".join(words.labelled(label, f"**{value}**") for label, value in card.facts))
        for step in card.steps:
            with st.container(gap=None):
                st.markdown(
                    f"{step.sign} "
                    + words.dashed(f"**{step.label}**", dotted(step.state, step.amount))
                    + f"  \n{step.text}"
                )
                if step.sources:
                    st.caption(step.sources)
        for label, said in card.texts:
            panels.prose(words("value.led", label=label, said=said))
        cited = words.labelled(words("pledges.sources"), words.series(card.sources))
        st.caption(panels.disputable(cited, disputes.row("pledges", card.id, words)))
        with st.container(horizontal=True, gap="small"):
            for claim in card.claims:
                panels.door("article", words("pledges.claim"), icon=":material/arrow_forward:", claim=claim)
            panels.door("pledges", words("pledges.close"), icon=":material/close:")


def projects(view: ProjectsView, opened: Details | None, key: str, words: Text, narrow: bool) -> None:
    """The map and, beside it, the project that is opened and the list; on a phone the project follows the map."""
    left, right = st.columns([7, 4], gap="medium")
    with left:
        panels.choosing(view.map, f"projects_{key}", "project", words, title=words("pledges.projects"))
        panels.note(words("pledges.place_note"))
    with left if narrow else right:
        if opened:
            _project(key, opened, view.hidden, words)
    with right:
        if view.rows:
            _list(words("pledges.list"), view.rows, "listed")
            st.caption(view.more)
        if not (view.rows or view.unplaced):
            panels.door("pledges", words("pledges.show_all"), icon=":material/close:", part="projects")
        if view.inset:
            panels.choosing(view.inset, f"inset_{key}", "project", words, title=words("pledges.inset_title"))
    with left:
        if view.unplaced:
            _list(words("pledges.unplaced", count=len(view.unplaced)), view.unplaced, "unplaced")


def _project(number: str, found: Details, hidden: str, words: Text) -> None:
    """One project: what, who pays, how much, when, what became of it, where."""
    with st.container(border=True, key="opened"):
        st.subheader(literal(found.title), anchor=False)
        st.markdown(f"{found.sign} **{found.status}**")
        for warning in (*found.warnings, hidden):
            if warning:
                st.markdown(f":material/warning: {literal(warning)}")
        st.table({label: literal(value) for label, value in found.facts}, border="horizontal")
        st.caption(panels.disputable(literal(found.source), disputes.row("projects", number, words)))
        kept = {name: value for name, value in choices.shown().items() if name != "project"}
        with st.container(horizontal=True, gap="small"):
            panels.door("country", words.country(found.country), icon=":material/public:", country=found.country)
            panels.door("pledges", words("pledges.close"), icon=":material/close:", **{**kept, "part": "projects"})


def _list(title: str, rows: Sequence[Row], key: str) -> None:
    """Projects to choose from, for readers without a mouse and for small screens."""
    with st.container(height=_LIST if len(rows) > _TALL else "content", border=False, key=key):
        choices.listed("project", title, {row.number: (row.name, row.facts) for row in rows})
