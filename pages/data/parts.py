"""How `/data` sets its parts: rows and files of a table, the list and the record of sources, methods, citations."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from ui import choices, disputes, panels
from ui.text import Text, literal
from ui.views import tables
from ui.views.dispute import Correction
from ui.views.methods import Citing, Methods
from ui.views.sources import Listed, Opened
from ui.views.tables import Browsed, Row

_ROW, _HEAD, _ROWS_SEEN = 35, 36, 16  # pixels of a row and of the head of a grid; rows before it scrolls


def turn(label: str, key: str, icon: str | None = None, **values: str) -> None:
    """A way to another part of this view; looks like a link."""
    st.button(label, key=key, icon=icon, type="tertiary", on_click=choices.turn_to, kwargs=values, wrap=True)


def _record(title: str, about: str, code: str, words: Text, **values: str) -> None:
    """A source in a list: what it is called, what is known, and a way to its record."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap=None):
            st.markdown(title)
            if about:
                st.caption(about)
        turn(words("data.open"), f"open_{code}", ":material/arrow_forward:", **values)


def rows(view: Browsed, words: Text) -> None:
    """What the table is and how many of its rows are left."""
    panels.section(view.title)
    panels.prose(view.about)
    st.markdown(view.count if len(view.rows) else f"{view.count} {words('data.no_rows')}")


def frame(page: pd.DataFrame, names: Sequence[str], view: Browsed, words: Text) -> None:
    """One page of rows in a grid that sorts and searches; a column says what it means when it is pointed at.

    A row that is chosen goes into the link, by its name.
    """
    height = _HEAD + _ROW * min(max(len(page), 1), _ROWS_SEEN) + 2
    key = f"rows_of_{view.stem}"
    st.dataframe(
        page,
        height=height,
        hide_index=True,
        column_config=_columns(view),
        alt=view.alt,
        key=key,
        on_select=partial(choices.put_row, key, names),
        selection_mode="single-row",
    )
    panels.note(words("data.row_hint"))
    panels.note(words("data.on_screen") + (f" {words('data.sorts_page')}" if view.pages > 1 else ""))


def _columns(view: Browsed) -> dict[str, Any]:
    kinds: dict[str, Any] = {
        "text": st.column_config.TextColumn,
        "plain": partial(st.column_config.NumberColumn, format="%d"),
        "number": partial(st.column_config.NumberColumn, format="localized"),
        "boolean": st.column_config.CheckboxColumn,
    }
    return {column.name: kinds[column.kind](column.name, help=column.about) for column in view.columns}


def row(table: str, opened: Row, words: Text) -> None:
    """The row that the link opens: what each cell means and says, its sources, the way to dispute it."""
    with st.container(border=True, key="row", gap="small"):
        panels.section(literal(opened.title))
        st.markdown("\n".join(f"- `{column}` {said}" for column, said in opened.facts))
        for source in opened.sources[: tables.SOURCES_NAMED]:
            turn(literal(source.name), f"row_{source.id}", ":material/menu_book:", source=source.id)
        st.caption(disputes.row(table, opened.name, words))
        panels.note(words("data.row_link"))
        st.code(choices.link(row=opened.name), language=None, wrap_lines=True)
        others = {name: value for name, value in choices.shown().items() if name != "row"}
        turn(words("data.close"), "close_row", ":material/close:", **others)


def dispute(words: Text) -> None:
    """The report that the link asks for, ready to copy, and the way to the tracker where the host names one."""
    if not (asked := disputes.report(words)):
        return
    report, address = asked
    with st.container(border=True, key="report", gap="small"):
        panels.section(words("dispute.heading"))
        panels.prose(words("dispute.send" if address else "dispute.copy"))
        if address:
            st.markdown(f"[{words('dispute.file')}]({address})")
        st.code(f"{report.title}\n\n{report.body}", language=None, wrap_lines=True)


def corrections(log: Sequence[Correction], picked: str | None, words: Text) -> None:
    """The log of corrections, the one that the link names first."""
    panels.section(words("dispute.log"))
    panels.prose(words("dispute.log_lead") if log else words("dispute.log_empty"))
    for entry in log:
        with st.container(border=True, gap="small", key="picked" if entry.id == picked else f"correction_{entry.id}"):
            st.subheader(f"{entry.id} · {literal(entry.title)}", anchor=False)
            st.markdown("  \n".join(words("value.led", label=label, said=said) for label, said in entry.facts))
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                for table, name, label in entry.rows:
                    key = f"row_{entry.id}_{name}"
                    turn(label, key, ":material/table_rows:", part="tables", table=table, row=name)
                if entry.more_rows:
                    st.caption(entry.more_rows)
            panels.doors(entry.doors, icon=":material/arrow_forward:")
            if entry.id == picked:
                panels.note(words("dispute.entry_link"))
                st.code(choices.link(), language=None, wrap_lines=True)
            else:
                turn(words("data.open"), f"open_{entry.id}", ":material/link:", correction=entry.id)


