"""What `/data` says: rows that match, files that equal what is shown, sources in full, how to cite, what changed."""

import io
import json
import re
import zipfile

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from data import export, schema, store
from ui.text import held, text
from ui.views import citing, methods, sources, tables
from ui.views import data as data_view

WORDS = text("en")
LANGUAGES = ("en", "es", "pt", "zh")


def browsed(
    name: str, country: str | None = None, indicator: str | None = None, sought: str = "", lang: str = "en"
) -> tables.Browsed:
    return tables.browsed(name, country, indicator, sought, lang)


# -- coverage ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", store.indicators())
def test_coverage_counts_every_cell(indicator: str) -> None:
    view = data_view.coverage(indicator, "en", "light")
    years, obs = data_view.years(indicator), store.observations(indicator)
    heat = view.one.figure.data[0]
    assert sum(map(sum, heat.z)) == len(obs[["country", "year"]].drop_duplicates())
    assert len(heat.z) == 33
    assert {len(row) for row in heat.z} == {len(years)}
    assert len(view.one.table) == 33
    assert view.door["table"] in tables.names()
    assert len(tables.narrowed(view.door["table"], None, indicator, "")) == len(obs)


# -- tables --------------------------------------------------------------------------------------------


def test_titles_and_descriptions_are_those_of_the_package() -> None:
    for name, table in schema.TABLES.items():
        assert tables.title(name, WORDS) == table.title
        assert WORDS(f"data.about.{name}") == table.description


@pytest.mark.parametrize("name", tables.names())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_can_be_browsed(name: str, lang: str) -> None:
    view = browsed(name, lang=lang)
    assert len(view.rows) == len(store.table(name)) > 0
    assert not view.filtered
    seen = [tables.page(name, view, number, lang) for number in range(1, view.pages + 1)]
    assert sum(map(len, seen)) == len(view.rows)
    assert all(0 < len(page) <= tables.PAGE for page in seen)
    assert {column.name for column in view.columns} == set(seen[0].columns)
    assert all(column.about for column in view.columns)
    assert len(view.fields) == len(schema.TABLES[name].columns)
    used = {part for cell in store.table(name).get("source", pd.Series(dtype=str)) for part in cell.split(";")}
    assert {source.id for source in view.sources} <= used
    assert len(view.sources) == min(len(used), tables.SOURCES_NAMED)
    assert bool(view.licences) == bool(used)


def test_a_page_of_the_biggest_table_is_light() -> None:
    """A page travels as Arrow over the WebSocket."""
    page = tables.page("observations", browsed("observations"), 1, "en")
    assert len(export.parquet_bytes(page)) < 100_000
    assert page.memory_usage(deep=True).sum() < 500_000


def test_rows_of_one_country() -> None:
    events = browsed("events", "CUB")
    assert len(events.rows) == 3
    assert all("CUB" in cell.split(";") for cell in events.rows["countries"])
    assert events.filtered
    assert events.stem == "china-celac-ties_events_CUB"
    rows = browsed("observations", "KNA", "un_agreement_china").rows
    assert set(rows["country"]) == {"KNA"}
    assert set(rows["indicator"]) == {"un_agreement_china"}
    shown = tables.page("observations", browsed("observations", "KNA", "un_agreement_china"), 1, "en")
    assert list(shown.columns) == ["year", "value", "source"]


@pytest.mark.parametrize(
    ("name", "sought", "least", "what"),
    [
        ("belt_and_road", "perú", 1, "PER"),
        ("belt_and_road", "SAN CRISTÓBAL", 1, "KNA"),
        ("belt_and_road", "秘鲁", 1, "PER"),
        ("recognition", "taipei", 0, ""),
        ("events", "panama 2017", 1, "PAN"),
        ("observations", "imf_imts brazil 2017", 9, "BRA"),
    ],
)
def test_search_finds_names_without_accents_in_every_language(name: str, sought: str, least: int, what: str) -> None:
    rows = browsed(name, sought=sought).rows
    assert len(rows) >= least
    column = "country" if "country" in rows else "countries"
    assert all(what in cell for cell in rows[column])


