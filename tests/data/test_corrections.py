"""The log of corrections: strict, and true to the tables."""

import pandas as pd
import pytest
import yaml
from pydantic import ValidationError

from data import store
from data.build import written
from data.build.problems import Problems
from data.model import LANGUAGES, CorrectionSeed
from tests.data.conftest import SEEDS

KNOWN = {name: store.table(name) for name in store.tables()}
RIGHT = {"id": "co90", "table": "events", "rows": "ev001;ev002", "field": "title"}


@pytest.mark.parametrize(("field", "value"), [("rows", "ev001;nothing"), ("table", "nothing"), ("field", "nothing")])
def test_the_build_refuses_what_a_correction_names_and_is_not_there(field: str, value: str) -> None:
    problems = Problems()
    written.check_corrections({**KNOWN, "corrections": pd.DataFrame([RIGHT])}, problems)
    assert not problems
    written.check_corrections({**KNOWN, "corrections": pd.DataFrame([RIGHT | {field: value}])}, problems)
    assert "nothing" in problems.report()
    assert "co90" in problems.report()


@pytest.mark.parametrize("change", [{"row": "x"}, {"rows": []}, {"since": "1"}, {"shown_in": []}, {"sources": []}])
def test_the_model_is_strict(change: dict[str, object]) -> None:
    seed = yaml.safe_load((SEEDS / "corrections.yml").read_text("utf-8"))[0]
    CorrectionSeed.model_validate(seed)
    with pytest.raises(ValidationError):
        CorrectionSeed.model_validate(seed | change)


def test_each_correction_speaks_four_languages_and_is_of_a_release() -> None:
    log, releases = store.table("corrections"), list(store.table("changelog")["version"])
    for name in ("wrong", "right", "reason"):
        assert log[[f"{name}_{lang}" for lang in LANGUAGES]].notna().all(axis=None)
    assert all(releases.index(row.since) < releases.index(row.release) for row in log.itertuples())
