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
        panels.section(words("trade.map", year=year), title)
        ratio = map_view.view(trade.RATIO, year, member, words.lang, colours, narrow)
        panels.chart(ratio.figure, ratio.alt, "turn_map", pick=True)
        panels.folded(ratio.table, ratio.title, words)
        panels.note(words("map.boundaries"))
        panels.source_line(ratio.sources, ratio.about, words("source.about"), **ratio.taken)

view = trade.view(year, member, words.lang, colours, narrow)
with heading:
    panels.heading(words("trade.question"), view.answer)
if member:
    with found:
        panels.prose(view.member)
        panels.door("country", words("trade.door_country", country=words.country(member)), country=member)
with top:
    panels.section(words("trade.turn"))
    panels.block(view.turn, "turn", words)
with right:
    panels.section(words("trade.balance", year=year))
    panels.block(view.balance, "balance", words, pick=True, title=words("trade.balance", year=year))

panels.section(words("trade.region"))
panels.prose(view.region_lead)
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
    panels.section(words("trade.shares"))
    panels.block(view.shares, "shares", words)
with right:
    panels.section(words("trade.mirror"))
    panels.prose(words("trade.mirror_text"))
    panels.section(words("trade.products"))
    panels.prose(words("trade.products_text"))
