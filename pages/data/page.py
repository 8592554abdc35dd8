"""`/data` – Where is each number from, what is missing, how do I download and cite it?"""

import streamlit as st

from pages.data import parts
from ui import choices, panels
from ui.views import data as data_view
from ui.views import dispute, methods, sources, tables

words = panels.words()
lang = words.lang
panels.heading(words("data.question"), data_view.answer(lang))
part = choices.part(words, data_view.PARTS)

if part == "coverage":
    view = data_view.coverage(choices.indicator(words).id, lang, panels.colours().name, panels.narrow())
    panels.section(view.title)
    panels.block(view.one, "coverage", words, title=view.title)
    parts.turn(words("data.coverage_take"), "take", ":material/table_rows:", **view.door)
    panels.section(words("data.all"))
    panels.block(view.all, "all", words)
elif part == "tables":
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        name = choices.table(words, tables.names(), lambda code: tables.label(code, words))
    with right:
        parts.everything(words)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        country = choices.row_country(words, tables.countries(name))
        indicator = choices.row_indicator(words, tables.indicators(name))
        sought = choices.sought(words("data.search_rows"), drops=("page",))
    narrow = (name, country, indicator, sought)
    found = tables.browsed(*narrow, lang)
    parts.rows(found, words)
    if opened := choices.row(name):
        parts.row(name, tables.row(name, opened, lang), words)
    number = choices.page(found.pages)
    parts.frame(tables.page(name, found, number, lang), tables.row_names(name, found, number), found, words)
    panels.source_line(found.source_line)
    parts.files(narrow, found, words)
    parts.beside_rows(found, words)
elif part == "sources":
    if source := choices.mentioned("source", sources.ids()):
        parts.source(sources.opened(source, lang), words)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sought = choices.sought(words("data.search_sources"), drops=("page",))
        licence = choices.licence(words, tuple(sources.licences()), lambda code: sources.licence_label(code, words))
    pages = sources.listed(sought, licence, 1, lang).pages
    parts.sources(sources.listed(sought, licence, choices.page(pages), lang), words)
elif part == "method":
    parts.methods(methods.methods(lang), words)
elif part == "cite":
    parts.cite(methods.citing_parts(lang, choices.link(), panels.narrow()), words)
elif part == "corrections":
    parts.dispute(words)
    entry = choices.mentioned("correction", dispute.ids())
    parts.corrections(dispute.log(lang, entry), entry, words)
else:
    st.markdown(methods.version(words))
    panels.table(methods.changes(words), words("data.part.changes"))
