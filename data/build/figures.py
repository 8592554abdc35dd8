"""Numbers inside sentences: computed from the tables, written as each language writes them.

seeds/article/claims.yml describes the functions. One that cannot be computed stops the build.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

import pandas as pd
from babel import Locale
from babel.numbers import format_compact_decimal, format_decimal

from data import derive
from data.build.problems import Problems
from data.model import LANGUAGES, FigureSeed, first_day

_LOCALES = {lang: Locale.parse({"zh": "zh_Hans", "pt": "pt_BR"}.get(lang, lang)) for lang in LANGUAGES}
_RECORD_ENDS = dt.date.max.isoformat()  # a state that nothing ended holds on
_MONEY = {"en": "US$ {}", "es": "{} de dólares", "pt": "US$ {}", "zh": "{}美元"}


class Figures:
    """Computes figures from finished frames; `used` keeps every figure with its value."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], problems: Problems) -> None:
        self._tables = tables
        self._problems = problems
        self.used: list[dict[str, Any]] = []

    def fill(
        self, file: str, record: str, figures: Mapping[str, FigureSeed], texts: Mapping[str, str]
    ) -> dict[str, str]:
        """The texts with each {name} written out; figures and placeholders must be the same set."""
        values = {name: self.value(file, record, name, figure) for name, figure in figures.items()}
        filled = {}
        for lang, text in texts.items():
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            unknown = sorted(names - set(figures))
            if unknown:
                cure = "declare it under `figures`, or correct the name"
                self._problems.add(
                    file, f"{{{unknown[0]}}} is no figure of this record", cure, record=record, field=lang
                )
                continue
            written = {
                name: write(value, figures[name].format, lang) for name, value in values.items() if value is not None
            }
            filled[lang] = text.format(**written) if names <= set(written) else text
        return filled

    def undeclared(self, file: str, record: str, name: str) -> None:
        """Note a figure that a record names without declaring it."""
        cure = "declare it under `figures`, or correct the name"
        self._problems.add(file, f"{name!r} is no figure of this record", cure, record=record, field="figures")

    def value(self, file: str, record: str, name: str, figure: FigureSeed) -> float | None:
        """One figure as a number, kept in `used`; None with a problem noted."""
        function = _FUNCTIONS.get(figure.function)
        if function is None:
            self._problems.add(
                file, f"unknown function {figure.function!r}", f"use one of {', '.join(_FUNCTIONS)}",
                record=record, field=f"figures.{name}",
            )  # fmt: skip
            return None
        try:
            value, source = function(self._tables, **_args(figure))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            cure = "correct function and args; see seeds/article/claims.yml"
            what = f"cannot be computed ({error})"
            self._problems.add(file, what, cure, record=record, field=f"figures.{name}")
            return None
        self.used.append(
            {
                "record": record,
                "name": name,
                "function": figure.function,
                "args": ";".join(f"{key}={_plain(arg)}" for key, arg in figure.args.items()) or None,
                "format": figure.format,
                "value": float(value),
                "source": source,
            }
        )
        return value

    def table(self) -> pd.DataFrame:
        """The table figures: each figure once, though a record may show it in several places."""
        return pd.DataFrame(self.used).drop_duplicates(["record", "name"])


def write(value: float, form: str, lang: str) -> str:
    """A number as the language writes it in a sentence: "US$ 256.4 billion", "9", "2010"."""
    locale = _LOCALES[lang]
    if form == "year":
        return str(int(value))
    if form == "integer":
        return str(format_decimal(int(value), locale=locale))
    # CLDR has no long compact forms for Chinese: its short ones (万, 亿) are the ordinary words there.
    text = format_compact_decimal(
        value, format_type="short" if lang == "zh" else "long", locale=locale, fraction_digits=1
    )
    return _MONEY[lang].format(text).replace("\u202f", "\u00a0")


def _args(figure: FigureSeed) -> dict[str, Any]:
    # `from` is a word of Python: the functions take it as `first`.
    return {{"from": "first", "to": "last"}.get(key, key): arg for key, arg in figure.args.items()}


def _plain(arg: Any) -> str:
    return ",".join(map(str, arg)) if isinstance(arg, list) else str(arg)


def _rows(tables: Mapping[str, pd.DataFrame], indicator: str, **where: Any) -> pd.DataFrame:
    rows = tables["observations"]
    rows = rows[rows["indicator"] == indicator]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    if rows.empty:
        raise ValueError(f"{indicator} has no row for {where}")
    return rows


def _of_year(tables: Mapping[str, pd.DataFrame], indicator: str, year: int | None) -> pd.DataFrame:
    """The rows of a year, of the newest one where none is named."""
    return _rows(tables, indicator, year=_rows(tables, indicator)["year"].max() if year is None else year)


def _total(indicator: str) -> Callable[..., tuple[float, str]]:
    def total(tables: Mapping[str, pd.DataFrame], year: int | None = None) -> tuple[float, str]:
        rows = _of_year(tables, indicator, year)
        return float(rows["value"].sum()), derive.join_sources(rows["source"])

    return total


def _one(indicator: str) -> Callable[..., tuple[float, str]]:
    def one(tables: Mapping[str, pd.DataFrame], country: str, year: int) -> tuple[float, str]:
        row = _rows(tables, indicator, country=country, year=year).iloc[0]
        return float(row["value"]), str(row["source"])

    return one


def _members(tables: Mapping[str, pd.DataFrame]) -> tuple[float, str]:
    rows = tables["countries"]
    return len(rows), "mledoze;factbook"


