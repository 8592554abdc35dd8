"""Hostile addresses: a corpus (every view × every parameter × every bad value) and strategies that make up more.

No value here is one that a view knows, so that each must be named; WORD stands in whatever could become markup.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

WORD = "hx7"

SQL = (
    "' OR '1'='1",
    "1; DROP TABLE events;--",
    "' UNION SELECT NULL,NULL--",
    "admin'/*",
    "1 AND SLEEP(5)",
    '") OR ("a"="a',
    "%' AND 1=0 UNION ALL SELECT 'a'--",
)
SCRIPT = (
    f"<script>{WORD}()</script>",
    f'"><img src=x onerror={WORD}()>',
    f"'><svg/onload={WORD}()>",
    f"javascript:{WORD}()",
    f"[x](javascript:{WORD}())",
    f"![x](https://{WORD}.example.org/a.png)",
    f"</title><script>{WORD}()</script>",
    f"</script><script>{WORD}()</script>",
    f"<iframe srcdoc='<b>{WORD}</b>'>",
    f"`<b>{WORD}</b>`",
    f"``` \n<b>{WORD}</b>",
    f":red[{WORD}] :material/{WORD}: $\\href{{javascript:{WORD}()}}{{x}}$",
    f"<!--{WORD}--><style>*{{display:none}}</style>",
    f"&lt;script&gt;{WORD}&#x28;&#x29;&lt;/script&gt;",
)
PATH = (
    "../../../../etc/passwd",
    "..\\..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "....//....//etc/shadow",
    "//evil.example.org/x",
    "C:\\boot.ini",
    "events.csv\x00.png",
    "/proc/self/environ",
)
TEMPLATE = (
    "{{7*7}}",
    "${7*7}",
    "{0.__class__.__mro__}",
    "{name}",
    "{value!r:>99999999}",
    "%s%s%s%n",
    "%(name)s",
    "<%= 7*7 %>",
    "#{7*7}",
    "{% include 'app.py' %}",
    "$(id)",
    "`id`",
    "; cat /etc/passwd",
    "| ls",
    "__import__('os').system('id')",
)
UNICODE = (
    "ＢＲＡ",
    "BRА",  # the last letter is Cyrillic
    "B\u0301RA",
    "𝓑𝓡𝓐",
    "İıſK",
    "ﷺ" * 5,
    "🏴\u200d☠️👩\u200d👩\u200d👧\u200d👦",
    "Z̸̡̢̛͇͍̝͗̆̈͂a̴͚̜͙̓l̷̮̙̓g̸̣͐̕o̶",
    "\ufeffBRA",
    "\uffff\ufffe",
    "٢٠١٧",  # 2017 in Arabic-Indic digits
    "²⁰¹⁷",
    "\ud7ff\ue000",
)
BIDI = ("\u202eARB\u202c", "\u2066BRA\u2069", "\u200fBRA", "BRA\u200e", "\u202d\u202e\u202a" * 9, "ברזיל", "البرازيل")
NULL = (
    "\x00",
    "BRA\x00",
    "\x00BRA",
    "null",
    "None",
    "undefined",
    "NaN",
    "\x1b[31mred\x1b[0m",
    "a\r\nSet-Cookie: x=1",
    "\t\n\x0b",
)
NUMBER = (
    "-1",
    "1e309",
    "-1e309",
    "0x7e1",
    "2017.0",
    "99999999999999999999",
    "2,017",
    "+2017",
    "2017-01-01",
    "0",
    "00002017",
    "inf",
)
HUGE = ("A" * 1500, "9" * 1500, "🦄" * 300, "<" * 1500, "BRX." * 400, "%" * 400, "(" * 900 + ")" * 500, "../" * 500)
NESTED = (
    '{"country":{"$ne":null}}',
    '[["BRA",["CHL"]]]',
    "BRX..CHX.~.~PEX....",
    "?country=BRA&lang=es",
    "country=BRA&year=2017",
    "http://localhost/?country=http://localhost/?country=BRA",
    "a[b][c][d]=e",
    "{" * 300,
    "<a>" * 200,
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>",
)
VALUES: Mapping[str, tuple[str, ...]] = {
    "sql": SQL,
    "script": SCRIPT,
    "path": PATH,
    "template": TEMPLATE,
    "unicode": UNICODE,
    "bidi": BIDI,
    "null": NULL,
    "number": NUMBER,
    "huge": HUGE,
    "nested": NESTED,
}
BAD = tuple(itertools.chain.from_iterable(VALUES.values()))
# A value as it stands in an address that nobody wrote properly.
ENCODED = (
    "%",
    "%zz",
    "%u0041",
    "%00",
    "%c0%ae%c0%ae/",
    "%ff%fe%fd",
    "%ed%a0%80",
    "%252e%252e%252f",
    "%2500",
    f"%253Cscript%253E{WORD}%253C/script%253E",
    "%F0%9F%A6",
    "+++",
    "%0d%0aSet-Cookie:%20x=1",
)
# Names that no view has.
STRANGE = (
    "__proto__",
    "constructor[prototype]",
    "_ignored",
    "_lang",
    "choose_country",
    f"<b>{WORD}</b>",
    f"`{WORD}`",
    f"[{WORD}](javascript:{WORD}())",
    "\u202eyrtnuoc",
    "country\x00",
    "COUNTRY",
    "country[]",
    "n" * 900,
    "",
    "{0}",
    "🦄",
)


@dataclass(frozen=True)
class Link:
    """A view at an address; `bad` are the names whose values no view knows, as the notice must name them."""

    slug: str
    query: str
    bad: frozenset[str] = frozenset()


def pair(name: str, value: str) -> str:
    """A parameter as a browser writes it."""
    return f"{quote(name, safe='')}={quote(value, safe='')}"


def _judged(name: str, value: str) -> bool:
    """Whether a bad value has to be named: not words that are sought, Streamlit's own parameters, an empty list."""
    return name not in ("q", "guess", "embed", "embed_options") and (
        name != "countries" or any(part.strip() for part in re.split("[.~]", value))
    )