def test_a_search_for_signs_of_a_pattern_is_plain() -> None:
    assert browsed("events", sought="(.*[").rows.empty
    assert "".join(browsed("events", sought="../..").stem.split("_")[2:]) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_stand_in_the_language_of_the_reader(lang: str) -> None:
    page = tables.page("countries", browsed("countries", lang=lang), 1, lang)
    assert "name" in page
    assert "name_en" not in page
    brazil = page.loc[page["country"] == "BRA", "name"].item()
    assert brazil == {"en": "Brazil", "es": "Brasil", "pt": "Brasil", "zh": "巴西"}[lang]


# -- files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", tables.FORMATS)
@pytest.mark.parametrize("name", ["events", "projects", "countries"])
def test_a_file_holds_the_rows_that_are_shown(name: str, form: str) -> None:
    view = browsed(name, "CUB" if name == "events" else "DMA")
    assert 0 < len(view.rows) < len(store.table(name))
    data = tables.written(form, view.rows, tables.about(view, WORDS, "https://example.org/data?table=x"))
    if form == "csv":
        found = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    elif form == "xlsx":
        head, *rows = openpyxl.load_workbook(io.BytesIO(data))["Data"].iter_rows(values_only=True)
        found = pd.DataFrame(rows, columns=head)
    elif form == "json":
        found = pd.DataFrame(json.loads(data)["rows"])
    else:
        found = pq.ParquetFile(io.BytesIO(data)).read().to_pandas()
    assert list(found.columns) == schema.TABLES[name].names
    key = list(schema.TABLES[name].key)
    assert found[key].astype(str).to_numpy().tolist() == view.rows[key].astype(str).to_numpy().tolist()


def test_years_with_gaps_stay_whole_numbers_in_files() -> None:
    text = tables.written("csv", browsed("projects").rows, {}).decode("utf-8-sig")
    started = pd.read_csv(io.StringIO(text), dtype=str)["completed"].dropna()
    assert len(started)
    assert started.str.fullmatch(r"\d{4}").all()


def test_a_file_says_whose_it_is_and_how_it_was_filtered() -> None:
    view = browsed("observations", "BRA", "trade_with_china_usd")
    notes = json.loads(tables.written("json", view.rows, tables.about(view, WORDS, "https://example.org/x")))["about"]
    assert notes["link"] == "https://example.org/x"
    assert notes["cite"].startswith("International Monetary Fund")
    assert "China–CELAC Ties" in notes["cite"]
    assert store.data_version() == notes["data version"]
    whole, own = store.table("observations"), store.observations("trade_with_china_usd", ["BRA"])
    assert f"{len(own)} of {len(whole):,} rows" in notes["rows"]
    assert "IMF" in notes["licences"]


def test_everything_is_the_data_package() -> None:
    with zipfile.ZipFile(io.BytesIO(tables.everything())) as archive:
        names = archive.namelist()
        package = json.loads(archive.read("china-celac-ties/datapackage.json"))
        assert archive.testzip() is None
        assert len(names) == 2 * len(schema.TABLES) + 1
        for resource in package["resources"]:
            path = store.TABLES / resource["path"]
            assert archive.read(f"china-celac-ties/{resource['path']}") == path.read_bytes()
    assert tables.everything() == tables.everything()


@pytest.mark.parametrize("name", tables.names())
def test_no_cell_of_a_table_starts_a_formula(name: str) -> None:
    """The committed CSV files are opened in spreadsheets as they are."""
    frame = store.table(name)
    checked = 0
    for column in frame.select_dtypes(include=["str", "object"]):
        cells = frame[column].dropna().astype(str)
        checked += len(cells)
        assert not cells.str.match(r"\s*[=+\-@＝＋－＠]").any(), column
    assert checked


# -- sources -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_source_opens(lang: str) -> None:
    for code in sources.ids():
        view, source = sources.opened(code, lang), store.source(code)
        said = " ".join(fact for _, fact in view.facts)
        assert view.title
        assert len(view.facts) >= 8
        assert [name for name, _ in view.tables] == list(source.used_by)
        assert not {"", "None", "nan", "<NA>"} & {fact for _, fact in view.facts}
        if source.url and not source.show_link:
            assert source.url not in said + view.plain + view.bibtex
        elif source.url:
            assert source.url in said
            assert source.url in view.bibtex


