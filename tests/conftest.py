"""What all tests share."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings
from streamlit.components.v2.component_manager import BidiComponentManager  # noqa: TID251  only to leave it out
from xdist.scheduler import LoadScopeScheduling

from tests.reliability import COUNTED, PROPERTY, TRIED, Count, Record

# Its assertions explain themselves like those of a test.
pytest.register_assert_rewrite("tests.browser.visit")

# A busy machine is no fault of the code: how long things take is measured in benchmarks/, not here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


# In the browser: what shares pages of the edition, or an app of its own.
_TOGETHER = ("tests/browser/test_edition.py", "tests/browser/test_phone.py::test_long_words_fit")


class Together(LoadScopeScheduling):
    """A file of tests goes to one process, which makes once what they share: replicas, tables, views on the shelf.

    Tests in the browser take seconds each and go one by one to who has room, unless what they share is dear. (xdist's
    own groups are not heeded by pytest 9.2: https://github.com/pytest-dev/pytest-xdist/issues/1386)
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/browser/"):
            return next((scope for scope in _TOGETHER if nodeid.startswith(scope)), nodeid)
        return nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)


@pytest.fixture(scope="session", autouse=True)
def no_search_for_components() -> Iterator[None]:
    """Before each run of an app under test Streamlit reads the metadata of every installed package, in search of
    components. The dashboard has none, and the search takes five times as long as a run.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BidiComponentManager, "discover_and_register_components", lambda self, **_: None)
        yield


@pytest.fixture
def count(request: pytest.FixtureRequest) -> Count:
    """Adds to what the tests print at their end: what was tried, and how often."""

    def tell(what: str, how_many: int) -> None:
        request.node.user_properties.append((COUNTED, (what, how_many)))

    return tell


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests counted, of all processes together."""
    sums: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for what, how_many in (value for name, value in report.user_properties if name == COUNTED):
                    sums[what] += how_many
    if sums:
        terminalreporter.section("what was tried")
        for what, how_many in sorted(sums.items()):
            terminalreporter.write_line(f"{how_many:>8,}  {what}")


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """Tells the table of docs/reliability.md what a long test counted: key, how much, what came of it."""

    def tell(key: str, much: str, came: str) -> None:
        assert key in TRIED, f"{key} has no row in tests/reliability.py"
        request.node.user_properties.append((PROPERTY, (key, much, came)))

    return tell
