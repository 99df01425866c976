"""Territories as GeoJSON, and routing tables."""

import csv
import json

import numpy as np
import pytest
import shapely
from builders import BASE, UNITS, small_plan

from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.exchange.crm_tables import crm_tables
from salesplanner.exchange.write_geojson import write_geojson
from salesplanner.exchange.write_routing import write_routing
from salesplanner.geography.outlines import Outlines
from salesplanner.problems import PlanProblem


@pytest.fixture
def outlines() -> Outlines:
    """A square a unit, four columns of three; U12 has no outline."""
    rings = []
    for number in range(11):
        x, y = divmod(number, 3)
        rings += [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    points = np.array(rings, float)
    return Outlines(tuple(UNITS), points, np.arange(12) * 5, np.arange(11))


def test_each_territory_is_one_feature_whose_area_is_that_of_its_units(tmp_path, outlines):
    measures = measure_scenario(small_plan(), BASE, "field")
    path = write_geojson(tmp_path / "t.geojson", measures, outlines)
    features = json.loads(path.read_text("utf-8"))["features"]
    assert [feature["id"] for feature in features] == ["T1", "T2", "T3"]
    areas = [shapely.geometry.shape(feature["geometry"]).area for feature in features]
    assert areas == pytest.approx([6, 3, 2])
    first = features[0]["properties"]
    assert first["rep_name"] == "Ann Able"
    assert first["accounts"] == 11  # twelve in its units, less the named account of T3


def test_a_plan_on_a_plane_is_refused_with_a_remedy(tmp_path, outlines):
    plan = small_plan()
    plan = plan.set_values("plan_info", np.ones(1, bool), coordinates="plane")
    measures = measure_scenario(plan, BASE, "field")
    with pytest.raises(PlanProblem, match="flat plane"):
        write_geojson(tmp_path / "t.geojson", measures, outlines)
    assert not (tmp_path / "t.geojson").exists()


def test_leads_from_a_po_box_go_where_its_host_belongs(tmp_path):
    plan = small_plan()
    plan = plan.put("unit", plan["unit"].iloc[:1].assign(unit_id="P1", host_unit_id="U07"))
    paths = write_routing(tmp_path, plan, BASE, crm_tables(plan, BASE, "field"))
    with paths[1].open(newline="", encoding="utf-8") as file:
        rows = {row["Unit"]: row for row in csv.DictReader(file)}
    assert rows["P1"]["Territory ID"] == rows["U07"]["Territory ID"] == "T2"
    assert rows["P1"]["Rep"] == "Bob Best"
    assert rows["U10"]["Rep"] == ""
    assert len(rows) == 13
