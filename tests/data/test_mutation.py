"""What survives in data/derive.py is explained, and the explanations stand in docs/mutation.md."""

import pytest

from tests.data import mutation


def test_every_explanation_is_written_down() -> None:
    paper = (mutation.ROOT / "docs" / "mutation.md").read_text("utf-8")
    assert len(mutation.EXPLAINED) > 5
    for (function, _), why in mutation.EXPLAINED.items():
        assert any(f"| `{function}` |" in line and line.endswith(f"| {why} |") for line in paper.splitlines()), function


@pytest.mark.parametrize(
    ("function", "line", "known"),
    [
        ("ranks", 'rows["value"].rank(method="min", ascending=None)', True),
        ("ranks", 'rows["value"].rank(method="max", ascending=False)', False),
        ("growth", "zip(one, other)", False),
    ],
)
def test_only_what_was_looked_at_is_excused(function: str, line: str, known: bool) -> None:
    assert (mutation.explained(function, line) is not None) is known
