"""`/article` – Is what the report says true?"""

import streamlit as st

from ui import choices, panels
from ui.views import article

words = panels.words()
answer, checked = article.answer(words.lang)
panels.heading(words("article.question"), answer)
st.caption(checked)
claim = choices.mentioned("claim", article.claim_ids())
quote = choices.mentioned("quote", article.quote_ids())
first = "quotes" if quote and not claim else "claims"
part = choices.report_part(words, article.PARTS, first, lambda code: article.part_label(code, words))
top = st.container()

if part != "claims":
    choices.kept(verdict=article.VERDICTS)
if part != "quotes":
    choices.kept(speaker=article.speakers(), theme=article.themes())

if part == "claims":
    st.subheader(words("article.claims"), anchor=False)
    verdict = choices.verdict(words, article.VERDICTS, lambda code: article.verdict_label(code, words))
    claims = article.claims(verdict, claim, words.lang, panels.colours().name, panels.narrow())
    with top:
        if claims.opened:
            panels.opened("claim", claims.opened, words, "claim")
        st.subheader(words("article.picture"), anchor=False)
        panels.choosing(claims.picture, f"verdicts_{claim}", "claim", words)
    st.caption(claims.count)
    for group in claims.groups:
        left, right = st.columns([1, 4])
        left.markdown(f"**{group.name}**  \n{group.marks}")
        with right:
            for row in group.records:
                panels.record(row, words, opens="claim")
elif part == "quotes":
    with st.container(horizontal=True):
        speaker = choices.narrowed(
            "speaker", words, article.speakers(), lambda code: article.speaker_name(code, words), of="article"
        )
        theme = choices.narrowed(
            "theme", words, article.themes(), lambda code: words(f"article.theme.{code}"), of="article"
        )
    quotes = article.quotes(speaker, theme, quote, words.lang)
    with top:
        st.markdown(words("article.quotes_lead"))
        if quotes.opened:
            panels.opened("quote", quotes.opened, words, "quote")
    st.caption(quotes.count)
    for row in quotes.quotes:
        panels.record(row, words, size="quote", opens="quote")
else:
    st.markdown(words("article.named_lead"))
    for group in article.named(words.lang):
        st.subheader(group.name, anchor=False)
        for row in group.records:
            panels.record(row, words)
