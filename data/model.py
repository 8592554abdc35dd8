"""Strict, frozen models of everything that people write, and of what the app reads back as records.

Unknown keys are errors. A text for readers is a mapping from language to words; a plain string is English
only. Dates are ISO strings cut to the precision that is sourced: "2018", "2018-06" or "2018-06-04".
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

LANGUAGES = ("en", "es", "pt", "zh")

Precision = Literal["day", "month", "year"]
Party = Literal["PRC", "ROC"]

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_PRECISION: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}


def _as_texts(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


def _known_languages(value: dict[str, str]) -> dict[str, str]:
    unknown = sorted(set(value) - set(LANGUAGES))
    if unknown:
        raise ValueError(f"unknown language {', '.join(unknown)}; known are {', '.join(LANGUAGES)}")
    if "en" not in value:
        raise ValueError("the English words (en) are missing")
    return {lang: value[lang].strip() for lang in LANGUAGES if lang in value}


def _as_date(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _real_date(value: str) -> str:
    if not _DATE.fullmatch(value):
        raise ValueError(f"{value!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
    first_day(value)
    return value


def precision_of(date: str) -> Precision:
    """The precision that the length of an ISO date states: year, month or day."""
    return _PRECISION[len(date)]


def first_day(date: str) -> dt.date:
    """The earliest day that a partial ISO date can mean."""
    year, month, day = (*map(int, date.split("-")), 1, 1)[:3]
    return dt.date(year, month, day)


def last_day(date: str) -> dt.date:
    """The latest day that a partial ISO date can mean."""
    first = first_day(date)
    match precision_of(date):
        case "year":
            return dt.date(first.year, 12, 31)
        case "month":
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        case _:
            return first


Texts = Annotated[dict[str, str], BeforeValidator(_as_texts), AfterValidator(_known_languages)]
Date = Annotated[str, BeforeValidator(_as_date), AfterValidator(_real_date)]
Code = Annotated[str, Field(pattern=r"^[a-zA-Z][a-zA-Z0-9_]*$")]
Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Year = Annotated[int, Field(ge=1900, le=2100, strict=True)]
Release = Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
SourceIds = Annotated[tuple[str, ...], Field(min_length=1)]


class Record(BaseModel):
    """What all records share: no unknown key, no change after reading, no silent conversion of numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# -- countries -------------------------------------------------------------------------------------


class Subregion(StrEnum):
    """Where a member lies, as its facts have it."""

    CARIBBEAN = "caribbean"
    CENTRAL_AMERICA = "central_america"
    SOUTH_AMERICA = "south_america"
    NORTH_AMERICA = "north_america"


class Membership(StrEnum):
    """The groups that a member may belong to; full membership only (associates and observers stand apart)."""

    AIIB = "AIIB"
    ALBA = "ALBA"
    APEC = "APEC"
    BRICS = "BRICS"
    CACM = "CACM"
    CAN = "CAN"  # Andean Community
    CARICOM = "CARICOM"
    CELAC = "CELAC"
    G20 = "G20"
    MERCOSUR = "Mercosur"
    OECD = "OECD"
    OECS = "OECS"
    OPEC = "OPEC"
    PACIFIC_ALLIANCE = "PA"
    PETROCARIBE = "Petrocaribe"
    SICA = "SICA"
    UNASUR = "UNASUR"
    USMCA = "USMCA"


class PartnershipLevel(StrEnum):
    """The names that China and a member give to their relation, from the highest to none."""

    ALL_WEATHER_STRATEGIC = "all_weather_strategic"
    COMPREHENSIVE_STRATEGIC = "comprehensive_strategic"
    STRATEGIC = "strategic"
    STRATEGIC_COOPERATIVE = "strategic_cooperative"
    SPECIAL_FRIENDLY = "special_friendly"
    NONE_FOUND = "none_found"
    RECOGNISES_ROC = "recognises_roc"


class Partnership(Record):
    """The named partnership with China; `since` is a year or null."""

    level: PartnershipLevel
    since: Year | None = None
    words: Texts


