"""Questions for a class: on the screen with room for a guess and an answer that unfolds, on paper as a worksheet."""

from collections.abc import Sequence

import streamlit as st

from ui import choices, panels
from ui.text import Text, literal
from ui.views import questions
from ui.views.questions import Question

_ROOM = {"predicted": 56, "found": 88}  # pixels of the boxes to write in


def ways(picked: str | None, words: Text) -> None:
    """Doors from the question that stands alone to those before and after it and to all; nothing beside a list."""
    if picked is None:
        return
    kept = {name: value for name, value in choices.shown().items() if name not in ("question", "guess")}
    with st.container(horizontal=True, gap="small"):
        for code, key, icon in zip(
            questions.around(picked), ("previous", "next"), ("arrow_back", "arrow_forward"), strict=True
        ):
            panels.door("questions", words(f"questions.{key}"), icon=f":material/{icon}:", **{**kept, "question": code})
        panels.door("questions", words("questions.all"), icon=":material/close:", **kept)


def cards(asked: Sequence[Question], picked: str | None, guess: str, words: Text) -> None:
    """The questions, each with a box for a guess, the door to the view that answers it, and the answer folded away."""
    for one in asked:
        with st.container(border=True, gap="small", key=f"ask_{one.id}"):
            panels.section(one.title)
            panels.prose(words("value.led", label=words("questions.predict"), said=one.predict))
            label = words.labelled(words("questions.look"), one.look.label)
            if panels.narrow():
                # A door keeps to one line and would cut a long name off.
                panels.note(label)
                label = words(f"{one.look.slug}.nav")
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                choices.guessed(one.id, picked, guess, words("questions.guess"))
                panels.door(one.look.slug, label, icon=":material/visibility:", **dict(one.look.parameters))
                if one.id != picked:
                    panels.door("questions", words("article.open"), icon=":material/link:", question=one.id)
            with st.expander(words("questions.answer"), icon=":material/lightbulb:"):
                if guess and one.id == picked:
                    panels.prose(words("value.led", label=words("questions.guess"), said=literal(guess)))
                _answer(one)
                panels.doors(one.ways, icon=":material/arrow_forward:")


def worksheet(asked: Sequence[Question], answered: bool, words: Text) -> None:
    """The questions as a sheet to print: with boxes to write in, or with the answers."""
    with panels.sheet():
        if not answered:
            st.markdown(words("questions.pupil"))
        for one in asked:
            with st.container(gap="small", key=f"ask_{one.id}"):
                panels.section(one.title)
                panels.prose(one.predict)
                if answered:
                    _answer(one)
                else:
                    _room("predicted", one.id, words)
                    address = choices.elsewhere(one.look.slug, **dict(one.look.parameters))
                    said = words.labelled(f"**{words('questions.look')}**", one.look.label)
                    panels.note(f"{said}  \n{literal(address)}")
                    _room("found", one.id, words)
        panels.printing(words, words("questions.how"))


def _room(what: str, code: str, words: Text) -> None:
    with st.container(border=True, height=_ROOM[what], key=f"room_{what}_{code}"):
        st.caption(words(f"questions.{what}"))


def _answer(one: Question) -> None:
    if one.printed:
        # Words of somebody else, in English in every language (static/access.js says so).
        with st.container(key=f"lang_en_{one.id}"):
            st.markdown(one.printed)
    for line in (one.translation, one.answer, "\n\n".join(one.tested), one.uncertain):
        if line:
            panels.prose(line)
    st.caption(one.sources)
