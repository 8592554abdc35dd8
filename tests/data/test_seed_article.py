"""The seeds of the report, the pledges and the policy banks: complete, cited, four languages, our own words.

`defects` finds everything that is wrong with the seeds alone; it is tried on the real ones and on broken
copies, each of which must be caught. What needs the upstream files (the text of the report, the tables of
facts) runs where RAW_DIR is there.
"""

from __future__ import annotations

import copy
import csv
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = {"en", "es", "pt", "zh"}
TRANSLATED = LANGUAGES - {"en"}  # of words that are English in the original
FILES = {
    "claims": ("article/claims.yml", 38),
    "quotes": ("article/quotes.yml", 8),
    "named": ("article/named.yml", 20),
    "pledges": ("pledges.yml", 6),
    "policy_banks": ("policy_banks.yml", 8),
}
VIEWS = {"map", "country", "compare", "trade", "pledges", "timeline", "article", "data"}
FUNCTIONS = {
    "members_count": set(),
    "region_trade_china_usd": {"year"},
    "region_trade_usa_usd": {"year"},
    "country_trade_china_usd": {"country", "year"},
    "country_trade_usa_usd": {"country", "year"},
    "china_ahead_count": {"year"},
    "overtaking_year": {"country"},
    "bri_count_on": {"date"},
    "recognition_count_on": {"party", "date"},
    "official_finance_usd": {"from", "to"},
    "events_count": {"events", "to"},
    "pledge_amount_usd": {"pledge"},
}
FORMATS = {"money", "integer", "year"}
VERDICTS = {"supported", "partly", "contradicted", "not_checkable"}
STATES = {"dated", "undated", "partly", "disputed", "not_applicable", "no_later_evidence", "not_yet_checked"}
STEPS = ["announced", "agreed", "committed", "delivered"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LONGEST_SHARED_RUN = 8  # words; names of documents and offices are shorter

Seeds = dict[str, list[dict[str, Any]]]


@cache
def read(path: str) -> Any:
    return yaml.safe_load((ROOT / "seeds" / path).read_text("utf-8"))


def read_all() -> Seeds:
    return {name: read(path) for name, (path, _) in FILES.items()} | {"report": [read("article/report.yml")]}


def known_sources() -> set[str]:
    """Ids of all source records of this repository."""
    files = sorted((ROOT / "seeds/sources").glob("*.yml"))
    ids = {record["id"] for file in files for record in read(f"sources/{file.name}")}
    assert len(ids) > 250
    return ids


def mappings(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from mappings(value, f"{path}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from mappings(value, path)


def english(node: Any) -> Iterator[str]:
    """The English of every text that is ours; a name is nobody's sentence."""
    for path, mapping in mappings(node):
        if set(mapping) == LANGUAGES and not path.endswith(".name"):
            yield mapping["en"]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def defects(seeds: Seeds, sources: set[str]) -> list[str]:
    """Everything wrong with the seeds, each with its record."""
    found: list[str] = []
    for name, (_, count) in FILES.items():
        ids = [record["id"] for record in seeds[name]]
        if len(ids) != count:
            found.append(f"{name}: {len(ids)} records instead of {count}")
        found += [f"{name}: {double} twice" for double in sorted({i for i in ids if ids.count(i) > 1})]
    for name, records in seeds.items():
        for record in records:
            found += [f"{name} {record['id']}: {problem}" for problem in _record_defects(record, sources)]
    ids_of = {name: {record["id"] for record in records} for name, records in seeds.items()}
    for claim in seeds["claims"]:
        found += [f"claims {claim['id']}: {problem}" for problem in _claim_defects(claim, ids_of)]
    speakers = {record["name"]["en"] for record in seeds["named"] if record["kind"] == "person"}
    for quote in seeds["quotes"]:
        if quote["speaker"] not in speakers:
            found.append(f"quotes {quote['id']}: speaker {quote['speaker']} is not among the people named")
        if missing := [word for word in quote["sic"] if word not in quote["text"].split()]:
            found.append(f"quotes {quote['id']}: sic {missing} is not in the text")
    for pledge in seeds["pledges"]:
        found += [f"pledges {pledge['id']}: {problem}" for problem in _pledge_defects(pledge)]
    return found


def _record_defects(record: dict[str, Any], sources: set[str]) -> Iterator[str]:
    if not record.get("sources"):
        yield "no source"
    for path, mapping in mappings(record):
        for key in ("sources", "outcome_sources"):
            for source in mapping.get(key, []):
                if source not in sources:
                    yield f"unknown source {source}"
        texts = {lang: words for lang, words in mapping.items() if lang in LANGUAGES}
        if not texts:
            continue
        wanted = TRANSLATED if path.endswith("translation") else LANGUAGES
        if set(mapping) != wanted:
            yield f"{path} has {sorted(mapping)} instead of {sorted(wanted)}"
        if len({frozenset(placeholders(words)) for words in texts.values()}) > 1:
            yield f"{path}: placeholders differ between languages"
        for lang, words in texts.items():
            if not words.strip() or words != words.strip():
                yield f"{path}.{lang} is empty or has spaces around it"
            if (lang == "zh") != bool(CHINESE.search(words)):
                yield f"{path}.{lang} is not in its language"
    figures = record.get("figures", {})
    used: set[str] = set()
    for _, mapping in mappings({key: value for key, value in record.items() if key != "figures"}):
        used |= {name for words in mapping.values() if isinstance(words, str) for name in placeholders(words)}
        used |= {mapping["amount_figure"]} if "amount_figure" in mapping else set()
    if used != set(figures):
        yield f"figures {sorted(figures)} are declared, {sorted(used)} are used"
    for name, figure in figures.items():
        optional = {"country"} if figure["function"] == "official_finance_usd" else set()
        if figure["function"] not in FUNCTIONS:
            yield f"figure {name}: unknown function {figure['function']}"
        elif set(figure["args"]) - optional != FUNCTIONS[figure["function"]]:
            yield f"figure {name}: wrong arguments {sorted(figure['args'])}"
        if figure["format"] not in FORMATS:
            yield f"figure {name}: unknown format {figure['format']}"
        if "trade" in figure["function"] and "imf_imts" not in (
            *record["sources"],
            *record.get("outcome_sources", ()),
        ):
            yield f"figure {name}: its source imf_imts is not cited"


def _claim_defects(claim: dict[str, Any], ids: dict[str, set[str]]) -> Iterator[str]:
    if claim["verdict"] not in VERDICTS:
        yield f"unknown verdict {claim['verdict']}"
    if not claim["shown_in"] or not claim["tables"]:
        yield "no view or no table shows it"
    for door in claim["shown_in"]:
        if door["view"] not in VIEWS:
            yield f"unknown view {door['view']}"
        for name, table in (("claim", "claims"), ("quote", "quotes"), ("pledge", "pledges")):
            if name in door["params"] and door["params"][name] not in ids[table]:
                yield f"{name} {door['params'][name]} does not exist"


def _pledge_defects(pledge: dict[str, Any]) -> Iterator[str]:
    if [step["step"] for step in pledge["steps"]] != STEPS:
        yield "the ladder is not announced, agreed, committed, delivered"
    if pledge["counts_in_totals"] is False and not pledge["reason"]:
        yield "no reason why it does not count in totals"
    for step in pledge["steps"]:
        state = step["state"]
        if state not in STATES:
            yield f"{step['step']}: unknown state {state}"
        if state == "dated" and not (step.get("sources") and step.get("date")):
            yield f"{step['step']}: dated without a date or a source"
        if state in ("undated", "partly", "disputed") and not step.get("sources"):
            yield f"{step['step']}: {state} without a source"
        if state == "no_later_evidence" and not re.fullmatch(r"\d{4}-\d{2}", step.get("checked_on", "")):
            yield f"{step['step']}: without the month in which it was looked for"
    for part in (*pledge["steps"], *pledge["measures"]):
        vague = "amount_usd" in part and part["amount_usd"] is None
        if vague and not {"amount_note", "amount_figure"} & set(part):
            yield f"{part.get('step', part.get('id'))}: no amount and no word why"


def test_the_seeds_have_no_defect() -> None:
    assert defects(read_all(), known_sources()) == []


def _set(*path: Any) -> Callable[[Seeds], None]:
    *way, key, value = path

    def change(seeds: Seeds) -> None:
        node: Any = seeds
        for step in way:
            node = node[step]
        if value is None:
            del node[key]
        else:
            node[key] = value

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_set("claims", 37, None), "37 records instead of 38"),
        (_set("claims", 1, "id", "c01"), "c01 twice"),
        (_set("claims", 0, "claim", "pt", None), "instead of"),
        (_set("claims", 0, "claim", "zh", "only English here"), "not in its language"),
        (_set("claims", 0, "evidence", "es", "sin cifras"), "placeholders differ"),
        (_set("claims", 0, "figures", "bri_then", None), "are declared"),
        (_set("claims", 0, "figures", "bri_then", "function", "guess"), "unknown function"),
        (_set("claims", 0, "figures", "bri_then", "args", {"year": 2018}), "wrong arguments"),
        (_set("claims", 0, "figures", "bri_then", "format", "ratio"), "unknown format"),
        (_set("claims", 0, "verdict", "true"), "unknown verdict"),
        (_set("claims", 0, "shown_in", [{"view": "home", "params": {}}]), "unknown view"),
        (_set("claims", 16, "shown_in", [{"view": "article", "params": {"quote": "q99"}}]), "does not exist"),
        (_set("claims", 0, "sources", ["nowhere"]), "unknown source"),
        (_set("claims", 27, "sources", ["cn_bra2009"]), "imf_imts is not cited"),
        (_set("claims", 0, "sources", []), "no source"),
        (_set("quotes", 0, "translation", "zh", None), "instead of"),
        (_set("quotes", 3, "sic", ["most"]), "not in the text"),
        (_set("quotes", 0, "speaker", "Somebody"), "not among the people"),
        (_set("pledges", 0, "steps", 3, None), "the ladder is not"),
        (_set("pledges", 0, "steps", 0, "date", None), "without a date"),
        (_set("pledges", 1, "steps", 3, "checked_on", None), "without the month"),
        (_set("pledges", 2, "steps", 3, "sources", None), "partly without a source"),
        (_set("pledges", 4, "steps", 3, "amount_note", None), "no word why"),
        (_set("pledges", 4, "measures", 2, "amount_note", None), "no word why"),
        (_set("policy_banks", 0, "note", "en", " "), "is empty"),
    ],
)
def test_a_broken_seed_is_caught(change: Callable[[Seeds], None], words: str) -> None:
    seeds = copy.deepcopy(read_all())
    change(seeds)
    found = defects(seeds, known_sources())
    assert any(words in defect for defect in found), found


