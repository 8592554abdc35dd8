"""`/` – What are China's ties with the 33, and what changed since Santiago?"""

import datetime as dt

import streamlit as st

from ui import panels
from ui.views import overview

words = panels.words()
view = overview.view(words.lang, panels.colours().name, dt.date.today(), panels.narrow())

panels.heading(words("overview.question"), words("overview.lead"))
panels.figures(view.facts)
panels.source_line(view.sources, view.about, words("source.about"))

left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader(words("overview.map"), anchor=False)
    panels.chart(view.map, view.map_alt, "overview_map", pick=True)
    st.caption(words("map.boundaries"))
    panels.source_line(
        view.map_sources, view.map_about, words("source.about"), title=words("overview.map"), data=view.map_data
    )
with right:
    st.subheader(words("overview.then_and_now"), anchor=False)
    panels.table(view.then_and_now, words("overview.then_and_now"))
    panels.source_line(view.sources, view.about, words("source.about"))
    st.subheader(words("overview.doors"), anchor=False)
    panels.door("map", words("overview.door_map"), icon=":material/map:")
    panels.door("country", words("overview.door_country"), icon=":material/flag:")
