"""The data API: the same rows as the store, in JSON and CSV, and a problem that names what is wrong."""

import asyncio
import csv
import io
import json
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import store
from server import api
from server.api import resources
from server.api.app import app
from server.api.problems import TYPES
from server.api.resources import RESOURCES
from server.settings import Settings


def client(**settings: Any) -> TestClient:
    inner = Starlette(routes=[api.mount(Settings(**settings))])
    return TestClient(inner, raise_server_exceptions=False)


CLIENT = client()
DESCRIPTION = CLIENT.get("/api/v1/openapi.json").json()
REGISTRY = Registry().with_resource("urn:description", Resource(DESCRIPTION, DRAFT202012))


def rows(address: str) -> list[dict[str, Any]]:
    answer = CLIENT.get(address)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


def problem(address: str, **how: Any) -> dict[str, Any]:
    """The problem that a request gets; it must be one that the description allows."""
    answer = how.pop("by", CLIENT).request(how.pop("method", "GET"), address, **how)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    content: dict[str, Any] = answer.json()
    validate(content, "#/components/schemas/Problem")
    assert content["status"] == answer.status_code
    assert TYPES[content["type"].partition("#")[2]] == (content["status"], content["title"])
    return content


def validate(content: Any, pointer: str) -> None:
    Draft202012Validator({"$ref": f"urn:description{pointer}"}, registry=REGISTRY).validate(content)


def pointer(*parts: str) -> str:
    return "#/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)


# -- the same rows as the store ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in RESOURCES if name != "observations"])
def test_a_list_is_the_table(name: str) -> None:
    expected = store.table(name)
    answered = pd.DataFrame(rows(f"/api/v1/{name}"))
    assert list(answered) == [*expected, *(["corrections"] if RESOURCES[name].of_facts else [])]
    assert len(answered) == len(expected) > 0
    for column in expected:
        for found, cell in zip(answered[column], expected[column], strict=True):
            if isinstance(found, list):
                assert (
                    json.dumps(found) == cell
                    if column == "shown_in"
                    else ";".join(found) == ("" if pd.isna(cell) else cell)
                )
            else:
                assert (pd.isna(found) and pd.isna(cell)) or found == cell


@pytest.mark.parametrize("name", [name for name in RESOURCES if name != "observations"])
def test_csv_is_the_file_of_the_package(name: str) -> None:
    assert CLIENT.get(f"/api/v1/{name}?format=csv").content == store.package_file(f"{name}.csv")
    assert CLIENT.get(f"/api/v1/{name}.csv").content == store.package_file(f"{name}.csv")
    assert CLIENT.get(f"/api/v1/{name}.parquet").content == store.package_file(f"{name}.parquet")


@pytest.mark.parametrize("indicator", store.indicators())
def test_observations_are_those_of_the_store(indicator: str) -> None:
    expected = store.observations(indicator)
    answered = pd.DataFrame(rows(f"/api/v1/observations?indicator={indicator}"))
    assert answered["source"].map(";".join).tolist() == expected["source"].tolist()
    assert set(answered["unit"]) == {store.indicator(indicator).unit}
    for column in ("country", "indicator", "year", "value"):
        assert answered[column].tolist() == expected[column].tolist()


def test_observations_as_csv() -> None:
    text = CLIENT.get("/api/v1/observations?indicator=recognition,trade_with_china_usd&country=BRA,PRY&format=csv").text
    read = list(csv.DictReader(io.StringIO(text)))
    expected = [
        (row.country, row.indicator, str(row.year), str(row.value), row.source)
        for name in ("trade_with_china_usd", "recognition")
        for row in store.observations(name, ["BRA", "PRY"]).itertuples()
    ]
    order = list(store.indicators())
    expected.sort(key=lambda row: order.index(row[1]))
    assert [
        tuple(row[name] for name in ("country", "indicator", "year", "value", "source")) for row in read
    ] == expected


@pytest.mark.parametrize(
    ("query", "countries", "years"),
    [
        ("country=BRA", ["BRA"], None),
        ("country=cub,BRA&year=2017", ["CUB", "BRA"], [2017]),
        ("year=2003,2017", None, [2003, 2017]),
        ("from=2015&to=2017&country=CHL", ["CHL"], [2015, 2016, 2017]),
        ("country=BRA&year=1999", ["BRA"], [1999]),
    ],
)
def test_observations_are_narrowed(query: str, countries: list[str] | None, years: list[int] | None) -> None:
    expected = store.observations("trade_with_china_usd", countries, years)
    answered = rows(f"/api/v1/observations?indicator=trade_with_china_usd&{query}")
    assert [(row["country"], row["year"], row["value"]) for row in answered] == list(
        expected[["country", "year", "value"]].itertuples(index=False, name=None)
    )


