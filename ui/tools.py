"""What a reader can take away from a figure: one quiet row below it, filled when the whole view is known.

A row is a fragment, and its two lists are sent when they are opened: a view with ten charts costs as much as one
without them. The rows are drawn at the end of a run, because a link holds every choice of the view, those that are
read further down as well.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data import export
from ui import choices
from ui.charts import CONFIG
from ui.charts.sealed import Sealed, sealed
from ui.text import Text, literal, text
from ui.views import bundle, takeaway

# Plotly's own camera, for a host that runs app.py as a plain script: there nobody serves static/picture.js.
_CAMERA: Mapping[str, Any] = {
    **CONFIG,
    "displayModeBar": True,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2, "filename": "china-celac-ties"},
}
_OF_MAPS = frozenset({"choropleth", "scattergeo"})
_SERVED = {"pictures": False}
_WIDTH = 330  # pixels of an opened list; it fits a phone
_DRAWING = threading.Lock()
_FILES = ("csv", "xlsx")


@dataclass(frozen=True)
class _Wanted:
    """A row that is to be filled: where, of which chart (or table: `drawn` is false), and what it may need."""

    place: Any
    key: str
    title: str
    lead: str
    line: str
    note: str
    drawn: bool
    data: pd.DataFrame | None
    figures: tuple[Sealed, ...] = ()
    narrow: bool = False


def serve_pictures() -> None:
    """Told by the server: its page brings the script that makes pictures."""
    _SERVED["pictures"] = True


def config() -> Mapping[str, Any]:
    """How Plotly behaves in the page."""
    return CONFIG if _SERVED["pictures"] else _CAMERA


def begin() -> None:
    """Start a run: no rows yet, no chart that waits for its source line."""
    st.session_state["_tools"] = []
    st.session_state["_undescribed"] = None
    st.session_state["_noted"] = {}
    st.session_state["_figures"] = {}
    st.session_state["_question"] = ""


def asked(question: str) -> None:
    """The question of the view: the title of a chart that has no other."""
    st.session_state["_question"] = question


def waiting() -> str:
    """The key of the chart that waits for its source line, or ""."""
    return st.session_state.get("_undescribed") or ""


def drawn(key: str, figure: go.Figure) -> None:
    """A chart was drawn; the next source line is its own. A map carries what is to be said of boundaries."""
    st.session_state["_undescribed"] = key
    kept = st.session_state["_figures"][key] = sealed(figure)
    mapped = not _OF_MAPS.isdisjoint(kept.kinds)
    st.session_state["_noted"][key] = _words()("map.boundaries") if mapped else ""


def row(place: Any, line: str, *, of: str, title: str, lead: str, data: pd.DataFrame | None) -> None:
    """Have the tools of a chart appear in `place`; without `of`, those of the last chart without a source line."""
    key = of or st.session_state.get("_undescribed")
    st.session_state["_undescribed"] = None
    if key:
        note = st.session_state["_noted"].get(key)
        st.session_state["_tools"].append(_Wanted(place, key, title, lead, line, note or "", note is not None, data))


def fill(*, narrow: bool) -> None:
    """At the end of a run: draw every row; `narrow` is a phone."""
    rows, figures = st.session_state.pop("_tools", ()), st.session_state.pop("_figures", {})
    if st.context.is_embedded:
        return
    parts = _parts([wanted.key for wanted in rows], figures)
    for wanted in rows:
        with wanted.place:
            _row(replace(wanted, figures=parts.get(wanted.key, ()), narrow=narrow), st.session_state["_question"])


def _parts(owners: Sequence[str], figures: Mapping[str, Sealed]) -> dict[str, tuple[Sealed, ...]]:
    """Key of a row → the figures that belong to it: its own, and those behind it that have no row."""
    found: dict[str, tuple[Sealed, ...]] = {}
    owner, waiting = "", list[Sealed]()
    for key, figure in figures.items():
        if key in owners:
            owner = key
            found[key] = (*waiting, figure)
            waiting = []
        elif owner:
            found[owner] = (*found[owner], figure)
        else:
            waiting.append(figure)
    return found


def back() -> None:
    """In an embedded view: the way to the whole one, in a window of its own."""
    words = _words()
    st.markdown(f":small[**[{words.labelled(words('site.name'), words('tools.full_view'))}]({choices.link()})**]")


def _words() -> Text:
    return text(st.session_state.get("_lang", "en"))


@st.fragment
def _row(wanted: _Wanted, question: str) -> None:
    words, key = _words(), wanted.key
    with st.container(horizontal=True, width="content", gap="small", key=f"tools_{key}"):
        opens: dict[str, Any] = {"type": "tertiary", "on_change": "rerun"}
        download = st.popover(words("tools.download"), icon=":material/download:", key=f"download_{key}", **opens)
        share = st.popover(words("tools.share"), icon=":material/share:", key=f"share_{key}", **opens)
        cite = st.popover(words("tools.cite"), icon=":material/format_quote:", key=f"cite_{key}", **opens)
    if download.open:
        with download:
            _download(_figure(wanted, question, words), wanted, words)
    if share.open:
        with share:
            _share(_figure(wanted, question, words), words)
    if cite.open:
        with cite:
            _cite(_figure(wanted, question, words), wanted, words)


def _figure(wanted: _Wanted, question: str, words: Text) -> takeaway.Figure:
    link = choices.permanent()
    slug = choices.slug()
    return takeaway.Figure(
        title=takeaway.titles(wanted.title, wanted.key, slug, question, choices.read(), words),
        subtitle=takeaway.subtitle(wanted.lead),
        line=takeaway.unmarked(f"{wanted.line} {wanted.note}"),
        ids=takeaway.listed(getattr(wanted.line, "ids", ())),
        link=link,
        day=dt.datetime.now(dt.UTC).date(),
    )


def _download(figure: takeaway.Figure, wanted: _Wanted, words: Text) -> None:
    key, data = wanted.key, wanted.data
    stem = takeaway.named(figure, key)
    with st.container(key=f"picture_{key}", gap="small", width=_WIDTH):
        if wanted.drawn:
            _picture(key, words)
        st.markdown(f"**{words('tools.data')}**")
        if data is None:
            st.caption(words("tools.no_data"))
        else:
            with st.container(horizontal=True, gap="small"):
                for ending in _FILES:
                    st.download_button(
                        words(f"tools.{ending}"),
                        partial(takeaway.written, ending, data, figure, words),
                        f"{stem}.{ending}",
                        export.FORMATS[ending][0],
                        key=f"as_{ending}_{key}",
                        on_click="ignore",
                        icon=":material/table:",
                    )
        st.caption(words("tools.with_picture" if wanted.drawn else "tools.with_data"))
        # The script reads the words of the picture here, in this order.
        with st.container(key=f"says_{key}", gap="xsmall"):
            st.caption(f"**{literal(figure.title)}**\n\n{literal(figure.subtitle)}")
            st.caption(literal(figure.line))
            st.caption(f"[{literal(figure.link)}]({figure.link})\n\n`{stem}`")


def _picture(key: str, words: Text) -> None:
    st.markdown(f"**{words('tools.picture')}**")
    if not _SERVED["pictures"]:
        st.caption(words("tools.camera"))
        return
    with st.container(horizontal=True, gap="small"):
        # static/picture.js answers the click; the server hears nothing of it.
        st.button(words("tools.png"), key=f"as_png_{key}", icon=":material/image:")
        st.button(words("tools.svg"), key=f"as_svg_{key}", icon=":material/shapes:")


def _share(figure: takeaway.Figure, words: Text) -> None:
    with st.container(gap="small", width=_WIDTH):
        _shared(figure, words)


def _shared(figure: takeaway.Figure, words: Text) -> None:
    _copied(choices.link(), words("tools.link"))
    st.markdown(f"**{words('tools.embed')}**")
    st.caption(words("tools.embed_hint"))
    st.code(takeaway.embed_code(figure, st.context.theme.type or "light"), language=None, wrap_lines=True)


def _cite(figure: takeaway.Figure, wanted: _Wanted, words: Text) -> None:
    stem = takeaway.named(figure, wanted.key)
    shown = bundle.Shown(wanted.figures, wanted.data, wanted.narrow)
    with st.container(gap="small", width=_WIDTH):
        st.markdown(f"**{words('tools.all')}**")
        st.caption(words("tools.all_hint"))
        # Nothing is drawn before somebody asks for it.
        st.download_button(
            words("tools.zip"),
            partial(_zipped, figure, shown, stem, words),
            f"{stem}.zip",
            "application/zip",
            key=f"as_zip_{wanted.key}",
            on_click="ignore",
            icon=":material/folder_zip:",
        )
        _copied(figure.link, words("tools.permanent"), words("tools.permanent_hint"))
        _copied(takeaway.citation(figure, words), words("tools.plain"))
        for name, references in takeaway.references(figure, words):
            _copied(references, name)
        _copied(takeaway.bibtex(figure), words("tools.bibtex"))
        _copied(takeaway.ris(figure), words("tools.ris"))


def _zipped(figure: takeaway.Figure, shown: bundle.Shown, stem: str, words: Text) -> bytes:
    # One at a time: a flood of pictures must leave the processor to the views.
    with _DRAWING:
        return bundle.zipped(figure, shown, stem, words)


def _copied(said: str, title: str, hint: str = "") -> None:
    st.markdown(f"**{title}**")
    if hint:
        st.caption(hint)
    st.code(said, language=None, wrap_lines=True)
