"""`salesplanner new`, through the command line."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from salesplanner.cli import status_of
from salesplanner.document import Document

UNITS = "unit_id,name,latitude,longitude,people,colour\n01,One,40.0,-100,10,red\n" \
        "02,Two,40.0,-99,20.5,blue\n03,Three,41,-99,,red\n"  # fmt: skip
PLANE = "unit_id,name,x_km,y_km,demand\na,A,0,0,1\nb,B,3,4,2\nc,C,100,0,3\n"


def new(folder: Path, *options: str) -> tuple[int, str]:
    """Exit status and what was printed."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        status = status_of(["new", str(folder / "p.salesplan"), *options])
    return status, printed.getvalue()


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text)
    return str(folder / name)


def test_units_of_a_table_with_their_measures_are_in_the_saved_plan(tmp_path: Path):
    file = written(tmp_path, "units.csv", UNITS)
    borders = written(tmp_path, "b.csv", "unit_a,unit_b,length_km\n02,01,5\n01,02,5\n03,02,7\n")
    done = subprocess.run(
        [sys.executable, "-m", "salesplanner", "new", str(tmp_path / "p.salesplan"),
         "--units-file", file, "--borders-file", borders, "--currency", "eur", "--year", "2028",
         "--first-month", "7"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "3 units, 2 borders, 1 measures" in done.stdout
    with Document.open(tmp_path / "p.salesplan") as document:
        plan = document.plan
    assert plan["unit"]["unit_id"].tolist() == ["01", "02", "03"]
    values = plan["unit_measure"].set_index("unit_id")["value"]
    assert values.to_dict() == {"01": 10.0, "02": 20.5}  # what is not known has no row
    borders_of_plan = plan["border"][["unit_a", "unit_b", "length_km"]]
    assert borders_of_plan.to_numpy().tolist() == [["01", "02", 5.0], ["02", "03", 7.0]]
    info = plan.info
    assert (info["currency"], info["fiscal_year"], info["first_month"]) == ("EUR", 2028, 7)
    assert info["coordinates"] == "degrees"


def test_units_on_a_plane_touch_their_nearest_neighbours(tmp_path: Path):
    status, said = new(tmp_path, "--units-file", written(tmp_path, "u.csv", PLANE))
    assert status == 0, said
    with Document.open(tmp_path / "p.salesplan") as document:
        plan = document.plan
    assert plan.info["coordinates"] == "plane"
    assert plan["unit"]["x_km"].tolist() == [0.0, 3.0, 100.0]
    pairs = plan["border"][["unit_a", "unit_b"]].to_numpy().tolist()
    assert ["a", "b"] in pairs and ["b", "c"] in pairs and ["a", "c"] not in pairs


def test_a_workbook_of_units_keeps_leading_zeros_and_numbers(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["unit_id", "name", "x_km", "y_km", "demand"], ["007", "B", 1.5, 2, 10]):
        sheet.append(row)
    book.save(tmp_path / "u.xlsx")
    status, said = new(tmp_path, "--units-file", str(tmp_path / "u.xlsx"))
    assert status == 0, said
    with Document.open(tmp_path / "p.salesplan") as document:
        unit = document.plan["unit"].iloc[0]
        assert document.plan["unit_measure"]["value"].tolist() == [10.0]
    assert (unit["unit_id"], unit["x_km"]) == ("007", 1.5)


def test_outlines_of_a_geojson_come_with_the_borders_they_share(tmp_path: Path):
    def square(x: int) -> list[list[list[float]]]:
        return [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]]

    features = [
        {"type": "Feature", "properties": {"unit_id": name, "name": name, "demand": 2},
         "geometry": {"type": "Polygon", "coordinates": square(x)}}
        for name, x in (("left", 0), ("right", 1))
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features})
    status, said = new(tmp_path, "--units-file", written(tmp_path, "u.geojson", text))
    assert status == 0, said
    with Document.open(tmp_path / "p.salesplan") as document:
        assert len(document.read_bulk("shape")) == 2
        assert document.plan["border"]["kind"].tolist() == ["land"]
        assert document.plan["unit_measure"]["value"].tolist() == [2.0, 2.0]


def test_distances_are_kept_from_a_table_and_from_a_matrix(tmp_path: Path):
    units = written(tmp_path, "u.csv", PLANE)
    table = written(tmp_path, "d.csv", "from_id,to_id,km\na,b,9\nb,a,8\n")
    assert new(tmp_path, "--units-file", units, "--distances-file", table)[0] == 0
    with Document.open(tmp_path / "p.salesplan") as document:
        rows = document.read_bulk("distance")
    assert rows[["from_id", "to_id", "km"]].to_numpy().tolist() == [
        ["a", "b", 9.0],
        ["b", "a", 8.0],
    ]
    km = np.arange(9.0).reshape(3, 3)
    np.savez(tmp_path / "d.npz", km=km)
    assert new(tmp_path, "--units-file", units, "--distances-file", str(tmp_path / "d.npz"))[0] == 0
    with Document.open(tmp_path / "p.salesplan") as document:
        rows = document.read_bulk("distance")
    assert rows["km"].to_numpy(float).reshape(3, 3).tolist() == km.tolist()