class RecognitionPeriod(Record):
    """A time in which a member recognised one of the two; a null start or end is not known or still runs.

    `start_not_after` bounds an unknown start where the sources say "for more than 75 years".
    """

    party: Party
    start: Date | None = None
    start_precision: Precision | None = None
    start_not_after: Date | None = None
    end: Date | None = None
    end_precision: Precision | None = None
    note: Texts | None = None
    dispute: Texts | None = None
    last_checked: Date | None = None
    sources: SourceIds

    @model_validator(mode="after")
    def _dates_agree(self) -> RecognitionPeriod:
        _check_precision("start", self.start, self.start_precision)
        _check_precision("end", self.end, self.end_precision)
        if self.start and self.end and first_day(self.start) > last_day(self.end):
            raise ValueError(f"start {self.start} lies after end {self.end}")
        return self


class CountrySeed(Record):
    """A member of CELAC: seeds/countries.yml. Names of countries and languages come from CLDR by code."""

    iso3: Iso3
    name: Texts | None = None
    capital: Texts
    languages: tuple[str, ...]
    subregion: Subregion
    memberships: tuple[Membership, ...]
    associate_of: tuple[Membership, ...] = ()
    partnership: Partnership
    recognition: Annotated[tuple[RecognitionPeriod, ...], Field(min_length=1)]
    note: Texts | None = None
    last_checked: Date | None = None
    sources: SourceIds

    @model_validator(mode="after")
    def _one_open_period(self) -> CountrySeed:
        running = [period for period in self.recognition if period.end is None]
        if len(running) != 1:
            raise ValueError(f"{len(running)} periods of recognition have no end; exactly one may run on")
        if (running[0].party == "ROC") != (self.partnership.level == "recognises_roc"):
            raise ValueError(f"partnership {self.partnership.level} does not fit recognition of the {running[0].party}")
        return self


class BeltAndRoadSeed(Record):
    """A member and the Belt and Road: seeds/belt_and_road.yml.

    `joined_not_after` is the latest possible day of an imprecise date, with its reason in `note`; counts use
    it.
    """

    country: Iso3
    status: Literal["member", "left", "none"]
    joined: Date | None = None
    joined_precision: Precision | None = None
    joined_not_after: Date | None = None
    left: Date | None = None
    document: Texts | None = None
    note: Texts | None = None
    dispute: Texts | None = None
    last_checked: Date | None = None
    sources: SourceIds

    @model_validator(mode="after")
    def _status_fits_dates(self) -> BeltAndRoadSeed:
        _check_precision("joined", self.joined, self.joined_precision)
        if (self.joined is None) != (self.status == "none"):
            raise ValueError(f"status {self.status} does not fit joined {self.joined}")
        if (self.left is not None) != (self.status == "left"):
            raise ValueError(f"status {self.status} does not fit left {self.left}")
        if self.joined and self.joined_not_after:
            latest = last_day(self.joined_not_after)
            if not first_day(self.joined) <= latest <= last_day(self.joined):
                raise ValueError(f"joined_not_after {self.joined_not_after} lies outside joined {self.joined}")
        return self


def _check_precision(name: str, date: str | None, precision: str | None) -> None:
    if date is None and precision is not None:
        raise ValueError(f"{name}_precision is given without {name}")
    if date is not None and precision is not None and precision_of(date) != precision:
        raise ValueError(f"{name} {date} has the precision {precision_of(date)}, not {precision}")


# -- indicators ------------------------------------------------------------------------------------


class Indicator(Record):
    """One column of the world that a reader can choose: seeds/indicators/<id>.yml.

    `additive` says whether values of members may be summed to a total of the region.
    `categories` are the codes of a category indicator in the order of the legend.
    `derived` indicators are computed by the build from others; their rows name all sources.
    """

    id: Code
    order: int
    kind: Literal["numeric", "category"]
    unit: Literal["usd", "usd_2015", "usd_2021", "percent", "ratio", "persons", "rank", "year", "index", "category"]
    decimals: Annotated[int, Field(ge=0, le=6)]
    group: Literal["trade", "belt_and_road", "finance", "context", "votes"]
    scale: Literal["sequential", "diverging", "ratio", "category"]
    additive: bool = False
    derived: bool = False
    categories: tuple[str, ...] = ()
    sources: SourceIds
    label: Texts
    short: Texts
    question: Texts
    definition: Texts
    caution: Texts | None = None

    @model_validator(mode="after")
    def _kind_fits(self) -> Indicator:
        if (self.kind == "category") != bool(self.categories):
            raise ValueError("a category indicator lists its categories, a numeric one has none")
        return self


