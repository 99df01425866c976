import numpy as np
import pytest

from salesplanner.geography.edges import border_lines, edges_of, with_junctions
from salesplanner.geography.shipped import load_units
from salesplanner.geography.topology import joined_rings


def square(west, south, size=1.0):
    x = west + size * np.array([0, 1, 1, 0, 0])
    y = south + size * np.array([0, 0, 1, 1, 0])
    return np.column_stack([x, y])


def two_by_two():
    rings = [square(c, r) for r in range(2) for c in range(2)]
    return joined_rings(("a", "b", "c", "d"), rings, range(4))


def test_every_side_is_there_once_with_the_units_beside_it():
    edges = edges_of(two_by_two(), is_plane=True)
    assert len(edges.ends) == 12
    assert (edges.unit_b >= 0).sum() == 4
    assert edges.length_km == pytest.approx(np.ones(12))


def test_lines_inside_a_territory_are_dissolved():
    edges = edges_of(two_by_two(), is_plane=True)
    assert len(border_lines(edges, np.array([0, 0, 0, 0]))) == 8
    assert len(border_lines(edges, np.array([0, 0, 1, 1]))) == 10


def test_unassigned_ground_is_bounded_only_towards_territories():
    edges = edges_of(two_by_two(), is_plane=True)
    assert len(border_lines(edges, np.array([-1, -1, -1, -1]))) == 0
    assert len(border_lines(edges, np.array([0, -1, -1, -1]))) == 4


def test_corners_of_neighbours_are_put_into_a_long_side():
    rings = [square(0, 0, 2), square(0, 2), square(1, 2)]
    outlines = joined_rings(("low", "left", "right"), rings, range(3))
    matched = with_junctions(outlines, 0.001)
    edges = edges_of(matched, is_plane=True)
    assert len(matched.points) == len(outlines.points) + 1
    assert matched.ring_starts.tolist() == [0, 6, 11, 16]
    pairs = {(a, b) for a, b in zip(edges.unit_a, edges.unit_b, strict=True) if b >= 0}
    assert pairs == {(0, 1), (0, 2), (1, 2)}


def test_a_territory_of_all_zips_shows_no_state_lines():
    units = load_units("us-zip5")
    edges = edges_of(units.outlines)
    state = np.unique([name[-2:] for name in units.names], return_inverse=True)[1]
    both = (edges.unit_b >= 0) & (state[edges.unit_a] != state[edges.unit_b])
    lines = load_units("us-states").borders.only("land").length_km.sum()
    assert edges.length_km[both].sum() > 0.999 * lines
    land = units.borders.only("land")
    drawn = {(a, b) for a, b in zip(edges.unit_a, edges.unit_b, strict=True) if b >= 0}
    known = set(map(tuple, land.pairs.tolist()))
    assert len(known - drawn) < 0.005 * len(known)
