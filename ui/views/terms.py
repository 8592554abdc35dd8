"""The terms that a reader may not know: what each means, and which of them stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import pandas as pd

from data import store
from ui.text import Text, literal, text

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Term:
    """A term in one language; `source` is who defines it so, empty where it is ours."""

    id: str
    name: str
    meaning: str
    source: str


@cache
def terms(lang: str) -> dict[str, Term]:
    """Id → term, in the order of seeds/terms.yml."""
    words, sources = text(lang), store.sources()
    return {
        row["id"]: Term(
            row["id"],
            words.pick(row, "name"),
            words.pick(row, "meaning"),
            sources[row["defined_by"]].producer if isinstance(row["defined_by"], str) else "",
        )
        for row in store.table("terms").sort_values("order").to_dict("records")
    }


@lru_cache(maxsize=2048)
def within(said: str, lang: str) -> tuple[str, ...]:
    """The ids of the terms that stand in a text, in the order of the list."""
    return tuple(code for code, form in _forms(lang) if form.search(said))


def meaning(codes: tuple[str, ...], lang: str) -> str:
    """What the terms mean, as Markdown: a paragraph each."""
    known, words = terms(lang), text(lang)
    return "\n\n".join(
        words("value.led", label=literal(known[code].name), said=literal(known[code].meaning)) for code in codes
    )


def listed(words: Text) -> pd.DataFrame:
    """All terms as a table for readers."""
    return pd.DataFrame(
        [
            {
                words("data.term"): term.name,
                words("data.meaning"): term.meaning,
                words("data.term_source"): term.source or words("data.term_ours"),
            }
            for term in terms(words.lang).values()
        ]
    )


@cache
def _forms(lang: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(_patterns(lang))


def _patterns(lang: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    for row in store.table("terms").sort_values("order").to_dict("records"):
        yield row["id"], re.compile("|".join(map(_pattern, str(row[f"forms_{lang}"]).split(";"))))


def _pattern(form: str) -> str:
    """A form is the beginning of a word, an abbreviation the whole of it: “CIF” does not stand in “cifras”."""
    said = re.escape(form)
    if _CHINESE.search(form):  # no blanks between words
        return said
    # `a`: beside a Chinese sign a word of Latin letters ends.
    return rf"(?a:\b{said}\b)" if form.isupper() else rf"\b(?i:{said})"
