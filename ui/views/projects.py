"""The mapped projects: which, where, how large, what became of them; none dropped, nothing added that must not be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data import store
from ui.charts import fold, projectmap
from ui.shelf import shelved
from ui.text import Text, literal, text
from ui.theme import THEMES
from ui.views import map as map_view
from ui.views import provenance
from ui.views.block import Block, sourced

COLOURS = ("sector", "status")
GROUPS = {
    "energy": ("energy",),
    "industry": ("industry_mining", "agriculture", "commodities"),
    "transport": ("transport", "communications"),
    "social": (
        "education",
        "health",
        "social",
        "government",
        "water",
        "emergency",
        "disaster_prevention",
        "environment",
    ),
    "other": ("trade_policy", "multisector", "business", "debt", "unspecified"),
}
STATUSES = {
    "completed": ("completed",),
    "under_way": ("under_way",),
    "committed": ("committed",),
    "pledged": ("pledged",),
    "stopped": ("suspended", "cancelled"),
}
# US dollars of 2017, from and below; the last is for projects whose amount nobody knows.
SIZES = {"over_1bn": (1e9, math.inf), "over_100m": (1e8, 1e9), "below_100m": (0.0, 1e8), "unknown": None}
_REGION = projectmap.Frame(-117, -35, -56, 32.5, 5.0, regional=True)
_EAST = projectmap.Frame(-64.6, -58.4, 9.9, 18.3, 46.0)
_HEIGHT = {False: 620, True: 430}
_LISTED = 40


@dataclass(frozen=True)
class Filters:
    """What the projects are narrowed to; `all` narrows nothing."""

    sector: str = "all"
    status: str = "all"
    size: str = "all"
    country: str = "all"


@dataclass(frozen=True)
class Row:
    """A project in a list: its number, what it is (escaped), how much, where, when, what became of it."""

    number: str
    name: str
    facts: str


@dataclass(frozen=True)
class ProjectsView:
    """The projects that the filters leave; `more` counts those on the map beyond `rows`."""

    map: Block
    inset: Block | None
    rows: tuple[Row, ...]
    more: str
    unplaced: tuple[Row, ...]
    hidden: str  # what to say where the opened project is not among them


@dataclass(frozen=True)
class Details:
    """One project: `facts` hold (label, value), `warnings` what to mind."""

    title: str
    country: str
    sign: str
    status: str
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    source: str


def sectors() -> list[str]:
    """The sectors that have projects, those with most first."""
    return [str(code) for code in store.table("projects")["sector"].value_counts().index]


def statuses() -> list[str]:
    """The statuses that have projects, in the order of a project's life."""
    known = set(store.table("projects")["status"])
    return [code for codes in STATUSES.values() for code in codes if code in known]


@cache
def numbers() -> list[str]:
    """All projects, the largest first."""
    return [str(number) for number in _sorted(store.table("projects"))["number"]]


@cache
def label(number: str, lang: str) -> str:
    """A project in one line: what, country, year."""
    row, words = _row(number), text(lang)
    return words(
        "pledges.project", what=words.pick(row, "label"), country=words.country(row["country"]), year=row["year"]
    )


@shelved
def view(
    filters: Filters, colour: str, picked: str | None, lang: str, theme_name: str, narrow: bool = False
) -> ProjectsView:
    """The projects that the filters leave, on a map and as lists; `picked` is ringed."""
    words, theme = text(lang), THEMES[theme_name]
    rows = left(filters)
    kinds = GROUPS if colour == "sector" else STATUSES
    groups = {code: group for group, codes in kinds.items() for code in codes}
    rows = rows.assign(
        group=[groups[code] for code in rows[colour]], said=[_said(row, words) for _, row in rows.iterrows()]
    )
    placed = rows[rows["lat"].notna()]
    prefix = "group" if colour == "sector" else "progress"
    geometry = map_view.geometry()
    shared: dict[str, Any] = {
        "geometry": projectmap.Geometry(geometry.members, geometry.backdrop, store.country_codes()),
        "colours": theme.categories["sector_group" if colour == "sector" else "project_status"],
        "labels": {code: words(f"pledges.{prefix}_{code}") for code in kinds},
        "largest": float(store.table("projects")["amount_usd_2017"].max()),
        "words": words,
        "theme": theme,
        "picked": int(picked) if picked else None,
    }
    regional = filters.country == "all"
    east = placed[_EAST.holds(placed)]
    enlarged = regional and not east.empty
    figure = projectmap.figure(
        placed,
        frame=_REGION if regional else _frame(filters.country, narrow),
        height=_HEIGHT[narrow],
        inset=_EAST if enlarged else None,
        **shared,
    )
    inset = None
    if enlarged:
        inset = _block(
            words("pledges.inset", count=len(east)),
            projectmap.figure(east, frame=_EAST, height=400, key=False, **shared),
            projectmap.alt(east, names=_names(east, words), words=words),
            _table(east, words),
            words,
        )
    listed = [_listed(row, words) for _, row in placed.iterrows()]
    return ProjectsView(
        map=_block(
            _lead(rows, placed, words),
            figure,
            projectmap.alt(placed, names=_names(placed, words), words=words),
            _table(rows, words),
            words,
        ),
        inset=inset,
        rows=tuple(listed[:_LISTED]),
        more=words("pledges.more", count=len(listed) - _LISTED) if len(listed) > _LISTED else "",
        unplaced=tuple(_listed(row, words) for _, row in rows[rows["lat"].isna()].iterrows()),
        hidden=words("pledges.hidden") if picked and int(picked) not in set(rows["number"]) else "",
    )