def test_events_of_a_member_and_of_a_year() -> None:
    table = store.table("events")
    of_cuba = table[table["countries"].str.split(";").map(lambda codes: "CUB" in codes)]
    assert [row["id"] for row in rows("/api/v1/events?country=CUB")] == of_cuba["id"].tolist()
    assert len(of_cuba) > 0
    early = table[table["date"].str[:4].astype(int) <= 2007]
    assert [row["id"] for row in rows("/api/v1/events?to=2007")] == early["id"].tolist()


FILTERS = [
    (name, item.name) for name, resource in RESOURCES.items() for item in resource.filters if item.kind == "codes"
]


@pytest.mark.parametrize(("name", "parameter"), FILTERS)
def test_a_code_keeps_rows_that_have_it_and_all_of_them(name: str, parameter: str) -> None:
    whole = rows(f"/api/v1/{name}")
    column = next(item.column for item in RESOURCES[name].filters if item.name == parameter)
    code = resources.allowed(name, parameter)[-1]
    kept = rows(f"/api/v1/{name}?{urlencode({parameter: code})}")
    assert kept == [
        row for row in whole if code == row[column] or (isinstance(row[column], list) and code in row[column])
    ]


@pytest.mark.parametrize("name", [name for name, resource in RESOURCES.items() if resource.key])
def test_a_row_has_an_address(name: str) -> None:
    whole = rows(f"/api/v1/{name}")
    for row in (whole[0], whole[-1]):
        answer = CLIENT.get(f"/api/v1/{name}/{quote(str(row[RESOURCES[name].key]))}")
        assert answer.json() == {"data_version": store.data_version(), "data": row}


def test_every_source_of_every_row_resolves() -> None:
    named = {
        source
        for name, resource in RESOURCES.items()
        if "source" in [column.name for column in resource.columns]
        for row in rows(f"/api/v1/{name}")
        for source in row["source"]
    }
    assert len(named) > 100
    unresolved = [source for source in named if CLIENT.get(f"/api/v1/sources/{source}").status_code != 200]
    assert unresolved == []


@pytest.mark.parametrize("name", RESOURCES)
def test_every_row_names_a_source(name: str) -> None:
    if name in ("sources", "terms", "changelog"):  # what sources are, what words mean, and when the data changed
        assert "source" not in rows(f"/api/v1/{name}")[0]
    else:
        assert all(row["source"] for row in rows(f"/api/v1/{name}"))


def test_a_corrected_row_says_by_which_entry_of_the_log() -> None:
    road = {row["country"]: row["corrections"] for row in rows("/api/v1/belt_and_road")}
    assert road.pop("DMA") == ["co01"]
    assert road.pop("TTO") == ["co02"]
    assert set(map(tuple, road.values())) == {()}
    (entry,) = rows("/api/v1/corrections?table=events")
    assert entry["rows"] == ["ev062"]
    assert CLIENT.get("/api/v1/events/ev062").json()["data"]["corrections"] == [entry["id"]]


# -- parts and limits --------------------------------------------------------------------------------------


def test_parts_make_the_whole() -> None:
    address, collected = "/api/v1/events?limit=50&category=trade,forum,recognition", list[dict[str, Any]]()
    while address:
        answer = CLIENT.get(address)
        page = answer.json()
        collected += page["data"]
        assert page["total"] == int(answer.headers["x-total-count"])
        assert ('rel="next"' in answer.headers["link"]) == bool(page["next"])
        address = page["next"]
    assert collected == rows("/api/v1/events?category=trade,forum,recognition")
    assert len(collected) > 50


def test_a_host_can_limit_rows() -> None:
    small = client(api_max_rows=10)
    page = small.get("/api/v1/observations").json()
    assert (len(page["data"]), page["limit"]) == (10, 10)
    assert page["next"] == "/api/v1/observations?offset=10&limit=10"
    assert problem("/api/v1/observations?limit=11", by=small)["allowed"] == ["1..10"]


def test_a_part_behind_the_end_is_empty() -> None:
    page = CLIENT.get("/api/v1/claims?offset=1000").json()
    assert (page["data"], page["next"]) == ([], None)