# -- against the upstream files ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def raw() -> Path:
    """The folder of upstream files; a folder that is there must hold the report."""
    folder = ROOT / os.environ.get("RAW_DIR", "../shared/sources")
    if not folder.is_dir():
        pytest.skip("the upstream files are not here (RAW_DIR)")
    return folder


@pytest.fixture(scope="module")
def paragraphs(raw: Path) -> list[str]:
    lines = (raw / "article/article.txt").read_text("utf-8").split("\n")
    assert len(lines) == read("article/report.yml")["paragraphs"] == 16
    return lines


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_quotations_are_exact(paragraphs: list[str], raw: Path) -> None:
    quotes = read("article/quotes.yml")
    facts = {row["quote_id"]: row for row in rows(raw / "diplomacy/quotes.csv")}
    assert {quote["id"] for quote in quotes} == set(facts)
    marks = tuple('“”"')
    for quote in quotes:
        paragraph, text = paragraphs[quote["paragraph"] - 1], quote["text"]
        assert any(f"{left}{text}{right}" in paragraph for left in marks for right in marks), quote["id"]
        row = facts[quote["id"]]
        assert (text, quote["paragraph"]) == (row["quote"], int(row["paragraph"]))
        assert (quote["speaker"], quote["country"]) == (row["speaker"], row["country_iso3"])
        assert quote["theme"] == row["theme"]
    assert [quote["id"] for quote in quotes if quote["sic"]] == ["q04"]


