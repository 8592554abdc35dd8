"""`/trade` – Who trades with whom, and when did China overtake the United States?"""

import streamlit as st

from ui import choices, panels
from ui.views import map as map_view
from ui.views import trade

words = panels.words()
colours, narrow = panels.colours().name, panels.narrow()
heading = st.container()
left, found = st.columns([1, 2], gap="large", vertical_alignment="bottom")
with left:
    member = choices.narrowed("country", words, choices.members(words), words.country, of="trade", repair=str.upper)
top, middle = st.container(), st.container()

years = trade.years()
with middle:
    left, right = st.columns(2, gap="large")
    with left:
        title = st.empty()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            year = choices.year(words, years, default=years[-1])
            choices.player(words, years, year)
        title.header(words("trade.map", year=year), anchor=False)
        ratio = map_view.view(trade.RATIO, year, member, words.lang, colours, narrow)
        panels.chart(ratio.figure, ratio.alt, "turn_map", pick=True)
        st.caption(words("map.boundaries"))
        panels.source_line(ratio.sources, ratio.about, words("source.about"), **ratio.taken)

view = trade.view(year, member, words.lang, colours, narrow)
with heading:
    panels.heading(words("trade.question"), view.answer)
if member:
    with found:
        st.markdown(view.member)
        panels.door("country", words("trade.door_country", country=words.country(member)), country=member)
with top:
    st.header(words("trade.turn"), anchor=False)
    panels.block(view.turn, "turn", words)
with right:
    st.header(words("trade.balance", year=year), anchor=False)
    panels.block(view.balance, "balance", words, pick=True, title=words("trade.balance", year=year))

st.header(words("trade.region"), anchor=False)
st.markdown(view.region_lead)
for place, name, part, key in zip(
    st.columns(2, gap="large"),
    (words("trade.all_members"), view.without_name),
    (view.region, view.without),
    ("region", "without"),
    strict=True,
):
    with place:
        st.markdown(f"**{name}**")
        panels.block(part, key, words, title=f"{words('trade.region')}: {name}")

left, right = st.columns(2, gap="large")
with left:
    st.header(words("trade.shares"), anchor=False)
    panels.block(view.shares, "shares", words)
with right:
    st.header(words("trade.mirror"), anchor=False)
    st.markdown(words("trade.mirror_text"))
    st.header(words("trade.products"), anchor=False)
    st.markdown(words("trade.products_text"))