def test_rows_are_streamed() -> None:
    """The network gets rows before the last one is written."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/v1/observations",
        "root_path": "",
        "query_string": b"",
        "headers": [],
    }
    asyncio.run(app(Settings())(scope, receive, send))
    bodies = [message["body"] for message in sent if message["type"] == "http.response.body" and message["body"]]
    assert len(bodies) > 10
    assert len(json.loads(b"".join(bodies))["data"]) == len(resources.frame("observations"))


# -- the description ---------------------------------------------------------------------------------------


def test_the_description_is_openapi() -> None:
    assert DESCRIPTION["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(DESCRIPTION).validate()


def test_a_broken_description_is_noticed() -> None:
    broken = json.loads(json.dumps(DESCRIPTION))
    del broken["paths"]["/api/v1/events"]["get"]["responses"]["200"]["description"]
    assert not OpenAPIV31SpecValidator(broken).is_valid()


def test_every_address_is_described_and_no_other() -> None:
    served = {f"/api{route.path}" for route in app(Settings()).routes} - {"/api/v1"}
    assert set(DESCRIPTION["paths"]) == served


@pytest.mark.parametrize("name", RESOURCES)
def test_answers_are_as_described(name: str) -> None:
    path = f"/api/v1/{name}"
    schema = ("get", "responses", "200", "content", "application/json", "schema")
    validate(CLIENT.get(path).json(), pointer("paths", path, *schema))
    described = {parameter["name"] for parameter in DESCRIPTION["paths"][path]["get"]["parameters"]}
    assert set(problem(f"{path}?no=1")["allowed"]) == described


def test_the_description_names_the_host_and_the_limit() -> None:
    described = client(public_url="https://ties.example.org", api_max_rows=7).get("/api/v1/openapi.json").json()
    assert described["servers"] == [{"url": "https://ties.example.org"}]
    limits = [item for item in described["paths"]["/api/v1/events"]["get"]["parameters"] if item["name"] == "limit"]
    assert [item["schema"]["maximum"] for item in limits] == [7]


def test_the_index_leads_on() -> None:
    index = CLIENT.get("/api/v1/").json()
    assert [item["name"] for item in index["resources"]] == list(RESOURCES)
    for item in [*(entry["path"] for entry in index["resources"]), index["openapi"], index["datapackage"]]:
        assert CLIENT.get(item).status_code == 200
    assert CLIENT.get("/api/v1").json() == index


def test_the_package_finds_its_files() -> None:
    package = CLIENT.get("/api/v1/datapackage.json").json()
    assert len(package["resources"]) == len(store.tables())
    for entry in package["resources"]:
        assert CLIENT.get(f"/api/v1/{entry['path']}").status_code == 200


# -- tags, methods, other origins --------------------------------------------------------------------------

ADDRESSES = [
    "/api/v1/",
    "/api/v1/problems",
    "/api/v1/openapi.json",
    "/api/v1/datapackage.json",
    "/api/v1/claims.csv",
    "/api/v1/claims.parquet",
    "/api/v1/claims",
    "/api/v1/claims?format=csv",
    "/api/v1/countries/BRA",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_known_is_not_sent_again(address: str) -> None:
    first = CLIENT.get(address)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = CLIENT.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["access-control-allow-origin"] == "*"
    assert CLIENT.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_another_question_has_another_tag() -> None:
    asked = ["", "?format=csv", "?limit=3", "?verdict=partly"]
    assert len({CLIENT.get(f"/api/v1/claims{query}").headers["etag"] for query in asked}) == len(asked)


def test_other_data_have_another_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    before = CLIENT.get("/api/v1/claims").headers["etag"]
    monkeypatch.setattr(store, "data_version", lambda: "9.9.9")
    assert CLIENT.get("/api/v1/claims").headers["etag"] != before


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_get_without_the_content(address: str) -> None:
    get, head = CLIENT.get(address), CLIENT.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_elsewhere_may_ask_before_it_reads(address: str) -> None:
    asked = {"Origin": "https://news.example.org", "Access-Control-Request-Method": "GET"}
    answer = CLIENT.options(address, headers=asked)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")
    assert answer.headers["allow"] == answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_writing_is_a_problem(method: str) -> None:
    assert problem("/api/v1/claims", method=method)["status"] == 405
    assert CLIENT.request(method, "/api/v1/claims").headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        ("application/json;q=0.5, text/csv", "text/csv; charset=utf-8; header=present"),
        ("text/csv;q=0.1, application/*", "application/json"),
    ],
)
def test_the_form_that_is_preferred(accept: str, kind: str) -> None:
    assert CLIENT.get("/api/v1/claims", headers={"Accept": accept}).headers["content-type"] == kind


def test_no_other_form() -> None:
    assert problem("/api/v1/claims", headers={"Accept": "image/png, text/csv;q=0"})["status"] == 406
    assert CLIENT.get("/api/v1/claims?format=csv", headers={"Accept": "image/png"}).status_code == 200


# -- problems ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "parameter", "allowed"),
    [
        ("country=BRX", "country", "BRA"),
        ("country=", "country", "BRA"),
        ("country=BRA,,CHL", "country", "BRA"),
        ("indicator=gold", "indicator", "recognition"),
        ("year=20I7", "year", "1900..2100"),
        ("year=٢٠١٧", "year", "1900..2100"),
        ("year=1899", "year", "1900..2100"),
        ("from=2101", "from", "1900..2100"),
        ("from=2018&to=2017", "from", "1900..2017"),
        ("limit=0", "limit", "1..100000"),
        ("limit=1e3", "limit", "1..100000"),
        ("limit=99999999999999999999", "limit", "1..100000"),
        ("offset=-1", "offset", "0..1000000"),
        ("format=xml", "format", "csv"),
        ("countries=BRA", "countries", "country"),
    ],
)
def test_a_bad_value_is_named_with_what_is_possible(query: str, parameter: str, allowed: str) -> None:
    found = problem(f"/api/v1/observations?{query}")
    assert (found["status"], found["parameter"]) == (400, parameter)
    assert allowed in found["allowed"]


def test_a_parameter_stands_once() -> None:
    found = problem("/api/v1/observations?country=BRA&country=CHL")
    assert (found["type"], found["parameter"]) == ("/api/v1/problems#repeated-parameter", "country")


def test_too_many_values() -> None:
    assert problem("/api/v1/observations?year=" + ",".join(["2017"] * 101))["parameter"] == "year"


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/problems", "/api/v1/claims.csv", "/api/v1/countries/BRA"])
def test_what_takes_no_parameter_says_so(address: str) -> None:
    assert problem(f"{address}?year=2017")["parameter"] == "year"


@pytest.mark.parametrize(
    "address",
    [
        "/api/",
        "/api/v2/countries",
        "/api/v1/%0A0",
        "/api/%0D%0A",
        "/api/v1/nothing",
        "/api/v1/countries/",
        "/api/v1/words",
        "/api/v1/x.csv",
    ],
)
def test_an_address_that_leads_nowhere(address: str) -> None:
    assert problem(address)["status"] == 404


def test_a_row_that_does_not_exist() -> None:
    found = problem("/api/v1/countries/USA")
    assert (found["parameter"], found["value"], len(found["allowed"])) == ("country", "USA", 33)
    assert problem("/api/v1/sources/none")["allowed_at"] == "/api/v1/sources"


def test_what_breaks_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> pd.DataFrame:
        raise store.DataError(name)

    monkeypatch.setattr(resources, "frame", broken)
    assert problem("/api/v1/claims") == {
        "type": "/api/v1/problems#internal",
        "title": TYPES["internal"][1],
        "status": 500,
        "detail": "The log of the server says why.",
    }


NAMES = st.sampled_from(["country", "year", "from", "to", "limit", "offset", "format", "indicator", "id", "state", ""])
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["BRA", "2017", "csv", "-1", "NaN", "1e9", "BRA,BRA", "\x00", "' OR 1=1 --", "../../etc/passwd"]),
    st.integers().map(str),
)
PATHS = st.one_of(
    st.sampled_from([*RESOURCES, *(f"{name}/1" for name in RESOURCES), "", "openapi.json", "claims.csv"]),
    # No bare slash: a client would take "../" away before it asks.
    st.text(max_size=30).map(lambda text: quote(text, safe="")),
)


@given(path=PATHS, asked=st.lists(st.tuples(st.one_of(NAMES, st.text(max_size=10)), VALUES), max_size=4))
def test_no_request_breaks_the_server(path: str, asked: list[tuple[str, str]]) -> None:
    address = f"/api/v1/{path}?{urlencode(asked, errors='surrogatepass')}"
    answer = CLIENT.get(address)
    assert answer.status_code in (200, 400, 404), address
    if answer.status_code >= 400:
        validate(answer.json(), "#/components/schemas/Problem")


@given(raw=st.binary(max_size=80))
def test_no_bytes_break_the_server(raw: bytes) -> None:
    """Whatever stands behind the question mark, even what is no text."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "HEAD",
        "path": "/api/v1/observations",
        "root_path": "",
        "query_string": raw,
        "headers": [(b"accept", raw)],
    }
    asyncio.run(CLIENT.app(scope, receive, send))
    assert sent[0]["status"] in (200, 400, 406)
