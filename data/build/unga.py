"""Votes in the United Nations General Assembly: agreement (2000–2019) and ideal points (2000 on).

The two are different measures of different makers: they are kept apart and never joined into one line. Each
value stands with the number of votes behind it; few votes make a thin year.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from data.build import csvs
from data.build.problems import Problems

FILE = csvs.Csv(
    "context/unga.csv",
    {
        "iso3": "str",
        "year": "int",
        "source_id": "str",
        "n_chn": "int?",
        "n_usa": "int?",
        "agree_chn": "float?",
        "agree_usa": "float?",
        "ideal_point": "float?",
        "ip_nvotes_fp": "int?",
        "coinc_usa_state": "float?",
    },
    least=800,
    most=33,
    key=("iso3", "year"),
    yearly=True,
)
AGREEMENT, IDEAL, STATE = "unvotes", "voeten_ip_2025", "state_coinc"
AGREEMENT_UNTIL = 2019  # the roll calls of the agreement scores end there; nothing may prolong them
# Most members vote about 75 times a year: below a quarter of that a single resolution moves the value
# visibly.
THIN = 20
INDICATORS = {
    "un_agreement_china": ("agreement_china", AGREEMENT),
    "un_agreement_usa": ("agreement_usa", AGREEMENT),
    "un_ideal_point": ("ideal_point", IDEAL),
}


def read(raw: Path, members: Collection[str], problems: Problems) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """(table un_votes, observations of the three measures), or None with problems noted."""
    frame = csvs.read(raw, FILE, problems)
    if frame is None:
        return None
    for code in sorted(set(frame["iso3"]) - set(members)):
        problems.add(FILE.path, f"unknown {code!r}", "correct the country code", field="iso3")
    late = frame[frame["agree_chn"].notna() & (frame["year"] > AGREEMENT_UNTIL)]
    for year in sorted(set(late["year"])):
        cure = "leave it empty: only ideal points go on"
        problems.add(FILE.path, f"agreement after {AGREEMENT_UNTIL}", cure, record=year, field="agree_chn")
    if problems:
        return None
    table = frame.rename(
        columns={
            "iso3": "country",
            "n_chn": "votes_with_china",
            "n_usa": "votes_with_usa",
            "agree_chn": "agreement_china",
            "agree_usa": "agreement_usa",
            "ip_nvotes_fp": "votes_ideal_point",
            "coinc_usa_state": "state_coincidence_usa",
            "source_id": "source",
        }
    ).assign(
        thin_agreement=lambda rows: (rows["votes_with_china"] < THIN).fillna(False).astype(bool),
        thin_ideal_point=lambda rows: (rows["votes_ideal_point"] < THIN).fillna(False).astype(bool),
    )
    found = [
        table.loc[table[column].notna(), ["country", "year"]].assign(
            indicator=indicator, value=table[column], source=source
        )
        for indicator, (column, source) in INDICATORS.items()
    ]
    return table, pd.concat(found)
