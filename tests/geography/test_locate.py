import numpy as np
import pytest

from salesplanner.geography.areas import unit_areas_km2
from salesplanner.geography.locate import roll_up, units_at, units_near
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.polygons import outlines_from_wkb, shapes_of, wkb_of
from salesplanner.geography.shipped import load_units
from salesplanner.geography.topology import joined_rings

RING = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], np.float64)
HOLE = np.array([[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]], np.float64)
BOW_TIE = np.array([[10, 0], [12, 2], [12, 0], [10, 2], [10, 0]], np.float64)


def outlines() -> Outlines:
    return joined_rings(("ring", "in", "bow", "none"), [RING, HOLE, HOLE, BOW_TIE], [0, 0, 1, 2])


def test_points_are_found_in_units_with_holes_and_broken_rings():
    x = np.array([0.5, 2.0, 11.9, 11.0, 50.0, np.nan])
    y = np.array([0.5, 2.0, 1.0, 0.1, 50.0, 0.0])
    assert units_at(x, y, outlines()).tolist() == [0, 1, 2, -1, -1, -1]


def test_a_point_on_a_common_border_belongs_to_the_first_unit():
    assert units_at(np.array([1.0]), np.array([2.0]), outlines()).tolist() == [0]


def test_a_place_off_shore_goes_to_the_nearest_unit_but_not_from_afar():
    x, y = np.array([-0.1, -5.0]), np.array([0.0, 0.0])
    assert units_near(x, y, outlines(), most_km=25).tolist() == [0, -1]


def test_values_roll_up_by_sum_or_weighted_mean():
    parent = np.array([0, 0, 1, -1])
    values = np.array([1.0, 3.0, np.nan, 8.0])
    assert roll_up(values, parent, 2)[0] == 4
    assert np.isnan(roll_up(values, parent, 2)[1])
    assert roll_up(values, parent, 2, np.array([3.0, 1.0, 1.0, 1.0]))[0] == 1.5


def test_outlines_survive_the_plan_file():
    counties = load_units("us-counties").outlines
    packed = wkb_of(counties)
    again = outlines_from_wkb(counties.unit_ids, packed)
    assert "51610" not in packed  # Falls Church: no ring left at this scale
    assert again.unit_ids == counties.unit_ids
    assert unit_areas_km2(again) == pytest.approx(unit_areas_km2(counties), rel=1e-6, abs=1)
    x, y = load_units("us-counties").x, load_units("us-counties").y
    assert np.array_equal(units_at(x, y, again), units_at(x, y, counties))


def test_broken_rings_become_areas_and_nothing_stays_nothing():
    shapes = shapes_of(outlines())
    assert [None if s is None else s.area for s in shapes] == [12, 4, pytest.approx(2), None]
    none = joined_rings(("a", "b"), [], [])
    assert shapes_of(none).tolist() == [None, None]
    assert wkb_of(none) == {}
    assert outlines_from_wkb(("a", "b"), {}).n_units == 2
