"""How far things are apart and how long the way takes."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from salesplanner.geography.areas import EARTH_RADIUS_KM, unit_vectors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOUR_FACTOR = 0.71  # Beardwood, Halton and Hammersley 1959: length of a tour / sqrt(n x area)


def distance_km(x1: Floats, y1: Floats, x2: Floats, y2: Floats, is_plane: bool = False) -> Floats:
    """Straight distance of points in km, element by element (arrays broadcast).

    x, y are longitude and latitude in degrees (great circle by the haversine formula, which keeps
    its precision for near points) or kilometres in a plane.
    """
    if is_plane:
        return np.asarray(np.hypot(x2 - x1, y2 - y1), np.float64)
    lat1, lat2 = np.radians(y1), np.radians(y2)
    half_lat, half_lon = (lat2 - lat1) / 2, np.radians(x2 - x1) / 2
    haversine = np.sin(half_lat) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin(half_lon) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(haversine, 1.0))))


def distances_km(
    x: Floats, y: Floats, to_x: Floats, to_y: Floats, is_plane: bool = False
) -> Floats:
    """Straight distance in km of every point to every other, (n, m).

    On the sphere from the chord c of unit vectors: 2 R asin(c / 2), in one array of 8 n m bytes.
    """
    chord = cdist(_coordinates(x, y, is_plane), _coordinates(to_x, to_y, is_plane))
    return np.asarray(chord if is_plane else _arc_km(chord), np.float64)


def distance_blocks(
    x: Floats, y: Floats, to_x: Floats, to_y: Floats, is_plane: bool, most_bytes: int = 64_000_000
) -> Iterator[tuple[slice, Floats]]:
    """The same in blocks of rows of at most `most_bytes`, for when (n, m) would not fit."""
    rows = max(1, most_bytes // (8 * max(1, len(to_x))))
    for start in range(0, len(x), rows):
        block = slice(start, min(start + rows, len(x)))
        yield block, distances_km(x[block], y[block], to_x, to_y, is_plane)


def nearest(
    x: Floats, y: Floats, to_x: Floats, to_y: Floats, q: int, is_plane: bool = False
) -> tuple[Ints, Floats]:
    """The `q` nearest targets of every point, nearest first: positions and km, both (n, q).

    With fewer than `q` targets there are that many columns. Targets in one spot keep their order.
    """
    targets, points = _coordinates(to_x, to_y, is_plane), _coordinates(x, y, is_plane)
    count = min(q, len(to_x))
    apart, position = KDTree(targets).query(points, k=np.arange(1, count + 1))
    km = apart if is_plane else _arc_km(apart)
    return np.asarray(position, np.int64), np.asarray(km, np.float64)


def path_steps_km(points: Floats, is_plane: bool = False) -> Floats:
    """Length in km of each step from one point (p, 2) to the next, (p - 1,)."""
    x, y = points[:, 0], points[:, 1]
    return distance_km(x[:-1], y[:-1], x[1:], y[1:], is_plane)


def travel_hours(km: Floats, road_factor: float, speed_km_per_hour: float) -> Floats:
    """Hours at the wheel for a straight distance: km x road factor / speed."""
    return np.asarray(km * (road_factor / speed_km_per_hour), np.float64)


def tour_km(visits_per_trip: Floats | float, area_km2: Floats | float) -> Floats:
    """Straight km of the round among the visits of one trip inside one unit.

    0.71 x sqrt(visits x area), Beardwood, Halton and Hammersley 1959, Proc. Cambridge
    Philosophical Society 55; good from about ten visits on, a rough figure below.
    """
    within = np.asarray(visits_per_trip, np.float64) * np.asarray(area_km2, np.float64)
    return np.asarray(TOUR_FACTOR * np.sqrt(within))


def _arc_km(chord: Floats) -> Floats:
    """Length on the ground of chords of the unit sphere; works in place."""
    chord *= 0.5
    np.minimum(chord, 1.0, out=chord)
    np.arcsin(chord, out=chord)
    chord *= 2 * EARTH_RADIUS_KM
    return chord


def _coordinates(x: Floats, y: Floats, is_plane: bool) -> Floats:
    return np.column_stack([x, y]) if is_plane else unit_vectors(x, y)
