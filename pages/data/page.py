"""`/data` – Where is each number from, and what is missing?"""

import streamlit as st

from ui import choices, panels
from ui.views import data as data_view

words = panels.words()
panels.heading(words("data.question"), data_view.answer(words.lang))
part = choices.part(words, data_view.PARTS)

if part == "coverage":
    indicator = choices.indicator(words)
    view = data_view.coverage(indicator.id, words.lang, panels.colours().name)
    st.subheader(words("data.coverage", label=words.of(indicator.label)), anchor=False)
    panels.block(view.one, "coverage", words)
    st.subheader(words("data.all"), anchor=False)
    panels.block(view.all, "all", words)
