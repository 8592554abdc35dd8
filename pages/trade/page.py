"""`/trade` – Who trades with whom, and when did China overtake the United States?"""

import streamlit as st

from ui import choices, panels
from ui.views import map as map_view
from ui.views import trade

words = panels.words()
heading = st.container()
body = st.container()

years = trade.years()
with body:
    st.subheader(words("trade.map"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = choices.year(words, years, default=years[-1])
        choices.player(words, years, year)
    colours = panels.colours().name
    ratio = map_view.view(trade.RATIO, year, None, words.lang, colours, panels.narrow())
    panels.chart(ratio.figure, ratio.alt, "turn_map", pick=True)
    st.caption(words("map.boundaries"))
    panels.source_line(ratio.sources, ratio.about, words("source.about"))

view = trade.view(year, words.lang, colours, panels.narrow())
with heading:
    panels.heading(words("trade.question"), view.answer)
    st.subheader(words("trade.turn"), anchor=False)
    panels.block(view.turn, "turn", words)

st.subheader(words("trade.region"), anchor=False)
panels.block(view.region, "region", words)
st.subheader(words("trade.balance", year=year), anchor=False)
panels.block(view.balance, "balance", words, pick=True)
st.subheader(words("trade.shares"), anchor=False)
panels.block(view.shares, "shares", words)
st.subheader(words("trade.mirror"), anchor=False)
st.markdown(words("trade.mirror_text"))
st.subheader(words("trade.products"), anchor=False)
st.markdown(words("trade.products_text"))
