"""International Trade in Goods of the IMF: what China and the United States record (mirror data).

A member's exports to a partner are the partner's imports from it (CIF); its imports are the partner's exports
to it (FOB). A sum with a missing part is missing.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from data import derive
from data.build import csvs
from data.build.problems import Problems

FILE = csvs.Csv(
    "trade/imts_china_usa_reported.csv",
    {
        "reporter_iso3": "str",
        "partner_iso3": "str",
        "flow": "str",
        "year": "int",
        "value_usd": "float",
        "source_id": "str",
    },
    least=3000,
    most=144,  # two reporters, two flows, 36 partners
    key=("reporter_iso3", "partner_iso3", "flow", "year"),
    yearly=True,
)
PARTNERS = {"CHN": "china", "USA": "usa"}
FLOWS = {"import_cif": "exports_to_{}_usd", "export_fob": "imports_from_{}_usd"}
OTHERS = ("CHN", "USA", "WLD")


def read(raw: Path, members: Collection[str], problems: Problems) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """(observations of the 33 with sums, balance and ratio; trade_totals), or None with problems noted."""
    frame = csvs.read(raw, FILE, problems)
    if frame is None:
        return None
    for column, known in (
        ("reporter_iso3", PARTNERS),
        ("partner_iso3", {*members, *OTHERS}),
        ("flow", FLOWS),
    ):
        for value in sorted(set(frame[column]) - set(known)):
            line = frame.index[frame[column] == value][0] + 2
            cure = "correct the code, or teach data/build/imts.py what it means"
            problems.add(FILE.path, f"unknown {value!r}", cure, record=f"line {line}", field=column)
    if problems:
        return None
    frame = frame.rename(columns={"value_usd": "value", "source_id": "source"})
    own = frame[frame["partner_iso3"].isin(members)]
    flows = own.assign(
        country=own["partner_iso3"],
        indicator=[
            FLOWS[flow].format(PARTNERS[reporter])
            for reporter, flow in zip(own["reporter_iso3"], own["flow"], strict=True)
        ],
    )[["country", "indicator", "year", "value", "source"]]
    totals = frame[frame["partner_iso3"].isin(OTHERS)].rename(
        columns={"reporter_iso3": "reporter", "partner_iso3": "partner"}
    )
    return pd.concat([flows, *_sums(flows)]), totals


def _sums(flows: pd.DataFrame) -> list[pd.DataFrame]:
    by = {name: rows.drop(columns="indicator") for name, rows in flows.groupby("indicator")}
    found, trade = [], {}
    for partner in PARTNERS.values():
        both = by[f"exports_to_{partner}_usd"].merge(
            by[f"imports_from_{partner}_usd"], on=["country", "year"], suffixes=("", "_imports")
        )  # an inner join: where one flow is missing there is no sum
        trade[partner] = _row(both, f"trade_with_{partner}_usd", both["value"] + both["value_imports"])
        found.append(trade[partner])
        if partner == "china":
            found.append(_row(both, "trade_balance_with_china_usd", both["value"] - both["value_imports"]))
    found.append(derive.ratio(trade["china"], trade["usa"]).assign(indicator="china_to_usa_trade_ratio"))
    return found


def _row(both: pd.DataFrame, indicator: str, value: pd.Series) -> pd.DataFrame:
    return both[["country", "year", "source"]].assign(indicator=indicator, value=value)
