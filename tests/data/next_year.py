"""What the publishers would say a year on: their true figures and a made-up year after the newest, each in its own
format, for a refresh that is rehearsed. Nothing of it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd

from data.build import context, imts, unga
from data.refresh import imf, rawfile, voeten, worldbank
from tests.data import publishers
from tests.data.publishers import JSON, Answer, Publishers

TIMES = 1.25  # a made-up value is this many times the one of the year before
_FLOWS = {ours: theirs for theirs, ours in imf.FLOWS.items()}
_PAGE = 500  # items


def newest(raw: Path) -> int:
    """The newest year of trade."""
    return int(rawfile.read(raw, imts.FILE.path)["year"].astype(int).max())


def answer_all(found: Publishers, raw: Path) -> int:
    """Let the IMF, the World Bank and Voeten answer with one year more; returns that year."""
    year = newest(raw) + 1
    found.give("/imf/", Answer(imf_csv(raw, year)))
    found.give("/worldbank/", bank(raw, year))
    points = points_tab(raw, year)
    name = f"Idealpointestimates1946-{year}.tab"
    found.give("/dataverse/datasets/", publishers.dataset(name, points))
    found.give("/dataverse/access/datafile/42", Answer(points, "text/tab-separated-values"))
    return year


def imf_csv(raw: Path, year: int) -> bytes:
    """SDMX-CSV of the IMF."""
    rows = _and_more(rawfile.read(raw, imts.FILE.path), "value_usd", year)
    return publishers.imf_csv(
        (row.reporter_iso3, _FLOWS[row.flow], row.partner_iso3.replace("WLD", imf.WORLD), row.year, row.value_usd)
        for row in rows.itertuples()
    )


def bank(raw: Path, year: int) -> publishers.Page:
    """JSON of the World Bank, in pages. Gross domestic product comes up to the new year whatever was there."""
    rows = rawfile.read(raw, context.MACRO.path)

    def page(path: str) -> Answer:
        code = urlsplit(path).path.rsplit("/", 1)[1]
        at = int(parse_qs(urlsplit(path).query)["page"][0])
        name = next(name for name, series in worldbank.SERIES.items() if series.code == code)
        told = rows[rows["indicator"] == name]
        for missing in range(int(told["year"].max()) + 1, year + 1):
            told = _and_more(told, "value", missing)
        items = [
            {"countryiso3code": row.iso3, "date": row.year, "value": float(row.value)} for row in told.itertuples()
        ]
        head = {"page": at, "pages": -(-len(items) // _PAGE), "per_page": _PAGE, "total": len(items)}
        return Answer(json.dumps([head, items[(at - 1) * _PAGE : at * _PAGE]]).encode(), JSON)

    return page


def points_tab(raw: Path, year: int, head: str = publishers.POINTS_HEAD) -> bytes:
    """A table of ideal points; those of China and the United States stand still."""
    rows = rawfile.read(raw, unga.FILE.path)
    rows = _and_more(rows[rows["ideal_point"] != ""], "ideal_point", year)
    lines = [_point(row.iso3, row.year, row.ip_nvotes_fp, row.ideal_point) for row in rows.itertuples()]
    for code, point in (("CHN", "-1"), ("USA", "2.5")):
        lines += [_point(code, str(at), "70", point) for at in range(voeten.START, year + 1)]
    return "".join([head, *lines]).encode()


def _point(code: str, year: str, votes: str, point: str) -> str:
    return f'1\t"{code}"\t"…"\t{year}\t{votes}\t{point}\t0.1\n'


def _and_more(rows: pd.DataFrame, value: str, year: int) -> pd.DataFrame:
    """The rows and, for whoever has the year before, a made-up one of `year`."""
    before = rows[rows["year"] == str(year - 1)]
    grown: Iterable[str] = [rawfile.number(float(cell) * TIMES) for cell in before[value]]
    return pd.concat([rows, before.assign(**{"year": str(year), value: grown})], ignore_index=True)
