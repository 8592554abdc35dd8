"""Colours that hold for every reader: contrast with the paper, and apart for the three colour-blindnesses."""

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert

from ui.theme import THEMES, Theme, contrast, letters_on

SEES = ("all colours", "deuteranomaly", "protanomaly", "tritanomaly")
APART = 10.0  # CAM02-UCS; about 1 is the least difference an eye can see side by side
CAPTION = 0.6  # how much of the ink is in Streamlit's fadedText60
STEPS_APART = 5.5  # neighbouring classes of a scale, which the legend names as well

themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
seeing = pytest.mark.parametrize("sees", SEES)


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255


def seen(colour: str, sees: str) -> np.ndarray:
    """A colour as a reader sees it, in a space where distance is difference."""
    light = rgb(colour)
    if sees != "all colours":
        space = {"name": "sRGB1+CVD", "cvd_type": sees, "severity": 100}
        light = np.clip(cspace_convert(light, space, "sRGB1"), 0, 1)
    return cspace_convert(light, "sRGB1", "CAM02-UCS")


def closest(colours: list[str], sees: str) -> tuple[float, str, str]:
    assert len(colours) > 1
    return min((float(np.linalg.norm(seen(a, sees) - seen(b, sees))), a, b) for a, b in combinations(colours, 2))


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@themes
@seeing
def test_partners_are_apart(theme: Theme, sees: str) -> None:
    distance, a, b = closest([theme.china, theme.usa, theme.eu, theme.region, theme.world], sees)
    assert distance >= APART, (a, b)


@themes
@seeing
@pytest.mark.parametrize("scale", ["sequential", "diverging", "ratio"])
def test_classes_of_a_scale_and_missing_are_apart(theme: Theme, sees: str, scale: str) -> None:
    distance, a, b = closest([*getattr(theme, scale), theme.missing], sees)
    assert distance >= STEPS_APART, (a, b)


@themes
@seeing
def test_categories_and_missing_are_apart(theme: Theme, sees: str) -> None:
    assert theme.categories
    for name, colours in theme.categories.items():
        distance, a, b = closest([*colours.values(), theme.missing], sees)
        assert distance >= APART, (name, a, b)


@themes
def test_text_and_marks_stand_out_from_the_paper(theme: Theme) -> None:
    for name in ("ink", "muted"):
        assert contrast(getattr(theme, name), theme.paper) >= 4.5, name
    for name in ("china", "usa", "eu", "region", "world", "chosen", "accent"):
        assert contrast(getattr(theme, name), theme.paper) >= 3, name


@themes
def test_letters_on_a_colour_can_be_read(theme: Theme) -> None:
    """Names in bars and the signs of verdicts are black or white, whichever stands out more."""
    for name, colours in theme.categories.items():
        for code, colour in colours.items():
            assert contrast(letters_on(colour), colour) >= 4.5, (name, code)


def test_letters_change_with_the_colour_below() -> None:
    assert (letters_on("#f0f0f0"), letters_on("#0a4a42")) == ("#000000", "#ffffff")


@themes
@pytest.mark.parametrize("ground", ["paper", "land", "surface"])
def test_captions_can_be_read(theme: Theme, ground: str) -> None:
    """Streamlit writes captions, labels below figures and hints in the ink at 60 per cent."""
    below = getattr(theme, ground)
    blended = CAPTION * rgb(theme.ink) + (1 - CAPTION) * rgb(below)
    assert contrast("#" + "".join(f"{round(part * 255):02x}" for part in blended), below) >= 4.5


@themes
def test_what_is_chosen_can_be_read(theme: Theme) -> None:
    """Streamlit writes it in the accent, on a tenth of the accent."""
    blended = 0.1 * rgb(theme.accent) + 0.9 * rgb(theme.paper)
    assert contrast(theme.accent, "#" + "".join(f"{round(part * 255):02x}" for part in blended)) >= 4.5


@themes
def test_the_readers_hand_is_nobodys_colour(theme: Theme) -> None:
    """What is chosen in a control must not look like China, the United States or the region."""
    for name in ("china", "usa", "region", "eu"):
        assert closest([theme.accent, getattr(theme, name)], "all colours")[0] >= 15, name


@themes
def test_more_stands_out_more(theme: Theme) -> None:
    steps = [contrast(colour, theme.paper) for colour in theme.sequential]
    assert steps == sorted(steps)


@themes
@seeing
def test_compared_lines_are_apart_and_nobody_else(theme: Theme, sees: str) -> None:
    """Eight lines side by side; none may be taken for the partners that have a colour of their own."""
    assert len(theme.series) == 8
    distance, a, b = closest(list(theme.series), sees)
    assert distance >= APART, (a, b)
    for name in ("china", "usa", "region"):
        meant = getattr(theme, name)
        distance, a, b = min(closest([colour, meant], sees) for colour in theme.series)
        assert distance >= STEPS_APART, (name, a, b)


@themes
def test_compared_lines_can_be_read_as_text(theme: Theme) -> None:
    """Their names are written in their colours."""
    for colour in theme.series:
        assert contrast(colour, theme.paper) >= 4.5, colour


@themes
def test_no_compared_line_looks_like_china_or_the_united_states(theme: Theme) -> None:
    for meant in (theme.china, theme.usa):
        assert min(closest([colour, meant], "all colours")[0] for colour in theme.series) >= 15
