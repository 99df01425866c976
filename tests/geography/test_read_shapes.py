import json
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import shapefile
import shapely

from salesplanner.geography import raw_map
from salesplanner.geography.borders import parts_of
from salesplanner.geography.read_shapes import read_own_map
from salesplanner.problems import PlanProblem

ZCTA = Path(__file__).resolve().parents[3] / "shared" / "data" / "zcta" / "zcta5_s15.topojson"
PROJECTED = 'PROJCS["NAD_1983_StatePlane_Texas",GEOGCS["GCS_North_American_1983"]]'
WEB_MERCATOR = 'PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984"]]'


def ring(west, south, size=1.0):
    east, north = west + size, south + size
    return [[west, south], [west, north], [east, north], [east, south], [west, south]]


def feature(properties, coordinates, kind="Polygon", **more):
    geometry = None if coordinates is None else {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry, **more}


SQUARES = [
    feature({"unit_id": "A", "name": "Äland", "people": 10, "open": True}, [ring(-90, 40)]),
    feature({"unit_id": "B", "name": "Beta", "people": None, "open": False}, [ring(-89, 40)]),
    feature({"unit_id": "C", "name": None, "people": 2.5}, [[ring(-80, 40)]], "MultiPolygon"),
]


def written(folder, features, name="map.geojson", **more):
    path = folder / name
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features, **more}), "utf-8"
    )
    return path


def said(path, **options):
    return [problem.what for problem in read_own_map(path, **options).problems]


def test_a_geojson_becomes_units_with_borders_and_measures(tmp_path):
    own = read_own_map(written(tmp_path, SQUARES))
    units = own.units
    assert units.unit_ids == ("A", "B", "C")
    assert units.names == ("Äland", "Beta", "C")
    assert units.borders.kind.tolist() == ["land", "bridge"]
    assert units.borders.pairs.tolist() == [[0, 1], [1, 2]]
    assert list(units.measures) == ["people"]
    assert units.measures["people"].values.tolist() == [10, pytest.approx(np.nan, nan_ok=True), 2.5]
    assert units.x == pytest.approx([-89.5, -88.5, -79.5])
    assert units.area_km2[0] == pytest.approx(9420, rel=0.01)
    assert own.problems == ()


def test_feature_ids_serve_where_no_column_does(tmp_path):
    features = [feature({}, [ring(0, 0)], id=7), feature({}, [ring(1, 0)], id=9)]
    assert read_own_map(written(tmp_path, features)).units.unit_ids == ("7", "9")


def test_a_chosen_column_gives_the_ids(tmp_path):
    own = read_own_map(written(tmp_path, SQUARES), id_field="name", name_field="unit_id")
    assert own.units.names == ("B", "A")
    assert own.problems[0].what == "1 rows have no id and were left out."


def test_units_with_one_id_are_joined_and_said(tmp_path):
    features = [*SQUARES, feature({"unit_id": "A"}, [ring(-91, 40)])]
    own = read_own_map(written(tmp_path, features), id_field="unit_id")
    assert own.units.n_units == 3
    assert own.units.area_km2[0] == pytest.approx(2 * own.units.area_km2[1])
    assert "used more than once" in own.problems[0].what


