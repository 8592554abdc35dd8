"""Pictures without a browser: the map of the region and the two lines of trade as paths of SVG.

The same shapes, classes and colours as the figures of the app; server/templates/ sets them as a picture.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from data import store
from data.model import Indicator
from ui.charts import map as map_chart
from ui.text import Text
from ui.theme import DARK, LIGHT
from ui.views.map import limits

_GEO = Path(__file__).resolve().parents[1] / "static" / "geo"
# Azimuthal equal area around the same middle as the map of the app (ui/charts/map.py).
_LON, _LAT = math.radians(-74), math.radians(-11)
_WEST, _EAST = -118, -34  # rocks far out in the oceans do not widen the picture
WIDTH = 560.0
_EDGE = 8.0  # free paper around the region
_GRID = 2  # points lie on halves: neighbours keep their common border, and a path stays short
_RADIUS = 4.0


@dataclass(frozen=True)
class Shade:
    """A class of the map: its label, its colour on a light and a dark page, its shapes, its small states."""

    label: str
    light: str
    dark: str
    path: str
    circles: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Map:
    """A map to set: `width` × `height`, the land around, the classes from high to low, one member outlined."""

    width: float
    height: float
    land: str
    shades: tuple[Shade, ...]
    legend: tuple[str, ...]
    outline: str = ""
    ring: tuple[float, float] | None = None


@dataclass(frozen=True)
class Curve:
    """A line of a picture in its own box: paths between gaps, where it ends, its colour and name."""

    name: str
    colour: str
    path: str
    end: tuple[float, float]


@dataclass(frozen=True)
class Lines:
    """Curves with the labels of their axes: ticks hold (place, label)."""

    curves: tuple[Curve, ...]
    years: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class _Shapes:
    height: float
    members: dict[str, str]
    land: str
    points: dict[str, tuple[float, float]]


def region(
    shown: pd.DataFrame, indicator: Indicator, year: int, words: Text, chosen: str | None = None, *, plain: bool = False
) -> Map:
    """The map of one indicator; `shown` has country and value of one year. `plain` draws all in one class."""
    shapes, places = region_shapes(), store.countries()
    small = set(map_chart.circled(places)["country"])
    both = [map_chart.classes(shown, places, indicator, limits(indicator.id), words, theme) for theme in (LIGHT, DARK)]
    shades = [
        Shade(
            light.label,
            light.colour,
            dark.colour,
            "".join(shapes.members[code] for code in light.codes),
            tuple(shapes.points[code] for code in light.codes if code in small),
        )
        for light, dark in zip(*both, strict=True)
    ]
    if plain:
        path = "".join(shade.path for shade in shades)
        circles = tuple(point for shade in shades for point in shade.circles)
        shades = [Shade("", LIGHT.missing, DARK.missing, path, circles)]
    return Map(
        width=WIDTH,
        height=shapes.height,
        land=shapes.land,
        shades=tuple(shade for shade in shades if shade.path),
        legend=() if plain else tuple(map_chart.legend_title(indicator, year, words).split("<br>")),
        outline=shapes.members.get(chosen or "", ""),
        ring=shapes.points.get(chosen or "") if chosen in small else None,
    )


def lines(named: Sequence[tuple[str, str, pd.DataFrame]], words: Text, width: float, height: float) -> Lines:
    """Curves of (name, colour, rows with year and value) in a box; a year without a value is a gap."""
    first = min(int(rows["year"].min()) for _, _, rows in named)
    last = max(int(rows["year"].max()) for _, _, rows in named)
    top = max(float(rows["value"].max()) for _, _, rows in named)
    step = _step(top)

    def place(year: int, value: float) -> tuple[float, float]:
        return round((year - first) / max(last - first, 1) * width, 1), round(height - value / top * height, 1)

    curves = []
    for name, colour, rows in named:
        values = {int(row.year): float(row.value) for row in rows.itertuples() if not pd.isna(row.value)}
        path = "".join(
            f"{'L' if year - 1 in values else 'M'}{x} {y}"
            for year in sorted(values)
            for x, y in [place(year, values[year])]
        )
        curves.append(Curve(name, colour, path, place(max(values), values[max(values)])))
    return Lines(
        curves=tuple(curves),
        years=((0.0, str(first)), (width, str(last))),
        levels=tuple((place(first, at)[1], words.money(at)) for at in _levels(step, top)),
    )


def _step(top: float) -> float:
    power = 10.0 ** math.floor(math.log10(top))
    return next(step * power for step in (0.5, 1, 2, 5) if top / (step * power) <= 3.2)


def _levels(step: float, top: float) -> Iterable[float]:
    return (step * at for at in range(1, int(top / step) + 1))


# -- shapes ------------------------------------------------------------------------------------------


@cache
def region_shapes() -> _Shapes:
    """The shapes of all members, projected once."""
    members = {feature["id"]: _rings(feature) for feature in _features("celac")}
    flat = [point for rings in members.values() for ring in rings for point in ring if _WEST <= point[0] <= _EAST]
    xs, ys = zip(*(_project(*point) for point in flat), strict=True)
    west, north = min(xs), max(ys)
    scale = (WIDTH - 2 * _EDGE) / (max(xs) - west)
    height = round((north - min(ys)) * scale + 2 * _EDGE, 1)

    def placed(lon: float, lat: float) -> tuple[float, float]:
        x, y = _project(lon, lat)
        return (x - west) * scale + _EDGE, (north - y) * scale + _EDGE

    def path(rings: Iterable[list[tuple[float, float]]]) -> str:
        return "".join(_path([placed(*point) for point in ring], height) for ring in rings)

    return _Shapes(
        height=height,
        members={code: path(rings) for code, rings in members.items()},
        land=path(ring for feature in _features("backdrop") for ring in _rings(feature)),
        points={
            row.country: (round(x, 1), round(y, 1))
            for row in store.countries().itertuples()
            for x, y in [placed(row.label_lon, row.label_lat)]
        },
    )


def _features(name: str) -> list[dict[str, Any]]:
    content = json.loads((_GEO / f"{name}.geojson").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = content["features"]
    return found


def _rings(feature: dict[str, Any]) -> list[list[tuple[float, float]]]:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(lon, lat) for lon, lat in ring] for polygon in polygons for ring in polygon]


def _project(lon: float, lat: float) -> tuple[float, float]:
    away, north = math.radians(lon) - _LON, math.radians(lat)
    cosine = math.sin(_LAT) * math.sin(north) + math.cos(_LAT) * math.cos(north) * math.cos(away)
    k = math.sqrt(2 / (1 + cosine))
    return (
        k * math.cos(north) * math.sin(away),
        k * (math.cos(_LAT) * math.sin(north) - math.sin(_LAT) * math.cos(north) * math.cos(away)),
    )


def _path(points: list[tuple[float, float]], height: float) -> str:
    """A ring as a path of halves of a unit; "" for what lies outside or is smaller than a dot."""
    if all(x < 0 or x > WIDTH or y < 0 or y > height for x, y in points):
        return ""
    on_grid = [(round(x * _GRID), round(y * _GRID)) for x, y in points]
    kept = [point for at, point in enumerate(on_grid) if at == 0 or point != on_grid[at - 1]]
    if len(kept) < 4:
        return ""
    steps = "".join(
        f"{x - before[0]:d} {y - before[1]:d} ".replace(" -", "-") for before, (x, y) in itertools.pairwise(kept)
    )
    return f"M{kept[0][0]} {kept[0][1]}l{steps.strip()}z"
