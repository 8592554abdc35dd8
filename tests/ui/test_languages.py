"""The four languages say the same, each in its own words and signs: the interface, the records, every first paint."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data import schema, store
from pages import REGISTER, View
from server import paint, said
from ui.text import LANGUAGES, text
from ui.views import tables

OTHERS = [lang for lang in LANGUAGES if lang != "en"]
# Words that two languages share, by key: names, formats of files, "sector", "lineal".
SHARED = re.compile(
    r"member_of\.|compare\.group_(caricom|mercosur)|partner\.CHN|pledges\.(by_|choose_)?sector$|tools\.(csv|png|svg|xlsx|zip)$"
    r"|tools\.link$|article\.open$|compare\.scale_linear$|value\.|site\.page$|pledges\.sign_|country\.(previous|next)$"
)
# Columns whose texts are names.
NAMES = {"countries.name", "countries.capital", "named.name", "sources.licence_label", "terms.forms"}
# Half-width signs beside a Chinese one, blanks between two of them.
HALF_WIDTH = re.compile(
    r"[\u3400-\u9fff”）》][,;:!?(]|[\u3400-\u9fff”）》]\.(?!\d)|[,;:!?)(][\u3400-\u9fff“（《]"
    r"|[\u3400-\u9fff，。；：）、] +[\u3400-\u9fff]|[，。；：、] "
)
LATIN = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}){3,}")  # four words in a row are a sentence in another language
TODAY = dt.date(2026, 11, 25)


# -- words and records ---------------------------------------------------------------------------------------


def missing_words(words: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """(language, key) of what the interface lacks."""
    return [(lang, key) for lang in OTHERS for key in words["en"] if not words[lang].get(key)]


def missing_texts() -> list[tuple[str, str, str, int]]:
    """(table, column, language, rows) of records that have an English text and none in a language."""
    found, looked_at = [], 0
    for name in store.tables():
        table = store.table(name)
        for column in (column for column in table.columns if column.endswith("_en")):
            for lang in OTHERS:
                own = table.get(f"{column.removesuffix('_en')}_{lang}")
                lacks = table[column].notna() if own is None else table[column].notna() & own.isna()
                looked_at += len(table)
                if lacks.any():
                    found.append((name, column, lang, int(lacks.sum())))
    assert looked_at > 5_000
    return found


def test_nothing_is_missing() -> None:
    assert missing_words({lang: dict(store.words()[lang]) for lang in LANGUAGES}) == []
    assert missing_texts() == []


def test_columns_mean_the_same_in_every_language() -> None:
    for table in schema.TABLES.values():
        for column in table.columns:
            assert tables.meaning(column, text("en")) == column.description
            assert tables.meaning(column, text("zh")) != column.description


def test_a_missing_word_is_listed() -> None:
    words = {lang: {"map.nav": "Map"} for lang in LANGUAGES} | {"pt": {}}
    assert missing_words(words) == [("pt", "map.nav")]


@pytest.mark.parametrize("lang", OTHERS)
def test_same_keys_and_same_placeholders(lang: str) -> None:
    english, own = store.words()["en"], store.words()[lang]
    assert set(own) == set(english)

    def holes(said: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(said) if name}

    assert {key: own[key] for key in english if holes(own[key]) != holes(english[key])} == {}


@pytest.mark.parametrize("lang", OTHERS)
def test_no_english_is_left_in_words_and_records(lang: str) -> None:
    english, own = store.words()["en"], store.words()[lang]
    lettered = [key for key in english if re.search(r"[A-Za-z]{3}", re.sub(r"\{\w+\}", "", english[key]))]
    assert len(lettered) > 500
    assert [key for key in lettered if own[key] == english[key] and not SHARED.match(key)] == []
    same = []
    for name in store.tables():
        table = store.table(name)
        for column in table.columns:
            base = column.removesuffix("_en")
            if base != column and f"{base}_{lang}" in table and f"{name}.{base}" not in NAMES:
                same += [(name, base, cell) for cell in table.loc[table[column] == table[f"{base}_{lang}"], column]]
    assert same == []


# -- what readers without scripts see ------------------------------------------------------------------------


class Blocks(HTMLParser):
    """The texts of a page by element, those of sources apart; so are alternative texts and descriptions."""

    OWN = ("p", "li", "td", "th", "dt", "dd", "h1", "h2", "summary", "title", "a")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open, self._quiet = "", 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [given[name] or "" for name in ("alt",) if given.get(name)]
        if tag in ("script", "style") or given.get("class") in ("source", "languages"):
            self._quiet, self._open = self._quiet + 1, self._open or tag
        elif tag in self.OWN:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._quiet and tag == self._open:
            self._quiet, self._open = 0, ""

    def handle_data(self, data: str) -> None:
        if not self._quiet and self.found:
            self.found[-1] += data


def addresses() -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    """Every view, and of what can be picked out a few."""
    every = list(paint.addresses())
    return [one for at, one in enumerate(every) if not one[1] or at % 11 == 0]


def painted(slug: str, codes: tuple[tuple[str, str], ...], lang: str) -> list[str]:
    page = paint.page(said.asked(slug, dict(codes) | {"lang": lang}), TODAY, "http://x/", "").content.decode()
    return [block for block in (" ".join(found.split()) for found in Blocks(page).found) if block]


KEPT = {
    *(row.text.removesuffix(",") for row in store.table("quotes").itertuples()),
    *(source.producer for source in store.sources().values()),
}


def own(block: str) -> str:
    """A block without what stays in the language of its source: quotations of the report, names of publishers."""
    block = block.replace(" [sic]", "").replace(" *\\[sic\\]*", "")
    for kept in sorted(KEPT, key=len, reverse=True):
        block = block.replace(kept, "")
    return block


@pytest.mark.parametrize("view", REGISTER, ids=lambda view: view.slug)
def test_chinese_keeps_its_signs_and_no_english_sentence_is_left(view: View) -> None:
    slug = view.slug
    wrong, read = [], 0
    for codes in (codes for of, codes in addresses() if of == slug):
        for block in map(own, painted(slug, codes, "zh")):
            read += 1
            found = HALF_WIDTH.search(block) or LATIN.search(block)
            if found:
                wrong.append((codes, block[max(0, found.start() - 20) : found.end() + 20]))
    assert read > 10
    assert wrong == []


@pytest.mark.parametrize("lang", ["es", "pt"])
@pytest.mark.parametrize("view", REGISTER, ids=lambda view: view.slug)
def test_no_block_is_as_in_english(view: View, lang: str) -> None:
    slug = view.slug
    names = {text(lang).country(code) for code in store.country_codes()}
    for codes in (codes for of, codes in addresses() if of == slug):
        english = {block for block in painted(slug, codes, "en") if len(re.findall(r"[A-Za-z]{2,}", block)) > 2}
        same = english.intersection(painted(slug, codes, lang))
        assert {block for block in map(own, same) if block not in names and re.search(r"\w", block)} == set(), codes


def shown(view: View) -> list[str]:
    """The texts of the running app in Chinese, by line; not those of sources, which keep their language."""
    test = AppTest.from_file(Path(__file__).parents[2] / "app.py", default_timeout=120)
    # AppTest knows pages by files; the frame knows them by addresses.
    test._page_hash = calc_hash("" if view.is_default else view.slug)
    test.query_params["lang"] = "zh"
    test.run()
    texts = [
        item.value for kind in (test.title, test.header, test.markdown, test.caption, test.warning) for item in kind
    ]
    texts += [item.label for kind in (test.button, test.selectbox, test.metric, test.text_input) for item in kind]
    lines = [line for said in texts for line in str(said).split("\n")]
    return [line for line in map(own, lines) if not re.search(r"https?:|\]\(|来源|许可", line)]


@pytest.mark.parametrize("view", REGISTER, ids=lambda view: view.slug)
def test_the_running_app_keeps_the_signs_of_chinese(view: View) -> None:
    lines = shown(view)
    assert len(lines) > 6
    assert [line for line in lines if HALF_WIDTH.search(line) or LATIN.search(line)] == []


def test_half_width_signs_and_english_are_noticed() -> None:
    for bad in ("中国, 美国", "中国.", "中国 美国", "数据(年)", "是; 否"):
        assert HALF_WIDTH.search(bad), bad
    for good in ("中国，美国", "1.5亿", "AidData 2021年", "（2018年）", "CC BY 4.0"):
        assert not HALF_WIDTH.search(good), good
    assert LATIN.search("这是 what the record says here")