def files(narrow: tuple[str, str | None, str | None, str], view: Browsed, words: Text) -> None:
    """The rows as filtered and the whole table, in every format; a file is made when it is asked for."""
    name = narrow[0]
    notes = tables.about(view, words, choices.link())
    if view.filtered:
        _files(words("data.take_rows"), partial(tables.narrowed, *narrow), view.stem, notes, "rows")
    unfiltered = tables.browsed(name, None, None, "", words.lang)
    of_all = tables.about(unfiltered, words, "")
    _files(words("data.take_whole"), partial(tables.whole, name), view.whole_stem, of_all, "whole")
    panels.note(words("data.take_hint"))


def _files(label: str, rows: Callable[[], pd.DataFrame], stem: str, notes: dict[str, str], key: str) -> None:
    """Buttons that find their rows when they are pressed: held by every open page, those of the largest table would be
    half of the memory of the process.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{label}**", width=140)
        for form in tables.FORMATS:
            st.download_button(
                form.upper() if form != "parquet" else "Parquet",
                partial(_file, form, rows, notes),
                file_name=f"{stem}.{form}",
                mime=tables.media_type(form),
                key=f"{key}_{form}",
                on_click="ignore",
                icon=":material/download:",
            )


def _file(form: str, rows: Callable[[], pd.DataFrame], notes: dict[str, str]) -> bytes:
    return tables.written(form, rows(), notes)


def everything(words: Text) -> None:
    """The data package in one file."""
    st.download_button(
        words("data.take_all_label"),
        tables.everything,
        file_name="china-celac-ties.zip",
        mime="application/zip",
        key="everything",
        on_click="ignore",
        icon=":material/folder_zip:",
        help=words("data.take_all_hint", count=len(tables.names())),
    )


def beside_rows(view: Browsed, words: Text) -> None:
    """What the columns mean, whose the rows are, what may be done with them and how to cite them."""
    with st.expander(words("data.columns"), icon=":material/view_column:"):
        panels.table(view.fields, words("data.columns"))
    if view.sources:
        with st.expander(words("data.sources_of_rows"), icon=":material/menu_book:"):
            for source in view.sources:
                _record(literal(source.name), "", source.id, words, source=source.id)
            if view.more_sources:
                panels.note(view.more_sources)
        with st.expander(words("data.terms_of_rows"), icon=":material/gavel:"):
            panels.prose(view.licences)
    with st.expander(words("data.cite_rows_title"), icon=":material/format_quote:"):
        _copied(view.plain, view.bibtex, words)


def _copied(plain: str, bibtex: str, words: Text) -> None:
    panels.note(words("data.as_text"))
    st.code(plain, language=None, wrap_lines=True)
    panels.note(words("data.as_bibtex"))
    st.code(bibtex, language=None, wrap_lines=True)


def source(opened: Opened, words: Text) -> None:
    """The source that the link names, in full."""
    with st.container(border=True, key="source"):
        panels.section(opened.title)
        for label, said in opened.facts:
            panels.prose(words("value.led", label=label, said=said))
        st.markdown(
            words("value.led", label=words("data.used_in"), said="" if opened.tables else words("data.unused_why"))
        )
        with st.container(horizontal=True, gap="small"):
            for name, label in opened.tables:
                turn(label, f"rows_{name}", ":material/table_rows:", table=name, q=opened.sought)
        with st.expander(words("data.part.cite"), icon=":material/format_quote:"):
            _copied(opened.plain, opened.bibtex, words)
        panels.note(words("data.source_link"))
        st.code(choices.link(source=opened.id), language=None, wrap_lines=True)
        others = {name: value for name, value in choices.shown().items() if name != "source"}
        turn(words("data.close"), "close", ":material/close:", **{**others, "part": "sources"})


def sources(found: Listed, words: Text) -> None:
    """One page of the list of sources; a title opens its record."""
    st.markdown(found.count if found.lines else f"{found.count} {words('data.no_sources')}")
    for line in found.lines:
        _record(f"**{line.title}**", line.about, line.id, words, **{**choices.shown(), "source": line.id})


def methods(found: Methods, words: Text) -> None:
    """Notes in cards, then what the terms mean, disputes, what may have changed, and how each indicator is made."""
    with st.grid(columns="auto", min_column_width=340, gap="small"):
        for title, said in found.notes:
            with st.container(border=True, height="stretch"):
                st.header(title, anchor=False)
                panels.prose(said)
    panels.section(words("data.terms_title"))
    panels.prose(words("data.terms_hint"))
    panels.table(found.terms, words("data.terms_title"))
    panels.section(words("data.disputes"))
    panels.prose(words("data.disputes_lead"))
    panels.table(found.disputes, words("data.disputes"))
    panels.section(words("data.checked"))
    panels.prose(words("data.checked_lead"))
    with st.expander(words("view.table"), icon=":material/table:"):
        panels.table(found.checked, words("data.checked"))
    panels.section(words("data.how_made"))
    with st.expander(words("view.table"), icon=":material/table:"):
        panels.table(found.indicators, words("data.how_made"))


def cite(found: Citing, words: Text) -> None:
    """The producer first, then this dashboard; the terms of each class of licence."""
    panels.prose(words("data.cite_lead"))
    panels.section(words("data.cite_example"))
    panels.prose(words("data.cite_example_lead"))
    st.code(found.example, language=None, wrap_lines=True)
    panels.section(words("data.cite_all"))
    _copied(found.plain, found.bibtex, words)
    panels.section(words("data.terms"))
    panels.prose(words("data.terms_lead"))
    panels.table(found.terms, words("data.terms"))
