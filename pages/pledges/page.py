"""`/pledges` – What was promised, and what came of it?"""

import streamlit as st

from ui import cards, choices, panels
from ui.views import pledges, projects

words = panels.words()
lang, colours, narrow = words.lang, panels.colours().name, panels.narrow()
panels.heading(words("pledges.question"), pledges.answer(lang))
part = choices.pledges_part(words, pledges.PARTS)

if part == "promises":
    opened = choices.mentioned("pledge", pledges.ids())
    view = pledges.promises(opened, lang, colours, narrow)
    panels.section(words("pledges.ladder"))
    panels.choosing(view.ladder, f"ladder_{opened}", "pledge", words, title=words("pledges.ladder"))
    if view.opened:
        cards.promise(view.opened, words)
    panels.section(words("pledges.promises"))
    cards.promises(view.cards, opened, words)
    panels.section(view.goal_title)
    panels.block(view.goal, "goal", words, title=view.goal_title)
    for note in view.goal_notes:
        panels.prose(note)
    panels.section(view.measures_title)
    panels.block(view.measures, "measures", words, tabled=True, title=view.measures_title)
elif part == "money":
    money = pledges.money(lang, colours, narrow)
    panels.prose(words("pledges.money_lead"))
    panels.section(words("pledges.offers"))
    panels.block(money.offers, "offers", words)
    panels.section(words("pledges.finance"))
    panels.block(money.finance, "finance", words)
    panels.section(words("pledges.banks"))
    panels.block(money.banks, "banks", words)
else:
    panels.section(words("pledges.projects"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        filters = projects.Filters(
            sector=choices.among("sector", words, projects.sectors(), lambda code: words(f"pledges.sector_{code}")),
            status=choices.among("status", words, projects.statuses(), lambda code: words(f"pledges.status_{code}")),
            size=choices.among("size", words, list(projects.SIZES), lambda code: words(f"pledges.size_{code}")),
            country=choices.among("country", words, choices.members(words), words.country, repair=str.upper),
        )
        colour = choices.colour_by(words, projects.COLOURS)
    number = choices.project(words, projects.numbers(), lambda code: projects.label(code, lang))
    found = projects.view(filters, colour, number, lang, colours, narrow)
    opened_project = projects.details(number, lang) if number else None
    cards.projects(found, opened_project, str(number), words, narrow)
