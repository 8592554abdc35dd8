"""What all tests share."""

import pytest
from hypothesis import settings

from tests.reliability import PROPERTY, TRIED, Record

# Its assertions explain themselves like those of a test.
pytest.register_assert_rewrite("tests.browser.visit")

# A busy machine is no fault of the code: how long things take is measured in benchmarks/, not here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """Tells the table of docs/reliability.md what a long test counted: key, how much, what came of it."""

    def tell(key: str, much: str, came: str) -> None:
        assert key in TRIED, f"{key} has no row in tests/reliability.py"
        request.node.user_properties.append((PROPERTY, (key, much, came)))

    return tell
