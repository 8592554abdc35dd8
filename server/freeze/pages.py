"""Which pages the static edition has, and on which of them an address of the live app is told.

A page is a view, in a language, for one value of the choices by which it has pages: `country/CHL/es/`. What is the
default in the live app, and English, stand under the bare path there and here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from data import store
from pages import REGISTER
from ui.address import DEFAULT_COUNTRY, DEFAULT_INDICATOR
from ui.text import languages
from ui.views import data, questions

EVERYTHING = "edition/china-celac-ties.zip"  # all tables
Codes = tuple[tuple[str, str], ...]
# The choices by which a view has pages of their own; of two in one address the first counts.
KEYS: Mapping[str, tuple[str, ...]] = {
    "map": ("indicator",),
    "country": ("country",),
    "trade": ("country",),
    "pledges": ("country", "part"),
    "timeline": ("country",),
    "questions": ("part",),
    "data": ("part",),
}
_DEFAULT = {
    ("country", "country"): DEFAULT_COUNTRY,
    ("map", "indicator"): DEFAULT_INDICATOR,
}
# Views whose parts have pages of their own; the first, and what is not named here, stands on the bare page.
PARTS: Mapping[str, tuple[str, ...]] = {
    "pledges": ("promises", "projects"),
    "questions": questions.PARTS,
    "data": data.PARTS,
}
# Records that stand on the page of their view under their id: an address leads to that place.
RECORDS: Mapping[str, tuple[str, ...]] = {
    "article": ("claim", "quote"),
    "timeline": ("event",),
    "pledges": ("pledge",),
    "questions": ("question",),
    "data": ("source", "correction"),
}
# Records, and choices, that name the part on which they stand.
IMPLIED: Mapping[str, Mapping[str, str]] = {
    "data": {"source": "sources", "correction": "corrections", "table": "tables"},
    "pledges": dict.fromkeys(("project", "sector", "status", "size", "by"), "projects"),
}
# Choices that a page makes itself, by its script.
SWITCHED: Mapping[str, tuple[str, ...]] = {"map": ("year",)}
# What says how a page was found, or which part of it to show where all parts stand on one: nothing is lost without it.
_BESIDE = {
    "country": ("indicator", "year"),
    "article": ("part",),
    "pledges": ("part",),
    "trade": ("year",),
}


@dataclass(frozen=True)
class Page:
    """A page of the edition: a view, a language, and the choice that it is for, as the live app's address has it."""

    slug: str
    lang: str
    codes: Codes = ()

    @property
    def path(self) -> str:
        """The folder of the page, with a slash at its end: "country/CHL/es/"; "" is the root."""
        return path(self.slug, self.codes, self.lang)

    @property
    def root(self) -> str:
        """The way from the page to the root of the edition: "../../../"."""
        return "../" * self.path.count("/") or "./"

    @property
    def country(self) -> str | None:
        """The member that the page is for, if any."""
        return dict(self.codes).get("country", DEFAULT_COUNTRY if self.slug == "country" else None)


def path(slug: str, codes: Codes, lang: str) -> str:
    """The folder of a page."""
    parts = (
        () if slug == REGISTER[0].slug else (slug,),
        (value for _, value in codes),
        (lang,) if lang != "en" else (),
    )
    return "".join(f"{part}/" for some in parts for part in some)


@cache
def values(slug: str, key: str) -> tuple[str, ...]:
    """The values of a choice that have pages of their own: all but the default."""
    if key == "part":
        return PARTS[slug][1:]
    known = store.country_codes() if key == "country" else store.indicators()
    return tuple(value for value in known if value != _DEFAULT.get((slug, key)))


@cache
def every() -> tuple[Page, ...]:
    """All pages, those that share their figures side by side."""
    return tuple(Page(slug, lang, codes) for slug, codes in _places() for lang in languages())


def _places() -> Iterator[tuple[str, Codes]]:
    for view in REGISTER:
        yield view.slug, ()
        for key in KEYS.get(view.slug, ()):
            yield from ((view.slug, ((key, value),)) for value in values(view.slug, key))


def place(slug: str, codes: Codes, lang: str) -> str | None:
    """Where the edition tells an address of the live app, from its root; None where only the live app does."""
    given = dict(codes)
    known = frozenset(given)
    told = {
        _key(slug, given),
        *(name for name in KEYS.get(slug, ()) if given.get(name) == _DEFAULT.get((slug, name)) or name == "part"),
        *RECORDS.get(slug, ()),
        *SWITCHED.get(slug, ()),
        *_BESIDE.get(slug, ()),
    }
    return None if known - told else nearest(slug, codes, lang)


def nearest(slug: str, codes: Codes, lang: str) -> str:
    """The same; where no page tells all of an address, the page that tells most. Unknown values are left aside."""
    given = dict(codes)
    key = _key(slug, given)
    query = [(name, given[name]) for name in SWITCHED.get(slug, ()) if name in given]
    record = next((given[name] for name in RECORDS.get(slug, ()) if name in given), "")
    where = path(slug, ((key, given[key]),) if key else (), lang)
    return where + (f"?{urlencode(query)}" if query else "") + (f"#{quote(record)}" if record else "")


def _key(slug: str, given: dict[str, str]) -> str | None:
    part = next((part for name, part in IMPLIED.get(slug, {}).items() if name in given), None)
    if part:
        given.setdefault("part", part)
    return next((name for name in KEYS.get(slug, ()) if given.get(name) in values(slug, name)), None)


def rules() -> dict[str, object]:
    """The same for the script that reads the parameters of an address (files/address.js)."""
    return {
        "implied": IMPLIED,
        "languages": [lang for lang in languages() if lang != "en"],
        "keys": {slug: {key: values(slug, key) for key in keys} for slug, keys in KEYS.items()},
        "records": RECORDS,
    }