def left(filters: Filters) -> pd.DataFrame:
    """The rows of the table `projects` that the filters leave, the largest first."""
    rows = _sorted(store.table("projects"))
    for name in ("sector", "status", "country"):
        code = getattr(filters, name)
        if code != "all":
            rows = rows[rows[name] == code]
    if filters.size != "all":
        amount, bounds = rows["amount_usd_2017"], SIZES[filters.size]
        rows = rows[amount.isna() if bounds is None else (amount >= bounds[0]) & (amount < bounds[1])]
    return rows


def _block(lead: str, figure: go.Figure, alt: str, table: pd.DataFrame, words: Text) -> Block:
    ids = provenance.source_ids(store.table("projects"))
    return sourced(lead, figure, alt, table, ids, words)


@shelved
def details(number: str, lang: str) -> Details:
    """Everything that is known of one project."""
    words, row = text(lang), _row(number)
    facts = [
        (words("pledges.country"), words.country(row["country"])),
        (words("pledges.sector"), words(f"pledges.sector_{row['sector']}")),
        (words("pledges.funders"), _funders(row, words)),
        (words("pledges.sum"), _money(row, words)),
        (
            words("pledges.kind"),
            words(
                "pledges.kind_of_money",
                type=words(f"pledges.flow_type_{row['flow_type']}"),
                cls=words(f"pledges.flow_class_{row['flow_class']}"),
            ),
        ),
        (words("pledges.committed_in"), words.year(row["year"])),
        (words("pledges.started_in"), _year(row["started"], words)),
        (words("pledges.completed_in"), _year(row["completed"], words)),
        (words("pledges.unit"), _unit(row, words)),
    ]
    warnings = []
    if row["place_check"] == "other_country":
        warnings.append(
            words(
                "pledges.odd_place",
                unit=row["unit"],
                place=words.country(row["place_country"]),
                country=words.country(row["country"]),
            )
        )
    if not row["counts_in_totals"]:
        warnings.append(words("pledges.umbrella" if row["umbrella"] else "pledges.not_counted"))
    return Details(
        title=words.pick(row, "label"),
        country=str(row["country"]),
        sign=words(f"pledges.sign_{row['status']}"),
        status=words(f"pledges.status_{row['status']}"),
        facts=tuple(facts),
        warnings=tuple(warnings),
        source=words("pledges.record", number=number, source=store.source(row["source"]).citation.split(". Custer")[0]),
    )


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(["amount_usd_2017", "year", "number"], ascending=[False, True, True], na_position="last")


def _row(number: str) -> pd.Series:
    rows = store.table("projects")
    return rows[rows["number"] == int(number)].iloc[0]


def _money(row: pd.Series, words: Text) -> str:
    said = _amount(row, words)
    return said if pd.isna(row["amount_usd_2017"]) else words("pledges.in_2017", amount=said)


def _year(value: object, words: Text) -> str:
    return words("value.missing") if pd.isna(value) else words.year(int(value))  # type: ignore[call-overload]


def _unit(row: pd.Series, words: Text) -> str:
    if pd.isna(row["unit"]):
        return words("pledges.no_place")
    if row["units"] > 1:
        return words("pledges.units", unit=row["unit"], more=int(row["units"]) - 1)
    return str(row["unit"])


