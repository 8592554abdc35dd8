"""Seeds and downloads in, tables out: reads all, checks all, then writes all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data import schema
from data.build import context, imts, members, package, sources, tables, words
from data.build.problems import BuildError, Problems
from data.build.seeds import Seeds
from data.build.tables import texts
from data.model import BeltAndRoadSeed, ChangeSeed, CountrySeed, Indicator

MEMBERS = 33


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
    seeds = Seeds(seeds_dir, problems)
    if not raw.is_dir():
        problems.add(
            f"RAW_DIR {raw.name}", "the folder is missing", "set RAW_DIR, or run `python -m data.refresh`"
        )
    countries = seeds.records("countries.yml", CountrySeed, key="iso3")
    road = seeds.records("belt_and_road.yml", BeltAndRoadSeed, key="country")
    changes = seeds.records("changelog.yml", ChangeSeed, key="version")
    indicators = _indicators(seeds)
    records, licences, kinds = sources.read(seeds)
    interface = words.table(seeds)
    _check_references(seeds, countries, road, indicators, {record.id for record, _ in records})

    codes = [country.iso3 for country in countries]
    trade = imts.read(raw, codes, problems)
    macro = context.read(raw, codes, problems)
    land = context.land_area(macro) if macro is not None else {}
    frames: dict[str, pd.DataFrame | None] = {
        "countries": members.countries(countries, land, raw, problems) if land else None
    }
    if problems:
        raise BuildError(problems)
    assert trade is not None
    assert macro is not None
    observations, totals = trade
    periods, roads = members.recognition(countries), members.belt_and_road(road)
    frames["recognition"] = periods
    frames["belt_and_road"] = roads
    frames["observations"] = observations
    frames["categories"] = members.states(roads, periods)
    frames["trade_totals"] = totals
    frames["indicators"] = _indicator_table(indicators)
    frames["words"] = interface

    made = {
        name: tables.finish(frame, schema.TABLES[name], problems)
        for name in schema.TABLES
        if (frame := frames.get(name)) is not None
    }
    used = tables.used_by(made)
    made["sources"] = tables.finish(
        sources.table(records, licences, kinds, used), schema.TABLES["sources"], problems
    )
    made = {name: made[name] for name in schema.TABLES}
    tables.check_foreign(made, problems)
    if problems:
        raise BuildError(problems)
    return made, changes[-1].version, []


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


def _indicator_table(indicators: Sequence[Indicator]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                **item.model_dump(
                    include={
                        "id",
                        "order",
                        "kind",
                        "unit",
                        "decimals",
                        "group",
                        "scale",
                        "additive",
                        "derived",
                    }
                ),
                "categories": ";".join(item.categories) or None,
                **texts("label", item.label),
                **texts("short", item.short),
                **texts("question", item.question),
                **texts("definition", item.definition),
                **texts("caution", item.caution),
                "source": ";".join(item.sources),
            }
            for item in indicators
        ]
    )


def _check_references(
    seeds: Seeds,
    countries: Sequence[CountrySeed],
    road: Sequence[BeltAndRoadSeed],
    indicators: Sequence[Indicator],
    known: Iterable[str],
) -> None:
    known = set(known)
    codes = {country.iso3 for country in countries}
    cure_source = "add the source to seeds/sources, or correct the id"
    cure_country = "write the ISO 3166 alpha-3 code of a member in seeds/countries.yml"
    if len(codes) != MEMBERS:
        seeds.problems.add(
            "seeds/countries.yml",
            f"{len(codes)} readable members; CELAC has {MEMBERS}",
            "see the problems of this file",
        )
    for country in countries:
        named = [*country.sources, *(code for period in country.recognition for code in period.sources)]
        seeds.unknown("countries.yml", country.iso3, "sources", dict.fromkeys(named), known, cure_source)
    for record in road:
        seeds.unknown("belt_and_road.yml", record.country, "sources", record.sources, known, cure_source)
        seeds.unknown("belt_and_road.yml", record.country, "country", [record.country], codes, cure_country)
    for code in sorted(codes - {record.country for record in road}):
        seeds.problems.add(
            "seeds/belt_and_road.yml", f"no record for {code}", "add one; status none is a statement too"
        )
    for indicator in indicators:
        seeds.unknown(
            f"indicators/{indicator.id}.yml", indicator.id, "sources", indicator.sources, known, cure_source
        )
