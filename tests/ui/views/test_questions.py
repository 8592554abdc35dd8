"""`/questions`: ten questions, each with a link that opens as it is written, in four languages; every answer says what
remains uncertain; a guess that means ill does nothing.
"""

import datetime as dt
import json
import re

import pytest

from data import store
from data.model import LANGUAGES
from pages import REGISTER
from server import said
from tests.ui.test_links import HOSTILE, cold, visited
from ui.text import text
from ui.views import questions

VIEWS = {view.slug: view for view in REGISTER}
OWN = VIEWS["questions"]
ROWS = store.table("questions").set_index("id")


# -- what is shown -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ten_questions_each_with_its_whole_answer(lang: str) -> None:
    shown = questions.every(lang)
    assert [one.id for one in shown] == questions.ids() == [f"q{number}" for number in range(1, 11)]
    for one in shown:
        assert one.predict
        assert one.answer
        assert text(lang)("questions.uncertain") in one.uncertain
        assert len(one.tested) == len([way for way in one.ways if way.slug == "article"]) > 0
        assert {way.slug for way in (one.look, *one.ways)} <= set(VIEWS)
        assert len(one.sources) > 20
    assert questions.shown("q4", lang) == (shown[3],)
    assert questions.around("q1") == ("q10", "q2")


def test_the_quotation_is_exact_with_its_misprint_marked() -> None:
    one = next(one for one in questions.every("es") if one.id == "q9")
    quoted = store.table("quotes").set_index("id").loc["q04", "text"].rstrip(",")
    assert re.sub(r" \*\\\[sic\\\]\*", "", one.printed).strip("“”") == quoted
    assert "must *\\[sic\\]* trustworthy" in one.printed
    assert "más confiable" in one.translation


@pytest.mark.parametrize("code", list(ROWS.index))
def test_the_view_that_answers_opens_without_a_notice_and_the_link_has_all_values(code: str) -> None:
    (way,) = json.loads(ROWS.loc[code, "shown_in"])
    opened = cold(VIEWS[way["view"]], way["params"])
    assert opened.notices == ()
    assert opened.read == {"lang": "en", **way["params"]}


# -- the page ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", questions.PARTS)
def test_each_part_shows_all_ten_or_the_one_of_the_link(part: str) -> None:
    for parameters, count in (({}, 10), ({"question": "q7"}, 1)):
        test = visited(OWN, {"part": part, "lang": "pt", **parameters})
        shown = [item.value for item in test.header if re.match(r"\d+\\\.", item.value)]
        assert len(shown) == count
        assert len(test.text_input) == (count if part == "ask" else 0)
        answers = [item.value for item in test.markdown if text("pt")("questions.uncertain") in item.value]
        assert len(answers) == (0 if part == "worksheet" else count)


def test_a_guess_stands_beside_the_answer_and_in_the_link_only() -> None:
    test = visited(OWN, {"question": "q4", "guess": "yes, yes, no"})
    assert [item.value for item in test.text_input] == ["yes, yes, no"]
    assert any(item.value == "**My prediction.** yes, yes, no" for item in test.markdown)
    assert test.session_state["_read"]["guess"] == "yes, yes, no"


def test_writing_a_guess_writes_the_link() -> None:
    test = visited(OWN, {})
    test.text_input(key="guess_q3").set_value("two  and\u202e twenty").run()
    assert dict(test.query_params) == {"question": "q3", "guess": "two and twenty"}
    assert len(test.text_input) == 1
    assert not test.warning


@pytest.mark.parametrize("guess", HOSTILE)
def test_a_guess_that_means_ill_is_short_harmless_words(guess: str) -> None:
    test = visited(OWN, {"question": "q2", "guess": guess})
    assert not test.warning
    own = [item.value for item in test.markdown if item.value.startswith("**My prediction.**")]
    for line in own:
        shown = line.removeprefix("**My prediction.** ")
        assert shown.isprintable()
        assert not re.search(r"(?<!\\)[<>`\[\]*]", shown)
        assert len(re.sub(r"\\(.)", r"\1", shown)) <= 40
    assert len(own) == bool(guess)


def test_the_first_paint_repeats_no_guess() -> None:
    asked = said.asked("questions", {"question": "q2", "guess": "a third"})
    assert asked.codes == (("question", "q2"),)
    assert "a third" not in repr(said.said(asked, dt.date.today()))
