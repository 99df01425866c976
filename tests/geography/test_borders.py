import numpy as np
import pytest

from salesplanner.geography.borders import borders_of, join_borders, no_borders, parts_of
from salesplanner.geography.bridges import bridge_parts, bridged
from salesplanner.geography.contact import borders_by_contact, corner_contacts, shared_edges
from salesplanner.geography.neighbours import borders_of_points
from salesplanner.geography.topology import joined_rings


def square(west, south, size=1.0):
    x = west + size * np.array([0, 1, 1, 0, 0])
    y = south + size * np.array([0, 0, 1, 1, 0])
    return np.column_stack([x, y])


def outlines_of_rings(*rings):
    ids = tuple(f"u{number}" for number in range(len(rings)))
    return joined_rings(ids, rings, range(len(rings)))


def grid(rows, columns, size=1.0):
    return outlines_of_rings(
        *(square(c * size, r * size, size) for r in range(rows) for c in range(columns))
    )


def test_a_pair_named_twice_is_one_border_with_both_lengths():
    borders = borders_of(np.array([[2, 1], [1, 2], [3, 3]]), np.array([1.0, 2.0, 9.0]))
    assert borders.pairs.tolist() == [[1, 2]]
    assert borders.length_km.tolist() == [3.0]


def test_of_two_lists_the_first_one_decides_the_kind():
    land, bridge = borders_of([[0, 1]], 5.0), borders_of([[1, 0], [1, 2]], 0.0, "bridge")
    joined = join_borders(land, bridge)
    assert joined.kind.tolist() == ["land", "bridge"]
    assert joined.only("land").length_km.tolist() == [5.0]


def test_a_grid_has_rook_neighbours_and_its_corners_apart():
    outlines = grid(3, 3)
    borders = borders_by_contact(outlines, is_plane=True)
    assert len(borders) == 12
    assert borders.length_km == pytest.approx(np.ones(12))
    corners = corner_contacts(outlines, borders, is_plane=True)
    assert len(corners) == 8


def test_a_corner_in_the_side_of_another_is_found_though_no_edge_is_shared():
    low, left, right = square(0, 0, 2), square(0, 2), square(1, 2)
    outlines = outlines_of_rings(low, left, right)
    assert shared_edges(outlines, is_plane=True).pairs.tolist() == [[1, 2]]
    found = borders_by_contact(outlines, is_plane=True)
    assert found.pairs.tolist() == [[0, 1], [0, 2], [1, 2]]


@pytest.mark.parametrize("gap", [-0.05, 0.05])
def test_slivers_and_small_overlaps_still_touch(gap):
    outlines = outlines_of_rings(square(0, 0), square(1 + gap, 0))
    assert borders_by_contact(outlines, is_plane=True).pairs.tolist() == [[0, 1]]


def test_what_is_farther_than_the_gap_does_not_touch():
    outlines = outlines_of_rings(square(0, 0), square(1.3, 0))
    assert len(borders_by_contact(outlines, is_plane=True)) == 0


def test_contact_in_degrees_is_measured_in_km():
    found = borders_by_contact(outlines_of_rings(square(-90, 40), square(-89, 40)))
    assert found.length_km[0] == pytest.approx(111.195, abs=0.01)


def test_parts_are_counted():
    part = parts_of(5, np.array([[0, 1], [3, 4]]))
    assert len(set(part.tolist())) == 3
    assert part[0] == part[1] and part[3] == part[4]


def test_points_of_a_square_grid_have_no_diagonals():
    y, x = np.divmod(np.arange(20), 5)
    borders = borders_of_points(x + 0.0, y + 0.0, is_plane=True)
    straight = {(a, b) for a, b in borders.pairs.tolist() if b - a in (1, 5)}
    assert len(straight) == 31
    assert parts_of(20, borders.pairs).max() == 0


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([0.0], [0.0]),
        ([0.0, 1.0], [0.0, 0.0]),
        ([0.0, 1.0, 2.0, 3.0], [5.0, 5.0, 5.0, 5.0]),
        ([0.0, 1.0, 2.0], [0.0, 1.0, 2.0]),
        ([0.0, 0.0, 0.0, 4.0], [1.0, 1.0, 1.0, 1.0]),
        ([7.0, 7.0], [7.0, 7.0]),
    ],
)
def test_points_in_line_or_in_one_spot_are_joined_all_the_same(x, y):
    borders = borders_of_points(np.array(x), np.array(y), is_plane=True)
    assert parts_of(len(x), borders.pairs).max() == 0


def test_random_points_make_one_part_without_far_rim_edges():
    random = np.random.RandomState(1)
    x, y = random.uniform(-110, -80, 2000), random.uniform(30, 45, 2000)
    borders = borders_of_points(x, y)
    assert parts_of(2000, borders.pairs).max() == 0
    degree = np.bincount(borders.pairs.ravel(), minlength=2000)
    assert 3 < degree.mean() < 4.2
    assert not len(borders_of_points(x[:0], y[:0]))


def test_islands_get_the_shortest_bridges():
    x = np.array([0.0, 1.0, 5.0, 6.0, 20.0])
    pairs = np.array([[0, 1], [2, 3]])
    assert bridge_parts(x, np.zeros(5), pairs, is_plane=True).tolist() == [[1, 2], [3, 4]]
    whole = bridged(borders_of(pairs, 1.0), x, np.zeros(5), is_plane=True)
    assert whole.kind.tolist() == ["land", "bridge", "land", "bridge"]


def test_a_whole_map_gets_no_bridge_and_an_empty_one_neither():
    assert not len(bridge_parts(np.zeros(2), np.array([0.0, 1.0]), np.array([[0, 1]])))
    assert not len(bridged(no_borders(), np.empty(0), np.empty(0)))
