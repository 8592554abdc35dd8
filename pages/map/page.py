"""`/map` – Where? Any indicator, any year, on the map, as tiles of one size, as a chart, as a table."""

import streamlit as st

from ui import choices, panels
from ui.views import map as map_view

words = panels.words()
heading = st.container()
with st.container(horizontal=not panels.narrow(), vertical_alignment="bottom"):
    indicator = choices.indicator(words)
    shape = choices.view(words)
    order = choices.order(words, map_view.ORDERS, drawn=shape == "tiles")
years = map_view.years(indicator)
with st.container(horizontal=True, vertical_alignment="bottom"):
    year = choices.year(words, years, default=years[-1])
    choices.player(words, years, year)

chosen = choices.mentioned_country()
view = map_view.view(indicator.id, year, chosen, words.lang, panels.colours().name, panels.narrow())
with heading:
    panels.heading(words("map.question", label=words.of(indicator.label)), view.answer)

if shape == "map":
    left, right = st.columns([13, 7], gap="medium")
    with left:
        panels.chart(view.figure, view.alt, "map", pick=True)
        panels.note(words("map.boundaries"))
        panels.source_line(view.sources, view.about, words("source.about"), **view.taken)
    with right:
        panels.section(words("map.inset"))
        panels.chart(view.inset, view.inset_alt, "inset", pick=True)
    panels.section(words("map.list"))
    panels.note(words("map.list_hint"))
    panels.country_links(view.links, **choices.shown())
elif shape == "tiles":
    tiles = map_view.tiles(indicator.id, year, order, chosen, words.lang, panels.colours().name, panels.narrow())
    panels.chart(tiles.figure, tiles.alt, "tiles", pick=True)
    panels.note(tiles.note)
    panels.source_line(view.sources, view.about, words("source.about"), **{**view.taken, "data": tiles.data})
elif shape == "chart":
    panels.chart(view.ranking, view.alts["bars"], "ranking", pick=True)
    panels.source_line(view.sources, view.about, words("source.about"), **view.taken)
else:
    panels.table(view.table, view.alts["table"])
    panels.source_line(view.sources, view.about, words("source.about"), of="table", **view.taken)
