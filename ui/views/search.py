"""The search over everything that has a place here: what matches some words, in which order, and where it is.

Countries are found by their names in many languages (those of the tables and those of Unicode CLDR), by their codes
and by their capitals, whatever the language of the interface; everything else by its words in our four languages.
Accents, capitals and punctuation do not count, the beginning of a word is enough, and a slip of the pen is forgiven.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale
from rapidfuzz.distance import OSA

from data import store
from data.model import LANGUAGES
from ui.shelf import shelved
from ui.text import Text, text, unaccented
from ui.views import article, takeaway, timeline

LONGEST = 80  # characters that are looked at; no name is longer
SHOWN = 6  # hits of a kind
KINDS = (
    "country",
    "view",
    "indicator",
    "claim",
    "quote",
    "question",
    "event",
    "agreement",
    "pledge",
    "project",
    "source",
)
_PLACES = {"country": 0, "project": 2, "source": 2}  # countries first, long lists last, the others as they match
_WORDS = 8
_SHORT, _LONG = 4, 7  # letters from which a word may have one slip, two slips
# How well an entry matches, the best first: its whole name, its beginning, words of it, words about it, with slips.
_EXACT, _BEGINS, _NAMED, _ABOUT, _NEAR = range(5)
# Languages of the region, of its neighbours and of its readers, beyond those of the interface.
_MORE_LANGUAGES = ("fr", "nl", "de", "it", "ja", "ko", "ru", "ar", "qu", "gn", "zh_Hant", "es_419", "pt_PT", "en_GB")
_SIGNS = re.compile(r"[^\w]+")
_CHINESE = re.compile(r"[\u2e80-\u9fff]")


@dataclass(frozen=True)
class Hit:
    """A way to what was found: its kind, what it is called, a line about it, the view and its parameters."""

    kind: str
    label: str
    more: str
    slug: str
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    """Hits of one kind, the best first; `left` are not shown, and `door` leads to all of them, where a view lists
    them: (slug, parameters).
    """

    kind: str
    title: str
    hits: tuple[Hit, ...]
    left: int
    door: tuple[str, tuple[tuple[str, str], ...]] | None


@dataclass(frozen=True)
class _Entry:
    """What can be found: `names` are whole names, `codes` match as a whole only; the two texts are words after
    blanks.
    """

    hit: Hit
    names: tuple[str, ...]
    codes: frozenset[str]
    named: str
    about: str


def found(asked: str, lang: str) -> tuple[Group, ...]:
    """What matches all words that are asked for, by kind: countries first, then the kind that matches best."""
    return _found(_folded(asked[:LONGEST]), lang)


@shelved
def _found(asked: str, lang: str) -> tuple[Group, ...]:
    sought = asked.split()[:_WORDS]
    if not sought:
        return ()
    ranked = [(_rank(entry, asked, sought), entry) for entry in _index(lang)]
    hits = [(rank, entry) for rank, entry in ranked if rank is not None]
    strict = {entry.hit.kind for _, entry in hits}
    if "country" not in strict:
        near = [
            ((_NEAR, slips), entry)
            for _, entry in ranked
            if (entry.hit.kind == "country" or not strict) and (slips := _slips(entry, sought)) is not None
        ]
        hits += near
    words = text(lang)
    groups: list[tuple[int, int, int, Group]] = []
    for kind in KINDS:
        own = sorted(((rank, entry) for rank, entry in hits if entry.hit.kind == kind), key=lambda pair: pair[0])
        if own:
            group = Group(
                kind,
                words(f"search.{kind}"),
                tuple(entry.hit for _, entry in own[:SHOWN]),
                max(len(own) - SHOWN, 0),
                _all_of(kind, asked) if len(own) > SHOWN else None,
            )
            groups.append((_PLACES.get(kind, 1), own[0][0][0], len(groups), group))
    return tuple(group for *_, group in sorted(groups, key=lambda item: item[:3]))


def _rank(entry: _Entry, asked: str, sought: list[str]) -> tuple[int, int] | None:
    """How well an entry matches and, of two that match alike, the length of the name that does; None if not at all."""
    if asked in entry.codes:
        return _EXACT, 0
    best: tuple[int, int] | None = None
    for name in entry.names:
        if name == asked:
            return _EXACT, 0
        if name.startswith(asked):
            best = min(best or (_BEGINS, len(name)), (_BEGINS, len(name)))
    if best:
        return best
    for rank, words in ((_NAMED, entry.named), (_ABOUT, entry.about)):
        # Chinese has no blanks between words: there any place in a text is the beginning of one.
        if all((word if _CHINESE.search(word) else f" {word}") in words for word in sought):
            return rank, 0
    return None


def _slips(entry: _Entry, sought: list[str]) -> int | None:
    """How many slips of the pen part the words from the names of an entry, None where there are too many."""
    asked = " ".join(sought)
    whole = 1 if len(asked) < _LONG else 2
    if entry.hit.kind == "country":
        least = min(OSA.distance(asked, name, score_cutoff=whole) for name in entry.names)
        if least <= whole:
            return least
    total = 0
    for word in sought:
        allowed = 0 if len(word) < _SHORT else 1 if len(word) < _LONG else 2
        least = min((_apart(word, known, allowed) for known in entry.named.split()), default=allowed + 1)
        if least > allowed:
            return None
        total += least
    return total


def _apart(word: str, known: str, allowed: int) -> int:
    """The slips between a word and another, or its beginning: the reader may not be done typing."""
    return min(
        OSA.distance(word, known, score_cutoff=allowed),
        OSA.distance(word, known[: len(word)], score_cutoff=allowed),
    )


def _all_of(kind: str, asked: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    if kind == "event":
        return "timeline", (("q", asked),)
    if kind == "source":
        return "data", (("part", "sources"), ("q", asked))
    return None


def _folded(said: str) -> str:
    """Small letters without accents and signs, one blank between words."""
    return " ".join(_SIGNS.sub(" ", unaccented(said)).replace("_", " ").split())


# -- the index ---------------------------------------------------------------------------------------


@cache
def _index(lang: str) -> tuple[_Entry, ...]:
    words = text(lang)
    return (
        *_countries(words),
        *_views(words),
        *_indicators(words),
        *_claims(words),
        *_quotes(words),
        *_questions(words),
        *_events(words),
        *_agreements(words),
        *_pledges(words),
        *_projects(words),
        *_sources(words),
    )


def _entry(hit: Hit, names: Iterable[str], about: Iterable[str] = (), codes: Iterable[str] = ()) -> _Entry:
    known = tuple(dict.fromkeys(filter(None, map(_folded, names))))
    named = " " + " ".join(known)
    said = " ".join(filter(None, map(_folded, about)))
    return _Entry(hit, known, frozenset(map(_folded, codes)), named, f"{named} {said}")


@cache
def country_names(code: str) -> tuple[str, ...]:
    """Every name of a member that we know: in the four languages and in those of CLDR."""
    rows = store.countries()
    row = rows[rows["country"] == code].iloc[0]
    known = [row[f"name_{lang}"] for lang in LANGUAGES]
    known += [Locale.parse(lang).territories.get(row["iso2"]) for lang in (*LANGUAGES, *_MORE_LANGUAGES)]
    return tuple(dict.fromkeys(name for name in known if isinstance(name, str) and name))


def _countries(words: Text) -> Iterable[_Entry]:
    for row in store.countries().to_dict("records"):
        code = row["country"]
        capitals = [row[f"capital_{lang}"] for lang in LANGUAGES] + [row["capital"]]
        hit = Hit("country", words.country(code), words.pick(row, "capital"), "country", (("country", code),))
        yield _entry(
            hit,
            (words.country(code), *country_names(code)),
            (name for name in capitals if isinstance(name, str)),
            (code, row["iso2"]),
        )


def _views(words: Text) -> Iterable[_Entry]:
    every = store.words()
    for key in every["en"]:
        slug, _, last = key.rpartition(".")
        if last == "nav" and "." not in slug:
            question = words(f"{slug}.question")
            more = "" if "{" in question else question
            known = [every[lang].get(key, "") for lang in LANGUAGES]
            asked = [every[lang].get(f"{slug}.question", "") for lang in LANGUAGES]
            yield _entry(Hit("view", words(key), more, slug, ()), known, asked)


def _indicators(words: Text) -> Iterable[_Entry]:
    for code, indicator in store.indicators().items():
        hit = Hit("indicator", words.of(indicator.label), words.of(indicator.question), "map", (("indicator", code),))
        yield _entry(
            hit,
            (*indicator.label.values(), *indicator.short.values()),
            (*indicator.question.values(), *indicator.definition.values(), code),
        )


def _claims(words: Text) -> Iterable[_Entry]:
    for row in store.table("claims").to_dict("records"):
        verdict = words(f"article.verdict.{row['verdict']}")
        hit = Hit("claim", words.pick(row, "claim"), verdict, "article", (("claim", row["id"]),))
        yield _entry(hit, _texts(row, "claim"), _texts(row, "evidence"), (row["id"],))


def _quotes(words: Text) -> Iterable[_Entry]:
    for row in store.table("quotes").to_dict("records"):
        more = words(
            "country.quote_by",
            speaker=article.called(row["speaker"], words),
            office=words.pick(row, "office"),
        )
        if ours := takeaway.unmarked(article.translated(row, words)):
            more = f"{ours} · {more}"
        hit = Hit(
            "quote",
            words("article.quoted", form=row["text"].removesuffix(",")),
            more,
            "article",
            (("quote", row["id"]),),
        )
        about = (*_texts(row, "office"), *_texts(row, "record"), *_texts(row, "translation"), *_names(row["country"]))
        yield _entry(hit, (row["speaker"], row["text"]), about, (row["id"],))


def _questions(words: Text) -> Iterable[_Entry]:
    for row in store.table("questions").to_dict("records"):
        hit = Hit(
            "question",
            words.pick(row, "question"),
            words.pick(row, "predict"),
            "questions",
            (("question", row["id"]),),
        )
        yield _entry(hit, _texts(row, "question"), _texts(row, "answer"), (row["id"],))


def _events(words: Text) -> Iterable[_Entry]:
    for row in store.table("events").to_dict("records"):
        codes = row["countries"].split(";")
        date = words.date(row["date"], row["date_precision"])
        more = f"{date} · {words.list(timeline.country_name(code, words) for code in codes)}"
        hit = Hit("event", words.pick(row, "title"), more, "timeline", (("event", row["id"]),))
        about = (row["date"][:4], *_texts(row, "text"), *(name for code in codes for name in _names(code)))
        yield _entry(hit, _texts(row, "title"), about, (row["id"],))


def _agreements(words: Text) -> Iterable[_Entry]:
    for row in store.table("agreements").to_dict("records"):
        code = row["country"]
        if code in store.country_codes():
            more = f"{words.country(code)} · {words.date(row['signed'], row['signed_precision'])}"
            hit = Hit("agreement", words.pick(row, "title"), more, "country", (("country", code),))
            yield _entry(hit, _texts(row, "title"), (*_names(code), *_texts(row, "note")))


def _pledges(words: Text) -> Iterable[_Entry]:
    for row in store.table("pledges").to_dict("records"):
        more = f"{words.money(row['amount_usd'])} · {words.date(row['date'], row['date_precision'])}"
        hit = Hit("pledge", words.pick(row, "what"), more, "pledges", (("pledge", row["id"]),))
        yield _entry(
            hit, _texts(row, "what"), (row["by"], *_texts(row, "occasion"), *_texts(row, "note")), (row["id"],)
        )


def _projects(words: Text) -> Iterable[_Entry]:
    for row in store.table("projects").to_dict("records"):
        more = f"{words.country(row['country'])} · {words.year(row['year'])}"
        number = str(row["number"])
        hit = Hit("project", words.pick(row, "label"), more, "pledges", (("project", number),))
        yield _entry(hit, _texts(row, "label"), _names(row["country"]), (number,))


def _sources(words: Text) -> Iterable[_Entry]:
    for code, source in store.sources().items():
        more = words.commas(source.producer, words.printed_date(source.date))
        hit = Hit("source", source.title, more, "data", (("source", code),))
        yield _entry(hit, (source.title, source.producer), (source.citation,), (code,))


def _names(code: object) -> tuple[str, ...]:
    return country_names(str(code)) if code in store.country_codes() else ()


def _texts(row: Mapping[Any, Any], field: str) -> list[str]:
    return [said for lang in LANGUAGES if isinstance(said := row.get(f"{field}_{lang}"), str)]
