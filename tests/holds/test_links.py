"""Hostile links against the running server, by stream and by request: nothing breaks, nothing is repeated as markup.

A few hundred run with every change; `make test-long` runs more than ten thousand.
"""

from __future__ import annotations

import itertools
import json
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings

from data import store
from server.settings import Settings
from tests.holds import links
from tests.holds.links import WORD, Link
from tests.holds.process import Answer, Line, Page, Process, Shown, running
from tests.reliability import Count, Record
from tests.ui.test_links import NAMES

MOST_BYTES = Settings().max_query_bytes
SECONDS = 10.0  # within which each is answered, on a busy machine as well
LEAST_LONG = 10_000
GROWTH = 1.05  # of the memory after a second round over that after the first
CODE = re.compile(r"(`+).*?\1", re.DOTALL)
# Links of ours are those that begin with "/", "http", or with the report on a figure and nothing but encoded values.
MARKUP = re.compile(r"<[a-z/!?]|\]\((?!/|http|data\?[\w.=&%~+-]*#dispute\))|!\[", re.IGNORECASE)
# What a browser never reads as markup; statuses that tell the sender what is wrong, none of the server's own faults.
INERT = ("application/json", "application/problem+json", "text/plain", "text/csv")
FINE = {200, 204, 301, 304, 307, 400, 404, 405, 414}
GOOD = {
    "country": (*store.country_codes()[::6], "all"),
    "countries": ("BRA.CHL", "REGION"),
    "indicator": tuple(store.indicators())[::4],
    "year": ("2017", "2001"),
    "lang": ("en", "es", "pt", "zh"),
    "view": ("map", "tiles", "chart", "table", "scatter", "multiples"),
    "order": ("subregion", "alphabet", "oldest"),
    "part": ("claims", "quotes", "projects", "tables", "sources"),
    "scale": ("log", "linear"),
    "basis": ("index", "share", "per_head"),
    "page": ("1", "2", "9999"),
    "embed": ("true",),
}
FOLDERS = (
    "/",
    "/map/",
    "/country",
    "/static/",
    "/app/static/",
    "/media/",
    "/_stcore/",
    "/preview/",
    "/api/",
    "/api/v1/",
)


