import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplanner.geography.colours import PALETTE, colour_territories, territory_borders
from salesplanner.geography.distance import nearest
from salesplanner.geography.shipped import load_units, lower_48


@pytest.fixture(scope="module")
def counties():
    return lower_48(load_units("us-counties"))


def nearest_of(units, centres):
    return nearest(units.x, units.y, units.x[centres], units.y[centres], 1)[0][:, 0]


def alike(colour, pairs):
    return int((colour[pairs[:, 0]] == colour[pairs[:, 1]]).sum())


def test_territories_that_touch_are_those_with_units_that_touch():
    pairs = np.array([[0, 1], [1, 2], [2, 3], [0, 3]])
    assert territory_borders(pairs, np.array([0, 0, 1, -1])).tolist() == [[0, 1]]


@pytest.mark.parametrize("n", [5, 80, 400])
def test_neighbours_differ_within_the_palette(counties, n):
    centres = np.random.RandomState(n).choice(counties.n_units, n, replace=False)
    pairs = territory_borders(counties.borders.pairs, nearest_of(counties, centres))
    colour = colour_territories(n, pairs)
    assert alike(colour, pairs) == 0
    assert colour.min() >= 0 and colour.max() < len(PALETTE)


def test_colours_are_used_evenly(counties):
    centres = np.random.RandomState(4).choice(counties.n_units, 80, replace=False)
    pairs = territory_borders(counties.borders.pairs, nearest_of(counties, centres))
    counts = np.bincount(colour_territories(80, pairs), minlength=len(PALETTE))
    assert counts.min() >= 6


def test_added_territories_change_hardly_a_colour(counties):
    centres = np.random.RandomState(4).choice(counties.n_units, 90, replace=False)
    before = nearest_of(counties, centres[:80])
    first = colour_territories(80, territory_borders(counties.borders.pairs, before))
    pairs = territory_borders(counties.borders.pairs, nearest_of(counties, centres))
    second = colour_territories(90, pairs, np.concatenate([first, np.full(10, -1)]))
    assert alike(second, pairs) == 0
    assert (second[:80] != first).sum() <= 3


def test_nothing_changes_when_nothing_changed(counties):
    centres = np.arange(0, counties.n_units, 50)
    pairs = territory_borders(counties.borders.pairs, nearest_of(counties, centres))
    first = colour_territories(len(centres), pairs)
    assert np.array_equal(colour_territories(len(centres), pairs, first), first)


@given(st.integers(1, 14), st.integers(0, 2**32 - 1))
def test_any_network_is_coloured_even_when_the_palette_is_too_small(n, seed):
    random = np.random.RandomState(seed)
    pairs = np.array(
        [(a, b) for a in range(n) for b in range(a + 1, n) if random.uniform() < 0.8], np.int64
    ).reshape(-1, 2)
    previous = random.randint(-1, 4, n)
    colour = colour_territories(n, pairs, previous, n_colours=4)
    assert alike(colour, pairs) == 0
    assert colour.min() >= 0