def test_a_map_that_ships_with_the_app_comes_whole(tmp_path: Path):
    status, said = new(tmp_path, "--units", "us-states")
    assert status == 0, said
    with Document.open(tmp_path / "p.salesplan") as document:
        assert len(document.plan["unit"]) >= 51
        assert len(document.read_bulk("shape")) >= 51
        assert document.plan.adopted_scenario() == "base"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (UNITS.replace("40.0,-99", "north,-99"), ("u.csv", "row 3", "latitude", "north")),
        (UNITS.replace("40.0,-99", "140,-99"), ("row 3", "latitude", "140")),
        (UNITS.replace("20.5", "many") + "04,Four,42,-99,7,red\n", ("row 3", "people", "many")),
        (UNITS.replace("03,", "01,"), ("row 4", "unit_id", "01", "row 2")),
        (UNITS.replace("02,Two,40.0", "02,Two,"), ("row 3", "latitude")),
        (UNITS.replace("unit_id", "number"), ("unit_id",)),
        (UNITS.replace("latitude", "north"), ("latitude",)),
        ("unit_id,latitude,longitude\n", ("no row",)),
    ],
)
def test_a_bad_units_file_is_refused_by_row_column_and_value(tmp_path: Path, text, words):
    status, said = new(tmp_path, "--units-file", written(tmp_path, "u.csv", text))
    assert status == 2
    assert all(word in said for word in words), said
    assert len(said.strip().splitlines()) == 1
    assert not (tmp_path / "p.salesplan").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("unit_a,unit_b\na,z\n", ("row 2", "unit_b", "'z'")),
        ("unit_a,unit_b\na,a\n", ("row 2", "touch itself")),
        ("from,to\na,b\n", ("unit_a",)),
        ("unit_a,unit_b,length_km\na,b,long\n", ("row 2", "length_km", "long")),
    ],
)
def test_a_bad_borders_file_is_refused_by_row_column_and_value(tmp_path: Path, text, words):
    units, borders = written(tmp_path, "u.csv", PLANE), written(tmp_path, "b.csv", text)
    status, said = new(tmp_path, "--units-file", units, "--borders-file", borders)
    assert status == 2
    assert all(word in said for word in words), said


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--units", "us-states", "--units-file", "u.csv"),
        ("--units", "us-moons"),
        ("--units", "us-states", "--currency", "dollars"),
        ("--units", "us-states", "--first-month", "13"),
        ("--units-file", "not-there.csv"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, options):
    status, said = new(tmp_path, *options)
    assert status == 2
    assert "Traceback" not in said
    assert not (tmp_path / "p.salesplan").exists()


def test_swapped_columns_and_european_numbers_are_understood(tmp_path: Path):
    text = "unit_id;latitude;longitude;spend\na;-100,5;40,25;1.234,5\nb;-101;41;2\n"
    status, said = new(tmp_path, "--units-file", written(tmp_path, "u.csv", text))
    assert status == 0 and "swapped" in said
    with Document.open(tmp_path / "p.salesplan") as document:
        plan = document.plan
    assert plan["unit"][["latitude", "longitude"]].to_numpy().tolist() == [
        [40.25, -100.5], [41.0, -101.0],
    ]  # fmt: skip
    assert plan["unit_measure"]["value"].tolist() == [1234.5, 2.0]


def test_a_list_of_counties_takes_places_and_outlines_from_the_shipped_map(tmp_path: Path):
    text = "fips,sales\n06037,5\n17031,7\n36061,6\n" + "".join(
        f"0{code},1\n" for code in range(1001, 1060, 2)
    )
    status, said = new(tmp_path, "--units-file", written(tmp_path, "u.csv", text))
    assert status == 0, said
    with Document.open(tmp_path / "p.salesplan") as document:
        plan = document.plan
        assert len(document.read_bulk("shape")) == 33
    assert plan["unit"].set_index("unit_id")["name"]["36061"] == "New York, NY"
    values = plan["unit_measure"]
    sales = values[(values["measure_id"] == "sales").to_numpy(bool)].set_index("unit_id")["value"]
    assert (sales["06037"], sales["17031"], sales["36061"]) == (5.0, 7.0, 6.0)


def test_lines_above_the_header_are_answered(tmp_path: Path):
    text = "# made by hand\nunit_id,latitude,longitude\na,40,-100\n"
    status, said = new(tmp_path, "--units-file", written(tmp_path, "u.csv", text))
    assert status == 2 and "more cells than there are headers" in said
