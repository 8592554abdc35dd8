"""Seeds and downloads in, tables out: reads all, checks all, then writes all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data import schema
from data.build import (
    article,
    context,
    derived,
    gcdf,
    imts,
    members,
    package,
    sources,
    tables,
    unga,
    written,
)
from data.build.figures import Figures
from data.build.problems import BuildError, Problems
from data.build.seeds import Seeds


@dataclass(frozen=True)
class Built:
    """What a build made: the tables by name, the version, and what a reader of the log should know."""

    tables: dict[str, pd.DataFrame]
    version: str
    warnings: tuple[str, ...]


def build(seeds_dir: Path, raw: Path, out: Path) -> Built:
    """Build all tables into `out`. Raises BuildError with every problem; then `out` is untouched."""
    problems = Problems()
    made, release, warnings = make(seeds_dir, raw, problems)
    version = tables.write(made, package.describe(made), out, release=release)
    return Built(made, version, tuple(warnings))


def make(seeds_dir: Path, raw: Path, problems: Problems) -> tuple[dict[str, pd.DataFrame], str, list[str]]:
    """The finished tables in memory, the release of the data changelog, warnings. Raises BuildError."""
    warnings: list[str] = []
    seeds = Seeds(seeds_dir, problems)
    if not raw.is_dir():
        cure = "set RAW_DIR, or run `python -m data.refresh`"
        problems.add(f"RAW_DIR {raw.name}", "the folder is missing", cure)
    people = written.read(seeds)
    codes = [country.iso3 for country in people.countries]
    trade = imts.read(raw, codes, problems)
    macro = context.read(raw, codes, problems)
    votes = unga.read(raw, codes, problems)
    money = gcdf.finance(raw, codes, problems)
    units = gcdf.locations(raw, codes, problems)
    labels = {project.number: project for project in people.projects}
    mapped = gcdf.projects(raw, codes, labels, problems, warnings)
    land = context.land_area(macro) if macro is not None else {}
    countries = members.countries(people.countries, land, raw, problems) if land else None
    if problems:
        raise BuildError(problems)
    assert trade is not None
    assert macro is not None
    assert votes is not None
    assert money is not None
    assert people.report is not None

    periods, roads = members.recognition(people.countries), members.belt_and_road(people.road)
    observed = pd.concat([trade[0], context.observations(macro, problems), votes[1], gcdf.official_finance(money)])
    frames: dict[str, pd.DataFrame | None] = {
        "countries": countries,
        "recognition": periods,
        "belt_and_road": roads,
        "observations": pd.concat([observed, derived.observations(observed)]),
        "categories": pd.concat([members.states(roads, periods), context.income_groups(macro, problems)]),
        "trade_totals": trade[1],
        "finance": money,
        "projects": mapped,
        "locations": units,
        "un_votes": votes[0],
        "policy_banks": article.policy_banks(people.policy_banks),
        "events": article.events(people.events),
        "agreements": article.agreements(people.agreements),
        "report": article.report(people.report),
        "quotes": article.quotes(people.quotes),
        "named": article.named(people.named),
        "terms": written.terms(people.terms),
        "changelog": written.changelog(people.changes),
        "corrections": written.corrections(people.corrections),
        "indicators": written.indicators(people.indicators),
        "words": people.words,
    }
    made: dict[str, pd.DataFrame] = {}

    def add(**more: pd.DataFrame | None) -> None:
        for name, frame in more.items():
            assert frame is not None
            made[name] = tables.finish(frame, schema.TABLES[name], problems)

    add(**frames)
    figures = Figures(made, problems)
    add(pledges=article.pledges(people.pledges, figures))
    add(
        pledge_steps=article.pledge_steps(people.pledges, figures),
        country_pledges=article.country_pledges(
            people.country_pledges, {project.number: project.label for project in people.projects}
        ),
        pledge_measures=article.pledge_measures(people.pledges, figures),
        claims=article.claims(people.claims, figures),
    )
    add(questions=article.questions(people.questions, figures))
    add(figures=figures.table())
    add(sources=sources.table(*people.sources, tables.used_by(made)))
    made = {name: made[name] for name in schema.TABLES}
    tables.check_foreign(made, problems)
    tables.check_indicators(made, problems)
    written.check_corrections(made, problems)
    written.check_country_pledges(made, problems)
    if problems:
        raise BuildError(problems)
    return made, people.changes[-1].version, warnings