# -- sources ---------------------------------------------------------------------------------------


class Reliability(Record):
    """How far a source can be trusted: seeds/reliability.yml."""

    label: Texts
    meaning: Texts


class Licence(Record):
    """What a class of licence lets a reader do: seeds/licences.yml."""

    label: Texts
    allows: Texts
    url: str | None = None


class _SourceBase(Record):
    id: Code
    title: Annotated[str, Field(min_length=1)]
    producer: Annotated[str, Field(min_length=1)]
    citation: str | None = None
    date: str | None = None
    url: str | None = None
    show_link: bool = False
    licence: str | None = None
    licence_class: str
    kind: Literal["web_page", "dataset", "law_or_official", "software", "report", "news"]
    reliability: str
    caution: Texts | None = None
    read: Date | None = None


class SourceSeed(_SourceBase):
    """Where facts come from: seeds/sources/*.yml. Field meanings: head of seeds/sources/diplomacy.yml.

    `processing` is a code of seeds/processing.yml or own words.
    """

    processing: str | dict[str, str]


class Source(_SourceBase):
    """A source as the app reads it: codes are resolved to words, the citation is complete.

    `used_by` names the tables that have a row from it.
    """

    citation: str
    licence_label: Texts
    licence_allows: Texts
    licence_url: str | None = None
    reliability_label: Texts
    processing: Texts
    used_by: tuple[str, ...] = ()


class ChangeSeed(Record):
    """One release of the data: seeds/changelog.yml, oldest first. `version` counts as in semantic
    versioning.
    """

    version: Release
    date: Date
    text: Texts


class TermSeed(Record):
    """A term that a reader may not know: seeds/terms.yml. `forms` are the beginnings of words by which it is found in
    a text of each language.
    """

    id: Code
    name: Texts
    meaning: Texts
    forms: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]]
    source: str | None

    @model_validator(mode="after")
    def _whole(self) -> TermSeed:
        for field in ("name", "meaning", "forms"):
            if absent := [lang for lang in LANGUAGES if lang not in getattr(self, field)]:
                raise ValueError(f"{field} lacks {', '.join(absent)}")
        if unknown := sorted(set(self.forms) - set(LANGUAGES)):
            raise ValueError(f"forms: unknown language {', '.join(unknown)}")
        return self


# -- events and agreements -------------------------------------------------------------------------


class EventSeed(Record):
    """Something that happened: seeds/events.yml. CHN among `countries` means China or the region as a
    whole.
    """

    id: Code
    date: Date
    precision: Precision
    category: Literal["recognition", "belt_and_road", "trade", "finance", "forum", "policy", "corporate", "us_policy"]
    countries: Annotated[tuple[Iso3, ...], Field(min_length=1)]
    title: Texts
    text: Texts | None = None
    last_checked: Date | None = None
    sources: SourceIds

    @model_validator(mode="after")
    def _fits(self) -> EventSeed:
        _check_precision("date", self.date, self.precision)
        for lang, title in self.title.items():
            if len(title) > TITLE_LENGTH:
                raise ValueError(f"the title ({lang}) has {len(title)} characters; {TITLE_LENGTH} are the most")
        return self


TITLE_LENGTH = 90


class AgreementSeed(Record):
    """An agreement between China and a member, or about one: seeds/agreements.yml."""

    id: Code
    type: Literal[
        "fta",
        "fta_negotiation",
        "fta_study",
        "fta_hong_kong",
        "currency_swap",
        "investment_treaty",
        "double_taxation",
        "visa_unilateral_china",
        "visa_mutual",
        "visa_unilateral_partner",
        "regional_context",
    ]
    country: Iso3
    title: Texts
    signed: Date | None = None
    in_force: Date | None = None
    upgraded: Texts | None = None
    state: Code
    state_text: Texts | None = None
    note: Texts | None = None
    last_checked: Date | None = None
    sources: SourceIds


