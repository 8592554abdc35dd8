""".streamlit/config.toml: every option exists, and the dress matches ui/theme.py."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

from ui.theme import THEMES

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
# Streamlit's name of a colour → the name by meaning in ui/theme.py.
DRESS = {
    "primaryColor": "accent",
    "backgroundColor": "paper",
    "secondaryBackgroundColor": "surface",
    "textColor": "ink",
    "linkColor": "ink",
    "borderColor": "grid",
    "dataframeBorderColor": "grid",
    "dataframeHeaderBackgroundColor": "surface",
    "dataframeHeaderTextColor": "muted",
    "codeTextColor": "ink",
    "codeBackgroundColor": "surface",
    # A colour that is named in a text means what it means in a chart.
    "redColor": "china",
    "blueColor": "usa",
    "greenColor": "region",
    "yellowColor": "eu",
    "grayColor": "muted",
    "redTextColor": "china",
    "blueTextColor": "usa",
    "grayTextColor": "muted",
}
# What only Streamlit draws: notices, and charts of its own making (there are none).
OWN = {"yellowBackgroundColor", "yellowTextColor", "blueBackgroundColor", "chartCategoricalColors"}


def options(section: dict[str, Any], before: str = "") -> dict[str, Any]:
    """A table as `section.option` → value."""
    flat: dict[str, Any] = {}
    for name, value in section.items():
        flat |= options(value, f"{before}{name}.") if isinstance(value, dict) else {f"{before}{name}": value}
    return flat


@pytest.mark.parametrize("name", options(CONFIG))
def test_streamlit_knows_the_option(name: str) -> None:
    config.get_option(name)


def test_an_unknown_option_is_noticed() -> None:
    with pytest.raises(RuntimeError):
        config.get_option("server.noSuchOption")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("browser.gatherUsageStats", False),
        ("client.showErrorDetails", "none"),
        ("client.toolbarMode", "minimal"),
        ("server.enableStaticServing", True),
        ("server.fileWatcherType", "none"),
    ],
)
def test_readers_are_left_in_peace(name: str, value: object) -> None:
    assert options(CONFIG)[name] == value


@pytest.mark.parametrize("theme", THEMES)
def test_charts_and_page_wear_the_same_colours(theme: str) -> None:
    colours = {name: getattr(THEMES[theme], meaning) for name, meaning in DRESS.items()}
    assert {name: said for name, said in CONFIG["theme"][theme].items() if name not in OWN} == colours


@pytest.mark.parametrize("theme", THEMES)
def test_the_mark_wears_the_colours_of_china_and_the_region(theme: str) -> None:
    mark = (ROOT / "static" / "mark.svg").read_text(encoding="utf-8")
    assert THEMES[theme].china in mark
    assert THEMES[theme].region in mark


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server.enableXsrfProtection", True),
        ("server.enableCORS", True),
        ("server.enableAgentApi", False),
        ("server.trustedUserHeaders", {}),
        ("server.maxUploadSize", 1),
    ],
)
def test_what_protects_is_left_on(name: str, value: object) -> None:
    """Of the options that many recipes switch off, none is: a page elsewhere cannot open a stream here."""
    assert config.get_option(name) == value
