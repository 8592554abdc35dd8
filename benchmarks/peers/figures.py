"""The very figure of `/map`, for peers that are no Streamlit: by year, with boundaries at their own address."""

from __future__ import annotations

import json
from typing import Any

from data import store
from ui.charts import CONFIG
from ui.views import map as map_view

INDICATOR = "trade_with_china_usd"
YEARS = sorted(store.observations(INDICATOR)["year"].unique().tolist())


def figure(year: int) -> dict[str, Any]:
    """The map of one year as the dictionary that Plotly's script takes."""
    drawn: dict[str, Any] = json.loads(map_view.view(INDICATOR, year, None, "en", "light").figure.to_json())
    return drawn


def config() -> dict[str, Any]:
    """How Plotly behaves in the page."""
    return dict(CONFIG)
