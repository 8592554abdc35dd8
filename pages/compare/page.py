"""`/compare` – How do these countries differ?"""

import streamlit as st

from ui import choices, panels
from ui.views import compare, scatter

words = panels.words()
lang, drawing = words.lang, (words.lang, panels.colours().name, panels.narrow())
heading = st.container()

codes = choices.compared(
    words, compare.known(lang), compare.DEFAULT, lambda code: compare.name(code, lang), compare.MOST
)
indicator = choices.mentioned_indicator() or compare.default()
with st.container(horizontal=True, vertical_alignment="bottom"):
    shape = choices.fitting("view", words, *compare.shapes(indicator, lang))
    panels.presets(compare.presets(lang), codes, words)

if shape == "scatter":
    choices.set_aside(compare.kept())
    with st.container(horizontal=not panels.narrow(), vertical_alignment="bottom"):
        x = choices.axis("x", words, *scatter.axes(lang), scatter.DEFAULT_X, lambda code: scatter.label(code, lang))
        y = choices.axis("y", words, *scatter.axes(lang), scatter.DEFAULT_Y, lambda code: scatter.label(code, lang))
        size = choices.axis(
            "size", words, *scatter.sizes(lang), scatter.DEFAULT_SIZE, lambda code: scatter.label(code, lang)
        )
    years = scatter.years(x, y)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = choices.year(words, years, default=years[-1])
        choices.player(words, years, year)
        scale = choices.fitting("scale", words, *scatter.scales(x, y, lang))
    view = scatter.view(tuple(codes), x, y, size, year, scale, *drawing)
else:
    choices.set_aside(scatter.kept())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        indicator = choices.indicator(words)
        basis = choices.fitting("basis", words, *compare.bases(indicator, lang))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = choices.period(words, compare.years(indicator, basis))
        scale = choices.fitting(
            "scale", words, *compare.scales(codes, indicator, basis, period, lang), drawn=shape != "table"
        )
    view = compare.view(tuple(codes), indicator.id, basis, scale, period, shape, *drawing)

with heading:
    panels.heading(words("compare.question"), view.answer)
if codes or shape == "scatter":
    panels.section(view.title)
if shape == "table" and codes:
    panels.table(view.block.table, view.block.alt)
    panels.source_line(
        view.block.sources, view.block.about, words("source.about"), of="table", title=view.title, data=view.block.data
    )
elif codes or shape == "scatter":
    panels.block(view.block, "compare", words, pick=shape == "scatter", title=view.title)
for note in view.notes:
    panels.note(note)
