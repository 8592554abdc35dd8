"""The contract of every table: columns, types, units, keys. The build writes it, the store checks it.

`data/tables/datapackage.json` says the same in the words of the Frictionless Data Package standard.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from data.model import LANGUAGES

VERSION = 1  # raised when a column changes its name or meaning: the store refuses tables of another version

Type = Literal["string", "integer", "number", "boolean"]
DTYPES: dict[Type, str] = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "bool"}


@dataclass(frozen=True)
class Column:
    """A column; `values` closes the list of what may stand in it, `required` forbids gaps."""

    name: str
    type: Type
    description: str
    unit: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class Table:
    """A table; rows are sorted by `key`, which is unique."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of the columns in order."""
        return [column.name for column in self.columns]

    @property
    def dtypes(self) -> dict[str, str]:
        """Column → pandas dtype; required integers are plain, others may hold gaps."""
        return {
            column.name: "int64" if column.type == "integer" and column.required else DTYPES[column.type]
            for column in self.columns
        }


def _string(name: str, description: str, **more: object) -> Column:
    return Column(name, "string", description, **more)  # type: ignore[arg-type]


def _number(name: str, description: str, unit: str, **more: object) -> Column:
    return Column(name, "number", description, unit=unit, **more)  # type: ignore[arg-type]


def _texts(name: str, description: str, *, required: bool = False) -> tuple[Column, ...]:
    return tuple(
        Column(f"{name}_{lang}", "string", f"{description} ({lang})", required=required and lang == "en")
        for lang in LANGUAGES
    )


def _dated(name: str, description: str) -> tuple[Column, ...]:
    return (
        _string(name, f"{description}: YYYY, YYYY-MM or YYYY-MM-DD", pattern=r"\d{4}(-\d{2}(-\d{2})?)?"),
        _string(f"{name}_precision", f"Precision of {name}", values=("day", "month", "year")),
    )


COUNTRY = _string("country", "Member of CELAC, ISO 3166 alpha-3", required=True, pattern="[A-Z]{3}")
SOURCE = _string("source", 'Ids of the sources of this row, joined by ";"', required=True)
LAST_CHECKED = _string("last_checked", "Date of the last document read about a fact that may change")
YEAR = Column("year", "integer", "Calendar year", required=True)