def _ahead(tables: Mapping[str, pd.DataFrame], year: int | None = None) -> tuple[float, str]:
    rows = _of_year(tables, "china_to_usa_trade_ratio", year)
    return int((rows["value"] > 1).sum()), derive.join_sources(rows["source"])


def _overtaking(tables: Mapping[str, pd.DataFrame], country: str) -> tuple[float, str]:
    china = _rows(tables, "trade_with_china_usd", country=country)
    usa = _rows(tables, "trade_with_usa_usd", country=country)
    first = derive.first_overtaking(china, usa)
    return int(first["year"].iloc[0]), derive.join_sources([*china["source"], *usa["source"]])


def _road(tables: Mapping[str, pd.DataFrame], date: str = _RECORD_ENDS, status: str = "member") -> tuple[float, str]:
    if status not in ("member", "left"):
        raise ValueError(f"status {status!r} is neither member nor left")
    states = derive.belt_and_road_on(tables["belt_and_road"], dt.date.fromisoformat(date))
    rows = states[states["value"] == status]
    return len(rows), derive.join_sources(rows["source"])


def _recognised(tables: Mapping[str, pd.DataFrame], party: str, date: str = _RECORD_ENDS) -> tuple[float, str]:
    if party not in ("PRC", "ROC"):
        raise ValueError(f"party {party!r} is neither PRC nor ROC")
    states = derive.recognition_on(tables["recognition"], dt.date.fromisoformat(date))
    rows = states[states["value"] == party]
    return len(rows), derive.join_sources(rows["source"])


def _finance(
    tables: Mapping[str, pd.DataFrame], first: int, last: int, country: str | None = None
) -> tuple[float, str]:
    rows = tables["finance"]
    rows = rows[rows["year"].between(first, last)]
    if country is not None:
        rows = rows[rows["country"] == country]
    if rows.empty:
        raise ValueError("table finance has no such row")
    return float(rows["amount_usd_2021"].sum()), derive.join_sources(rows["source"])


def _events(tables: Mapping[str, pd.DataFrame], events: list[str], last: str) -> tuple[float, str]:
    rows = tables["events"].set_index("id").loc[events]
    until = first_day(last)
    dated = rows[[first_day(date) <= until for date in rows["date"]]]
    return len(dated), derive.join_sources(rows["source"])


def _pledge(tables: Mapping[str, pd.DataFrame], pledge: str) -> tuple[float, str]:
    row = tables["pledges"].set_index("id").loc[pledge]
    return float(row["amount_usd"]), str(row["source"])


def _step(tables: Mapping[str, pd.DataFrame], pledge: str, step: str) -> tuple[float, str]:
    row = tables["pledge_steps"].set_index(["pledge", "step"]).loc[(pledge, step)]
    return first_day(row["date"]).year, str(row["source"])


def _measure(tables: Mapping[str, pd.DataFrame], pledge: str, measure: str) -> tuple[float, str]:
    row = tables["pledge_measures"].set_index(["pledge", "id"]).loc[(pledge, measure)]
    return float(row["amount_usd"]), str(row["source"])


def _end_of_record(end: str) -> Callable[..., tuple[float, str]]:
    def year(tables: Mapping[str, pd.DataFrame], indicator: str) -> tuple[float, str]:
        rows = _rows(tables, indicator)
        rows = rows[rows["year"] == rows["year"].agg(end)]
        return int(rows["year"].iloc[0]), derive.join_sources(rows["source"])

    return year


def _before_report(tables: Mapping[str, pd.DataFrame]) -> tuple[float, str]:
    row = tables["report"].iloc[0]
    return first_day(row["date"]).year - 1, str(row["source"])


def _votes(tables: Mapping[str, pd.DataFrame], year: int | None) -> pd.DataFrame:
    """Members with both agreements in a year, the newest one where none is named."""
    rows = tables["un_votes"].dropna(subset=["agreement_china", "agreement_usa"])
    rows = rows[rows["year"] == (rows["year"].max() if year is None else year)]
    if rows.empty:
        raise ValueError(f"table un_votes has no agreement in {year}")
    return rows


def _compared(tables: Mapping[str, pd.DataFrame], year: int | None = None) -> tuple[float, str]:
    rows = _votes(tables, year)
    return len(rows), derive.join_sources(rows["source"])


def _nearer(tables: Mapping[str, pd.DataFrame], year: int | None = None) -> tuple[float, str]:
    rows = _votes(tables, year)
    return int((rows["agreement_china"] > rows["agreement_usa"]).sum()), derive.join_sources(rows["source"])


_FUNCTIONS: dict[str, Callable[..., tuple[float, str]]] = {
    "members_count": _members,
    "region_trade_china_usd": _total("trade_with_china_usd"),
    "region_trade_usa_usd": _total("trade_with_usa_usd"),
    "country_trade_china_usd": _one("trade_with_china_usd"),
    "country_trade_usa_usd": _one("trade_with_usa_usd"),
    "china_ahead_count": _ahead,
    "overtaking_year": _overtaking,
    "bri_count_on": _road,
    "recognition_count_on": _recognised,
    "official_finance_usd": _finance,
    "events_count": _events,
    "pledge_amount_usd": _pledge,
    "pledge_step_year": _step,
    "pledge_measure_usd": _measure,
    "first_year": _end_of_record("min"),
    "last_year": _end_of_record("max"),
    "year_before_report": _before_report,
    "nearer_china_votes_count": _nearer,
    "compared_votes_count": _compared,
}