def test_claims_agree_with_the_facts(raw: Path) -> None:
    claims = {claim["id"]: claim for claim in read("article/claims.yml")}
    facts = rows(raw / "diplomacy/claims.csv")
    assert [row["claim_id"] for row in facts] == list(claims)
    for row in facts:
        claim = claims[row["claim_id"]]
        assert claim["paragraph"] == int(row["paragraph"]), row["claim_id"]
        assert claim["verdict"] == row["verdict"].replace(" ", "_"), row["claim_id"]
        assert set(row["source_ids"].split(";")) <= set(claim["sources"]), row["claim_id"]


def test_names_stand_where_they_are_said_to(paragraphs: list[str], raw: Path) -> None:
    named = read("article/named.yml")
    assert len(named) == len(rows(raw / "diplomacy/people.csv")) + len(rows(raw / "diplomacy/places.csv"))
    for record in named:
        said = [
            number for number, text in enumerate(paragraphs, 1) if any(form in text for form in record["as_written"])
        ]
        assert said == record["paragraphs"], record["id"]
        assert all(any(form in text for text in paragraphs) for form in record["as_written"]), record["id"]


def test_pledges_and_policy_banks_agree_with_the_facts(raw: Path) -> None:
    pledges = {pledge["id"]: pledge for pledge in read("pledges.yml")}
    facts = rows(raw / "finance/pledges.csv")
    assert [row["pledge_id"] for row in facts] == list(pledges)
    for row in facts:
        pledge = pledges[row["pledge_id"]]
        for key in ("amount", "amount_usd", "horizon_start", "horizon_end"):
            assert pledge[key] == (int(row[key]) if row[key] else None), (row["pledge_id"], key)
        for key in ("date", "currency", "status"):
            assert pledge[key] == row[key], (row["pledge_id"], key)
        assert (pledge["by"], pledge["kind"]) == (row["announced_by"], row["kind"].replace(" ", "_"))
        assert set(row["sources"].split(";")) <= set(pledge["sources"]), row["pledge_id"]
        assert set(filter(None, row["outcome_sources"].split(";"))) <= set(pledge["outcome_sources"])
    columns = ("period_start", "period_end", "amount_usd")
    loans = rows(raw / "finance/policy_bank_loans.csv")
    banks = read("policy_banks.yml")
    assert [[record[column] for column in columns] for record in banks] == [
        [int(row[column]) for column in columns] for row in loans
    ]
    assert [record["sources"] for record in banks] == [[row["source_id"]] for row in loans]


