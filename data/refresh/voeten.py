"""Ideal points in the UN General Assembly by Erik Voeten, from Harvard Dataverse.

The dataset doi:10.7910/DVN/LEJUQZ is asked for its newest version (Native API,
https://guides.dataverse.org/en/latest/api/native-api.html), the file of ideal points is found by its name
("Idealpointestimates1946-2025.tab"; "IdealpointestimatesAll_Jun2024.tab" before), and read in the form that
Dataverse itself keeps: separated by tabs where it took the table in, as deposited where not. Columns ccode,
iso3c, year (or session), IdealPointFP, NVotesFP and, in some versions, IdealPointAll, NVotesAll.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

from data.build import unga
from data.build.boundaries import MEMBERS
from data.refresh import rawfile
from data.refresh.failure import failure, missing_columns
from data.refresh.job import Job

FILE = unga.FILE.path
DATASET = "doi:10.7910/DVN/LEJUQZ"
NAME = re.compile(r"ideal[ _]?points?[ _]?estimates.*\.(?:tab|csv|tsv)", re.IGNORECASE)
START = 2000
SESSION_ZERO = 1945  # the first session met in 1946
#: Column of the publisher in small letters → ours. The last two are missing in some versions.
COLUMNS = {"idealpointfp": "ideal_point", "nvotesfp": "ip_nvotes_fp"}
MORE = {"idealpointall": "ideal_point_all", "nvotesall": "ip_nvotes_all"}
_DISTANCES = {"ideal_point": "ipdist_fp", "ideal_point_all": "ipdist_all"}
_PARTNERS = {"chn": "CHN", "usa": "USA"}
_RENEWED = [
    *COLUMNS.values(),
    *MORE.values(),
    *(f"{name}_{code}" for name in _DISTANCES.values() for code in _PARTNERS),
]
_MODULE = "data/refresh/voeten.py"


def refresh(job: Job) -> None:
    """Renew the columns of ideal points in context/unga.csv; agreement scores end in 2019 and stay."""
    url = f"{job.addresses.dataverse}/datasets/:persistentId/?persistentId={DATASET}"
    number, name, md5 = _newest(job.fetch(url, "voeten_dataset.json", most=10_000_000))
    url = f"{job.addresses.dataverse}/access/datafile/{number}"
    points = convert(job.fetch(url, name, most=50_000_000, md5=md5))
    rawfile.write(job.raw, FILE, merge(rawfile.read(job.raw, FILE), points))


def _newest(path: Path) -> tuple[int, str, str | None]:
    """Number, name and checksum of the file of ideal points. A table that Dataverse took in has a checksum of
    its deposited form only (https://github.com/IQSS/dataverse/pull/8901), which is of no use here.
    """
    cure = f"look at https://doi.org/{DATASET.removeprefix('doi:')} and adapt {_MODULE}"
    try:
        files = [item["dataFile"] for item in json.loads(path.read_text("utf-8"))["data"]["latestVersion"]["files"]]
        fitting = [file for file in files if NAME.fullmatch(file["filename"])]
        if len(fitting) == 1:
            (file,) = fitting
            md5 = None if "originalFileFormat" in file else file.get("md5")
            return int(file["id"]), Path(file["filename"]).name, md5
        names = ", ".join(file["filename"] for file in files)
    except (ValueError, KeyError, TypeError) as error:
        what = f"Dataverse's answer about {DATASET} is not as expected ({error!r})"
        raise failure(path.name, what, cure) from error
    what = f"{len(fitting)} files look like the ideal points; the dataset has {names}"
    raise failure(path.name, what, cure)


def convert(path: Path) -> pd.DataFrame:
    """Rows of the members from 2000 on: iso3, year and the renewed columns, as text."""
    told = rawfile.published(path, _MODULE).rename(columns=str.lower)
    if "year" not in told and "session" in told:
        told["year"] = (pd.to_numeric(told["session"]) + SESSION_ZERO).astype("int64").astype("str")
    missing_columns(path.name, ("iso3c", "year", *COLUMNS), told.columns, _MODULE)
    told = told.rename(columns={"iso3c": "iso3", **COLUMNS, **MORE})
    told = told[told["iso3"].isin([*MEMBERS, *_PARTNERS.values()]) & (pd.to_numeric(told["year"]) >= START)]
    absent = sorted({*MEMBERS, *_PARTNERS.values()} - set(told["iso3"]))
    if absent:
        cure = f"the publisher changed the codes of countries: adapt {_MODULE}"
        raise failure(path.name, f"no row of {', '.join(absent)}", cure)
    told = told.reindex(columns=["iso3", "year", *COLUMNS.values(), *MORE.values()], fill_value="")
    told = told.replace("NA", "")
    for point, name in _DISTANCES.items():
        numbers = pd.to_numeric(told[point])
        for code, iso3 in _PARTNERS.items():
            rows = told["iso3"] == iso3
            partner = told["year"].map(dict(zip(told.loc[rows, "year"], numbers[rows], strict=True)))
            distance = (numbers - partner).abs().round(4)
            told[f"{name}_{code}"] = ["" if pd.isna(value) else rawfile.number(value) for value in distance]
    return told[told["iso3"].isin(MEMBERS)]


def merge(old: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """The old file with the new points in it. Versions re-estimate all years, so no old point stays."""
    kept = old.drop(columns=[column for column in _RENEWED if column in old])
    both = kept.merge(points, on=["iso3", "year"], how="outer").fillna("")
    pointed = both["ideal_point"] != ""
    both["source_id"] = [
        ";".join(
            part
            for part in (unga.AGREEMENT, unga.IDEAL, unga.STATE)
            if (has if part == unga.IDEAL else part in cell.split(";"))
        )
        for cell, has in zip(both["source_id"], pointed, strict=True)
    ]
    both = both[both["source_id"] != ""]
    return both[old.columns].sort_values(["iso3", "year"], ignore_index=True)
