"""Rules of evidence: each row resolves to a source, what nobody opened is not shown, disputes and doubts are kept.

docs/evidence.md says the rules in words.
"""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data import schema, store
from tests.data.conftest import ROOT

TABLES = {name: store.table(name) for name in store.tables()}
CITED = [name for name, frame in TABLES.items() if "source" in frame]
# Words of the interface and their meaning, the record of sources, and the log of releases are no facts about members.
WITHOUT = {"sources", "words", "terms", "changelog"}
FACTS = [name for name in CITED if name != "sources"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


# -- every row has a source ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CITED)
def test_every_row_resolves_to_a_source(name: str) -> None:
    frame, known = TABLES[name], set(store.sources())
    resolved = frame["source"].map(lambda cell: bool(cell) and set(str(cell).split(";")) <= known)
    assert int(resolved.sum()) == len(frame) > 0, frame[~resolved].head().to_string()


def test_all_rows_are_counted() -> None:
    assert set(TABLES) - set(CITED) == WITHOUT
    rows = sum(len(TABLES[name]) for name in CITED)
    assert rows > 25_000
    assert rows == sum(len(frame) for frame in TABLES.values()) - sum(len(TABLES[name]) for name in WITHOUT)


def test_the_record_holds_the_sources_of_the_diplomatic_facts_and_uses_them() -> None:
    text = (ROOT / "seeds" / "sources" / "diplomacy.yml").read_text("utf-8")
    ids = re.findall(r"^- id: (\w+)$", text, re.MULTILINE)
    assert len(ids) == len(set(ids)) == 260
    unused = [code for code in ids if not store.source(code).used_by]
    assert unused == []


def test_a_source_that_is_not_to_be_linked_shows_no_address_in_its_citation() -> None:
    hidden = [source for source in store.sources().values() if source.url and not source.show_link]
    assert len(hidden) > 20
    for source in hidden:
        assert source.url not in source.citation
        assert "http" not in source.citation


@pytest.mark.parametrize("field", ["licence_class", "processing", "licence_allows", "reliability", "citation"])
def test_every_source_says(field: str) -> None:
    assert all(getattr(source, field) for source in store.sources().values())


def test_every_dataset_says_when_it_was_read_and_under_which_terms() -> None:
    datasets = [source for source in store.sources().values() if source.kind == "dataset"]
    assert len(datasets) > 20
    assert [source.id for source in datasets if not source.read or not source.licence] == []


# -- what nobody opened is not shown -----------------------------------------------------------------------


def rows(name: str, **where: str) -> pd.DataFrame:
    frame = TABLES[name]
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame


def one(name: str, column: str, **where: str) -> object:
    return rows(name, **where)[column].item()


def says(pattern: str, *names: str) -> bool:
    """Whether a text of some tables (all with facts, if none is named) matches."""
    found = False
    for name in names or FACTS:
        frame = TABLES[name]
        for column in frame.select_dtypes("str"):
            found |= bool(frame[column].fillna("").str.contains(pattern, regex=True, case=False).any())
    return found


def members_of(group: str) -> set[str]:
    frame = TABLES["countries"]
    return set(frame.loc[frame["memberships"].str.split(";").map(lambda groups: group in groups), "country"])


# Entry of unsourced.csv → whether a table shows it after all.
SHOWN: dict[str, Callable[[], bool]] = {
    "u01": lambda: one("belt_and_road", "joined", country="DMA") != "2018" or says("13 July|13 de jul|7月13日"),
    "u02": lambda: (
        one("belt_and_road", "joined", country="TTO") != "2018-05-15" or says("14 May|14 de ma[iy]o|5月14日")
    ),
    "u03": lambda: one("belt_and_road", "joined", country="SLV") != "2018-11",
    "u04": lambda: one("belt_and_road", "joined", country="DOM") != "2018-11",
    "u05": lambda: one("belt_and_road", "joined", country="BRB") != "2019-02" or says("21 February 2019"),
    "u06": lambda: one("belt_and_road", "joined", country="SUR") != "2018-05",
    "u07": lambda: one("belt_and_road", "joined", country="CUB") != "2018-11" or says("8 November 2018"),
    "u08": lambda: says("1980-01-02|2 January 1980"),
    "u09": lambda: says("1976-05-28|28 May 1976|28 de ma[iy]o de 1976"),
    "u10": lambda: one("countries", "partnership", country="ATG") != "none_found",
    "u11": lambda: pd.notna(one("countries", "partnership_since", country="CRI")),
    "u12": lambda: one("countries", "partnership", country="TTO") != "none_found",
    "u13": lambda: one("recognition", "last_checked", country="HND", party="PRC") != "2026-01-22",
    "u14": lambda: "BOL" in members_of("Mercosur"),
    "u15": lambda: members_of("ALBA") != {"CUB"},
    "u16": lambda: not rows("agreements", type="currency_swap", country="SUR").empty,
    "u17": lambda: set(rows("agreements", type="investment_treaty")["country"]) != {"ARG", "BRB", "COL", "CRI", "CUB"},
    "u18": lambda: set(rows("agreements", type="double_taxation")["country"]) != {"BRB"},
    "u19": lambda: says("31 December 2026|2026-12-31"),
    "u20": lambda: (
        rows("agreements", type="visa_mutual")
        .query("country in ['ATG', 'ECU', 'GRD', 'SUR']")[["signed", "in_force"]]
        .notna()
        .any(axis=None)
    ),
    "u21": lambda: (
        says("2024-09|September 2024", "agreements") or says("early.harvest.*Honduras|Honduras.*early.harvest")
    ),
    "u22": lambda: "upgraded" in str(one("agreements", "state", id="fta_per")),
    "u23": lambda: says("Las Bambas", "events"),
    "u24": lambda: says("Inter-American Development Bank|IDB", "events"),
    "u25": lambda: says("World Trade Organization|WTO|2001-12-11", "events"),
    "u26": lambda: set(rows("claims").query("id in ['c18', 'c19']")["verdict"]) != {"partly"},
}


def unsourced(raw: Path) -> dict[str, dict[str, str]]:
    with (raw / "diplomacy" / "unsourced.csv").open(encoding="utf-8", newline="") as file:
        return {row["item_id"]: row for row in csv.DictReader(file)}


def test_every_unsourced_belief_has_its_check(raw: Path) -> None:
    assert set(unsourced(raw)) == set(SHOWN)


@pytest.mark.parametrize("item", SHOWN)
def test_what_nobody_opened_is_not_shown(item: str) -> None:
    assert not SHOWN[item]()


def test_no_text_tells_what_lists_say_that_nobody_opened() -> None:
    assert not says("lists[^.]* not opened|listas[^.]* (?:no|não) (?:se )?ab[ir]|未查阅的名单", *FACTS)


def test_no_event_bears_a_day_that_is_unsourced(raw: Path) -> None:
    """A full date among the beliefs stands in no cell of the member's rows, in no spelling."""
    checked = 0
    for item, row in unsourced(raw).items():
        found = re.match(rf"(?:about )?(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b", row["belief"])
        # u03, u04: a sourced day of talks, not of the memorandum; what stands in the column is checked above.
        if found and item not in ("u03", "u04"):
            day, month, year = found.groups()
            checked += 1
            iso = f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}"
            assert not says(rf"{iso}|\b{day} {month} {year}"), item
    assert checked >= 5


