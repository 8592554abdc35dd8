"""The tour: a strip above five views that a link opens and a link leaves; nobody else meets it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from pages import REGISTER
from tests.ui.test_links import cold, visited
from ui.text import LANGUAGES, text
from ui.views.tour import STEPS, parameters

VIEWS = {view.slug: view for view in REGISTER}


def strip(shown: AppTest, lang: str) -> list[str]:
    """The sentences of the tour that stand in the view."""
    sentences = [text(lang)(f"tour.{step.name}") for step in STEPS]
    return [line.value for line in shown.markdown if any(sentence in line.value for sentence in sentences)]


@pytest.mark.parametrize("number", range(1, len(STEPS) + 1))
def test_each_step_says_its_sentence_above_its_view(number: int) -> None:
    lang = LANGUAGES[number % len(LANGUAGES)]
    step = STEPS[number - 1]
    shown = visited(VIEWS[step.slug], {**parameters(number), "lang": lang})
    assert len(strip(shown, lang)) == 1
    assert text(lang)(f"tour.{step.name}") in strip(shown, lang)[0]
    assert not shown.warning
    copied = [block.value for block in shown.code]
    assert copied
    assert not any("tour=" in urlsplit(link).query for link in copied)


def test_who_comes_by_a_link_is_not_interrupted() -> None:
    shown = visited(VIEWS["country"], {"country": "KNA"})
    assert strip(shown, "en") == []


def test_a_step_that_is_none_is_named_and_left_aside() -> None:
    assert any("tour" in line for line in cold(VIEWS["map"], {"tour": "99"}).notices)


def test_steps_lead_over_views_that_differ() -> None:
    assert len({step.slug for step in STEPS}) == len(STEPS) >= 5
    assert all("tour" not in step.parameters for step in STEPS)
