"""`/country` – What are this country's ties with China? One page to read or to print."""

import datetime as dt

import streamlit as st

from ui import choices, panels
from ui.views import country as country_view
from ui.views import dossier

words = panels.words()
with panels.sheet():
    heading = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", key="choosers"):
        code = choices.country(words)
        panels.neighbours(code, words)

    found_by = choices.mentioned_indicator()
    found_in = choices.mentioned_year(country_view.years(found_by)) if found_by else None
    name, today, looks = words.country(code), dt.date.today(), (panels.colours().name, panels.narrow())
    view = country_view.view(code, today, words.lang, *looks)
    file = dossier.view(code, today, words.lang, *looks)
    with heading:
        panels.heading(words("country.question", country=name), view.answer)

    panels.section(words("country.then_and_now"))
    panels.figures((*country_view.focus(code, found_by, found_in, words), *view.key))
    panels.source_line(*country_view.sources(code, found_by, words), words("source.about"))
    panels.table(file.then_and_now, words("country.then_and_now"))
    panels.source_line(file.then_and_now_sources, file.then_and_now_about, words("source.about"))

    panels.section(words("country.trade"))
    panels.block(view.trade, "trade", words)
    panels.marks(view.marks, words)

    left, right = st.columns(2, gap="large")
    with left:
        panels.maybe_block("shares", file.shares, words("country.shares"), words("country.shares_none"), words)
    with right:
        panels.maybe_block("partners", file.partners, words("country.partners"), "", words)

    left, right = st.columns(2, gap="large")
    with left:
        panels.section(words("country.diplomacy"))
        panels.block(view.diplomacy, "diplomacy", words, tabled=True)
        for line in view.disputes:
            st.info(line, icon=":material/balance:")
    with right:
        none = words("country.agreements_none", country=name)
        panels.listing("agreements", words("country.agreements"), file.agreements, none, words)

    panels.rungs(file.pledges, words("country.pledges"), words("country.pledges_none", country=name), words)

    left, right = st.columns(2, gap="large") if file.finance else (st.container(), None)
    with left:
        none = words("country.finance_none", country=name)
        panels.maybe_block("finance", file.finance, words("country.finance"), none, words)
    if right:
        with right:
            panels.maybe_block("places", file.places, words("country.places"), words("country.places_none"), words)

    left, right = st.columns(2, gap="large")
    with left:
        panels.maybe_block("votes", file.votes, words("country.votes"), words("country.votes_none"), words)
    with right:
        panels.maybe_block("ideal", file.ideal, words("country.ideal"), words("country.votes_none"), words)

    panels.entries("report", words("country.report"), file.report, words("country.report_none", country=name), words)
    with st.container(key="screen_events"):
        panels.entries("events", words("country.events"), file.events, words("country.events_none"), words)

    panels.printing(words)
