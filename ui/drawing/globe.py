"""Maps without a browser: the projections that we use, boundaries as paths."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_STATIC = Path(__file__).resolve().parents[2] / "static"
_STEPS = 40  # points on a side of the frame of a map
_LIMIT = 85.0  # degrees; Mercator has no pole
Point = tuple[float, float]
Rings = Sequence[Sequence[Point]]


@dataclass(frozen=True)
class Globe:
    """A map set into a picture: `box` is (left, top, right, bottom) of what it shows, in pixels."""

    kind: str
    lon: float
    lat: float
    scale: float
    shift: Point
    box: tuple[float, float, float, float]

    def at(self, lon: float, lat: float) -> Point:
        """Where a place stands, in pixels."""
        x, y = _projected(self.kind, lon, lat, self.lon, self.lat)
        return x * self.scale + self.shift[0], self.shift[1] - y * self.scale

    def path(self, rings: Rings) -> str:
        """Rings as a path; those that lie outside the map are left out."""
        return "".join(self._ring(ring) for ring in rings)

    def _ring(self, ring: Sequence[Point]) -> str:
        points = [self.at(*point) for point in ring]
        xs, ys = zip(*points, strict=True)
        if max(xs) < self.box[0] or min(xs) > self.box[2] or max(ys) < self.box[1] or min(ys) > self.box[3]:
            return ""
        kept: list[str] = []
        for x, y in points:
            said = f"{x:.1f} {y:.1f}"
            if not kept or kept[-1] != said:
                kept.append(said)
        return f"M{'L'.join(kept)}Z" if len(kept) > 2 else ""


def fitted(spec: Mapping[str, Any], area: tuple[float, float, float, float]) -> Globe:
    """The map of a layout in an area (left, top, right, bottom): as large as its ranges allow, in the middle."""
    kind = spec["projection"]["type"]
    west, east = spec["lonaxis"]["range"]
    south, north = (max(-_LIMIT, min(_LIMIT, end)) for end in spec["lataxis"]["range"])
    turned = spec["projection"].get("rotation", {})
    lon, lat = turned.get("lon", (west + east) / 2), turned.get("lat", 0.0)
    shares = [at / _STEPS for at in range(_STEPS + 1)]
    edge = [(west + (east - west) * share, end) for share in shares for end in (south, north)]
    edge += [(end, south + (north - south) * share) for share in shares for end in (west, east)]
    xs, ys = zip(*(_projected(kind, *point, lon, lat) for point in edge), strict=True)
    left, top, right, bottom = area
    scale = min((right - left) / (max(xs) - min(xs)), (bottom - top) / (max(ys) - min(ys)))
    middle = (left + right) / 2, (top + bottom) / 2
    shift = middle[0] - (max(xs) + min(xs)) / 2 * scale, middle[1] + (max(ys) + min(ys)) / 2 * scale
    wide, high = (max(xs) - min(xs)) * scale / 2, (max(ys) - min(ys)) * scale / 2
    box = middle[0] - wide, middle[1] - high, middle[0] + wide, middle[1] + high
    return Globe(kind, lon, lat, scale, shift, box)


def _projected(kind: str, lon: float, lat: float, lon_0: float, lat_0: float) -> Point:
    away, north = math.radians(lon - lon_0), math.radians(lat)
    if kind == "mercator":
        return away, math.log(math.tan(math.pi / 4 + north / 2))
    if kind != "azimuthal equal area":
        raise ValueError(f"no such projection here: {kind}")
    tilt = math.radians(lat_0)
    k = math.sqrt(2 / (1 + math.sin(tilt) * math.sin(north) + math.cos(tilt) * math.cos(north) * math.cos(away)))
    return (
        k * math.cos(north) * math.sin(away),
        k * (math.cos(tilt) * math.sin(north) - math.sin(tilt) * math.cos(north) * math.cos(away)),
    )


@lru_cache(maxsize=4)
def shapes(address: str) -> dict[str, Rings]:
    """Id → rings of the boundaries at an address of ours, "app/static/geo/celac.geojson?v=…"."""
    file = _STATIC / address.partition("?")[0].partition("static/")[2]
    content = json.loads(file.read_text(encoding="utf-8"))
    return {feature["id"]: list(_rings(feature["geometry"])) for feature in content["features"]}


def _rings(geometry: Mapping[str, Any]) -> Iterable[Sequence[Point]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(lon, lat) for lon, lat, *_ in ring]
