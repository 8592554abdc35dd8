"""`/article` – Is what the report says true?"""

import streamlit as st

from ui import choices, panels
from ui.views import article

words = panels.words()
answer, checked = article.answer(words.lang)
panels.heading(words("article.question"), answer)
panels.note(checked)
claim = choices.mentioned("claim", article.claim_ids())
quote = choices.mentioned("quote", article.quote_ids())
first = "quotes" if quote and not claim else "claims"
part = choices.report_part(words, article.PARTS, first, lambda code: article.part_label(code, words))

if part != "claims":
    choices.kept(verdict=article.VERDICTS)
if part != "quotes":
    choices.kept(speaker=article.speakers(), theme=article.themes())

if part == "claims":
    top = st.container()
    panels.section(words("article.claims"))
    verdict = choices.verdict(words, article.VERDICTS, lambda code: article.verdict_label(code, words))
    claims = article.claims(verdict, claim, words.lang, panels.colours().name, panels.narrow())
    with top:
        if claims.opened and not choices.unfolded_here("claim", claim):
            panels.opened("claim", claims.opened, words, "claim")
        panels.section(words("article.picture"))
        panels.choosing(claims.picture, f"verdicts_{claim}", "claim", words)
    st.caption(claims.count)
    panels.claim_rows(claims.groups, claim, words)
elif part == "quotes":
    opened = st.container()
    panels.prose(words("article.quotes_lead"))
    with st.container(horizontal=True):
        speaker = choices.narrowed(
            "speaker", words, article.speakers(), lambda code: article.speaker_name(code, words), of="article"
        )
        theme = choices.narrowed(
            "theme", words, article.themes(), lambda code: words(f"article.theme.{code}"), of="article"
        )
    quotes = article.quotes(speaker, theme, quote, words.lang)
    if quotes.opened:
        with opened:
            panels.opened("quote", quotes.opened, words, "quote")
    st.caption(quotes.count)
    if not quotes.quotes:
        panels.prose(words("article.no_quotes"))
        panels.door("article", words("article.all_quotes"), icon=":material/close:", part="quotes")
    for row in quotes.quotes:
        with st.container(border=True):
            panels.record(row, words, size="quote", opens="quote")
else:
    panels.prose(words("article.named_lead"))
    panels.names(article.named(words.lang), words)