def corpus(names: Mapping[str, set[str]]) -> Iterator[Link]:
    """Every view × every parameter × every bad value, then what is repeated, encoded, strange and too much."""
    for slug in sorted(names):
        known = [*sorted(names[slug]), "lang", "embed", "embed_options"]
        for name in known:
            for value in BAD:
                yield Link(slug, pair(name, value), frozenset({name} if _judged(name, value) else ()))
            for raw in ENCODED:
                yield Link(slug, f"{name}={raw}")
        for name in STRANGE:
            yield Link(slug, pair(name, "x"))
        for value in BAD[::3]:
            every = "&".join(pair(name, value[:60]) for name in known)
            yield Link(slug, every, frozenset(name for name in known if _judged(name, value)))
        for name in known:
            yield Link(slug, "&".join(pair(name, value) for value in BAD[:20]))
        for raw in ("&&&&", "=", "=&=", "&=x&", "?", "??a=b", "#", "a=b;c=d", "&".join(f"p{n}=1" for n in range(180))):
            yield Link(slug, raw)
        # Beyond what a request may say: a stream may still be asked so.
        for raw in (
            "&".join(f"p{n}=1" for n in range(900)),
            "&".join(f"p{n}=1" for n in range(1500)),
            "x=" + "y" * 30000,
        ):
            yield Link(slug, raw)


# -- made up ---------------------------------------------------------------------------------------------

_ANY = st.text(st.characters(codec="utf-8"), max_size=60)
_VALUE = st.one_of(
    st.sampled_from(BAD),
    _ANY,
    st.tuples(st.sampled_from(BAD), _ANY).map("".join),
    st.sampled_from(BAD).map(quote),
    st.sampled_from(BAD).map(lambda value: quote_plus(quote(value))),
    st.integers().map(str),
    st.floats().map(str),
)
_RAW = st.one_of(
    st.sampled_from(ENCODED),
    _VALUE.map(lambda value: quote(value, safe="")),
    st.binary(max_size=20).map(lambda content: "".join(f"%{byte:02x}" for byte in content)),
    st.text("%0123456789abcdefABCDEF+&=;#.~<>\"'", max_size=40),
)


def links(names: Mapping[str, set[str]], good: Mapping[str, tuple[str, ...]]) -> st.SearchStrategy[Link]:
    """Any view at any address: known and unknown names, good and bad values, repeated and badly encoded."""

    def of(slug: str) -> st.SearchStrategy[Link]:
        known = [*sorted(names[slug]), "lang", "embed", "embed_options"]
        value = st.one_of(_RAW, st.sampled_from([code for name in known for code in good.get(name, ())] or ["en"]))
        name = st.one_of(st.sampled_from(known), st.sampled_from(known), _RAW)
        one = st.tuples(name, value).map("=".join)
        return st.lists(one, min_size=1, max_size=8).map(lambda parts: Link(slug, "&".join(parts)))

    return st.sampled_from(sorted(names)).flatmap(of)


def addresses(folders: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Any path and query below one of some folders, as it travels."""
    segment = st.one_of(_RAW, st.sampled_from(["..", ".", "", "%2e%2e", "%2f", "%5c", "index.html", "app.py", ".env"]))
    path = st.lists(segment, max_size=5).map("/".join)
    query = st.one_of(st.just(""), st.tuples(_RAW, _RAW).map(lambda pair: f"?{pair[0]}={pair[1]}"))
    return st.tuples(st.sampled_from(folders), path, query).map("".join).map(on_one_line)


def api_addresses(paths: Mapping[str, tuple[str, ...]]) -> st.SearchStrategy[str]:
    """Any list or row of the API with any values of its parameters, and of those that it has not."""

    def of(path: str) -> st.SearchStrategy[str]:
        name = st.one_of(st.sampled_from([*paths[path], "format", "limit", "offset"]), _RAW)
        one = st.tuples(name, st.one_of(_RAW, st.sampled_from(["BRA", "2017", "json", "csv", "1", "all"]))).map(
            "=".join
        )
        query = st.lists(one, max_size=5).map("&".join)
        filled = st.one_of(_RAW, st.just("BRA")).map(lambda raw: path.replace("{}", raw))
        return st.tuples(filled, query).map("?".join).map(on_one_line)

    return st.sampled_from(sorted(paths)).flatmap(of)


def on_one_line(address: str) -> str:
    """An address as one word: a blank or a line break in it would be another request."""
    return "".join(f"%{ord(sign):02X}" if sign <= " " or sign == "\x7f" else sign for sign in address)
