"""What all tests share."""

import pytest
from hypothesis import settings

# Its assertions explain themselves like those of a test.
pytest.register_assert_rewrite("tests.browser.visit")

# A busy machine is no fault of the code: how long things take is measured in benchmarks/, not here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