def test_broken_rings_are_repaired_and_named(tmp_path):
    bow_tie = [[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]
    features = [feature({"id": "tie"}, [bow_tie]), feature({"id": "ok"}, [ring(2, 0, 2)])]
    own = read_own_map(written(tmp_path, features))
    assert "repaired" in own.problems[0].what and "tie" in own.problems[0].where
    assert own.units.area_km2[1] == pytest.approx(2 * 111.2**2, rel=0.01)


def test_a_hole_is_no_ground(tmp_path):
    features = [
        feature({"id": "o"}, [ring(0, 0, 3), ring(1, 1)]),
        feature({"id": "i"}, [ring(1, 1)]),
    ]
    units = read_own_map(written(tmp_path, features)).units
    assert units.area_km2[1] == pytest.approx(8 * units.area_km2[0], rel=0.01)
    assert units.borders.kind.tolist() == ["land"]


def test_units_without_outline_take_part_as_points_or_are_left_out_and_said(tmp_path):
    features = [
        *SQUARES,
        feature({"unit_id": "P"}, [-89.5, 42.5], "Point"),
        feature({"unit_id": "N"}, None),
        feature({"unit_id": "X"}, [["not", "numbers"]]),
    ]
    own = read_own_map(written(tmp_path, features))
    assert own.units.unit_ids == ("A", "B", "C", "P")
    assert parts_of(4, own.units.borders.pairs).max() == 0
    texts = [problem.what for problem in own.problems]
    assert "1 features have an outline that cannot be read." in texts
    assert "2 units have neither outline nor point and were left out." in texts


def test_swapped_coordinates_are_turned_and_said(tmp_path):
    turned = [feature({"id": i}, [[[y, x] for x, y in ring(-100 + i, 40)]]) for i in range(2)]
    own = read_own_map(written(tmp_path, turned))
    assert own.units.y == pytest.approx([40.5, 40.5])
    assert "swapped" in own.problems[0].what


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "The file is empty"),
        (b'{"type": "FeatureCollection", "features": [', "not a whole JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "holds no units"),
        (b"[1, 2]", "JSON but no map"),
        (b'{"type": "Polygon", "coordinates": []}', "No unit has an outline"),
        (b'{"type": "Chart", "rows": []}', "not a map with features"),
        (b'{"type": "Topology", "objects": {}}', "no objects"),
        (b'{"type": "Topology", "objects": {"a": {"type": "Polygon", "arcs": [[3]]}}, "arcs": []}',
         "cannot be read as TopoJSON"),
        (b"\xff\xfe\x81\x8d", "not a whole JSON"),
        (b"\x81\x8d", "unknown encoding"),
        (json.dumps({"type": "FeatureCollection", "features": [feature({"id": 1}, None)]}).encode(),
         "No unit has an outline"),
        (json.dumps({"type": "FeatureCollection",
                     "features": [feature({"id": 1}, [ring(500000, 4000000)])]}).encode(),
         "not degrees"),
    ],
)  # fmt: skip
def test_a_useless_file_gets_a_clear_answer(tmp_path, content, expected):
    path = tmp_path / "map.json"
    path.write_bytes(content)
    with pytest.raises(PlanProblem, match=expected) as caught:
        read_own_map(path)
    assert caught.value.where
    assert caught.value.remedy


def test_missing_files_and_unknown_types_are_answered(tmp_path):
    with pytest.raises(PlanProblem, match="not there"):
        read_own_map(tmp_path / "none.geojson")
    (tmp_path / "map.dwg").write_text("x")
    with pytest.raises(PlanProblem, match="not maps that can be read"):
        read_own_map(tmp_path / "map.dwg")
    with pytest.raises(PlanProblem, match="no column nothing"):
        read_own_map(written(tmp_path, SQUARES), id_field="nothing")


def test_western_text_is_read_and_said(tmp_path):
    path = tmp_path / "map.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": SQUARES}, ensure_ascii=False)
    path.write_bytes(text.encode("cp1252"))
    own = read_own_map(path)
    assert own.units.names[0] == "Äland"
    assert "not UTF-8" in own.problems[0].what


def test_too_many_units_and_bytes_are_refused(tmp_path, monkeypatch):
    path = written(tmp_path, SQUARES)
    monkeypatch.setattr(raw_map, "MOST_UNITS", 2)
    with pytest.raises(PlanProblem, match="3 units; at most 2"):
        read_own_map(path)
    monkeypatch.setattr(raw_map, "MOST_BYTES", 100)
    with pytest.raises(PlanProblem, match="at most 0 MB"):
        read_own_map(path)


def test_geojson_in_web_mercator_is_brought_to_degrees(tmp_path):
    east = 111319.490793
    features = [feature({"id": i}, [ring(i * east, 0, east)]) for i in range(2)]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    units = read_own_map(written(tmp_path, features, crs=crs)).units
    assert units.x == pytest.approx([0.5, 1.5], abs=1e-4)


def write_shapefile(stem, crs=None, encoding="utf-8"):
    with shapefile.Writer(str(stem), encoding=encoding) as file:
        file.field("GEOID", "C", 5)
        file.field("NAME", "C", 20)
        file.field("POP", "N", 10, 0)
        for geoid, name, west, pop in (("01", "Ännchen", -90, 5), ("02", "Two", -89, 7)):
            file.poly([ring(west, 40)])
            file.record(geoid, name, pop)
        file.null()
        file.record("03", "Nowhere", 0)
    if crs:
        stem.with_suffix(".prj").write_text(crs)


