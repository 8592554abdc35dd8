"""`/country` – What are this country's ties with China?"""

import datetime as dt

import streamlit as st

from ui import choices, panels
from ui.views import country as country_view

words = panels.words()
heading = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    code = choices.country(words)
    for neighbour, key in zip(choices.neighbours(words, code), ("previous", "next"), strict=True):
        panels.door("country", words(f"country.{key}", country=words.country(neighbour)), country=neighbour)

found_by = choices.mentioned_indicator()
found_in = choices.mentioned_year(country_view.years(found_by)) if found_by else None
view = country_view.view(code, dt.date.today(), words.lang, panels.colours().name)
with heading:
    panels.heading(words("country.question", country=words.country(code)))

st.subheader(words("country.key"), anchor=False)
panels.figures((*country_view.focus(code, found_by, found_in, words), *view.key))
panels.source_line(view.key_sources, view.key_about, words("source.about"))

st.subheader(words("country.trade"), anchor=False)
panels.block(view.trade, "trade", words)

st.subheader(words("country.diplomacy"), anchor=False)
panels.block(view.diplomacy, "diplomacy", words, tabled=True)
for line in view.disputes:
    st.info(line, icon=":material/balance:")
