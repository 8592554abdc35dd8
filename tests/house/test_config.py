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
    "secondaryBackgroundColor": "land",
    "textColor": "ink",
    "linkColor": "ink",
    "borderColor": "grid",
}


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
    assert CONFIG["theme"][theme] == colours


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
