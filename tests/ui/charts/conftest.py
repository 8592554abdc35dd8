"""Real tables, both themes: what charts are made of in these tests."""

import pytest

from ui.text import Text, text
from ui.theme import THEMES, Theme


@pytest.fixture
def words() -> Text:
    return text("en")


@pytest.fixture(params=list(THEMES), ids=list(THEMES))
def theme(request: pytest.FixtureRequest) -> Theme:
    return THEMES[request.param]
