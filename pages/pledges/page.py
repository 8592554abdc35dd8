"""`/pledges` – What was promised, and what came of it?"""

import streamlit as st

from pages.pledges import cards
from ui import choices, panels
from ui.views import pledges, projects

words = panels.words()
lang, colours, narrow = words.lang, panels.colours().name, panels.narrow()
view = pledges.view(lang, colours, narrow)

panels.heading(words("pledges.question"), view.answer)
st.subheader(words("pledges.ladder"), anchor=False)
panels.block(view.ladder, "ladder", words)
st.subheader(words("pledges.promises"), anchor=False)
cards.cards(view.cards, words)
by_id = {card.id: card for card in view.cards}
if open_pledge := choices.pledge(words, pledges.ids(), lambda code: by_id[code].label):
    cards.opened(by_id[open_pledge], words)

st.subheader(words("pledges.goal"), anchor=False)
panels.block(view.goal, "goal", words)
for note in view.goal_notes:
    st.markdown(note)
st.subheader(words("pledges.measures"), anchor=False)
panels.block(view.measures, "measures", words, tabled=True)
st.caption(words("pledges.measures_hint"))
st.subheader(words("pledges.offers"), anchor=False)
panels.block(view.offers, "offers", words)
st.subheader(words("pledges.finance"), anchor=False)
panels.block(view.finance, "finance", words)
st.subheader(words("pledges.banks"), anchor=False)
panels.block(view.banks, "banks", words)

st.subheader(words("pledges.projects"), anchor=False)
with st.container(horizontal=True, vertical_alignment="bottom"):
    sector = choices.among("sector", words, projects.sectors(), lambda code: words(f"pledges.sector_{code}"))
    status = choices.among("status", words, projects.statuses(), lambda code: words(f"pledges.status_{code}"))
    country = choices.among("country", words, choices.members(words), words.country, repair=str.upper)
    colour = choices.colour_by(words, projects.COLOURS)
number = choices.project(words, projects.numbers(), lambda code: projects.label(code, lang))
found = projects.view(sector, status, country, colour, number, lang, colours, narrow)
st.markdown(found.lead)
left, right = st.columns([7, 4], gap="medium")
with left:
    cards.project_map(found.figure, found.alt, "projects")
    st.caption(words("pledges.place_note") + " " + words("map.boundaries"))
with right:
    if number:
        cards.project(projects.details(number, lang), words)
    if found.inset:
        st.markdown(f"**{words('pledges.inset')}**")
        cards.project_map(found.inset, words("map.inset_alt"), "projects_inset")
    st.markdown(f"**{words('pledges.list')}**")
    cards.listing(found.rows, "listed", 420)
panels.source_line(found.sources, found.about, words("source.about"))
if found.unplaced:
    st.markdown(f"**{words('pledges.unplaced', count=len(found.unplaced))}**")
    cards.listing(found.unplaced, "unplaced", 300)
with st.expander(words("view.table"), icon=":material/table:"):
    st.dataframe(found.table, hide_index=True, alt=found.alt)
