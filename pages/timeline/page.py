"""`/timeline` – What happened when?"""

import streamlit as st

from ui import choices, panels
from ui.views import timeline

words = panels.words()
heading = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    country = choices.among(
        "country",
        words,
        timeline.countries(words.lang),
        lambda code: timeline.country_name(code, words),
        str.upper,
        of="timeline",
    )
    category = choices.among(
        "category",
        words,
        timeline.CATEGORIES,
        lambda code: words(f"timeline.category_{code}"),
        str.lower,
        of="timeline",
    )
    q = choices.sought(words("timeline.search"))
years = choices.period(words, timeline.years())
with st.container(horizontal=True, gap="small"):
    panels.spans(timeline.spans(words))
event = choices.mentioned("event", timeline.ids())
picture = st.container()
with st.container(horizontal=True, vertical_alignment="center"):
    title = st.empty()
    newest_first = choices.order(words, ("newest", "oldest")) == "newest"

asked = timeline.Asked(country, category, q, years)
view = timeline.view(asked, event, newest_first, words.lang, panels.colours().name, panels.narrow())
with heading:
    panels.heading(words("timeline.question"), view.answer)
with picture:
    if view.entries:
        panels.event_chart(view.figure, view.alt, "lanes")
        panels.note(view.key)
        panels.source_line(view.sources, view.about, words("source.about"), lead=view.answer, data=view.data)
    panels.picked_event(view, words)
if view.entries:
    panels.section(words("timeline.list"), title)
panels.event_list(view.entries, words, height=640)
