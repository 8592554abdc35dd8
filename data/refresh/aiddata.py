"""AidData's Global Chinese Development Finance Dataset 3.0: the release archive → two files of ours.

The archive holds AidDatasGlobalChineseDevelopmentFinanceDataset_v3.0.xlsx (sheet GCDF_3.0, one row per record;
some headings end in a space) and "ADM Location Data/GCDF_3.0_ADM1_Locations.csv". Names and columns were read
off public code that uses them in November 2026 (e.g. github.com/t-emery/chinadevfin3 data-raw/DATASET.R).

Version 2.0 (finance/gcdf2_projects.csv) is closed since 2021 and is not downloaded again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd

from data.build import gcdf
from data.build.boundaries import MEMBERS
from data.refresh import archive, rawfile
from data.refresh.failure import failure, missing_columns
from data.refresh.job import Job

FINANCE, LOCATIONS = gcdf.FINANCE.path, gcdf.LOCATIONS.path
ARCHIVE = "AidDatas_Global_Chinese_Development_Finance_Dataset_Version_3_0.zip"
WORKBOOK = "AidDatasGlobalChineseDevelopmentFinanceDataset_v3.0.xlsx"
SHEET = "GCDF_3.0"
ADM1 = "GCDF_3.0_ADM1_Locations.csv"
CLASSES = {"ODA-like": "oda_like", "OOF-like": "oof_like", "Vague (Official Finance)": "vague"}
_AMOUNT = "Adjusted Amount (Constant USD 2021)"
_COLUMNS = ("Recommended For Aggregates", "Recipient ISO-3", "Commitment Year", "Flow Class", _AMOUNT)
#: Column of the publisher → ours.
PLACES = {
    "id": "aiddata_project_id",
    "shapeGroup": "iso3",
    "shapeName": "admin1_name",
    "centroid_latitude": "lat",
    "centroid_longitude": "lon",
    "even_split_ratio": "even_split_ratio",
    "even_split_ratio_commitment_value": "commitment_usd_2021_split_evenly",
}
_MODULE = "data/refresh/aiddata.py"


def refresh(job: Job) -> None:
    """Write finance/gcdf_country_year.csv and finance/gcdf_admin1_locations.csv."""
    path = job.fetch(f"{job.addresses.aiddata}/{ARCHIVE}", ARCHIVE, most=200_000_000)
    archive.check(path)
    workbook = archive.member(path, WORKBOOK, job.folder / WORKBOOK)
    archive.check(workbook)  # a workbook is an archive itself
    rawfile.write(job.raw, FINANCE, country_years(workbook))
    rawfile.write(job.raw, LOCATIONS, locations(archive.member(path, ADM1, job.folder / ADM1)))


def country_years(workbook: Path) -> pd.DataFrame:
    """Adjusted amounts of the records recommended for aggregates, summed by member, year and class."""
    sums: dict[tuple[str, str, str], float] = defaultdict(float)
    for recommended, iso3, year, kind, amount in _records(workbook):
        if recommended != "Yes" or iso3 not in MEMBERS or amount in (None, ""):
            continue
        if kind not in CLASSES:
            cure = f"say in CLASSES of {_MODULE} what it means"
            raise failure(workbook.name, f"unknown flow class {kind!r}", cure)
        try:
            sums[str(iso3), str(int(str(year))), CLASSES[kind]] += float(str(amount))
        except ValueError as error:
            cure = "look at the workbook; the publisher may have moved a column"
            raise failure(workbook.name, f"a record of {iso3} has {error}", cure) from error
    if not sums:
        raise failure(workbook.name, "has no record of any member", f"look at the workbook; adapt {_MODULE}")
    # A year without a row is a year without a recorded commitment, so nothing is written for a sum of nothing.
    rows = [(*key, str(round(value)), "aiddata_gcdf3") for key, value in sorted(sums.items()) if round(value)]
    return pd.DataFrame(rows, columns=["iso3", "year", "flow_class", "amount_usd_2021", "source_id"])


def _records(workbook: Path) -> Iterator[tuple[object, ...]]:
    book = openpyxl.load_workbook(workbook, read_only=True, data_only=True)
    try:
        if SHEET not in book.sheetnames:
            cure = f"the publisher renamed it: adapt SHEET in {_MODULE}"
            raise failure(workbook.name, f"no sheet {SHEET}; it has {', '.join(book.sheetnames)}", cure)
        rows = book[SHEET].iter_rows(values_only=True)
        names = [str(name).strip() for name in next(rows, ())]
        missing_columns(workbook.name, _COLUMNS, names, _MODULE)
        at = [names.index(column) for column in _COLUMNS]
        for row in rows:
            yield tuple(row[index] for index in at)
    finally:
        book.close()


def locations(path: Path) -> pd.DataFrame:
    """One row per project and first-level unit of a member."""
    told = rawfile.published(path, _MODULE)
    missing_columns(path.name, PLACES, told.columns, _MODULE)
    ours = told[told["shapeGroup"].isin(MEMBERS)][list(PLACES)].rename(columns=PLACES)
    return ours.assign(source_id="aiddata_gcdf3_adm1")
