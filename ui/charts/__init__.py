"""Pure functions: a table in, a Plotly figure out. No Streamlit, no file, no clock.

Every module offers `figure(...)` and `alt(...)`: the picture, and one text with the values it shows.
"""

from typing import Any

# How Plotly behaves in the page. `topojsonURL` keeps it from asking a public host for its own base map;
# the address is relative so that the app may live under any path.
CONFIG: dict[str, Any] = {
    "topojsonURL": "app/static/topojson/",
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": False,
    "responsive": True,
}