def test_a_shapefile_is_read_loose_and_zipped(tmp_path):
    write_shapefile(tmp_path / "s")
    own = read_own_map(tmp_path / "s.shp")
    assert own.units.unit_ids == ("01", "02")
    assert own.units.names == ("Ännchen", "Two")
    assert own.units.measures["POP"].values.tolist() == [5, 7]
    assert len(own.units.borders.only("land")) == 1
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for ending in ("shp", "shx", "dbf"):
            archive.write(tmp_path / f"s.{ending}", f"inside/s.{ending}")
    assert read_own_map(tmp_path / "z.zip").units.unit_ids == ("01", "02")


def test_a_shapefile_in_western_encoding_is_read_and_said(tmp_path):
    write_shapefile(tmp_path / "s", encoding="cp1252")
    own = read_own_map(tmp_path / "s.shp")
    assert own.units.names[0] == "Ännchen"
    assert any("Western European" in problem.what for problem in own.problems)


def test_a_projected_shapefile_is_refused_with_a_way_out(tmp_path):
    write_shapefile(tmp_path / "s", PROJECTED)
    with pytest.raises(PlanProblem, match="NAD_1983_StatePlane_Texas") as caught:
        read_own_map(tmp_path / "s.shp")
    assert "EPSG:4326" in caught.value.remedy


def test_damaged_and_missing_parts_of_a_shapefile_are_answered(tmp_path):
    write_shapefile(tmp_path / "s")
    whole = (tmp_path / "s.shp").read_bytes()
    (tmp_path / "s.shp").write_bytes(whole[:150])
    with pytest.raises(PlanProblem, match="damaged"):
        read_own_map(tmp_path / "s.shp")
    (tmp_path / "s.shp").write_bytes(whole)
    (tmp_path / "s.dbf").unlink()
    with pytest.raises(PlanProblem, match="dbf"):
        read_own_map(tmp_path / "s.shp")


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("s.shp", bytes(30_000_000))
        archive.writestr("s.dbf", b"x")
    with pytest.raises(PlanProblem, match="would unpack to 30 MB"):
        read_own_map(path)
    path.write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(PlanProblem, match="cannot be opened"):
        read_own_map(path)


def write_geopackage(path, code=4326, definition="GEOGCS"):
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);"
            "CREATE TABLE gpkg_geometry_columns"
            " (table_name TEXT, column_name TEXT, srs_id INTEGER);"
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization_coordsys_id INTEGER,"
            " definition TEXT);"
            'CREATE TABLE "my map" (fid INTEGER, geom BLOB, code TEXT, name TEXT, spend REAL);'
            "INSERT INTO gpkg_contents VALUES ('my map', 'features');"
            "INSERT INTO gpkg_geometry_columns VALUES ('my map', 'geom', 1);"
        )
        file.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (1, ?, ?)", (code, definition))
        for number, west in enumerate((-90.0, -89.0)):
            shape = shapely.box(west, 40, west + 1, 41)
            header = b"GP\0" + bytes([0b11]) + struct.pack("<i4d", 1, *np.zeros(4))
            row = (number, header + shapely.to_wkb(shape), f"K{number}", "n", 1.5)
            file.execute('INSERT INTO "my map" VALUES (?, ?, ?, ?, ?)', row)
        file.execute("INSERT INTO \"my map\" VALUES (9, x'4750', 'K9', 'n', NULL)")


def test_a_geopackage_is_read(tmp_path):
    write_geopackage(tmp_path / "m.gpkg")
    own = read_own_map(tmp_path / "m.gpkg", id_field="code")
    assert own.units.unit_ids == ("K0", "K1")
    assert own.units.measures["spend"].values.tolist() == [1.5, 1.5]
    assert len(own.units.borders.only("land")) == 1
    assert any("1 features have no outline" in problem.what for problem in own.problems)


def test_a_geopackage_that_is_none_or_projected_is_answered(tmp_path):
    (tmp_path / "no.gpkg").write_bytes(b"SQLite format 3\0" + bytes(200))
    with pytest.raises(PlanProblem, match="GeoPackage"):
        read_own_map(tmp_path / "no.gpkg")
    write_geopackage(tmp_path / "m.gpkg", 2277, PROJECTED)
    with pytest.raises(PlanProblem, match="projected"):
        read_own_map(tmp_path / "m.gpkg")
    write_geopackage(tmp_path / "n.gpkg")
    with pytest.raises(PlanProblem, match="no layer elsewhere"):
        read_own_map(tmp_path / "n.gpkg", layer="elsewhere")


def test_units_without_ids_are_numbered_and_that_is_said(tmp_path):
    own = read_own_map(written(tmp_path, [feature({"v": i + 0.5}, [ring(i, 0)]) for i in range(3)]))
    assert own.units.unit_ids == ("1", "2", "3")
    assert own.units.measures["v"].values.tolist() == [0.5, 1.5, 2.5]
    assert "numbered from 1" in own.problems[0].what


