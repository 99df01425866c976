"""Shapes on the plane, without a window."""

import numpy as np
import pytest

from salesplanner.geography.outlines import Outlines
from salesplanner.ui.widgets.map_camera import Camera
from salesplanner.ui.widgets.map_labels import LabelLayer, MapLabel
from salesplanner.ui.widgets.map_points import CROWD, MapPoints, crowd
from salesplanner.ui.widgets.map_projection import (
    choose_projection,
    equal_earth,
    plane,
    regional,
    united_states,
)
from salesplanner.ui.widgets.map_shapes import MapShapes, border_mask


def squares(n: int = 3) -> Outlines:
    """n x n unit squares of one kilometre, unit 0 at the lower left, row by row."""
    corner = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], dtype=float)
    rings = [corner + np.array([i % n, i // n]) for i in range(n * n)]
    starts = np.arange(0, 5 * n * n + 1, 5)
    return Outlines(
        tuple(f"u{i}" for i in range(n * n)), np.vstack(rings), starts, np.arange(n * n)
    )


def test_a_point_is_found_in_the_unit_it_lies_in(qapp) -> None:
    shapes = MapShapes(squares(), project=plane)
    assert [shapes.unit_at(x, -y, 0) for x, y in [(0.5, 0.5), (2.5, 0.5), (1.5, 2.5)]] == [0, 2, 7]
    assert shapes.unit_at(9, 9, 0) == -1


def test_a_hole_belongs_to_nobody(qapp) -> None:
    ring = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], dtype=float)
    points = np.vstack([ring, ring / 4 + 1.5])
    shapes = MapShapes(
        Outlines(("u",), points, np.array([0, 5, 10]), np.array([0, 0])), project=plane
    )
    assert shapes.unit_at(2, -2, 0) == -1
    assert shapes.unit_at(0.5, -0.5, 0) == 0


def test_a_unit_without_outline_is_a_dot_at_its_place_and_one_without_place_is_nowhere(qapp):
    outlines = Outlines(("a", "b"), np.empty((0, 2)), np.array([0]), np.empty(0, np.int64))
    shapes = MapShapes(outlines, np.array([[3.0, 1.0], [np.nan, np.nan]]), plane)
    assert shapes.is_dot.tolist() == [True, False]
    assert shapes.unit_at(3.1, -1.0, 0.2) == 0
    assert shapes.unit_at(3.5, -1.0, 0.2) == -1
    assert shapes.path(0).isEmpty() and shapes.path(1).isEmpty()


def test_the_middle_of_a_square_is_its_label_place() -> None:
    centres = MapShapes(squares(), project=plane).centres
    np.testing.assert_allclose(centres[4], (1.5, -1.5))


def test_neighbours_share_each_edge_once_and_the_outside_is_nobody() -> None:
    segments, left, right = MapShapes(squares(), project=plane).edges()
    inner = right >= 0
    assert (len(segments), int(inner.sum())) == (24, 12)
    pairs = {
        tuple(sorted(p)) for p in zip(left[inner].tolist(), right[inner].tolist(), strict=True)
    }
    assert (0, 1) in pairs and (1, 4) in pairs and (0, 4) not in pairs


def test_borders_run_only_between_different_territories() -> None:
    _, left, right = MapShapes(squares(), project=plane).edges()
    groups = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1])
    inner = border_mask(left, right, groups) & (right >= 0)
    assert int(inner.sum()) == 3


