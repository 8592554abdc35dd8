"""`/country` – What are this country's ties with China? One page to read or to print."""

import datetime as dt

import streamlit as st

from ui import choices, panels
from ui.views import country as country_view
from ui.views import dossier

words = panels.words()
heading = st.container()
with st.container(horizontal=True, vertical_alignment="bottom", key="choosers"):
    code = choices.country(words)
    for neighbour, key in zip(choices.neighbours(words, code), ("previous", "next"), strict=True):
        panels.door("country", words(f"country.{key}", country=words.country(neighbour)), country=neighbour)

found_by = choices.mentioned_indicator()
found_in = choices.mentioned_year(country_view.years(found_by)) if found_by else None
name = words.country(code)
view = country_view.view(code, dt.date.today(), words.lang, panels.colours().name)
file = dossier.view(code, words.lang, panels.colours().name)
with heading:
    panels.heading(words("country.question", country=name), view.answer)

st.subheader(words("country.key"), anchor=False)
panels.figures((*country_view.focus(code, found_by, found_in, words), *view.key))
panels.source_line(view.key_sources, view.key_about, words("source.about"))

st.subheader(words("country.then_and_now"), anchor=False)
panels.table(file.then_and_now, words("country.then_and_now"))
panels.source_line(file.then_and_now_sources, file.then_and_now_about, words("source.about"))

st.subheader(words("country.trade"), anchor=False)
panels.block(view.trade, "trade", words)
panels.maybe_block("shares", file.shares, words("country.shares"), "", words)

st.subheader(words("country.diplomacy"), anchor=False)
panels.block(view.diplomacy, "diplomacy", words, tabled=True)
for line in view.disputes:
    st.info(line, icon=":material/balance:")

st.subheader(words("country.agreements"), anchor=False)
if file.agreements.empty:
    st.markdown(words("country.agreements_none", country=name))
else:
    panels.table(file.agreements, words("country.agreements"))
    panels.source_line(file.agreements_sources, file.agreements_about, words("source.about"))

panels.maybe_block(
    "finance", file.finance, words("country.finance"), words("country.finance_none", country=name), words
)
if file.finance:
    panels.maybe_block("places", file.places, words("country.places"), words("country.places_none"), words)

left, right = st.columns(2, gap="large")
with left:
    panels.maybe_block("votes", file.votes, words("country.votes"), "", words)
with right:
    panels.maybe_block("ideal", file.ideal, words("country.ideal"), "", words)

panels.entries(words("country.report"), file.report, words("country.report_none", country=name), words)
panels.entries(words("country.events"), file.events, words("country.events_none"), words)

st.subheader(words("country.print"), anchor=False)
st.caption(words("country.print_how"))
