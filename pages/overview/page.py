"""`/` – What are China's ties with the 33, and what changed since Santiago?"""

import datetime as dt

import streamlit as st

from ui import panels
from ui.views import overview

words = panels.words()
view = overview.view(words.lang, panels.colours().name, dt.date.today(), panels.narrow())
about = words("source.about")

panels.heading(words("overview.question"), view.lead)
panels.figures(view.facts)
panels.source_line(view.sources, view.about, about)

panels.section(words("overview.map"))
then, now, since = st.columns([5, 5, 4], gap="medium")
for place, key, figure, alt, data in (
    (then, "then", view.then, view.then_alt, view.then_data),
    (now, "now", view.now, view.now_alt, view.now_data),
):
    with place:
        day = words(f"overview.map_{key}")
        st.markdown(f"**{day}**")
        panels.chart(figure, alt, f"road_{key}", pick=True)
        panels.source_line(view.map_sources, view.map_about, about, title=words("overview.map"), lead=day, data=data)
with since:
    st.markdown(f"**{words('overview.since')}**")
    for what, doors in view.moves:
        st.markdown(what)
        panels.doors(doors)
panels.folded(view.road, words("overview.map"), words)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    panels.door("map", words("overview.door_road"), icon=":material/map:", indicator="belt_and_road_status")
    panels.door("map", words("overview.door_recognition"), icon=":material/map:", indicator="recognition")
    panels.door("timeline", words("overview.door_timeline"), icon=":material/timeline:", **{"from": "2018"})
    st.caption(words("map.boundaries"), width="content")

turn, pledge, claims = st.columns(3, gap="medium")
with turn:
    panels.section(words("overview.turn"))
    panels.prose(view.turn_lead)
    panels.chart(view.turn.figure, view.turn.alt, "turn")
    panels.folded(view.turn.table, words("overview.turn"), words)
    panels.door("trade", words("overview.door_trade"), icon=":material/arrow_forward:")
    panels.source_line(view.turn.sources, view.turn.about, about, title=words("overview.turn"), data=view.turn.table)
with pledge:
    panels.section(words("overview.pledge"))
    panels.prose(view.pledge_lead)
    panels.chart(view.pledge.figure, view.pledge.alt, "goal")
    panels.folded(view.pledge.table, words("overview.pledge"), words)
    panels.door("pledges", words("overview.door_pledges"), icon=":material/arrow_forward:")
    panels.source_line(
        view.pledge_sources, view.pledge.about, about, title=words("overview.pledge"), data=view.pledge.table
    )
with claims:
    panels.section(words("overview.claims"))
    panels.prose(view.claims_lead)
    panels.leading(view.claims.figure, view.claims.alt, "verdicts", "article", "claim")
    panels.folded(view.claims.table, words("overview.claims"), words)
    for what, _ in view.against:
        st.markdown(what)
    panels.doors([way for _, way in view.against], icon=":material/arrow_forward:")
    panels.door("article", words("overview.door_article"), icon=":material/arrow_forward:")
    panels.source_line(
        view.claims.sources, view.claims.about, about, title=words("overview.claims"), data=view.claims.table
    )

panels.section(words("overview.ask"))
panels.questions(view.questions)
panels.door("questions", words("overview.door_questions"), icon=":material/school:")

with st.expander(words("overview.then_and_now"), icon=":material/table:"):
    panels.table(view.then_and_now, words("overview.then_and_now"))
    panels.source_line(view.sources, view.about, about)