def test_features_line_by_line_and_a_geometry_by_itself_are_maps_too(tmp_path):
    lines = tmp_path / "lines.geojsonl"
    lines.write_text("\x1e" + "\n".join(json.dumps(row) for row in SQUARES) + "\n", "utf-8")
    assert read_own_map(lines).units.unit_ids == ("A", "B", "C")
    alone = tmp_path / "alone.json"
    alone.write_text(json.dumps({"type": "Polygon", "coordinates": [ring(0, 0)]}), "utf-8")
    assert read_own_map(alone).units.n_units == 1


def test_one_outline_that_is_no_number_costs_only_its_own_unit(tmp_path):
    bad = feature({"unit_id": "X"}, [[[0, 0], [float("nan"), 1], [1, 1], [0, 0]]])
    own = read_own_map(written(tmp_path, [*SQUARES, bad]))
    assert own.units.unit_ids == ("A", "B", "C")
    assert "cannot be read" in own.problems[0].what


@pytest.mark.parametrize("west", [179.5, 200.0])
def test_longitudes_beyond_the_date_line_are_turned(tmp_path, west):
    own = read_own_map(written(tmp_path, [feature({"id": "F"}, [ring(west, -17)])]))
    assert own.units.x[0] == pytest.approx((west + 0.5 + 180) % 360 - 180)
    assert own.units.area_km2[0] == pytest.approx(11_850, rel=0.02)


def test_the_eastern_us_in_the_antarctic_is_taken_for_swapped(tmp_path):
    turned = [feature({"id": i}, [[[y, x] for x, y in ring(-75 + i, 40)]]) for i in range(2)]
    own = read_own_map(written(tmp_path, turned))
    assert own.units.y.tolist() == [40.5, 40.5] and "swapped" in own.problems[0].what


def test_points_take_part_also_several_to_a_unit(tmp_path):
    several = feature({"unit_id": "M"}, [[-70, 40], [-69, 41]], "MultiPoint")
    units = read_own_map(written(tmp_path, [*SQUARES, several])).units
    at = units.unit_ids.index("M")
    assert (units.x[at], units.y[at]) == (-69.5, 40.5)


def test_of_several_objects_of_a_topojson_the_one_with_areas_is_read_points_among_them(tmp_path):
    square = [[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]
    line = {"type": "LineString", "arcs": [0]}
    areas = [{"type": "Polygon", "arcs": [[0]], "id": "A"}, {"type": "Point", "id": "P",
             "coordinates": [30, 10]}]  # fmt: skip
    document = {
        "type": "Topology", "arcs": [square],
        "transform": {"scale": [0.1, 0.1], "translate": [-5, 50]},
        "objects": {"roads": {"type": "GeometryCollection", "geometries": [line] * 5},
                    "areas": {"type": "GeometryCollection", "geometries": areas}},
    }  # fmt: skip
    path = tmp_path / "map.topojson"
    path.write_text(json.dumps(document), "utf-8")
    units = read_own_map(path).units
    assert units.unit_ids == ("A", "P")
    assert (units.x[1], units.y[1]) == (-2.0, 51.0)


def test_a_zipped_geojson_is_read(tmp_path):
    path = written(tmp_path, SQUARES)
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as archive:
        archive.write(path, "folder/map.geojson")
    assert read_own_map(tmp_path / "m.zip").units.unit_ids == ("A", "B", "C")


def test_a_map_with_zip_codes_for_ids_is_of_that_level_only_where_they_lie(tmp_path):
    codes = ["02139", "02138", "02140"]
    here = [feature({"ZCTA5CE20": c}, [ring(-71.1, 42.3, 0.1)]) for c in codes]
    assert read_own_map(written(tmp_path, here)).units.level == "zip5"
    abroad = [feature({"PLZ": c}, [ring(9.1, 48.3, 0.1)]) for c in codes]
    assert read_own_map(written(tmp_path, abroad)).units.level == "own"


@pytest.mark.skipif(not ZCTA.exists(), reason="../shared/data/zcta is not here")
def test_the_real_outlines_of_26000_zips_are_read():
    own = read_own_map(ZCTA)
    assert own.units.n_units == 26_119
    assert len(own.units.borders.only("land")) > 68_000
    assert parts_of(own.units.n_units, own.units.borders.pairs).max() == 0
    assert any("repaired" in problem.what for problem in own.problems)
