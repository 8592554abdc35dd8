"""Colours by meaning, the same in every view, for a light and a dark page.

A colour stands for one thing only: China is vermilion, the United States blue, the region jade, and slate is the
reader's own hand: what is chosen in a control (docs/design.md has the whole list). Steps of a
scale run from pale to strong on a light page and from deep to bright on a dark one, so that "more" always
stands out from the paper. tests/ui/test_theme.py computes contrast and what colour-blind readers see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Streamlit serves Source Sans and Source Serif itself; the rest readers have (Chinese included).
FONT = '"Source Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif'


def contrast(a: str, b: str) -> float:
    """The contrast ratio of WCAG 2.2 between two colours (`#rrggbb`): 1 to 21."""
    dark, bright = sorted((_luminance(a), _luminance(b)))
    return (bright + 0.05) / (dark + 0.05)


def letters_on(colour: str) -> str:
    """Black or white, whichever can be read better on a colour: no colour is so grey that neither reaches 4.5 to 1."""
    return max(("#000000", "#ffffff"), key=lambda letters: contrast(letters, colour))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@dataclass(frozen=True)
class Theme:
    """The colours of one page. Lists run from low to high; categories map a code to its colour."""

    name: str
    paper: str
    ink: str
    muted: str
    grid: str
    land: str
    surface: str  # what a reader can write into or press
    missing: str
    china: str
    usa: str
    eu: str
    region: str
    world: str
    chosen: str
    accent: str
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]
    ratio: tuple[str, ...]
    # Eight lines that are compared: none of them may be taken for China, the United States or the region.
    series: tuple[str, ...]
    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def layout(self, **more: Any) -> dict[str, Any]:
        """What every chart shares: paper, letters, no margins beyond need, a finger scrolls the page."""
        return {
            # Streamlit's own holds placeholders for its colours: 4 KB that say nothing here.
            "template": {},
            "paper_bgcolor": self.paper,
            "plot_bgcolor": self.paper,
            "font": {"family": FONT, "size": 14, "color": self.ink},
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "dragmode": False,
            "showlegend": False,
            "hoverlabel": {
                "bgcolor": self.paper,
                "bordercolor": self.muted,
                "font": {"family": FONT, "size": 14, "color": self.ink},
                "align": "left",
            },
            **more,
        }


def legend_below(title: str, size: int) -> dict[str, Any]:
    """A key in rows at the foot of a chart, under its title; a click hides nothing. `size`: pixels of its letters."""
    return {
        "orientation": "h",
        "x": 0,
        "xref": "container",
        "y": 0,
        "yref": "container",
        "yanchor": "bottom",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"size": size},
        "title": {"text": title, "side": "top"},
    }


LIGHT = Theme(
    name="light",
    paper="#fcfaf6",
    ink="#0f1216",
    muted="#5d6570",
    grid="#e2ded5",
    land="#eeeae1",
    surface="#f4f1ea",
    missing="#d0d0d0",
    china="#b3261e",
    usa="#1f5fa8",
    eu="#a88d04",
    region="#119b90",
    world="#3f3b37",
    chosen="#0f1216",
    accent="#3a4a63",
    sequential=("#fddfc7", "#f6b890", "#ea8f6c", "#d65c45", "#b3261e", "#750c12"),
    diverging=("#7f3b08", "#c26a12", "#f2bf73", "#c3b4ec", "#8a77b6", "#4b2a84"),
    ratio=("#0d3f7a", "#3f7fc1", "#a8c8e6", "#f3c4ac", "#dd7a5b", "#9c1a1c"),
    series=("#2d7d5d", "#a85b0e", "#7a4bf5", "#503060", "#702000", "#6000bf", "#80608f", "#205040"),
    categories={
        "belt_and_road_status": {"member": "#b3261e", "left": "#e0a13c", "none": "#8d99a8"},
        "recognition": {"PRC": "#b3261e", "ROC": "#1f6f8f"},
        "verdict": {
            "supported": "#1d6b52",
            "partly": "#bb7d00",
            "contradicted": "#7b1e6a",
            "not_checkable": "#8792a2",
        },
        "income_group": {
            "low": "#e4f4cf",
            "lower_middle": "#86bd9a",
            "upper_middle": "#3c8a74",
            "high": "#0a4a42",
        },
        "flow_class": {"oof_like": "#b3261e", "oda_like": "#f2a65a", "vague": "#7a68b0"},
        "sector_group": {
            "energy": "#de9a28",
            "industry": "#863002",
            "transport": "#5db6f9",
            "social": "#396b69",
            "other": "#740cbc",
        },
        "project_status": {
            "completed": "#0a4a42",
            "under_way": "#3c8a74",
            "committed": "#86bd9a",
            "pledged": "#e4f4cf",
            "stopped": "#cc6314",
        },
    },
)

DARK = Theme(
    name="dark",
    paper="#14171a",
    ink="#e8e6e3",
    muted="#a3a8ae",
    grid="#2c3136",
    land="#23272c",
    surface="#1d2125",
    missing="#464646",
    china="#f0695a",
    usa="#6aa9ea",
    eu="#f9b806",
    region="#a4ebe0",
    world="#97928b",
    chosen="#ffffff",
    accent="#7d899f",
    sequential=("#4a211d", "#74302a", "#a44236", "#d15b4a", "#f08a72", "#fbc6ae"),
    diverging=("#f9cf94", "#cc8733", "#74491a", "#4d3b8a", "#8c78cc", "#d0c4fa"),
    ratio=("#8fc3f5", "#4d8fd0", "#2b5078", "#6e3a2c", "#cb6248", "#f9a88e"),
    series=("#409f80", "#dfcf10", "#9f70ff", "#80dfff", "#ff8fbf", "#809f20", "#bfdf9f", "#9f709f"),
    categories={
        "belt_and_road_status": {"member": "#f0695a", "left": "#e8b55a", "none": "#6b7684"},
        "recognition": {"PRC": "#f0695a", "ROC": "#4fb3d6"},
        "verdict": {
            "supported": "#5fcf9f",
            "partly": "#e0a93a",
            "contradicted": "#d07ac9",
            "not_checkable": "#7d8896",
        },
        "income_group": {
            "low": "#2a6b58",
            "lower_middle": "#4b9a7f",
            "upper_middle": "#86cba8",
            "high": "#e0f7cf",
        },
        "flow_class": {"oof_like": "#f0695a", "oda_like": "#fbd49a", "vague": "#8c78cc"},
        "sector_group": {
            "energy": "#dad953",
            "industry": "#cf5210",
            "transport": "#8ae5f3",
            "social": "#598b88",
            "other": "#9543de",
        },
        "project_status": {
            "completed": "#e0f7cf",
            "under_way": "#86cba8",
            "committed": "#4b9a7f",
            "pledged": "#2a6b58",
            "stopped": "#e8862a",
        },
    },
)

THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK)}
