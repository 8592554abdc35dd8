"""What the values of an address may be and what they fall back to. No Streamlit: the app and the first paint read
addresses by the same rules. docs/links.md is the contract.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from babel import negotiate_locale

from ui.text import languages

VIEWS = ("map", "tiles", "chart", "table")
DEFAULT_INDICATOR = "trade_with_china_usd"
DEFAULT_COUNTRY = "BRA"
DEFAULT_TABLE = "events"
ALL = "all"  # narrows nothing
SHOWN = 40  # characters of a bad value that a notice repeats, and of words that are sought
# Streamlit's own parameters: they are not ours to judge.
FOREIGN = ("embed", "embed_options")
MEANT = (
    ("record", "corrections"),
    ("figure", "corrections"),
    ("correction", "corrections"),
    ("table", "tables"),
    ("source", "sources"),
)  # a parameter that names a part of the data view
# The parameters of another view in the value of one: "year=2017&country=BRA", each value encoded.
PARAMETERS = re.compile(r"(?=.{1,400}$)[a-z]+=[\w.%+~-]*(&[a-z]+=[\w.%+~-]*)*", re.ASCII)
DISPUTED = ("record", "figure", "at", "sources", "correction")  # what a report in /data names
OF_PROJECTS = ("project", "sector", "status", "size", "country", "by")  # each names the part of /pledges with the map

_WISH = 200  # characters of a wish for languages that are looked at
_BETWEEN = re.compile(r"[.~]")  # what parts several codes in one value; "~" is how other sites write it

_FIGURE = re.compile(r"[A-Za-z0-9_]{1,60}")  # the key of a chart or table

Repair = Callable[[str], str]
Instead = Callable[[str], str | None]


def read(
    raw: str,
    options: Collection[str],
    default: str | None,
    repair: Repair = str,
    instead: Instead = lambda raw: None,
) -> tuple[str | None, bool]:
    """The code that a value of a link stands for, and whether the value was understood.

    `repair` mends what is harmless (small letters); a value that is none of the options becomes what `instead`
    finds nearest, else the default.
    """
    value = repair(raw) if len(raw) <= SHOWN else raw
    return (value, True) if value in options else (instead(raw) or default, False)


def codes(raw: str, known: Collection[str]) -> tuple[list[str], list[str]]:
    """Several codes in one value, `BRA.CHL.PER`: those that are known, and those that are not; each once, in order."""
    asked = list(dict.fromkeys(part.strip().upper() for part in _BETWEEN.split(raw) if part.strip()))
    return [code for code in asked if code in known], [code for code in asked if code not in known]


def nearest(raw: str, options: Sequence[str]) -> str | None:
    """The year among the options that is nearest to a year, None for what is no year."""
    if not raw.isascii() or not raw.isdigit() or len(raw) != 4:
        return None
    return min(options, key=lambda option: abs(int(option) - int(raw)))


def figure(raw: str, views: Collection[str]) -> str | None:
    """The figure of a view that a link names, `map.map`; None where the view is unknown or the name is none."""
    view, _, key = raw.partition(".")
    return raw if view in views and _FIGURE.fullmatch(key) else None


def sought(raw: str) -> str:
    """Words to look for, without signs that cannot be seen and blanks too many."""
    return " ".join("".join(sign for sign in raw if sign.isprintable()).split())[:SHOWN]


def language_of(raw: str | None, wish: str | None) -> str:
    """The language of an address: the one that it names, if we have it, else what the browser wishes."""
    own = language(wish)
    return own if raw is None else read(raw, languages(), own)[0] or own


@lru_cache(maxsize=256)
def language(wish: str | None) -> str:
    """Our language for what a browser wishes ("fr,pt-BR;q=0.8"): the most wished one that we have, else English."""
    wished = []
    for part in (wish or "")[:_WISH].split(","):
        tag, _, weight = part.replace(" ", "").partition(";q=")
        try:
            wished.append((-float(weight or 1), tag.lower()))
        except ValueError:
            continue
    tags = [tag for weight, tag in sorted(wished, key=lambda one: one[0]) if weight]
    return negotiate_locale(tags, languages(), sep="-") or "en"
