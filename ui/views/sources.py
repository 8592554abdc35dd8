"""Every source of the dataset: a list to search and narrow, and the record of one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

from data import store
from data.model import Source
from ui.shelf import shelved
from ui.text import Text, dotted, literal, text, unaccented
from ui.views import citing, tables

PAGE = 25  # sources on one page


@dataclass(frozen=True)
class Line:
    """One source in the list: its id, its title, who speaks and when, what may be done with it."""

    id: str
    title: str
    about: str


@dataclass(frozen=True)
class Listed:
    """The sources as narrowed: how many, how many pages, and those of one page."""

    count: str
    pages: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Opened:
    """One source in full: facts as (label, Markdown), the tables that use it as (name, label), how to cite it.

    `sought` are the words that find its rows in a table.
    """

    id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, str], ...]
    sought: str
    plain: str
    bibtex: str


@cache
def ids() -> tuple[str, ...]:
    """The ids of all sources."""
    return tuple(store.sources())


@cache
def licences() -> dict[str, int]:
    """Licence class → how many sources stand under it, the most first."""
    return dict(Counter(source.licence_class for source in store.sources().values()).most_common())


def licence_label(code: str, words: Text) -> str:
    """What a licence class is called, and how many sources have it."""
    first = next(source for source in store.sources().values() if source.licence_class == code)
    return words.bracketed(words.of(first.licence_label), words.number(licences()[code]))


@shelved
def listed(sought: str, licence: str | None, page: int, lang: str) -> Listed:
    """The sources that match each word sought and the licence class, by producer and title; one page of them."""
    words, terms = text(lang), unaccented(sought).split()
    found = [
        source
        for source in sorted(
            store.sources().values(), key=lambda one: (words.order(one.producer), words.order(one.title), one.id)
        )
        if (licence is None or source.licence_class == licence) and all(term in _haystack(source.id) for term in terms)
    ]
    pages = max(1, -(-len(found) // PAGE))
    first = (min(page, pages) - 1) * PAGE
    return Listed(
        count=words(
            "data.sources_of" if len(found) < len(ids()) else "data.sources_all", count=len(found), all=len(ids())
        ),
        pages=pages,
        lines=tuple(_line(source, words) for source in found[first : first + PAGE]),
    )


@cache
def _haystack(source_id: str) -> str:
    source = store.source(source_id)
    parts = (source.id, source.title, source.producer, source.citation, source.date, source.licence)
    used = (tables.title(name, text("en")) for name in source.used_by)
    return unaccented(" ".join(filter(None, (*parts, *used, *source.used_by))))


def _line(source: Source, words: Text) -> Line:
    said = [
        literal(source.producer),
        literal(words.printed_date(source.date) or words("data.undated")),
        words("source.read", date=words.date(source.read)) if source.read else "",
        words.of(source.licence_label),
        words.series(tables.title(name, words) for name in source.used_by) or words("data.unused"),
    ]
    return Line(source.id, literal(source.title), dotted(*said))


@shelved
def opened(source_id: str, lang: str) -> Opened:
    """One source in full; KeyError for an unknown id."""
    words, source = text(lang), store.source(source_id)
    licence = words.of(source.licence_label)
    if source.licence_url:
        licence = f"[{licence}]({source.licence_url})"
    if source.licence:
        licence = words.dashed(licence, literal(source.licence))
    link = f"<{source.url}>" if source.url and source.show_link else words("data.no_link")
    facts = [
        ("data.producer", literal(source.producer)),
        ("data.citation", literal(source.citation)),
        ("data.address", link),
        ("data.dated", literal(words.printed_date(source.date) or words("data.undated"))),
        ("data.read", words.date(source.read) if source.read else words("value.unknown_date")),
        ("data.licence", licence),
        ("data.allows", words.of(source.licence_allows)),
        ("data.witness", words.of(source.reliability_label)),
        ("data.mind", literal(words.of(source.caution)) if source.caution else ""),
        ("data.done", literal(words.of(source.processing))),
    ]
    return Opened(
        id=source.id,
        title=literal(source.title),
        facts=tuple((words(key), said) for key, said in facts if said),
        tables=tuple(
            (name, words("data.rows_in", count=words.number(_rows(source.id, name)), title=tables.title(name, words)))
            for name in source.used_by
        ),
        sought=source.id,
        plain=citing.source_plain(source, words),
        bibtex=citing.source_bibtex(source),
    )


def _rows(source_id: str, name: str) -> int:
    cells = store.table(name)["source"]
    return int(cells.str.split(";").map(lambda codes: source_id in codes).sum())
