"""The words of the views in these tests."""

import pytest

from ui.text import Text, text


@pytest.fixture
def words() -> Text:
    return text("en")
