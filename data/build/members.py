"""The members: names, places, recognition, Belt and Road, from seeds and RAW_DIR/geo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from babel import Locale

from data import derive
from data.build import csvs
from data.build.problems import Problems
from data.build.tables import texts
from data.model import LANGUAGES, BeltAndRoadSeed, CountrySeed, first_day, last_day

PLACES = csvs.Csv(
    "geo/places.csv",
    {
        "iso3": "str",
        "capital": "str",
        "lat": "float",
        "lon": "float",
        "label_lat": "float",
        "label_lon": "float",
        "rep_lat": "float",
        "rep_lon": "float",
        "bbox_main": "str",
    },
    least=35,
    most=40,
)
NAMES = csvs.Csv("geo/names.csv", {"iso3": "str", "iso2": "str", "m49": "str"}, least=33, most=40)
LOCALES = {lang: Locale.parse({"zh": "zh_Hans", "pt": "pt_BR"}.get(lang, lang)) for lang in LANGUAGES}
GEO_SOURCES = ("ne_10m", "ne_110m_places", "cia_land", "cldr_babel", "pycountry")
SMALL = 8  # how many of the smallest cannot be seen at the scale of the region

ROAD_FROM = 2013  # the initiative was proposed in that year
RECOGNITION_FROM = 2000


def countries(
    seeds: Sequence[CountrySeed], land: dict[str, float], raw: Path, problems: Problems
) -> pd.DataFrame | None:
    """The table countries. `land` is land area in square kilometres by ISO3."""
    places, names = csvs.read(raw, PLACES, problems), csvs.read(raw, NAMES, problems)
    if places is None or names is None:
        return None
    place, name = (frame.set_index("iso3").to_dict("index") for frame in (places, names))
    small = sorted(land, key=lambda code: land[code])[:SMALL]
    rows = []
    for seed in seeds:
        code = seed.iso3
        if code not in place or code not in name or code not in land:
            problems.add(
                "seeds/countries.yml", f"{code} is not among the places and codes in RAW_DIR/geo",
                "write the ISO 3166 alpha-3 code of a member", record=code, field="iso3",
            )  # fmt: skip
            continue
        here, ids = place[code], name[code]
        west, south, east, north = (float(part) for part in here["bbox_main"].split())
        rows.append(
            {
                "country": code,
                "iso2": ids["iso2"],
                "m49": ids["m49"],
                **{f"name_{lang}": _name(seed, ids["iso2"], lang) for lang in LANGUAGES},
                "capital": seed.capital["en"],
                **texts("capital", seed.capital),
                "capital_lat": here["lat"],
                "capital_lon": here["lon"],
                "languages": ";".join(seed.languages),
                **{f"languages_{lang}": _languages(seed, lang, problems) for lang in LANGUAGES},
                "subregion": seed.subregion,
                "memberships": ";".join(seed.memberships),
                "associate_of": ";".join(seed.associate_of) or None,
                "partnership": seed.partnership.level,
                "partnership_since": seed.partnership.since,
                **texts("partnership", seed.partnership.words),
                "recognises": next(period.party for period in seed.recognition if period.end is None),
                "label_lat": here["label_lat"],
                "label_lon": here["label_lon"],
                "inner_lat": here["rep_lat"],
                "inner_lon": here["rep_lon"],
                "west": west,
                "south": south,
                "east": east,
                "north": north,
                "land_area_km2": land[code],
                "small": code in small,
                **texts("note", seed.note),
                "last_checked": seed.last_checked,
                "source": ";".join((*seed.sources, *GEO_SOURCES)),
            }
        )
    return pd.DataFrame(rows)


def _name(seed: CountrySeed, iso2: str, lang: str) -> str:
    return (seed.name or {}).get(lang) or str(LOCALES[lang].territories[iso2])


def _languages(seed: CountrySeed, lang: str, problems: Problems) -> str:
    known = LOCALES[lang].languages
    for code in seed.languages:
        if code not in known:
            problems.add(
                "seeds/countries.yml", f"unknown language {code!r}", "write the ISO 639 code of the language",
                record=seed.iso3, field="languages",
            )  # fmt: skip
    return ";".join(str(known.get(code, code)) for code in seed.languages)


def recognition(seeds: Sequence[CountrySeed]) -> pd.DataFrame:
    """The table recognition: one row per period."""
    return pd.DataFrame(
        [
            {
                "country": seed.iso3,
                "period": at,
                "party": period.party,
                "start": period.start,
                "start_precision": period.start_precision,
                "start_not_after": last_day(period.start_not_after).isoformat() if period.start_not_after else None,
                "end": period.end,
                "end_precision": period.end_precision,
                **texts("note", period.note),
                **texts("dispute", period.dispute),
                "last_checked": period.last_checked,
                "source": ";".join(period.sources),
            }
            for seed in seeds
            for at, period in enumerate(seed.recognition, start=1)
        ]
    )


def belt_and_road(seeds: Sequence[BeltAndRoadSeed]) -> pd.DataFrame:
    """The table belt_and_road: one row per member."""
    return pd.DataFrame(
        [
            {
                "country": seed.country,
                "status": seed.status,
                "joined": seed.joined,
                "joined_precision": seed.joined_precision,
                "joined_not_after": last_day(seed.joined_not_after or seed.joined).isoformat() if seed.joined else None,
                "left": seed.left,
                **texts("document", seed.document),
                **texts("note", seed.note),
                **texts("dispute", seed.dispute),
                "last_checked": seed.last_checked,
                "source": ";".join(seed.sources),
            }
            for seed in seeds
        ]
    )


def last_full_year(road: pd.DataFrame, periods: pd.DataFrame) -> int:
    """The last year whose 31 December the records can speak of: the one before their newest date.

    What happened or was checked in 2026 shows that 2025 was read about to its end; the day of a release shows nothing.
    """
    dates = [*road[["joined", "left", "last_checked"]].stack(), *periods[["start", "end", "last_checked"]].stack()]
    return max(first_day(date).year for date in dates if isinstance(date, str)) - 1


def states(road: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table categories: the state of each member on 31 December."""
    found, last = [], last_full_year(road, periods)
    for first, table, state_on in (
        (ROAD_FROM, road, derive.belt_and_road_on),
        (RECOGNITION_FROM, periods, derive.recognition_on),
    ):
        found += [state_on(table, dt.date(year, 12, 31)).assign(year=year) for year in range(first, last + 1)]
    return pd.concat(found)[["country", "indicator", "year", "value", "source"]]