def test_every_unit_keeps_its_points_when_paths_are_made_in_batches(qapp) -> None:
    shapes = MapShapes(squares(40), project=plane)
    for unit in (0, 511, 512, 1599):
        box = shapes.path(unit).boundingRect()
        assert box.center().x() == pytest.approx(unit % 40 + 0.5)
        assert box.center().y() == pytest.approx(-(unit // 40 + 0.5))


@pytest.mark.parametrize("project", [united_states, equal_earth])
def test_projections_keep_areas(project) -> None:
    """Two boxes of one degree, far apart in latitude, have the areas they have on the globe."""
    areas = []
    for lat in (30.0, 47.0):
        t = np.linspace(0, 1, 50)
        south, north = np.stack([-100 + t, 0 * t + lat], 1), np.stack([-99 - t, 0 * t + lat + 1], 1)
        x, y = project(np.vstack([south, north])).T
        drawn = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
        true = 6371**2 * np.radians(1) * np.diff(np.sin(np.radians([lat, lat + 1])))[0]
        areas.append(drawn / true)
    assert areas == pytest.approx([1, 1], rel=2e-3)


def test_alaska_and_hawaii_are_drawn_in_the_lower_left_of_the_united_states() -> None:
    kansas, anchorage, aleutians, honolulu, san_juan = united_states(
        np.array([[-98.0, 38.5], [-149.9, 61.2], [174.0, 52.5], [-157.9, 21.3], [-66.1, 18.4]])
    )
    for far in (anchorage, aleutians, honolulu):
        assert far[0] < kansas[0] and far[1] > kansas[1]
    assert aleutians[0] < anchorage[0], "nothing tears at the date line"
    assert san_juan[0] > kansas[0]


def test_the_projection_follows_from_where_the_points_lie() -> None:
    assert choose_projection(np.array([[-87.0, 41.0], [-150.0, 61.0]])) is united_states
    world = np.array([[-100.0, 40.0], [10.0, 50.0], [140.0, -30.0]])
    assert choose_projection(world) is equal_earth
    germany = np.array([[6.0, 47.5], [15.0, 47.5], [6.0, 55.0], [15.0, 55.0]])
    drawn = choose_projection(germany)(germany)
    assert np.ptp(drawn[:, 1]) == pytest.approx(834, rel=0.05)
    fiji = np.array([[177.0, -18.0], [-179.0, -17.0]])
    assert np.ptp(regional(fiji)(fiji)[:, 0]) < 600, "nothing tears at the date line"


def test_a_country_across_the_date_line_is_not_drawn_round_the_world(qapp) -> None:
    box = np.array([[170, 60], [-170, 60], [-170, 70], [170, 70], [170, 60]], dtype=float)
    outlines = Outlines(("r",), box, np.array([0, 5]), np.array([0]))
    shapes = MapShapes(outlines, project=equal_earth)
    left, _, right, _ = shapes.boxes[0]
    assert right - left < 4000, "not the 30,000 km round the world"
    assert shapes.unit_at(*equal_earth(np.array([[0.0, 65.0]]))[0], 0) == -1


def test_what_lies_under_the_mouse_stays_there_when_zooming() -> None:
    camera = Camera(10, 5, 2.0, 800, 600)
    closer = camera.zoomed(3, 200, 100, 0.001, 1000)
    assert closer.to_plane(200, 100) == pytest.approx(camera.to_plane(200, 100))
    assert closer.scale == pytest.approx(6)


def test_labels_never_touch_and_the_heavier_stays(qapp) -> None:
    layer = LabelLayer()
    layer.set_labels(
        [MapLabel("light", 0, 0, 1), MapLabel("heavy", 0.5, 0, 9), MapLabel("far", 0, 200, 0)]
    )
    layer.place(Camera(0, 0, 1.0, 800, 600), qapp.font())
    assert layer.texts() == ["heavy", "far"]


def test_a_name_is_left_out_while_its_territory_is_smaller_than_the_name(qapp) -> None:
    layer = LabelLayer()
    layer.set_labels([MapLabel("A very long name of a territory", 0, 0, 1, extent_km=20)])
    layer.place(Camera(0, 0, 1.0, 800, 600), qapp.font())
    assert layer.texts() == []
    layer.place(Camera(0, 0, 30.0, 800, 600), qapp.font())
    assert layer.texts() == ["A very long name of a territory"]


def test_crowded_points_become_one_circle_with_their_number() -> None:
    camera = Camera(0, 0, 1.0, 800, 600)
    many = np.random.default_rng(0).uniform(2, 20, (300, 2))
    at = np.vstack([many, [[200.0, 100.0]]])
    seen = crowd(MapPoints(at, np.full(301, 3.0), np.zeros(301, np.uint32)), camera)
    assert seen.count.tolist() == [300]
    assert seen.single.tolist() == [300]
    closer = Camera(10, 10, 2000.0, 800, 600)
    near = crowd(MapPoints(at, np.full(301, 3.0), np.zeros(301, np.uint32)), closer)
    assert len(near.count) == 0 and len(near.single) <= CROWD
