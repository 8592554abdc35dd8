"""What the papers say is so: links lead somewhere, commands exist, versions agree, licences are complete."""

import re
from pathlib import Path

import pytest
import yaml

from data import store

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]*)\)")
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)(?=`|  | PORT|$|:)", re.MULTILINE)


def anchors(paper: Path) -> set[str]:
    """The headings of a paper as they are written in links."""
    headings = re.findall(r"^#+ (.+)$", paper.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(paper: Path) -> list[str]:
    dead = []
    for link in LINK.findall(paper.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = paper.parent / name if name else paper
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    return dead


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_links_lead_somewhere(paper: Path) -> None:
    assert dead_links(paper) == []


def test_papers_were_read() -> None:
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DATA_LICENSE.md"} <= {paper.name for paper in PAPERS}
    assert sum(len(LINK.findall(paper.read_text(encoding="utf-8"))) for paper in PAPERS) > 10


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text("# One\n\n[good](#one) [bad](#two) [gone](gone.md)\n", encoding="utf-8")
    assert dead_links(paper) == ["#two", "gone.md"]


def test_commands_of_the_papers_exist() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    named = {command for paper in PAPERS for command in MAKE.findall(paper.read_text(encoding="utf-8"))}
    assert {"run", "test", "data"} <= named
    assert named <= targets


def test_the_two_commands_stand_first() -> None:
    first = README.split("```sh", 1)[1].split("```", 1)[0]
    assert [line.split("#")[0].strip() for line in first.strip().splitlines()] == ["make run", "make test"]


def test_files_of_the_pip_lines_exist() -> None:
    named = set(re.findall(r"-r (\S+)", README))
    assert named == {"requirements.txt", "requirements-dev.txt"}
    assert all((ROOT / name).exists() for name in named)


def test_versions_agree() -> None:
    """The newest release of the changelog is the version to cite; before the first there is none."""
    assert CITATION["cff-version"] == "1.2.0"
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(CITATION["version"]))
    assert "## [Unreleased]" in CHANGELOG
    releases = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", CHANGELOG, re.MULTILINE)
    assert releases[:1] in ([], [str(CITATION["version"])])


def test_the_holder_of_the_licence() -> None:
    assert "China–CELAC Ties contributors" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert CITATION["authors"] == [{"name": "China–CELAC Ties contributors"}]
    assert CITATION["license"] == "MIT"


def test_no_licence_is_forgotten() -> None:
    """Each source that is more than a cited document stands in DATA_LICENSE.md, and nothing else does."""
    files = sorted((ROOT / "seeds" / "sources").glob("*.yml"))
    records = [record for file in files for record in yaml.safe_load(file.read_text(encoding="utf-8"))]
    licensed = {record["id"] for record in records if record["licence_class"] != "cited_facts"}
    assert len(licensed) > 20
    statement = (ROOT / "DATA_LICENSE.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`([a-z0-9_]+)`", statement)) - {"source", "sources"}
    assert listed == licensed


def licence_rows() -> dict[str, tuple[set[str], str]]:
    """Table → (terms, whom to name first), as DATA_LICENSE.md has them."""
    statement = (ROOT / "DATA_LICENSE.md").read_text(encoding="utf-8")
    row = re.compile(r"^\| \[(\w+)\]\(data/tables/\1\.csv\) \| (.+) \| (.+) \|$", re.MULTILINE)
    return {name: (set(terms.split("; ")), first) for name, terms, first in row.findall(statement)}


@pytest.mark.parametrize("name", [name for name in store.tables() if "source" in store.table(name)])
def test_terms_of_every_table_are_those_of_its_sources(name: str) -> None:
    terms, first = licence_rows()[name]
    cells = store.table(name)["source"]
    used = [store.source(code) for code in {part for cell in cells.unique() for part in cell.split(";")}]
    assert used
    assert terms == {source.licence_label["en"] for source in used}
    assert terms == {licence["title"] for licence in store.package(name)["licenses"]}
    for source in used:
        if source.licence_class != "cited_facts":
            assert source.producer in first
    assert ("the documents that the row names" in first) == any(
        source.licence_class == "cited_facts" for source in used
    )


def test_no_other_table_stands_in_the_statement() -> None:
    with_sources = {name for name in store.tables() if "source" in store.table(name)}
    assert set(licence_rows()) == with_sources
    statement = (ROOT / "DATA_LICENSE.md").read_text(encoding="utf-8")
    for name in set(store.tables()) - with_sources:
        assert f"[{name}](data/tables/{name}.csv)" in statement


def test_the_contract_of_links_names_every_indicator() -> None:
    links = (ROOT / "docs" / "links.md").read_text(encoding="utf-8")
    missing = [code for code in store.indicators() if f"`{code}`" not in links]
    assert missing == []


def test_every_language_says_everything() -> None:
    """A word that a language lacks would be shown in English."""
    english = store.words()["en"].keys()
    assert len(english) > 500
    lacking = {lang: sorted(english - words.keys()) for lang, words in store.words().items()}
    assert {lang: keys for lang, keys in lacking.items() if keys} == {}
