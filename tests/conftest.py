"""What all tests share."""

import pytest

# Its assertions explain themselves like those of a test.
pytest.register_assert_rewrite("tests.browser.visit")
