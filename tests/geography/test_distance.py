import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplanner.geography.distance import (
    distance_blocks,
    distance_km,
    distances_km,
    nearest,
    tour_km,
    travel_hours,
)

LONGITUDES = st.floats(-180, 180)
LATITUDES = st.floats(-90, 90)


def test_new_york_to_los_angeles_is_3936_km():
    km = distance_km(np.array(-74.0060), np.array(40.7128), np.array(-118.2437), np.array(34.0522))
    assert km == pytest.approx(3935.7, abs=1)


def test_a_degree_of_latitude_is_111_km_wherever_it_lies():
    south = distance_km(np.array(10.0), np.array(0.0), np.array(10.0), np.array(1.0))
    north = distance_km(np.array(10.0), np.array(60.0), np.array(10.0), np.array(61.0))
    assert south == pytest.approx(111.195, abs=0.001)
    assert north == pytest.approx(south)


def test_the_date_line_is_no_barrier():
    km = distance_km(np.array(179.9), np.array(0.0), np.array(-179.9), np.array(0.0))
    assert km == pytest.approx(22.239, abs=0.001)


def test_a_plane_is_measured_by_pythagoras():
    x, y = np.array([0.0, 3.0]), np.array([0.0, 4.0])
    assert distances_km(x, y, x, y, is_plane=True).tolist() == [[0, 5], [5, 0]]


@given(LONGITUDES, LATITUDES, LONGITUDES, LATITUDES)
def test_the_dense_table_agrees_with_the_formula(x1, y1, x2, y2):
    a, b, c, d = (np.array([value]) for value in (x1, y1, x2, y2))
    km = float(distance_km(a, b, c, d)[0])
    assert distances_km(a, b, c, d)[0, 0] == pytest.approx(km, abs=0.5)  # at the far side of earth
    assert km >= 0
    assert km == pytest.approx(float(distance_km(c, d, a, b)[0]), abs=1e-6)


def test_a_place_is_exactly_0_km_from_itself():
    x, y = np.array([-73.9654321, 12.3]), np.array([40.7812345, -5.1])
    assert distances_km(x, y, x, y).diagonal().tolist() == [0.0, 0.0]


def test_blocks_of_rows_are_the_dense_table():
    random = np.random.RandomState(3)
    x, y = random.uniform(-120, -70, 57), random.uniform(25, 48, 57)
    blocks = list(distance_blocks(x, y, x[:9], y[:9], False, most_bytes=8 * 9 * 10))
    assert len(blocks) == 6
    assert np.array_equal(
        np.concatenate([km for _, km in blocks]), distances_km(x, y, x[:9], y[:9])
    )


def test_the_nearest_centres_are_those_of_the_dense_table():
    random = np.random.RandomState(5)
    x, y = random.uniform(-180, 180, 300), random.uniform(-80, 80, 300)
    to_x, to_y = random.uniform(-180, 180, 40), random.uniform(-80, 80, 40)
    position, km = nearest(x, y, to_x, to_y, 5)
    dense = distances_km(x, y, to_x, to_y)
    assert np.allclose(km, np.sort(dense, axis=1)[:, :5], atol=1e-6)
    assert np.allclose(np.take_along_axis(dense, position, axis=1), km, atol=1e-6)


def test_fewer_centres_than_asked_for_give_fewer_columns():
    at = np.array([0.0, 1.0])
    position, km = nearest(at, at, at, at, 12)
    assert position.shape == km.shape == (2, 2)


def test_an_hour_at_80_kmh_with_a_quarter_of_detour_is_64_km():
    assert travel_hours(np.array([64.0]), 1.25, 80.0).tolist() == [1.0]


def test_a_round_of_four_visits_in_100_km2_is_14_km():
    assert tour_km(4.0, 100.0) == pytest.approx(14.2)
