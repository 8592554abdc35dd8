"""Terms are explained where they stand: each term in the words of a view is offered in that view, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

from data import store
from pages import REGISTER
from tests.ui.test_links import visited
from ui.text import LANGUAGES, text
from ui.views import terms

# Views and, below them, the parts that hold terms of their own.
PARTS: dict[str, tuple[dict[str, str], ...]] = {
    "overview": ({},),
    "map": (
        {},
        {"indicator": "income_group"},
        {"indicator": "un_ideal_point"},
        {"indicator": "official_finance_usd_2021", "view": "chart"},
    ),
    "country": ({}, {"country": "KNA"}, {"country": "PRY"}),
    "compare": ({}, {"indicator": "un_agreement_china"}, {"countries": "REGION"}),
    "trade": ({},),
    "pledges": ({}, {"part": "money"}, {"part": "projects"}),
    "timeline": ({},),
    "article": ({}, {"part": "quotes"}),
    "data": ({}, {"part": "method"}),
}
PLACES = [(slug, tuple(codes.items())) for slug, asked in PARTS.items() for codes in asked]
# The words differ by language, the code that offers them does not: other languages visit each view once.
CASES = [(*place, lang) for lang in LANGUAGES for place in PLACES if lang == "en" or not place[1]]
CITED = tuple(text(lang)("source.line").partition("{")[0] for lang in LANGUAGES) + tuple(
    text(lang)("article.sources").partition("{")[0] for lang in LANGUAGES
)
SAID = ("title", "header", "markdown", "caption", "metric")


def words_of(shown: AppTest) -> Iterator[tuple[str, str]]:
    """The words that a reader sees and the help that stands with them."""
    for kind in SAID:
        for element in getattr(shown, kind):
            label = getattr(element, "label", "") or ""
            if kind == "caption" and element.value.startswith(CITED):
                continue  # titles of documents, as they are printed
            if kind == "header" and element.value.startswith("“"):
                continue  # words of somebody else
            yield f"{label} {element.value}", getattr(element.proto, "help", "")


def test_the_list_is_whole() -> None:
    rows = store.table("terms")
    assert len(rows) >= 20
    for lang in LANGUAGES:
        for term in terms.terms(lang).values():
            assert term.name in terms.meaning((term.id,), lang).replace("\\", "")
            assert term.id in terms.within(str(rows.set_index("id").at[term.id, f"forms_{lang}"]), lang), term.id


def test_a_form_is_the_beginning_of_a_word() -> None:
    assert terms.within("The record of mirror data", "en") == ("mirror_data",)
    assert terms.within("unrecognised", "en") == ()
    assert terms.within("这是镜像数据。", "zh") == ("mirror_data",)


def test_an_abbreviation_is_a_whole_word() -> None:
    assert terms.within("Las cifras provienen de las fuentes.", "es") == ()
    assert terms.within("con flete y seguro (CIF)", "es") == ("imports_cif",)
    assert terms.within("按CIF价计算", "zh") == ("imports_cif",)
    assert terms.within(text("pt")("site.footer"), "pt") == ()


@cache
def read(slug: str, codes: tuple[tuple[str, str], ...], lang: str) -> tuple[tuple[str, str], ...]:
    """The words of a view and the help beside them."""
    view = next(view for view in REGISTER if view.slug == slug)
    return tuple(words_of(visited(view, {**dict(codes), "lang": lang})))


@pytest.mark.parametrize(("slug", "codes", "lang"), CASES, ids=str)
def test_a_term_is_offered_in_each_view_where_it_stands(
    slug: str, codes: tuple[tuple[str, str], ...], lang: str
) -> None:
    said = read(slug, codes, lang)
    offered = " ".join(help_ for _, help_ in said)
    standing = {code: line for line, _ in said for code in terms.within(line, lang)}
    assert standing or slug == "compare", "only the notes of /compare, which are sent when they are opened, have terms"
    assert {code: line for code, line in standing.items() if terms.meaning((code,), lang) not in offered} == {}
    # Once a view, and once more where a note is folded away: who has read it is not asked again.
    assert all(offered.count(terms.meaning((code,), lang)) <= 2 for code in standing)


def test_every_term_is_met_in_some_view() -> None:
    met = {
        code
        for slug, codes, lang in CASES
        if lang == "en"
        for line, _ in read(slug, codes, lang)
        for code in terms.within(line, lang)
    }
    assert set(terms.terms("en")) - met == set()


def test_the_terms_of_a_language_are_those_of_the_glossary() -> None:
    assert {term.name for term in terms.terms("zh").values()}.isdisjoint(
        {term.name for term in terms.terms("en").values()}
    )
    assert text("zh").pick(store.table("terms").iloc[0], "name")
