"""International Trade in Goods of the IMF (IMTS): China's and the United States' records of their trade.

One question in SDMX 2.1, answered as SDMX-CSV. Key: COUNTRY.INDICATOR.COUNTERPART_COUNTRY.FREQUENCY; columns
DATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE,…; OBS_VALUE is in plain
dollars although SCALE says 6; G001 is the world. The format was read off public clients in November 2026, e.g.
github.com/Rosinco/dalio-machine (its adapter imf_imts and that adapter's test); they also report that JSON
fails for many series at once, and that SDMX 3.0 at the same host ignores startPeriod, hence 2.1 and CSV.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.build import imts
from data.build.boundaries import MEMBERS
from data.refresh import rawfile
from data.refresh.failure import failure, missing_columns
from data.refresh.job import Job

FILE = imts.FILE.path
ACCEPT = "application/vnd.sdmx.data+csv;version=1.0.0"
START = 2001  # the first year of the file
FLOWS = {"XG_FOB_USD": "export_fob", "MG_CIF_USD": "import_cif"}
WORLD = "G001"
_MODULE = "data/refresh/imf.py"
_COLUMNS = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE")
_KEY = ["reporter_iso3", "partner_iso3", "flow", "year"]


def refresh(job: Job) -> None:
    """Write trade/imts_china_usa_reported.csv."""
    reporters, partners = sorted(imts.PARTNERS), [*MEMBERS, *sorted(imts.PARTNERS), WORLD]
    key = ".".join(["+".join(reporters), "+".join(FLOWS), "+".join(partners), "A"])
    url = f"{job.addresses.imf}/data/IMF.STA,IMTS/{key}?startPeriod={START}"
    frame = convert(job.fetch(url, "imf_imts.csv", most=50_000_000, accept=ACCEPT))
    _same_unit(frame, job.raw)
    rawfile.write(job.raw, FILE, frame)


def convert(path: Path) -> pd.DataFrame:
    """The publisher's answer as our file."""
    told = rawfile.published(path, _MODULE)
    missing_columns(path.name, _COLUMNS, told.columns, _MODULE)
    told = told[told["FREQUENCY"].eq("A") & ~told["OBS_VALUE"].isin(["", "NaN"])]
    values = pd.to_numeric(told["OBS_VALUE"], errors="coerce")
    if values.isna().any():
        cell = told.loc[values.isna(), "OBS_VALUE"].iloc[0]
        raise failure(path.name, f"{cell!r} is not a number", f"look at the file and adapt {_MODULE}")
    told = told[told["COUNTRY"] != told["COUNTERPART_COUNTRY"]]
    for reporter in imts.PARTNERS:
        for indicator in FLOWS:
            if not (told["COUNTRY"].eq(reporter) & told["INDICATOR"].eq(indicator)).any():
                found = ", ".join(sorted(set(told["INDICATOR"]))) or "none"
                cure = f"the publisher renamed it or withdrew it: adapt FLOWS in {_MODULE}"
                raise failure(path.name, f"no row of {indicator} by {reporter}; indicators: {found}", cure)
    frame = pd.DataFrame(
        {
            "reporter_iso3": told["COUNTRY"],
            "partner_iso3": told["COUNTERPART_COUNTRY"].replace(WORLD, "WLD"),
            "flow": told["INDICATOR"].map(FLOWS),
            "year": told["TIME_PERIOD"],
            "value_usd": values[told.index].map(rawfile.number),
            "series_code": told[["COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY"]].agg(".".join, axis=1),
            "source_id": "imf_imts",
        }
    )
    return frame.dropna(subset="flow").sort_values(_KEY, ignore_index=True)


def _same_unit(frame: pd.DataFrame, raw: Path) -> None:
    """Raise when most values became a thousand times larger or smaller: a change of unit is no news of trade."""
    if not (raw / FILE).exists():
        return
    both = frame.merge(rawfile.read(raw, FILE), on=_KEY, suffixes=("", "_old"))
    ratio = (pd.to_numeric(both["value_usd"]) / pd.to_numeric(both["value_usd_old"])).median()
    if not both.empty and not 0.5 < ratio < 2:
        what = f"values are as a rule {ratio:g} times the old ones: another unit?"
        raise failure(FILE, what, f"look at UNIT and SCALE in the answer and adapt {_MODULE}")
