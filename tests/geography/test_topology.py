import json

import numpy as np
import pytest

from salesplanner.geography.areas import unit_areas_km2, unit_centres
from salesplanner.geography.borders import without_corners
from salesplanner.geography.topology import decode_arcs, read_topology
from salesplanner.problems import PlanProblem

# Two squares of one degree side by side on the equator, a third touching the second in a corner.
SQUARES = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [0, 0]},
    "arcs": [
        [[2, 0], [0, 2]],  # the common side
        [[2, 2], [-2, 0], [0, -2], [2, 0]],  # the rest of the western square
        [[2, 2], [2, 0], [0, -2], [-2, 0]],  # the rest of the eastern square
        [[4, 2], [2, 0], [0, 2], [-2, 0], [0, -2]],  # the square in the north-east
    ],
    "objects": {
        "all": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "W", "arcs": [[0, 1]], "properties": {"name": "West"}},
                {"type": "MultiPolygon", "id": 7, "arcs": [[[2, -1]]]},
                {"type": "Polygon", "arcs": [[3]], "properties": {"name": "Corner"}},
                {"type": None, "id": "none"},
            ],
        }
    },
}


def test_arcs_are_undone_step_by_step():
    points, starts = decode_arcs(
        [[[2, 0], [0, 2]], [[1, 1]]], {"scale": [2, 3], "translate": [1, 0]}
    )
    assert points.tolist() == [[5, 0], [5, 6], [3, 3]]
    assert starts.tolist() == [0, 2, 3]


def test_units_have_the_ids_of_the_file_else_their_names():
    assert read_topology(SQUARES, "all").outlines.unit_ids == ("W", "7", "Corner", "none")


def test_rings_are_closed_and_run_through_their_arcs():
    outlines = read_topology(SQUARES, "all").outlines
    assert outlines.ring_unit.tolist() == [0, 1, 2]
    west = outlines.points[: outlines.ring_starts[1]]
    assert west.tolist() == [[1, 0], [1, 1], [0, 1], [0, 0], [1, 0]]


def test_only_units_with_a_common_arc_are_neighbours():
    borders = read_topology(SQUARES, "all").borders
    assert borders.pairs.tolist() == [[0, 1]]
    assert borders.length_km[0] == pytest.approx(111.195, abs=0.01)


def test_a_square_degree_at_the_equator_has_12364_km2_and_its_middle_in_the_middle():
    outlines = read_topology(SQUARES, "all").outlines
    areas, centres = unit_areas_km2(outlines), unit_centres(outlines)
    assert areas[0] == pytest.approx(12363.7, abs=1)
    assert areas[3] == pytest.approx(0)
    assert centres[0] == pytest.approx([0.5, 0.5])
    assert np.isnan(centres[3]).all()


def test_short_contacts_are_told_apart_as_corners():
    borders = read_topology(SQUARES, "all").borders
    land, corners = without_corners(borders, least_km=200.0)
    assert (len(land), len(corners)) == (0, 1)


@pytest.mark.parametrize(
    "damage",
    [
        {"arcs": []},
        {"objects": {"all": {"type": "GeometryCollection", "geometries": [{"type": "Polygon"}]}}},
        {"objects": {}},
        {"transform": {"scale": [1]}},
    ],
)
def test_a_damaged_file_is_a_plan_problem_and_not_a_crash(damage):
    broken = json.loads(json.dumps(SQUARES)) | damage
    with pytest.raises(PlanProblem, match="cannot be read as TopoJSON"):
        read_topology(broken, "all")