def test_some_sources_are_cited_without_a_link() -> None:
    hidden = [source.id for source in store.sources().values() if source.url and not source.show_link]
    assert len(hidden) > 20
    view = sources.opened(hidden[0], "en")
    assert WORDS("data.no_link") in [fact for _, fact in view.facts]


def test_the_door_of_a_source_finds_its_rows() -> None:
    checked = 0
    for code in ("imf_imts", "aiddata_gcdf3", "unvotes", "abi_bol_bri"):
        view = sources.opened(code, "en")
        for name, label in view.tables:
            cells = store.table(name)["source"].str.split(";")
            count = int(cells.map(lambda codes, code=code: code in codes).sum())
            assert WORDS.number(count) in label
            assert len(browsed(name, sought=view.sought).rows) >= count
            checked += 1
    assert checked > 8


def test_sources_are_searched_narrowed_and_paged() -> None:
    every = sources.listed("", None, 1, "en")
    assert len(every.lines) == sources.PAGE
    seen = {line.id for page in range(1, every.pages + 1) for line in sources.listed("", None, page, "en").lines}
    assert seen == set(store.sources())
    assert sum(sources.licences().values()) == len(seen)
    for licence, count in sources.licences().items():
        found = sources.listed("", licence, 1, "en")
        assert f"**{count}**" in found.count
    assert [line.id for line in sources.listed("world bank oghist", None, 1, "en").lines] == ["wb_oghist"]
    assert not sources.listed("(.*", None, 1, "en").lines
    assert sources.listed("", None, 999, "en").lines, "a page beyond the last is the last"


# -- how to cite, methods, changes -----------------------------------------------------------------------


@pytest.mark.parametrize("name", tables.names())
def test_the_producer_is_named_first(name: str) -> None:
    view = browsed(name)
    ours = view.plain.index(citing.OURS)
    for source in view.sources[: citing.CITED]:
        assert view.plain.index(held(store.source(source.id).citation.rstrip("."))) < ours
    assert store.data_version() in view.plain
    entries = re.findall(r"^@misc\{([^,\s]+),$", view.bibtex, re.MULTILINE)
    assert entries[-1] == f"china_celac_ties:{name}"
    assert len(entries) == len(set(entries)) == min(len(view.sources), citing.CITED) + 1


@pytest.mark.parametrize("code", sources.ids())
def test_bibtex_pairs_its_braces(code: str) -> None:
    entry = citing.source_bibtex(store.source(code)).replace(r"\{", "").replace(r"\}", "")
    depth = 0
    for sign in entry:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert entry.startswith(f"@misc{{{code},\n")


def test_signs_of_tex_are_written_out() -> None:
    assert citing.tex("50% of A&B_C #1 {x} ~ ^ \\ $") == (
        r"50\% of A\&B\_C \#1 \{x\} \textasciitilde{} \textasciicircum{} \textbackslash{} \$"
    )


def test_the_dataset_is_cited_with_its_version_and_the_link_of_the_view() -> None:
    found = methods.citing_parts("en", "https://example.org/data?part=cite&lang=en")
    for said in (found.plain, found.bibtex):
        assert store.data_version() in said
        assert "https://example.org/data" in said
        assert "part=" not in said
    assert found.example.index("International Monetary Fund") < found.example.index(citing.OURS)
    assert len(found.terms) == len(sources.licences())


def test_methods_tell_disputes_and_what_may_have_changed() -> None:
    found = methods.methods("en")
    road, periods = store.table("belt_and_road"), store.table("recognition")
    assert len(found.disputes) == road["dispute_en"].notna().sum() + periods["dispute_en"].notna().sum() > 5
    dated = [store.table(name) for name in store.tables() if "last_checked" in store.table(name)]
    assert len(found.checked) == sum(frame["last_checked"].notna().sum() for frame in dated) > 5
    assert len(found.indicators) == len(store.indicators())
    assert len(found.notes) == len(methods.NOTES)


def test_the_newest_change_stands_first() -> None:
    changes = methods.changes(WORDS)
    assert len(changes) == len(store.table("changelog"))
    assert store.data_version().startswith(changes.iloc[0, 0] + "+")
    assert store.data_version() in methods.version(WORDS)
