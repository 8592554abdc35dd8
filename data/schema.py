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
    own: tuple[str, ...] = ()
    may_be_empty: bool = False

    @property
    def named_by(self) -> tuple[str, ...]:
        """The columns that name a row: `own` where the key says more for the sake of the order, else the key."""
        return self.own or self.key

    @property
    def names(self) -> list[str]:
        """The names of the columns in order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """A column by name; KeyError for an unknown one."""
        return {column.name: column for column in self.columns}[name]

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

# One step of a ladder.
_STEP = (
    _string("step", "Step", required=True, values=("announced", "agreed", "committed", "delivered")),
    _string(
        "state",
        "What is known",
        required=True,
        values=(
            "dated",
            "undated",
            "partly",
            "disputed",
            "not_applicable",
            "no_later_evidence",
            "not_yet_checked",
        ),
    ),
    *_dated("date", "When"),
    _number("amount_usd", "Amount", "US dollars of the time"),
    *_texts("amount_note", "Why there is no amount"),
    *_texts("text", "What is known, in our words", required=True),
    _string("checked_on", "When it was looked for"),
)

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
            _number("inner_lat", "Latitude of a point inside the main land", "degrees north", required=True),
            _number("inner_lon", "Longitude of a point inside the main land", "degrees east", required=True),
            _number("west", "Western edge without far islands, for zooming", "degrees east", required=True),
            _number("south", "Southern edge without far islands", "degrees north", required=True),
            _number("east", "Eastern edge without far islands", "degrees east", required=True),
            _number("north", "Northern edge without far islands", "degrees north", required=True),
            _number("land_area_km2", "Land area", "square kilometres", required=True),
            Column("small", "boolean", "One of the eight smallest by land area: a circle on maps", required=True),
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
        "finance",
        "Official Chinese finance by member, year and class",
        "Commitments by AidData (GCDF 3.0, adjusted amounts). A year without a row is one without a recorded "
        "commitment; members without any row have none on record.",
        (
            COUNTRY,
            YEAR,
            _string("flow_class", "Class of money", required=True, values=("oda_like", "oof_like", "vague")),
            _number("amount_usd_2021", "Commitment", "US dollars of 2021", required=True),
            SOURCE,
        ),
        ("country", "year", "flow_class"),
        {"country": "countries"},
    ),
    Table(
        "projects",
        "Mapped projects of official Chinese finance",
        "Projects with a mapped place (GCDF 2.0, 2000-2017), our labels. Only rows that count in totals may "
        "be summed; dollars of 2017 are never added to those of 2021. The place is the middle of a "
        "first-level unit.",
        (
            Column("number", "integer", "Project number of AidData", required=True),
            COUNTRY,
            Column("year", "integer", "Year of the commitment", required=True),
            *_texts("label", "What it is, in our words", required=True),
            _string("sector", "Code of the sector", required=True),
            _string(
                "status",
                "State of the project as of 2021",
                required=True,
                values=("pledged", "committed", "under_way", "completed", "suspended", "cancelled"),
            ),
            _string("flow_type", "Kind of money", required=True),
            _string(
                "flow_class",
                "Class of money",
                required=True,
                values=("oda_like", "oof_like", "vague", "military"),
            ),
            Column(
                "counts_in_totals",
                "boolean",
                "Whether AidData recommends it for sums: no pledges, suspended, cancelled or umbrella projects",
                required=True,
            ),
            Column("umbrella", "boolean", "Whether it stands for several others", required=True),
            _number("amount_usd_2017", "Amount; absent where unknown", "US dollars of 2017"),
            _string("funders", "Agencies that pay"),
            Column("started", "integer", "Year in which work began"),
            Column("completed", "integer", "Year of completion"),
            _string("unit", "First-level unit, the first where there are several"),
            Column("units", "integer", "How many first-level units it touches"),
            _number("lat", "Latitude of the middle of the unit", "degrees north"),
            _number("lon", "Longitude of the middle of the unit", "degrees east"),
            _string("precision", "What lat and lon stand for", values=("first_level_unit",)),
            _string("place_country", "Member in which the place lies"),
            _string(
                "place_check",
                "Whether the place lies in the member of the project",
                required=True,
                values=("ok", "other_country", "no_place"),
            ),
            SOURCE,
        ),
        ("country", "year", "number"),
        {"country": "countries"},
        own=("number",),
    ),
    Table(
        "locations",
        "First-level units touched by projects",
        "One row per project and unit (GCDF 3.0). A project in several units is split evenly. lat and lon "
        "are the middle of the unit, not the place of the project.",
        (
            Column("project", "integer", "Project number of AidData", required=True),
            COUNTRY,
            _string("unit", "First-level unit", required=True),
            _number("lat", "Latitude of the middle of the unit", "degrees north", required=True),
            _number("lon", "Longitude of the middle of the unit", "degrees east", required=True),
            _string("precision", "What lat and lon stand for", required=True, values=("first_level_unit",)),
            _number("share", "Even share of the unit in the project", "fraction", required=True),
            _number("amount_usd_2021", "Commitment, split evenly; absent where unknown", "US dollars of 2021"),
            SOURCE,
        ),
        ("country", "project", "unit"),
        {"country": "countries"},
    ),
    Table(
        "pledges",
        "What China announced for the region",
        "Announcements, what was left open and what came of them. Never to be added to money that was committed.",
        (
            _string("id", "Id of the pledge", required=True),
            *_dated("date", "Announcement"),
            _string("by", "Who announced it", required=True),
            *_texts("occasion", "Where", required=True),
            *_texts("what", "What", required=True),
            _number("amount", "Amount as announced", "units of currency", required=True),
            _string("currency", "ISO 4217", required=True, pattern="[A-Z]{3}"),
            _number("amount_usd", "Amount", "US dollars of the time", required=True),
            *_texts("rate_note", "How it was converted"),
            Column("horizon_start", "integer", "First year that it covers", required=True),
            Column("horizon_end", "integer", "Last year that it covers; absent where none was named"),
            _string("kind", "Kind", required=True, values=("credit", "fund", "trade_goal", "investment_goal")),
            _string("status", "State", required=True, values=("announced", "met", "disputed")),
            Column("counts_in_totals", "boolean", "Whether it may be added to other money", required=True),
            *_texts("reason", "Why it counts or not", required=True),
            *_texts("vague", "What was left open", required=True),
            *_texts("outcome", "What came of it; figures are computed from these tables", required=True),
            _string("outcome_source", 'Ids of the sources of the outcome, joined by ";"'),
            *_texts("note", "What else to know"),
            SOURCE,
        ),
        ("id",),
    ),
    Table(
        "pledge_steps",
        "From announced to delivered",
        "Four steps of each pledge, each with what is known about it.",
        (
            _string("pledge", "Id of the pledge", required=True),
            Column("order", "integer", "Order of the step", required=True),
            *_STEP,
            SOURCE,
        ),
        ("pledge", "order"),
        {"pledge": "pledges"},
    ),
    Table(
        "country_pledges",
        "What was pledged to single members",
        "Parts of pledges to the region and projects that AidData counts as pledged: the same four steps of each.",
        (
            _string("id", "Id of what was pledged", required=True),
            COUNTRY,
            _string("pledge", "Id of the pledge that it is part of"),
            Column("project", "integer", "Project number of AidData"),
            *_texts("what", "What", required=True),
            Column("order", "integer", "Order of the step", required=True),
            *_STEP,
            SOURCE,
        ),
        ("id", "order"),
        {"country": "countries", "pledge": "pledges"},
    ),
    Table(
        "pledge_measures",
        "Competing measures of an outcome",
        "To be shown side by side, never added.",
        (
            _string("pledge", "Id of the pledge", required=True),
            _string("id", "Id of the measure", required=True),
            _number("amount_usd", "Amount", "US dollars, as `what` says"),
            *_texts("amount_note", "Why there is no amount"),
            Column("period_start", "integer", "First year; absent for a stock at the end of period_end"),
            Column("period_end", "integer", "Last year", required=True),
            *_texts("what", "What it measures", required=True),
            *_texts("why_not", "Why it does not settle the matter", required=True),
            SOURCE,
        ),
        ("pledge", "id"),
        {"pledge": "pledges"},
    ),
    Table(
        "policy_banks",
        "Lending of China’s two policy banks to the region",
        "Headline figures as published; periods overlap and come from different editions: never add them.",
        (
            _string("id", "Id of the figure", required=True),
            Column("period_start", "integer", "First year", required=True),
            Column("period_end", "integer", "Last year", required=True),
            _number("amount_usd", "Amount", "US dollars of the time", required=True),
            _string("qualifier", "How exact the source is", values=("over", "just_over", "about")),
            *_texts("note", "What else to know"),
            SOURCE,
        ),
        ("id",),
    ),
    Table(
        "un_votes",
        "Votes in the United Nations General Assembly",
        "Agreement (2000-2019) and ideal points (from 2000 on) with the votes behind each. Different measures: "
        "never joined into one line. Thin years rest on fewer than 20 votes.",
        (
            COUNTRY,
            YEAR,
            _number("agreement_china", "Mean agreement with China, 0 to 1", "index"),
            _number("agreement_usa", "Mean agreement with the United States, 0 to 1", "index"),
            Column("votes_with_china", "integer", "Roll calls in which both voted"),
            Column("votes_with_usa", "integer", "Roll calls in which both voted"),
            Column("thin_agreement", "boolean", "Fewer than 20 common votes", required=True),
            _number("ideal_point", "Ideal point from final votes; higher is nearer to the US", "index"),
            Column("votes_ideal_point", "integer", "Final votes behind the ideal point"),
            Column("thin_ideal_point", "boolean", "Fewer than 20 votes", required=True),
            _number("state_coincidence_usa", "Coincidence by the US State Department, another index", "index"),
            SOURCE,
        ),
        ("country", "year"),
        {"country": "countries"},
    ),
    Table(
        "events",
        "What happened when",
        "Dated events between China and the region; CHN stands for China or for the region as a whole.",
        (
            _string("id", "Id of the event", required=True),
            *_dated("date", "When"),
            _string("category", "Theme", required=True),
            _string("countries", 'ISO 3166 alpha-3 codes joined by ";"', required=True),
            *_texts("title", "What happened", required=True),
            *_texts("text", "More about it"),
            LAST_CHECKED,
            SOURCE,
        ),
        ("date", "id"),
        own=("id",),
    ),
    Table(
        "agreements",
        "Agreements with China",
        "Trade agreements, swaps, treaties, visas, and talks about them.",
        (
            _string("id", "Id of the agreement", required=True),
            _string("type", "Kind", required=True),
            _string("country", "ISO 3166 alpha-3; CHN for context without a member", required=True),
            *_texts("title", "Name in our words", required=True),
            *_dated("signed", "Signature"),
            *_dated("in_force", "Entry into force"),
            *_texts("upgraded", "Renewals and upgrades"),
            _string("state", "Code of the state", required=True),
            *_texts("state_text", "State in words"),
            *_texts("note", "What else to know"),
            LAST_CHECKED,
            SOURCE,
        ),
        ("id",),
    ),
    Table(
        "report",
        "The news report under examination",
        "What is known about it; its text is not part of these data.",
        (
            _string("id", "Id", required=True),
            *_texts("headline", "Headline; translations are ours", required=True),
            *_texts("publisher", "Who published it", required=True),
            *_dated("date", "Publication"),
            *_texts("place", "Where", required=True),
            _string("country", "ISO 3166 alpha-3 of the place", required=True),
            _string("language", "Language of the report", required=True),
            Column("paragraphs", "integer", "Number of paragraphs", required=True),
            Column("text_republished", "boolean", "Whether its text stands here", required=True),
            *_texts("note", "What to know about it", required=True),
            SOURCE,
        ),
        ("id",),
    ),
    Table(
        "claims",
        "The claims of the report, checked",
        "Each checkable claim in our words, with verdict and evidence; figures in the evidence are computed.",
        (
            _string("id", "Id of the claim", required=True),
            Column("paragraph", "integer", "Paragraph of the report", required=True),
            *_texts("claim", "What the report says, in our words", required=True),
            _string(
                "verdict",
                "Verdict",
                required=True,
                values=("supported", "partly", "contradicted", "not_checkable"),
            ),
            *_texts("evidence", "What the record says", required=True),
            _string("shown_in", "Views that show it: JSON list of view and params", required=True),
            _string("tables", 'Tables that bear on it, joined by ";"'),
            SOURCE,
        ),
        ("id",),
    ),
    Table(
        "figures",
        "Numbers inside sentences",
        "Every figure in the evidence of a claim, the outcome of a pledge or the answer to a question, and how it is "
        "computed.",
        (
            _string("record", "Id of the claim, pledge or question", required=True),
            _string("name", "Name of the figure in the record", required=True),
            _string("function", "How it is computed", required=True),
            _string("args", 'Arguments, "name=value" joined by ";"'),
            _string("format", "How it is written", required=True, values=("money", "integer", "year")),
            _number("value", "Value", "US dollars, a count or a year, as format says", required=True),
            SOURCE,
        ),
        ("record", "name"),
    ),
    Table(
        "quotes",
        "The direct quotations of the report",
        "Exact, with the misprints of the report; translations are ours, from its English.",
        (
            _string("id", "Id of the quotation", required=True),
            Column("paragraph", "integer", "Paragraph of the report", required=True),
            _string("text", "The words, exact", required=True),
            _string("sic", 'Misprints in it, joined by ";"'),
            _string("speaker", "Who spoke", required=True),
            *_texts("office", "Office on the day", required=True),
            _string("country", "ISO 3166 alpha-3 of the speaker", required=True),
            _string("theme", "Theme", required=True),
            _string("language", "Language in which it was spoken", required=True),
            _string("language_certainty", "How sure that is", required=True),
            *(_string(f"translation_{lang}", f"Our translation ({lang})") for lang in LANGUAGES if lang != "en"),
            *_texts("record", "What the sources say about it", required=True),
            SOURCE,
        ),
        ("id",),
    ),
    Table(
        "named",
        "Who and what the report names",
        "People, organisations, agreements, initiatives, documents and places.",
        (
            _string("id", "Id", required=True),
            _string("kind", "Kind", required=True),
            *_texts("name", "Usual name", required=True),
            _string("as_written", 'Forms in the report, joined by ";"', required=True),
            _string("country", "ISO 3166 alpha-3 where one fits"),
            _string("paragraphs", 'Paragraphs that hold one of the forms, joined by ";"', required=True),
            *_texts("description", "Who or what it is", required=True),
            SOURCE,
        ),
        ("id",),
    ),
    Table(
        "questions",
        "Questions for a class",
        "Each with what to predict, the view that answers it, the answer and what stays uncertain; figures are "
        "computed.",
        (
            _string("id", "Id of the question", required=True),
            Column("order", "integer", "Place in the list", required=True),
            *_texts("question", "What is asked", required=True),
            *_texts("predict", "What to write down before looking", required=True),
            *_texts("answer", "What the record answers", required=True),
            *_texts("uncertain", "What the record cannot tell", required=True),
            _string("shown_in", "Views that show it: JSON list of view and params", required=True),
            _string("claims", 'Claims of the report that it tests, joined by ";"'),
            _string("quote", "Quotation that it is about"),
            _string("tables", 'Tables that bear on it, joined by ";"', required=True),
            SOURCE,
        ),
        ("order", "id"),
    ),
    Table(
        "terms",
        "What the terms mean",
        "One row per term that the views explain where it stands.",
        (
            _string("id", "Id of the term", required=True),
            Column("order", "integer", "Place in the list", required=True),
            *_texts("name", "The term", required=True),
            *_texts("meaning", "What it means", required=True),
            *_texts("forms", 'Beginnings of words by which it is found in a text, joined by ";"', required=True),
            _string("defined_by", "Id of the source whose definition it follows"),
        ),
        ("id",),
        {"defined_by": "sources"},
    ),
    Table(
        "changelog",
        "What changed in the data",
        "One row per release.",
        (
            _string("version", "Version", required=True),
            _string("date", "Date, YYYY-MM-DD", required=True),
            *_texts("text", "What changed", required=True),
        ),
        ("date", "version"),
        own=("version",),
    ),
    Table(
        "corrections",
        "What was wrong and was corrected",
        "One row per value that a release had wrong: what it said, what it says now, who was asked.",
        (
            _string("id", "Id of the correction", required=True),
            _string("table", "Table of the row", required=True),
            _string("rows", 'Rows, each by the values that name it; several are joined by ";"', required=True),
            _string("field", "Column that was wrong", required=True),
            _string("date", "Date, YYYY-MM-DD", required=True),
            _string("since", "First release that had it wrong", required=True),
            _string("release", "First release that has it right", required=True),
            *_texts("wrong", "What the row said", required=True),
            *_texts("right", "What it says now", required=True),
            *_texts("reason", "Who was asked, in which source", required=True),
            _string("shown_in", "Views that show it: JSON list of view and params", required=True),
            SOURCE,
        ),
        ("id",),
        may_be_empty=True,
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
        own=("id",),
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
