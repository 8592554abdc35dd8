"""Words, numbers, dates and names in the reader's language.

Nothing here knows Streamlit: charts, the API and the static pages speak with the same `Text`.
Sentences live in seeds/text/<lang>.yml (table `words`); numbers, dates and lists follow CLDR through Babel.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any, Literal

import icu
from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal

from data import store
from data.model import Indicator

LANGUAGES = ("en", "es", "pt", "zh")
_HTML_LANG = {"en": "en", "es": "es", "pt": "pt-BR", "zh": "zh-Hans"}
_ISO = re.compile(r"\d{4}(-\d\d){0,2}")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#$|~:])")
_ITEM = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_PARTED = re.compile(r"(?<=\$) (?=\d)|(?<=\d) (?=mil\b|(?:m|b|tr)il[lh])|(?<=\d mil) (?=mill)")
_READ_AS = {"秘鲁": "必鲁"}  # 秘 is bì in the name of Peru; ICU knows it as mì, as it is read elsewhere
_THOUSAND_MILLIONS = 1e9
HEADLINE = 18  # signs of a figure in large letters
_ORDINALS = ("%spellout-ordinal", "%spellout-ordinal-masculine")  # sets of rules of CLDR
_COMPACT_FROM = 1_000_000  # below a million a reader wants every digit
# CLDR has no long compact forms for Chinese: its short ones (万, 亿) are the ordinary words there.
_COMPACT_TYPE: Mapping[str, Literal["short", "long"]] = {"zh": "short"}
# The Spanish B of CLDR is a million millions, but reads like the billion of English: from there on it is a word.
_SHORT_BELOW: Mapping[str, float] = {"es": 1e12}


class Text:
    """The words of one language: `words("map.heading", year=2017)`.

    A text that the language lacks is shown in English, marked; a key that English lacks is a defect and raises
    KeyError. All number methods answer the "no data" words for None and NaN.
    """

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"unknown language {lang!r}; known are {', '.join(LANGUAGES)}")
        self.lang = lang
        self.locale = Locale.parse(_HTML_LANG[lang], sep="-")

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key, with its placeholders filled."""
        text = self._words.get(key)
        if text is None:
            text = self.in_english(store.words()["en"][key])
        return held(text.format(**values) if values else text)

    def in_english(self, text: str) -> str:
        """An English text that stands in for one that this language lacks, marked as English."""
        mark = self._words.get("value.in_english")
        return mark.replace("{text}", text) if mark and text and self.lang != "en" else text

    def has(self, key: str) -> bool:
        """Whether this language (not only English) has the key."""
        return key in self._words

    @property
    def html_lang(self) -> str:
        """The language tag of BCP 47 for `<html lang>`."""
        return _HTML_LANG[self.lang]

    @cached_property
    def _words(self) -> Mapping[str, str]:
        return store.words()[self.lang]

    # -- numbers ---------------------------------------------------------------------------------

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with the separators of the language and a fixed count of decimals."""
        if _missing(value):
            return self("value.missing")
        zeros = "0" * decimals
        text: str = format_decimal(
            round(value or 0, decimals) + 0.0,
            format=f"#,##0.{zeros}" if decimals else "#,##0",
            locale=self.locale,
        )
        return _minus(text)

    def compact(self, value: float | None) -> str:
        """A large number as people say it: 188.7 billion, 1887亿. Below a million all digits."""
        if _missing(value):
            return self("value.missing")
        assert value is not None
        if abs(value) < _COMPACT_FROM:
            return self.number(value, 0)
        kind = _COMPACT_TYPE.get(self.lang, "long")
        if kind == "long":
            # Babel bends the word before it rounds: 1.96 would be "2 bilhão".
            unit = 1000 ** int(math.log10(abs(value)) / 3)
            value = round(value / unit, 1) * unit
        text: str = format_compact_decimal(value, format_type=kind, locale=self.locale, fraction_digits=1)
        return held(_minus(text))

    def short(self, value: float | None) -> str:
        """A large number where there is little room: 10B, 10 mil M, 100亿."""
        if _missing(value):
            return self("value.missing")
        if abs(value or 0.0) >= _SHORT_BELOW.get(self.lang, math.inf):
            return self.compact(value or 0.0)
        if self.lang == "es" and _THOUSAND_MILLIONS <= abs(value or 0.0) < 10 * _THOUSAND_MILLIONS:
            # CLDR has "8534,2 M" beside "12,7 mil M"; in one figure both have one unit.
            text = self._short(round((value or 0.0) / _THOUSAND_MILLIONS, 1))
            text += self._short(20 * _THOUSAND_MILLIONS).removeprefix("20")
        else:
            text = self._short(value or 0.0)
        return _minus(_tidy(text))

    def _short(self, value: float) -> str:
        text: str = format_compact_decimal(value, format_type="short", locale=self.locale, fraction_digits=1)
        return text

    def money(self, value: float | None, *, precise: bool = False, room: int | None = None) -> str:
        """US dollars, compact ("US$ 188.7 billion") or with every digit; short where it has more signs than `room`."""
        if _missing(value):
            return self("value.missing")
        assert value is not None
        pattern = "value.minus_money" if value < 0 else "value.money"
        said = self(pattern, amount=self.number(abs(value), 0) if precise else self.compact(abs(value)))
        return said if room is None or len(said) <= room else self(pattern, amount=self.short(abs(value)))

    def percent(self, value: float | None, decimals: int = 1) -> str:
        """A percentage that is already in per cent (12.5 → "12.5%")."""
        if _missing(value):
            return self("value.missing")
        return self("value.percent", amount=self.number(value, decimals))

    def value(self, value: object, indicator: Indicator, *, room: int | None = None) -> str:
        """A value of an indicator as a reader says it, with its unit; `room` is for money."""
        if indicator.kind == "category":
            return self("value.missing") if not isinstance(value, str) else self(f"{indicator.id}.{value}")
        number = None if value is None else float(value)  # type: ignore[arg-type]
        if _missing(number):
            return self("value.missing")
        match indicator.unit:
            case "usd" | "usd_2021" | "usd_2015":
                small = number is not None and abs(number) < _COMPACT_FROM and indicator.decimals > 0
                if small:
                    return self("value.money", amount=self.number(number, indicator.decimals))
                return self.money(number, room=room)
            case "percent":
                return self.percent(number, indicator.decimals)
            case "ratio":
                return self("value.ratio", amount=self.number(number, indicator.decimals))
            case "persons":
                return self.compact(number)
            case "year":
                return self.year(int(number or 0))
            case _:
                return self.number(number, indicator.decimals)

    def spoken(self, value: object, indicator: Indicator) -> str:
        """A value as it is read aloud: the currency in words behind its amount ("60.9 billion US dollars")."""
        if not indicator.unit.startswith("usd") or not isinstance(value, int | float) or _missing(value):
            return self.value(value, indicator)
        amount, many = abs(value), abs(value) >= _COMPACT_FROM
        said = self.compact(amount) if many else self.number(amount, indicator.decimals)
        said = self("spoken.millions" if many else "spoken.money", amount=said)
        return self("spoken.minus", amount=said) if value < 0 else said

    def ordinal(self, number: int) -> str:
        """A place in words: "first", "vigésimo primero", "第一"."""
        said: str = self._ordinals.format(number)
        return said

    @cached_property
    def _ordinals(self) -> icu.RuleBasedNumberFormat:
        rules = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(self.locale.language))
        named = [rules.getRuleSetName(at) for at in range(rules.getNumberOfRuleSetNames())]
        # Languages with a gender have no plain set; a country is masculine in both of ours.
        rules.setDefaultRuleSet(next(name for name in _ORDINALS if name in named))
        return rules

    def ordinal_rank(self, rank: int, of: int) -> str:
        """A place among the members: "3rd of 33"."""
        key = f"rank.{rank}" if f"rank.{rank}" in store.words()["en"] else "rank.other"
        return self(key, rank=rank, of=of)

    # -- dates and lists -------------------------------------------------------------------------

    def date(self, iso: object, precision: str = "day") -> str:
        """A date to the precision that is sourced: "22 January 2018", "November 2018", "2018"."""
        if not isinstance(iso, str):  # a missing cell of a table is NaN
            return self("value.unknown_date")
        parts = [int(part) for part in iso.split("-")]
        if precision == "year" or len(parts) == 1:
            return self.year(parts[0])
        if precision == "month" or len(parts) == 2:
            return _tidy(format_skeleton("yMMMM", dt.date(parts[0], parts[1], 1), locale=self.locale))
        day = dt.date(*parts)
        # English readers outside the United States outnumber those inside: day first, month in words.
        pattern = "d MMMM y" if self.lang == "en" else "long"
        return _tidy(format_date(day, pattern, locale=self.locale))

    def printed_date(self, said: str | None) -> str:
        """The date of a document: written as a date where it is one, else as the document prints it ("Summer 2017")."""
        return self.date(said) if said and _ISO.fullmatch(said) else said or ""

    def year(self, year: int) -> str:
        """A year as the language writes it beside other text (2018, 2018年)."""
        return self("value.year", year=int(year))

    def list(self, items: Iterable[str]) -> str:
        """Items joined as the language joins them ("a, b and c")."""
        joined: str = format_list([str(item) for item in items], locale=self.locale)
        return joined.replace(", and ", " and ") if self.lang == "en" else joined

    def span(self, first: int, last: int) -> str:
        """Years from the first to the last, as short as the language writes them ("2013–2016", "2013–2016年")."""
        if first == last:
            return self.year(first)
        said: str = format_interval(dt.date(first, 1, 1), dt.date(last, 1, 1), "y", locale=self.locale)
        return said.replace("\u2009", "")

    # -- what holds texts together -----------------------------------------------------------------

    def sentences(self, *said: str) -> str:
        """Whole sentences one after the other; what is empty is left out, as in the two below."""
        return self._joined("value.next", said)

    def series(self, items: Iterable[str]) -> str:
        """Items that may hold commas themselves, as a series ("a; b")."""
        return self._joined("value.series", items)

    def commas(self, *said: str) -> str:
        """Texts that narrow each other ("Peru, 2018")."""
        return self._joined("value.commas", said)

    def _joined(self, pattern: str, said: Iterable[str]) -> str:
        return self(pattern, first="", second="").join(part for part in said if part)

    def labelled(self, label: str, said: str) -> str:
        """A label and what it labels ("Sources: …")."""
        return self("value.labelled", label=label, said=said)

    def bracketed(self, said: str, more: str) -> str:
        """A text and what stands in brackets behind it ("Peru (2018)")."""
        return self("value.bracketed", said=said, more=more)

    def dashed(self, first: str, second: str) -> str:
        """Two texts of equal weight with a dash between them."""
        return self("value.dashed", first=first, second=second)

    def ended(self, said: str) -> str:
        """A text as a sentence: with a full stop, unless it has one (within its quotation marks as well)."""
        whole = said.rstrip("”").endswith((".", "。", "!", "?", "！", "？", "…"))
        return said if whole else self("value.ended", said=said)

    # -- records ---------------------------------------------------------------------------------

    def country(self, code: str) -> str:
        """The name of a member, of China or of the United States."""
        return self._country_names.get(code) or self(f"partner.{code}")

    def sort_key(self, code: str) -> bytes:
        """What members are sorted by: the place of their name in the language."""
        return self.order(self.country(code))

    def order(self, name: str) -> bytes:
        """What names are sorted by, as the language does it: ñ after n, Chinese by its sound (CLDR through ICU)."""
        for said, read in _READ_AS.items():
            name = name.replace(said, read)
        key: bytes = self._collator.getSortKey(name)
        return key

    @cached_property
    def _collator(self) -> icu.Collator:
        return icu.Collator.createInstance(icu.Locale(self.locale.language))

    @cached_property
    def _country_names(self) -> dict[str, str]:
        table = store.countries()
        own, english = table[f"name_{self.lang}"], table["name_en"]
        return {
            code: name if isinstance(name, str) else self.in_english(fallback)
            for code, name, fallback in zip(table["country"], own, english, strict=True)
        }

    def pick(self, row: Any, field: str) -> str:
        """The text of a record in this language, else in English, else the empty string.

        `row` is a mapping, a Series or a named tuple of a table with columns `<field>_<lang>`.
        """
        get = row.get if hasattr(row, "get") else lambda name: getattr(row, name, None)
        for lang in (self.lang, "en"):
            found: object = get(f"{field}_{lang}")
            if isinstance(found, str) and found:
                return held(found if lang == self.lang else self.in_english(found))
        return ""

    def of(self, texts: Mapping[str, str]) -> str:
        """The text of a `{lang: words}` mapping in this language, else in English."""
        return held(texts.get(self.lang) or self.in_english(texts.get("en", "")))


@cache
def languages() -> tuple[str, ...]:
    """The languages that have words, in the order of the menu."""
    return tuple(lang for lang in LANGUAGES if store.words().get(lang))


@cache
def text(lang: str) -> Text:
    """The one `Text` of a language."""
    return Text(lang)


def held(text: str) -> str:
    """A text in which no line ends within an amount: "US$ 188.7 billion" has spaces that do not break."""
    return _PARTED.sub("\u00a0", text)


def dotted(*parts: str) -> str:
    """Texts with a point between them, which may end a line but not begin one; what is empty is left out."""
    return "\u00a0· ".join(part for part in parts if part)


def unaccented(text: str) -> str:
    """A text as it is sorted and sought: small letters without accents, one kind of apostrophe."""
    plain = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold().replace("’", "'")


def literal(text: str) -> str:
    """A text of a record so that Markdown shows its very signs: a dollar is no formula, a star no emphasis."""
    return unlisted(_MARKDOWN.sub(r"\\\1", text))


def unlisted(text: str) -> str:
    """A text that may begin with a year and a full stop: Markdown would make "2018. Signed" an item of a list."""
    return _ITEM.sub(r"\1\\\2", text)


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _minus(text: str) -> str:
    # A hyphen is too short for a minus, and lines break behind it.
    return text.replace("-", "−")


def _tidy(text: str) -> str:
    # CLDR puts narrow no-break spaces that some system fonts lack.
    return text.replace("\u202f", "\u00a0")