def _said(row: pd.Series, words: Text) -> str:
    """The hover text of a circle."""
    lines = [
        f"<b>{fold.folded(words.pick(row, 'label'), 40)}</b>",
        f"{words.commas(words.country(row['country']), words.year(row['year']))} · {_money(row, words)}",
        f"{words(f'pledges.sector_{row.sector}')} · {words(f'pledges.status_{row.status}')}",
        words("pledges.in_unit", unit=_unit(row, words)),
    ]
    if row["place_check"] == "other_country":
        lines.append(
            words("pledges.odd_short", sign=words("pledges.sign_odd"), place=words.country(row["place_country"]))
        )
    return "<br>".join(lines)


def _listed(row: pd.Series, words: Text) -> Row:
    return Row(
        number=str(row["number"]),
        name=literal(words.pick(row, "label")),
        facts=words(
            "pledges.listed",
            money=_amount(row, words),
            country=words.country(row["country"]),
            year=row["year"],
            sign=words(f"pledges.sign_{row['status']}"),
            status=words(f"pledges.status_{row['status']}"),
        ),
    )


def _names(rows: pd.DataFrame, words: Text) -> Mapping[int, str]:
    return {row["number"]: words.pick(row, "label") for _, row in rows.iterrows()}


def _lead(rows: pd.DataFrame, placed: pd.DataFrame, words: Text) -> str:
    """How many projects, where, what may be added, and what is not in that sum or not on the map."""
    every = store.table("projects")
    if rows.empty:
        without = len(store.country_codes()) - every["country"].nunique()
        return words("pledges.none_left", without=without)
    codes = rows["country"].unique()
    counted = rows[rows["counts_in_totals"] & rows["amount_usd_2017"].notna()]
    left_over = {
        "unknown": int(rows["amount_usd_2017"].isna().sum()),
        "left_out": int((~rows["counts_in_totals"]).sum()),
        "unplaced": len(rows) - len(placed),
    }
    said = [
        words(
            "pledges.projects_count",
            count=len(rows),
            all=len(every),
            first=int(every["year"].min()),
            last=int(every["year"].max()),
            where=words.list(words.country(code) for code in codes)
            if len(codes) < 4
            else words("pledges.members", count=len(codes)),
        )
    ]
    if len(counted):
        total = words.money(counted["amount_usd_2017"].sum())
        said.append(words("pledges.projects_total", counted=len(counted), total=total))
    said += [words(f"pledges.projects_{name}", count=count) for name, count in left_over.items() if count]
    return words.sentences(*said)


def _table(rows: pd.DataFrame, words: Text) -> pd.DataFrame:
    each = [row for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            words("pledges.what"): [words.pick(row, "label") for row in each],
            words("pledges.country"): [words.country(row["country"]) for row in each],
            words("choose.year"): [str(row["year"]) for row in each],
            words("pledges.sum_2017"): [_amount(row, words) for row in each],
            words("pledges.counted"): [
                words("pledges.may_add" if row["counts_in_totals"] else "pledges.may_not_add") for row in each
            ],
            words("pledges.status"): [words(f"pledges.status_{row['status']}") for row in each],
            words("pledges.sector"): [words(f"pledges.sector_{row['sector']}") for row in each],
            words("pledges.funders"): [_funders(row, words) for row in each],
            words("pledges.unit"): [_unit(row, words) for row in each],
            words("pledges.number"): [str(row["number"]) for row in each],
        }
    )


def _funders(row: pd.Series, words: Text) -> str:
    return words.list(part.strip() for part in str(row["funders"]).split("|"))


def _amount(row: pd.Series, words: Text) -> str:
    amount = row["amount_usd_2017"]
    return words("pledges.amount_unknown") if pd.isna(amount) else words.money(amount)


def _frame(country: str, narrow: bool) -> projectmap.Frame:
    """A member with room around it, in the shape of the picture."""
    places = store.countries()
    box = places[places["country"] == country].iloc[0]
    width, height = (360, _HEIGHT[True]) if narrow else (690, _HEIGHT[False])
    middle = (box["south"] + box["north"]) / 2
    shrink = max(0.3, math.cos(math.radians(middle)))
    tall = max((box["north"] - box["south"]) * 1.25, 1.2)
    wide = max((box["east"] - box["west"]) * 1.25, 1.2)
    scale = min(height / tall, width / wide / shrink)
    half_wide, half_tall = width / scale / shrink / 2, height / scale / 2
    at = (box["west"] + box["east"]) / 2
    return projectmap.Frame(at - half_wide, at + half_wide, middle - half_tall, middle + half_tall, scale)