def test_sources_stand_in_the_fact_tables(raw: Path) -> None:
    known = {
        row["source_id"] for table in ("diplomacy", "finance", "trade") for row in rows(raw / table / "sources.csv")
    }
    used = {
        source
        for _, mapping in mappings(read_all())
        for key in ("sources", "outcome_sources")
        for source in mapping.get(key, [])
    }
    # What came after an announcement was looked for beyond the fact tables, in documents with records of their own.
    beyond = {source["id"] for source in read("sources/pledges.yml")}
    assert len(used) > 80
    assert used <= known | beyond
    assert beyond <= used


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + LONGEST_SHARED_RUN]) for at in range(len(words) - LONGEST_SHARED_RUN + 1)}


def test_sentences_are_our_own(paragraphs: list[str], raw: Path) -> None:
    theirs = set().union(*map(runs, paragraphs))
    for table in ("diplomacy/claims", "diplomacy/people", "diplomacy/places", "finance/pledges"):
        for row in rows(raw / f"{table}.csv"):
            theirs |= set().union(*map(runs, row.values()))
    ours = list(english(read_all()))
    assert len(ours) > 150
    assert {" ".join(run) for text in ours for run in runs(text) & theirs} == set()
    assert runs(paragraphs[0]) & theirs  # and a copied sentence would be seen