# -- the report ------------------------------------------------------------------------------------


class FigureSeed(Record):
    """A number inside a sentence, computed from the tables: functions are listed in
    seeds/article/claims.yml.
    """

    function: str
    args: dict[str, Any] = {}
    format: Literal["money", "integer", "year"]


class DoorSeed(Record):
    """A way into a view: its slug and the parameters of docs/links.md."""

    view: str
    params: dict[str, str | int] = {}


class ReportSeed(Record):
    """What is known about the report: seeds/article/report.yml."""

    id: Code
    headline: str
    headline_translation: dict[str, str]
    publisher: Texts
    date: Date
    date_precision: Precision
    place: Texts
    country: Iso3
    language: Literal["en"]
    paragraphs: Annotated[int, Field(ge=1, strict=True)]
    text_republished: Literal[False]
    note: Texts
    sources: SourceIds


class ClaimSeed(Record):
    """A checkable claim of the report in our words: seeds/article/claims.yml."""

    id: Code
    paragraph: Annotated[int, Field(ge=1, strict=True)]
    claim: Texts
    verdict: Literal["supported", "partly", "contradicted", "not_checkable"]
    evidence: Texts
    figures: dict[str, FigureSeed] = {}
    shown_in: tuple[DoorSeed, ...]
    tables: tuple[str, ...]
    sources: SourceIds


class QuoteSeed(Record):
    """A direct quotation of the report, exact: seeds/article/quotes.yml. Translations are ours, from the
    English.
    """

    id: Code
    paragraph: Annotated[int, Field(ge=1, strict=True)]
    text: str
    sic: tuple[str, ...] = ()
    speaker: str
    office: Texts
    country: Iso3
    theme: Literal["cooperation", "connectivity", "protectionism", "geopolitics"]
    language: Literal["zh", "es", "pt", "unknown"]
    language_certainty: Literal["certain", "probable", "unknown"]
    translation: dict[str, str]
    record: Texts
    sources: SourceIds

    @model_validator(mode="after")
    def _sic_is_in_the_text(self) -> QuoteSeed:
        for word in self.sic:
            if word not in self.text:
                raise ValueError(f"the misprint {word!r} is not in the text")
        return self


class QuestionSeed(Record):
    """A question for a class and what the record answers: seeds/questions.yml. Its numbers are placeholders."""

    id: Annotated[str, Field(pattern=r"^q[1-9]\d*$")]
    question: Texts
    predict: Texts
    answer: Texts
    uncertain: Texts
    figures: dict[str, FigureSeed] = {}
    shown_in: Annotated[tuple[DoorSeed, ...], Field(min_length=1)]
    claims: tuple[str, ...] = ()
    quote: str | None = None
    tables: Annotated[tuple[str, ...], Field(min_length=1)]
    sources: SourceIds

    @model_validator(mode="after")
    def _no_number_is_typed_in(self) -> QuestionSeed:
        for name in ("question", "predict", "answer", "uncertain"):
            for lang, text in getattr(self, name).items():
                if re.search(r"\d", re.sub(r"\{\w+\}", "", text)):
                    raise ValueError(f"a number is typed into {name}.{lang}; name a figure in braces")
        return self


class NamedSeed(Record):
    """Who and what the report names: seeds/article/named.yml."""

    id: Code
    kind: Literal["person", "organisation", "initiative", "agreement", "document", "place"]
    name: Texts
    as_written: Annotated[tuple[str, ...], Field(min_length=1)]
    country: Iso3 | None = None
    paragraphs: Annotated[tuple[int, ...], Field(min_length=1)]
    description: Texts
    sources: SourceIds


# -- corrections ----------------------------------------------------------------------------------