_TABLES = (
    Table(
        "countries",
        "The 33 members of CELAC",
        "Names, codes, places, memberships and partnership with China; one row per member.",
        (
            COUNTRY,
            _string("iso2", "ISO 3166 alpha-2", required=True),
            _string("m49", "United Nations M49 code, three digits", required=True),
            *_texts("name", "Name", required=True),
            _string("capital", "Capital, in English (Bolivia: by the constitution)", required=True),
            *_texts("capital", "Capital", required=True),
            _number("capital_lat", "Latitude of the capital", "degrees north", required=True),
            _number("capital_lon", "Longitude of the capital", "degrees east", required=True),
            _string("languages", 'Official languages, ISO 639 codes joined by ";"', required=True),
            *_texts("languages", "Official languages", required=True),
            _string(
                "subregion",
                "Where it lies",
                required=True,
                values=("caribbean", "central_america", "south_america", "north_america"),
            ),
            _string("memberships", 'Groups of which it is a full member, joined by ";"', required=True),
            _string("associate_of", 'Groups of which it is associate or observer, joined by ";"'),
            _string("partnership", "Code of the named partnership with China", required=True),
            Column("partnership_since", "integer", "Year since which the partnership has this name"),
            *_texts("partnership", "Named partnership with China", required=True),
            _string("recognises", "Party recognised today", required=True, values=("PRC", "ROC")),
            _number("label_lat", "Latitude for a label or circle", "degrees north", required=True),
            _number("label_lon", "Longitude for a label or circle", "degrees east", required=True),
            _number("west", "Western edge without far islands, for zooming", "degrees east", required=True),
            _number("south", "Southern edge without far islands", "degrees north", required=True),
            _number("east", "Eastern edge without far islands", "degrees east", required=True),
            _number("north", "Northern edge without far islands", "degrees north", required=True),
            _number("land_area_km2", "Land area", "square kilometres", required=True),
            Column(
                "small", "boolean", "One of the eight smallest by land area: a circle on maps", required=True
            ),
            *_texts("note", "What else to know"),
            LAST_CHECKED,
            SOURCE,
        ),
        ("country",),
    ),
    Table(
        "recognition",
        "Recognition of Beijing or Taipei",
        "Periods in which a member had diplomatic relations with the PRC or the ROC. A missing start is "
        "unknown, a missing end still runs; a time without a row was not researched.",
        (
            COUNTRY,
            Column("period", "integer", "Order of the period within the member", required=True),
            _string("party", "Party recognised", required=True, values=("PRC", "ROC")),
            *_dated("start", "Begin of relations"),
            _string("start_not_after", "Latest possible begin where start is unknown"),
            *_dated("end", "End of relations"),
            *_texts("note", "What else to know"),
            *_texts("dispute", "Where sources differ: both values and the reason"),
            LAST_CHECKED,
            SOURCE,
        ),
        ("country", "period"),
        {"country": "countries"},
    ),
    Table(
        "belt_and_road",
        "The members and the Belt and Road",
        "Who signed, when, how precisely that is known, and who left. Counts use joined_not_after.",
        (
            COUNTRY,
            _string("status", "Status today", required=True, values=("member", "left", "none")),
            *_dated("joined", "Signature"),
            _string("joined_not_after", "Latest day that the date of signature can mean, YYYY-MM-DD"),
            _string("left", "Day of the notice of leaving, YYYY-MM-DD"),
            *_texts("document", "Document signed", required=True),
            *_texts("note", "What else to know"),
            *_texts("dispute", "Where sources differ: both values and the reason"),
            LAST_CHECKED,
            SOURCE,
        ),
        ("country",),
        {"country": "countries"},
    ),
    Table(
        "observations",
        "Yearly figures of the members",
        "One row per member, indicator and year that has a value. A missing value is an absent row. "
        "Units stand in the table indicators.",
        (
            COUNTRY,
            _string("indicator", "Id of the indicator", required=True),
            YEAR,
            _number("value", "Value", "as the indicator says", required=True),
            SOURCE,
        ),
        ("indicator", "country", "year"),
        {"country": "countries", "indicator": "indicators"},
    ),
    Table(
        "categories",
        "Yearly states of the members",
        "One row per member, category indicator and year that has a value: the state on 31 December.",
        (
            COUNTRY,
            _string("indicator", "Id of the indicator", required=True),
            YEAR,
            _string("value", "Code of the category", required=True),
            SOURCE,
        ),
        ("indicator", "country", "year"),
        {"country": "countries", "indicator": "indicators"},
    ),
    Table(
        "trade_totals",
        "Trade of China and the United States with the world and each other",
        "What the two reporters record; WLD is the world total of the IMF.",
        (
            _string("reporter", "Who records", required=True, values=("CHN", "USA")),
            _string("partner", "With whom", required=True, values=("CHN", "USA", "WLD")),
            _string("flow", "Direction and price", required=True, values=("export_fob", "import_cif")),
            YEAR,
            _number("value", "Value of goods", "current US dollars", required=True),
            SOURCE,
        ),
        ("reporter", "partner", "flow", "year"),
    ),
    Table(
        "indicators",
        "What the figures mean",
        "One row per indicator, in the order of the menu, with its words in four languages.",
        (
            _string("id", "Id of the indicator; its last part is the unit", required=True),
            Column("order", "integer", "Place in the menu", required=True),
            _string("kind", "numeric or category", required=True, values=("numeric", "category")),
            _string("unit", "Code of the unit", required=True),
            Column("decimals", "integer", "Decimals worth showing", required=True),
            _string("group", "Theme", required=True),
            _string("scale", "Kind of colour scale", required=True),
            Column("additive", "boolean", "Whether members may be summed", required=True),
            Column("derived", "boolean", "Whether the build computes it from other rows", required=True),
            _string("categories", 'Codes of a category indicator, joined by ";"'),
            *_texts("label", "Name", required=True),
            *_texts("short", "Short name", required=True),
            *_texts("question", "The question that it answers", required=True),
            *_texts("definition", "What it is", required=True),
            *_texts("caution", "What to mind"),
            SOURCE,
        ),
        ("order", "id"),
    ),
    Table(
        "sources",
        "Where every row comes from",
        "One record per document or dataset, with licence, date of reading and what was done to it.",
        (
            _string("id", "Id of the source", required=True),
            _string("title", "Title as found", required=True),
            _string("producer", "Who speaks", required=True),
            _string("citation", "Full citation", required=True),
            _string("date", "Date as printed"),
            _string("url", "Address"),
            Column("show_link", "boolean", "Whether to link; false: cited without a link", required=True),
            _string("licence", "Licence as stated by the publisher"),
            _string("licence_class", "Code of the licence class", required=True),
            *_texts("licence_label", "Name of the licence class", required=True),
            *_texts("licence_allows", "What the licence allows", required=True),
            _string("licence_url", "Text of the licence"),
            _string("kind", "Kind of document", required=True),
            _string("reliability", "Code of the kind of witness", required=True),
            *_texts("reliability_label", "Kind of witness", required=True),
            *_texts("caution", "What to know before trusting it"),
            *_texts("processing", "What was done to it", required=True),
            _string("read", "When it was read"),
            _string("used_by", 'Tables with a row from it, joined by ";"'),
        ),
        ("id",),
    ),
    Table(
        "words",
        "Words of the interface",
        "One row per key; a language that lacks a key falls back to English.",
        (
            _string("key", "Key, parts joined by dots", required=True),
            *(_string(lang, f"Words ({lang})") for lang in LANGUAGES),
        ),
        ("key",),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
