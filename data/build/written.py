"""Everything that people write, read and cross-checked: codes and sources that a seed names must exist."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data import contract, schema
from data.build import sources, words
from data.build.problems import Problems
from data.build.seeds import Seeds
from data.build.tables import texts
from data.model import (
    AgreementSeed,
    BeltAndRoadSeed,
    ChangeSeed,
    ClaimSeed,
    CorrectionSeed,
    CountryPledgeSeed,
    CountrySeed,
    EventSeed,
    Indicator,
    Licence,
    NamedSeed,
    PledgeSeed,
    PolicyBankSeed,
    ProjectSeed,
    QuestionSeed,
    QuoteSeed,
    Record,
    Reliability,
    ReportSeed,
    SourceSeed,
    TermSeed,
)

MEMBERS = 33
# China for itself or for the region as a whole; the United States in its own right.
PARTNERS = ("CHN", "USA")
_CURE_SOURCE = "add the source to seeds/sources, or correct the id"
_CURE_COUNTRY = "write the ISO 3166 alpha-3 code of a member in seeds/countries.yml"


@dataclass(frozen=True)
class Written:
    """The records of all seeds."""

    countries: list[CountrySeed]
    road: list[BeltAndRoadSeed]
    events: list[EventSeed]
    agreements: list[AgreementSeed]
    report: ReportSeed | None  # None only beside a problem
    claims: list[ClaimSeed]
    quotes: list[QuoteSeed]
    named: list[NamedSeed]
    questions: list[QuestionSeed]
    pledges: list[PledgeSeed]
    country_pledges: list[CountryPledgeSeed]
    policy_banks: list[PolicyBankSeed]
    projects: list[ProjectSeed]
    changes: list[ChangeSeed]
    corrections: list[CorrectionSeed]
    terms: list[TermSeed]
    indicators: list[Indicator]
    sources: tuple[list[tuple[SourceSeed, dict[str, str]]], dict[str, Licence], dict[str, Reliability]]
    words: pd.DataFrame


def read(seeds: Seeds) -> Written:
    """All seeds; what is wrong is noted in `seeds.problems`, then the result must not be used."""
    report_path = seeds.root / "article" / "report.yml"
    report_data = seeds.raw(report_path)
    report = seeds.record(report_path, ReportSeed, report_data, "report") if report_data is not None else None
    found = Written(
        countries=seeds.records("countries.yml", CountrySeed, key="iso3"),
        road=seeds.records("belt_and_road.yml", BeltAndRoadSeed, key="country"),
        events=seeds.records("events.yml", EventSeed, key="id"),
        agreements=seeds.records("agreements.yml", AgreementSeed, key="id"),
        report=report,
        claims=seeds.records("article/claims.yml", ClaimSeed, key="id"),
        quotes=seeds.records("article/quotes.yml", QuoteSeed, key="id"),
        named=seeds.records("article/named.yml", NamedSeed, key="id"),
        questions=seeds.records("questions.yml", QuestionSeed, key="id"),
        pledges=seeds.records("pledges.yml", PledgeSeed, key="id"),
        country_pledges=seeds.records("country_pledges.yml", CountryPledgeSeed, key="id"),
        policy_banks=seeds.records("policy_banks.yml", PolicyBankSeed, key="id"),
        projects=seeds.records("projects.yml", ProjectSeed, key="number"),
        changes=seeds.records("changelog.yml", ChangeSeed, key="version"),
        corrections=seeds.records("corrections.yml", CorrectionSeed, key="id"),
        terms=seeds.records("terms.yml", TermSeed, key="id"),
        indicators=_indicators(seeds),
        sources=sources.read(seeds),
        words=words.table(seeds),
    )
    _check(seeds, found)
    return found


def _indicators(seeds: Seeds) -> list[Indicator]:
    found = []
    for path in seeds.files("indicators/*.yml"):
        data = seeds.raw(path)
        if isinstance(data, dict):
            record = seeds.record(path, Indicator, {"id": path.stem, **data}, path.stem)
            found += [record] if record else []
        elif data is not None:
            seeds.problems.add(seeds.name(path), "not a mapping", "write 'key: value' lines")
    return found


def _check(seeds: Seeds, found: Written) -> None:
    known = {record.id for record, _ in found.sources[0]}
    codes = {country.iso3 for country in found.countries}
    if len(codes) != MEMBERS:
        what = f"{len(codes)} readable members; CELAC has {MEMBERS}"
        seeds.problems.add("seeds/countries.yml", what, "see the problems of this file")
    lists: Mapping[str, tuple[str, Sequence[Record], Iterable[str]]] = {
        "countries.yml": ("iso3", found.countries, codes),
        "belt_and_road.yml": ("country", found.road, codes),
        "events.yml": ("id", found.events, codes.union(PARTNERS)),
        "agreements.yml": ("id", found.agreements, codes.union(PARTNERS)),
        "article/report.yml": ("id", [found.report] if found.report else [], codes),
        "article/claims.yml": ("id", found.claims, codes),
        "article/quotes.yml": ("id", found.quotes, codes.union(PARTNERS)),
        "article/named.yml": ("id", found.named, codes.union(PARTNERS)),
        "questions.yml": ("id", found.questions, codes),
        "pledges.yml": ("id", found.pledges, codes),
        "country_pledges.yml": ("id", found.country_pledges, codes),
        "policy_banks.yml": ("id", found.policy_banks, codes),
        "corrections.yml": ("id", found.corrections, codes),
        **{f"indicators/{item.id}.yml": ("id", [item], codes) for item in found.indicators},
    }
    for file, (key, records, allowed) in lists.items():
        for record in records:
            label, data = getattr(record, key), record.model_dump()
            named = dict.fromkeys(_deep(data, ("sources", "outcome_sources")))
            seeds.unknown(file, label, "sources", named, known, _CURE_SOURCE)
            countries = [code for code in (data.get("country"), *data.get("countries", ())) if code]
            seeds.unknown(file, label, "country", countries, allowed, _CURE_COUNTRY)
    for code in sorted(codes - {record.country for record in found.road}):
        cure = "add one; status none is a statement too"
        seeds.problems.add("seeds/belt_and_road.yml", f"no record for {code}", cure)
    for term in found.terms:
        seeds.unknown("terms.yml", term.id, "source", [term.source] if term.source else [], known, _CURE_SOURCE)
    cure = f"use one of {', '.join(schema.TABLES)}"
    for claim in found.claims:
        seeds.unknown("article/claims.yml", claim.id, "tables", claim.tables, schema.TABLES, cure)
        if found.report and claim.paragraph > found.report.paragraphs:
            what = f"paragraph {claim.paragraph} of {found.report.paragraphs}"
            seeds.problems.add("seeds/article/claims.yml", what, "correct the paragraph", record=claim.id)
    claims, quotes = ({record.id for record in records} for records in (found.claims, found.quotes))
    for asked in found.questions:
        seeds.unknown("questions.yml", asked.id, "tables", asked.tables, schema.TABLES, cure)
        quoted = [asked.quote] if asked.quote else []
        for field, codes_of, among in (("claims", asked.claims, claims), ("quote", quoted, quotes)):
            seeds.unknown("questions.yml", asked.id, field, codes_of, among, "write an id of seeds/article")
    releases = [change.version for change in found.changes]
    for item in found.corrections:
        cure = "name a release of seeds/changelog.yml"
        seeds.unknown("corrections.yml", item.id, "releases", (item.since, item.release), releases, cure)
        if {item.since, item.release} <= set(releases) and releases.index(item.since) >= releases.index(item.release):
            what = f"wrong since {item.since}, right since {item.release}"
            seeds.problems.add("seeds/corrections.yml", what, "the later one is right", record=item.id)
    english = set(found.words["key"])
    for indicator in found.indicators:
        needed = [f"{indicator.id}.{code}" for code in indicator.categories]
        cure = "add the words of the category to seeds/text/en.yml"
        seeds.unknown(f"indicators/{indicator.id}.yml", indicator.id, "categories", needed, english, cure)


def _deep(data: Any, names: tuple[str, ...]) -> list[str]:
    if isinstance(data, dict):
        own = [code for name in names for code in data.get(name, ())]
        return own + [code for value in data.values() for code in _deep(value, names)]
    if isinstance(data, list | tuple):
        return [code for item in data for code in _deep(item, names)]
    return []


def indicators(found: Sequence[Indicator]) -> pd.DataFrame:
    """The table indicators."""
    plain = {"id", "order", "kind", "unit", "decimals", "group", "scale", "additive", "derived"}
    return pd.DataFrame(
        [
            {
                **item.model_dump(include=plain),
                "categories": ";".join(item.categories) or None,
                **texts("label", item.label),
                **texts("short", item.short),
                **texts("question", item.question),
                **texts("definition", item.definition),
                **texts("caution", item.caution),
                "source": ";".join(item.sources),
            }
            for item in found
        ]
    )


def terms(found: Sequence[TermSeed]) -> pd.DataFrame:
    """The table terms."""
    return pd.DataFrame(
        [
            {
                "id": item.id,
                "order": order,
                **texts("name", item.name),
                **texts("meaning", item.meaning),
                **texts("forms", {lang: ";".join(forms) for lang, forms in item.forms.items()}),
                "defined_by": item.source,
            }
            for order, item in enumerate(found, start=1)
        ]
    )


def changelog(found: Sequence[ChangeSeed]) -> pd.DataFrame:
    """The table changelog."""
    return pd.DataFrame([{"version": item.version, "date": item.date, **texts("text", item.text)} for item in found])


def corrections(found: Sequence[CorrectionSeed]) -> pd.DataFrame:
    """The table corrections."""
    plain = {"id", "table", "field", "date", "since", "release"}
    rows = [
        {
            **item.model_dump(include=plain),
            "rows": ";".join(item.rows),
            **texts("wrong", item.wrong),
            **texts("right", item.right),
            **texts("reason", item.reason),
            "shown_in": json.dumps([door.model_dump() for door in item.shown_in]),
            "source": ";".join(item.sources),
        }
        for item in found
    ]
    return pd.DataFrame(rows, columns=schema.TABLES["corrections"].names)


def check_corrections(tables: Mapping[str, pd.DataFrame], problems: Problems) -> None:
    """A correction names a table, a row of it and a column of it."""
    for item in tables["corrections"].itertuples():
        frame = tables.get(str(item.table))
        told = {"record": item.id}
        if frame is None:
            cure = f"use one of {', '.join(tables)}"
            problems.add("seeds/corrections.yml", f"unknown {item.table!r}", cure, field="table", **told)
            continue
        table = schema.TABLES[str(item.table)]
        for row in sorted(set(str(item.rows).split(";")) - set(contract.names(frame, table))):
            cure = f"join the {', '.join(table.named_by)} of a row of {table.name} by a point"
            problems.add("seeds/corrections.yml", f"unknown {row!r}", cure, field="rows", **told)
        if not {str(item.field), f"{item.field}_en"} & set(frame.columns):
            cure = f"use a column of {item.table}, without its language"
            problems.add("seeds/corrections.yml", f"unknown {item.field!r}", cure, field="field", **told)


def check_country_pledges(tables: Mapping[str, pd.DataFrame], problems: Problems) -> None:
    """Each project with the state "pledged", and no other, has its ladder, in its country and from its year on."""
    projects = tables["projects"]
    asked = projects[projects["status"] == "pledged"].itertuples()
    wanted = {int(row.number): f"{row.country}, {row.year}" for row in asked}
    steps = tables["country_pledges"].dropna(subset="project")
    first = steps[steps["order"] == 1].itertuples()
    found = {int(row.project): f"{row.country}, {str(row.date)[:4]}" for row in first}
    for number in sorted(wanted.keys() | found.keys()):
        if wanted.get(number) != found.get(number):
            what = f"{found.get(number, 'no record')}; the project is {wanted.get(number, 'not pledged')}"
            cure = "one record for each project with the state pledged: its country, announced in its year"
            problems.add("seeds/country_pledges.yml", what, cure, record=number, field="project")
