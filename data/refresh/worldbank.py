"""World Development Indicators from the World Bank's API, through its kept client wbgapi.

wbgapi pages and recognises the API's own errors (HTTP 200 with message 175: "The indicator was not found. It
may have been deleted or archived."). It asks with `requests`; a response hook gives it our time-outs, retries
and limits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import requests
import urllib3
import wbgapi
from tqdm import tqdm

from data.build import context, imts
from data.build.boundaries import MEMBERS
from data.refresh import rawfile
from data.refresh.failure import failure, missing_columns
from data.refresh.fetch import Download
from data.refresh.job import Job
from data.refresh.web import AGENT, AgainError, judge

FILE = context.MACRO.path
START = 2000
MOST = 20_000_000  # bytes of one answer; a page has some 300 kB
_MODULE = "data/refresh/worldbank.py"
_FIELDS = ("countryiso3code", "date", "value")


@dataclass(frozen=True)
class Series:
    """A series of the Bank and the rows of macro.csv that come from it."""

    code: str
    unit: str
    source: str


SERIES = {
    "gdp_current_usd": Series("NY.GDP.MKTP.CD", "current US$", "wb_gdp"),
    "gdp_constant_2015_usd": Series("NY.GDP.MKTP.KD", "constant 2015 US$", "gm_gdpk"),
    "population": Series("SP.POP.TOTL", "persons", "wb_pop"),
    "merchandise_trade_pct_gdp": Series("TG.VAL.TOTL.GD.ZS", "% of GDP", "gm_merch"),
    "exports_goods_services_pct_gdp": Series("NE.EXP.GNFS.ZS", "% of GDP", "gm_exports"),
    "imports_goods_services_pct_gdp": Series("NE.IMP.GNFS.ZS", "% of GDP", "gm_imports"),
    "trade_balance_goods_services_usd": Series("NE.RSB.GNFS.CD", "current US$", "gm_tb"),
    "surface_area_km2": Series("AG.SRF.TOTL.K2", "km2", "gm_surface"),
}


def refresh(job: Job) -> None:
    """Renew the rows of SERIES in context/macro.csv; all other rows stay as they are."""
    old = rawfile.read(job.raw, FILE)
    bar = tqdm(SERIES.items(), desc="World Bank", disable=None if job.web.progress is None else not job.web.progress)
    with _client(job), bar:
        rows = [row for name, series in bar for row in _rows(name, series, job)]
    fresh = pd.DataFrame(rows, columns=old.columns)
    frame = pd.concat([old[~old["indicator"].isin(SERIES)], fresh])
    rawfile.write(job.raw, FILE, frame.sort_values(["iso3", "indicator", "year"], kind="stable"))


def _rows(name: str, series: Series, job: Job) -> list[dict[str, str]]:
    codes = sorted({*MEMBERS, *imts.PARTNERS})
    path = f"country/{';'.join(codes)}/indicator/{series.code}"
    years = {"date": f"{START}:{dt.datetime.now(dt.UTC).year}"}
    told = job.web.patiently(series.code, lambda: _ask(path, years, series.code))
    if told and isinstance(told[0], dict):
        missing_columns(series.code, _FIELDS, told[0], _MODULE)
    try:
        rows = [
            {
                "iso3": item["countryiso3code"],
                "year": str(int(item["date"])),
                "indicator": name,
                "value": rawfile.number(item["value"]),
                "unit": series.unit,
                "source_id": series.source,
            }
            for item in told
            if item["value"] is not None
        ]
    except (KeyError, TypeError, ValueError) as error:
        cure = f"the publisher changed the format: adapt {_MODULE}"
        raise failure(series.code, f"an item of the answer lacks or mistypes {error}", cure) from error
    if not rows:
        raise failure(series.code, "has no value for any member", f"look it up and adapt SERIES in {_MODULE}")
    return rows


def _ask(path: str, params: dict[str, str], code: str) -> list[dict[str, Any]]:
    try:
        return list(wbgapi.fetch(path, params))
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise AgainError("the World Bank gave no answer in time") from error
    except (requests.ConnectionError, urllib3.exceptions.HTTPError) as error:
        raise AgainError(f"the connection to the World Bank broke ({error})") from error
    except wbgapi.APIError as error:
        cure = f"the publisher renamed or archived it (or shows a notice): look it up and adapt SERIES in {_MODULE}"
        raise failure(code, f"the World Bank answered: {error}", cure) from error
    except (KeyError, TypeError, ValueError) as error:
        cure = f"the publisher changed the format: adapt {_MODULE}"
        raise failure(code, f"the World Bank's answer has no {error}", cure) from error


@contextmanager
def _client(job: Job) -> Iterator[None]:
    """wbgapi with our address, time-out and hook; it keeps its settings in the module."""

    def hook(answer: requests.Response, **_: object) -> requests.Response:
        try:
            judge("World Bank", answer.url, answer.status_code, answer.headers)
            body = bytearray()
            for piece in answer.raw.stream(1 << 16, decode_content=True):
                body += piece
                if len(body) > MOST:
                    what = f"{answer.url} has more than {MOST:,} bytes"
                    raise failure("World Bank", what, f"look what it is; raise MOST in {_MODULE} if it is right")
        finally:
            answer.raw.close()
        answer.raw = io.BytesIO(body)
        job.downloads.append(Download(answer.url, len(body), hashlib.sha256(body).hexdigest()))
        return answer

    before = wbgapi.endpoint, wbgapi.get_options
    wbgapi.endpoint = job.addresses.worldbank
    wbgapi.get_options = {
        "timeout": job.web.timeout,
        "hooks": {"response": hook},
        "headers": {"User-Agent": AGENT},
    }
    try:
        yield
    finally:
        wbgapi.endpoint, wbgapi.get_options = before