# -- disputes, doubts ----------------------------------------------------------------------------------------


def test_disputes_carry_both_values_and_the_reason() -> None:
    """What is in dispute is a date: the text names another one than the column, or says that the question is open."""
    checked = 0
    for name in ("belt_and_road", "recognition"):
        frame = TABLES[name]
        for row in frame[frame["dispute_en"].notna()].to_dict("records"):
            checked += 1
            text = row["dispute_en"]
            assert len(text) > 40, text
            assert all(isinstance(row[f"dispute_{lang}"], str) for lang in ("es", "pt", "zh"))
            assert len(row["source"].split(";")) > 1, f"one source cannot disagree with itself: {row['country']}"
    assert checked >= 6


@pytest.mark.parametrize("name", ["recognition", "agreements"])
def test_what_may_have_changed_says_when_it_was_last_checked(name: str) -> None:
    assert TABLES[name]["last_checked"].notna().any()


def test_talks_and_swaps_and_visa_schemes_that_run_on_are_dated() -> None:
    running = rows("agreements")[lambda frame: frame["state"].isin(["in_force_last_checked", "negotiating", "stalled"])]
    assert len(running) > 3
    # A note that says when it came to a halt is a date as well.
    dated = running["last_checked"].notna() | running["note_en"].fillna("").str.contains(r"\b(?:19|20)\d\d\b")
    assert dated.all(), list(running.loc[~dated, "id"])


def test_titles_of_events_are_short_in_every_language() -> None:
    events = TABLES["events"]
    assert len(events) == 116
    for lang in ("en", "es", "pt", "zh"):
        assert events[f"title_{lang}"].str.len().max() <= 90


# -- what the report says, in figures --------------------------------------------------------------------------


def test_a_verdict_that_can_be_counted_is_counted_in_the_tables() -> None:
    """Top partner, 250 billion, 33 members, second meeting: the numbers come from the tables at each build."""
    used = TABLES["figures"].groupby("record")["function"].agg(set)
    wanted = {
        "c05": "members_count",  # 33 members at the table
        "c08": "events_count",  # the second meeting
        "c27": "pledge_amount_usd",  # 250 billion
        "c28": "country_trade_china_usd",  # Brazil
        "c29": "country_trade_china_usd",  # Chile
        "c30": "country_trade_china_usd",  # Argentina
        "c31": "china_ahead_count",  # many countries
    }
    for record, function in wanted.items():
        assert function in used.get(record, set()), record


def test_schema_and_evidence_speak_of_the_same_tables() -> None:
    assert set(TABLES) == set(schema.TABLES)
