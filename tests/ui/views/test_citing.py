"""Citations of a figure: the producer before us, the fields that each form must have, the same on every day."""

import datetime as dt
import re

import pytest

from data import store
from ui.text import LANGUAGES, text
from ui.views import styles, takeaway
from ui.views.styles import Work

LINK = "https://example.org/map?lang=en&indicator=trade_with_china_usd&year=2017&data=1.1.0"
FIGURE = takeaway.Figure(
    title="Trade with China, 2017", subtitle="", line="", ids=("imf_imts",), link=LINK, day=dt.date(2026, 5, 3)
)
UNDATED = takeaway.Figure(**{**vars(FIGURE), "day": None})
NEWS = Work(
    author="Some Agency",
    title="A title",
    kind="news",
    date="2018-05-22",
    url="https://example.org/a",
    seen="2026-11-02",
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_form_names_the_producer_then_us_with_version_and_link(lang: str) -> None:
    words = text(lang)
    for name, said in takeaway.references(FIGURE, words):
        first, last = said.splitlines()
        assert first.upper().startswith("INTERNATIONAL MONETARY FUND"), name
        assert last.upper().startswith(words("site.name").upper()), name
        for part in (FIGURE.title, LINK, store.data_version()):
            assert part in last, (name, part)
        assert store.source("imf_imts").url in first


def test_the_rules_are_those_of_the_language() -> None:
    named = {lang: [name for name, _ in takeaway.references(FIGURE, text(lang))] for lang in LANGUAGES}
    assert named == {"en": ["APA 7", "Chicago"], "es": ["UNE-ISO 690"], "pt": ["ABNT NBR 6023"], "zh": ["GB/T 7714"]}


def test_a_document_in_each_form() -> None:
    assert styles.apa(NEWS) == "Some Agency. (2018, May 22). A title. https://example.org/a"
    assert styles.chicago(NEWS) == ("Some Agency. 2018. “A title.” Accessed November 2, 2026. https://example.org/a")
    assert styles.iso690(NEWS) == (
        "SOME AGENCY. A title [en línea]. 22 de mayo de 2018 [consulta: 2 de noviembre de 2026]. "
        "Disponible en: https://example.org/a"
    )
    assert styles.abnt(NEWS) == (
        "SOME AGENCY. A title. [S. l.], 22 maio 2018. Disponível em: https://example.org/a. Acesso em: 2 nov. 2026."
    )
    assert styles.gbt7714(NEWS) == "Some Agency. A title[N/OL]. (2018-05-22)[2026-11-02]. https://example.org/a"


def test_what_is_not_known_is_not_made_up() -> None:
    bare = Work(author="Somebody", title="A title", kind="dataset")
    assert styles.apa(bare) == "Somebody. (n.d.). A title [Data set]."
    assert styles.chicago(bare) == "Somebody. n.d. “A title.”"
    assert styles.iso690(bare) == "SOMEBODY. A title. s. f."
    assert styles.abnt(bare) == "SOMEBODY. A title. [S. l.], [s. d.]."
    assert styles.gbt7714(bare) == "Somebody. A title[DS]."


@pytest.mark.parametrize("source_id", store.sources())
def test_every_source_has_a_reference_in_every_form(source_id: str) -> None:
    made = styles.work(store.source(source_id))
    for forms in styles.STYLES.values():
        for name, style in forms:
            said = style(made)
            assert made.author.split()[0].upper() in said.upper(), name
            assert (made.url in said) if made.url else "http" not in said.replace(made.title, ""), name
            assert not re.search(r"\.\.(?!\.)|\s\s|\(\)|\[\]|None|: \.", said.replace("...", "")), (name, said)


def test_ris_has_the_fields_of_a_data_set() -> None:
    said = takeaway.ris(FIGURE).splitlines()
    assert said[:2] == ["TY  - DATA", "AU  - International Monetary Fund"]
    assert said[-1] == "ER  - "
    for line in (f"TI  - {FIGURE.title}", f"UR  - {LINK}", f"ET  - {store.data_version()}", "Y2  - 2026/05/03"):
        assert line in said
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_day_nothing_says_when(lang: str) -> None:
    words = text(lang)
    said = [takeaway.citation(UNDATED, words), takeaway.bibtex(UNDATED), takeaway.ris(UNDATED)]
    said += [references.splitlines()[-1] for _, references in takeaway.references(UNDATED, words)]
    for one in said:
        assert not re.search(r"urldate|Y2  -|2026-05-03|3 May|May 3|mayo|maio|5月", one)
    assert said[0].endswith(LINK), "a full stop behind a bare address would be copied along"
    assert words("tools.taken") not in takeaway.about(store.observations("population").head(1), UNDATED, words)


def test_a_figure_of_many_sources_counts_the_rest() -> None:
    many = takeaway.Figure(**{**vars(FIGURE), "ids": tuple(list(store.sources())[:40])})
    for _, said in takeaway.references(many, text("en")):
        assert "28 more sources" in said
        assert len(said.splitlines()) <= 14