class Tags(HTMLParser):
    """What a browser would take for a script in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script" and "src" not in values and values.get("type") != "application/ld+json":
            self.found.append(tag)
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or name == "srcdoc" or address.startswith(("javascript:", "data:text")):
                self.found.append(f"{tag} {name}={value}")
        if tag == "iframe" or WORD in tag:
            self.found.append(tag)


def judge_answer(address: str, answer: Answer) -> None:
    """One answer to a request: no fault of the server, no markup of the sender."""
    assert answer.status in FINE, (answer.status, address)
    assert answer.seconds < SECONDS, (answer.seconds, address)
    assert not any(value == "x" and name == "set-cookie" for name, value in answer.headers.items()), address
    kind = answer.headers.get("content-type", "")
    if WORD.encode() in answer.body:
        if kind.startswith("text/html"):
            assert Tags(answer.body.decode()).found == [], address
        else:
            assert kind.split(";")[0] in ("application/json", "application/problem+json", "text/plain", "text/csv"), (
                kind
            )
            assert answer.headers["x-content-type-options"] == "nosniff"


def judge_view(link: Link, shown: Shown) -> None:
    """One run of the script: it ended well, says what it did not understand, and shows nothing as markup."""
    assert shown.ok, link
    assert shown.of("exception") == [], link
    assert shown.of("html") + shown.of("iframe") == [], link
    assert shown.seconds < SECONDS, (shown.seconds, link)
    for text in (*shown.of("markdown"), *shown.of("alert")):
        assert not getattr(text, "allow_html", False), link
        assert WORD not in text.body or not MARKUP.search(CODE.sub("", text.body)), (link, text.body)
    for notice in shown.notices:
        assert notice.isprintable(), (link, notice)
        assert len(notice) < 2000, (link, len(notice))
    said = "\n".join(shown.notices)
    for name in link.bad:
        assert f"`{name}`" in said or f" {name} = " in said, (link, said)


@dataclass
class Attacked:
    """A server, a connection and a stream that are used for all links, and what was counted."""

    process: Process
    line: Line
    page: Page
    streamed: int = 0
    asked: int = 0
    slowest: float = 0.0
    different: set[str] = field(default_factory=set)
    memory: list[float] = field(default_factory=list)

    def view(self, link: Link) -> None:
        """A view at an address, by request and by stream."""
        slug = "" if link.slug == "overview" else link.slug
        address = links.on_one_line(f"/{slug}?{link.query}")
        answer = self.request(address)
        wanted = 414 if len(address.partition("?")[2].encode()) > MOST_BYTES else 200
        assert answer.status == wanted, (answer.status, address)
        if "q=" not in link.query:
            assert WORD.encode() not in answer.body, f"{address} is repeated"
        shown = self.page.run(link.query, slug)
        judge_view(link, shown)
        self.streamed += 1
        self.slowest = max(self.slowest, shown.seconds)

    def request(self, address: str) -> Answer:
        """An address, as it stands."""
        answer = self.line.asked(address)
        judge_answer(address, answer)
        self.asked += 1
        self.different.add(address)
        self.slowest = max(self.slowest, answer.seconds)
        if self.asked % 200 == 0:
            self.memory.append(self.process.running.resident_mb())
        return answer

    def api(self) -> dict[str, tuple[str, ...]]:
        """Path → parameters, as the API describes itself; what is filled in stands as {}."""
        paths = json.loads(self.request("/api/v1/openapi.json").body)["paths"]
        return {
            re.sub(r"\{.*?\}", "{}", path): tuple(
                one["name"] for one in operations["get"].get("parameters", ()) if one.get("in") == "query"
            )
            for path, operations in paths.items()
        }


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with running(tmp_path_factory.mktemp("hostile")) as process:
        found = Attacked(process, Line("127.0.0.1", process.port, timeout=60), process.page())
        yield found
        found.page.close()
        found.line.close()


def attack(attacked: Attacked, corpus: Sequence[Link], made_up: int, *, often: int = 1, same: bool = False) -> None:
    """These links, then `made_up` addresses of three kinds, and each parameter of the API `often`.

    The `same` are made up each time.
    """
    for link in corpus:
        attacked.view(link)
    how = settings(
        max_examples=made_up,
        database=None,
        derandomize=same,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    api = attacked.api()
    bad = itertools.cycle(links.BAD)
    for path, names in api.items():
        for name in (*names, "unheard_of"):
            for _ in range(often):
                attacked.request(f"{path.replace('{}', 'BRA')}?{links.pair(name, next(bad))}")
        attacked.request(links.on_one_line(path.replace("{}", links.pair("", next(bad))[1:])))

    @how
    @given(links.links(NAMES, GOOD))
    def any_link(link: Link) -> None:
        attacked.view(link)

    @how
    @given(links.addresses(FOLDERS))
    def any_address(address: str) -> None:
        attacked.request(address)

    @how
    @given(links.api_addresses(api))
    def any_list(address: str) -> None:
        attacked.request(address)

    any_link()
    any_address()
    any_list()


def test_some_hostile_links(attacked: Attacked, count: Count) -> None:
    corpus = [*links.corpus(NAMES)]
    attack(attacked, corpus[:: len(corpus) // 50], 25, same=True)
    count("hostile links by stream", attacked.streamed)
    count("hostile links by request", attacked.asked)
    assert attacked.streamed > 70
    assert len(attacked.different) > 200
    assert attacked.process.trouble() == []


@pytest.mark.parametrize("slug", sorted(NAMES))
def test_a_hostile_picture(attacked: Attacked, slug: str) -> None:
    """A card or a map for an address that means nothing is the one of the view itself."""
    for value in links.SCRIPT[:2]:
        query = "&".join(links.pair(name, value) for name in sorted(NAMES[slug]))
        for kind in ("svg", "png"):
            answer = attacked.request(f"/preview/{slug}.{kind}?{query}"[:MOST_BYTES])
            assert answer.status == 200 or kind == "svg"
            assert WORD.encode() not in answer.body or NAMES[slug] & {"q", "guess"}


@pytest.mark.long
def test_more_than_ten_thousand_hostile_links(attacked: Attacked, record: Record) -> None:
    # Two rounds of the same kinds: after the first one the caches, which are bounded, are full.
    corpus, after = [*links.corpus(NAMES)], list[float]()
    for turn in (0, 1):
        attack(attacked, corpus[turn::2], 250, often=5)
        after.append(statistics.median(attacked.memory[-5:]))
    grown = after[1] / after[0]
    record(
        "links",
        f"{len(attacked.different):,} addresses: {attacked.streamed:,} by stream, {attacked.asked:,} by request",
        f"no exception, no status above 499, no markup repeated; the slowest answer {attacked.slowest:.1f} s; "
        f"memory {after[0]:.0f} MB after half of them, {after[1]:.0f} MB after the others",
    )
    assert len(attacked.different) >= LEAST_LONG
    assert grown <= GROWTH, attacked.memory
    assert attacked.process.trouble() == []