class CorrectionSeed(Record):
    """A value that a release had wrong: seeds/corrections.yml. `rows` names its rows in the table, `field` the column
    (without the language), `since` and `release` the first releases that had it wrong and that have it right.
    """

    id: Annotated[str, Field(pattern=r"^co\d{2,}$")]
    table: Code
    rows: Annotated[tuple[str, ...], Field(min_length=1)]
    field: Code
    date: Date
    since: Release
    release: Release
    wrong: Texts
    right: Texts
    reason: Texts
    shown_in: Annotated[tuple[DoorSeed, ...], Field(min_length=1)]
    sources: SourceIds


# -- pledges and finance ---------------------------------------------------------------------------


class PledgeStepSeed(Record):
    """One of the four steps of a pledge, from announced to delivered."""

    step: Literal["announced", "agreed", "committed", "delivered"]
    state: Literal["dated", "undated", "partly", "disputed", "not_applicable", "no_later_evidence", "not_yet_checked"]
    date: Date | None = None
    date_precision: Precision | None = None
    amount_usd: float | None = None
    amount_note: Texts | None = None
    amount_figure: str | None = None
    checked_on: Date | None = None
    text: Texts
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _state_fits(self) -> PledgeStepSeed:
        _check_precision("date", self.date, self.date_precision)
        if (self.date is not None) != (self.state == "dated"):
            raise ValueError(f"state {self.state} does not fit date {self.date}")
        return self


class PledgeMeasureSeed(Record):
    """One of several competing measures of what came of a pledge; never to be added."""

    id: Code
    amount_usd: float | None
    amount_note: Texts | None = None
    amount_figure: str | None = None
    period_start: Year | None
    period_end: Year
    what: Texts
    why_not: Texts
    sources: tuple[str, ...] = ()


def _four_steps(steps: tuple[PledgeStepSeed, ...]) -> tuple[PledgeStepSeed, ...]:
    if [step.step for step in steps] != ["announced", "agreed", "committed", "delivered"]:
        raise ValueError("steps are announced, agreed, committed, delivered, in this order")
    return steps


PledgeSteps = Annotated[tuple[PledgeStepSeed, ...], AfterValidator(_four_steps)]


class PledgeSeed(Record):
    """What China announced for the region: seeds/pledges.yml."""

    id: Code
    date: Date
    by: str
    occasion: Texts
    what: Texts
    amount: float
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    amount_usd: float
    rate_note: Texts | None
    horizon_start: Year
    horizon_end: Year | None
    kind: Literal["credit", "fund", "trade_goal", "investment_goal"]
    status: Literal["announced", "met", "disputed"]
    counts_in_totals: bool
    reason: Texts
    vague: Texts
    outcome: Texts
    outcome_sources: tuple[str, ...]
    sources: SourceIds
    note: Texts | None
    figures: dict[str, FigureSeed]
    measures: tuple[PledgeMeasureSeed, ...]
    steps: PledgeSteps


class CountryPledgeSeed(Record):
    """What was pledged to one member: seeds/country_pledges.yml. Part of a pledge to the region, or else a project that
    AidData counts as pledged; that has its words already.
    """

    id: Annotated[str, Field(pattern=r"^cp\d{2,}$")]
    country: Iso3
    pledge: Code | None = None
    project: int | None = None
    what: Texts | None = None
    steps: PledgeSteps
    sources: SourceIds

    @model_validator(mode="after")
    def _part_or_project(self) -> CountryPledgeSeed:
        if (self.pledge is None) == (self.project is None) or (self.what is None) != (self.pledge is None):
            raise ValueError("name a pledge, and what it is, or else a project alone")
        return self


class PolicyBankSeed(Record):
    """A headline figure of lending by the policy banks: seeds/policy_banks.yml. Periods overlap: never add
    them.
    """

    id: Code
    period_start: Year
    period_end: Year
    amount_usd: float
    qualifier: Literal["over", "just_over", "about"] | None
    note: Texts | None
    sources: SourceIds


class ProjectSeed(Record):
    """Our short words for a project of AidData: seeds/projects.yml."""

    number: int
    label: Texts
