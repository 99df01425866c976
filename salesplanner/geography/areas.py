"""How large outlines are and where their middle lies."""

import numpy as np
from numpy.typing import NDArray

from salesplanner.geography.outlines import Outlines

EARTH_RADIUS_KM = 6371.0088  # mean radius R1, IUGG

Floats = NDArray[np.float64]


def ring_areas_km2(outlines: Outlines, is_plane: bool = False) -> Floats:
    """Signed area of each ring, (r,), in km2; the sign says which way round the ring runs.

    On the sphere: R^2 x sum of dlon x (sin lat1 + sin lat2) / 2, exact for edges that run straight
    in longitude and sine of latitude. In the plane: the shoelace formula, x and y in km.
    """
    step = _steps(outlines, is_plane)
    y = outlines.points[:, 1]
    if is_plane:
        terms = step * (y[:-1] + y[1:]) / 2
    else:
        sine = np.sin(np.radians(y))
        terms = EARTH_RADIUS_KM**2 * np.radians(step) * (sine[:-1] + sine[1:]) / 2
    return -_sum_by_ring(outlines, terms)


def unit_areas_km2(outlines: Outlines, is_plane: bool = False) -> Floats:
    """Area of each unit, (n,), in km2: rings that lie in another ring of the unit count as holes.

    Rings are told apart by their direction: those that run against the unit's largest ring are
    holes. Units without a ring get 0.
    """
    areas = ring_areas_km2(outlines, is_plane)
    total = np.bincount(outlines.ring_unit, weights=areas, minlength=outlines.n_units)
    return np.abs(total)


def unit_centres(outlines: Outlines, is_plane: bool = False) -> Floats:
    """Centroid of the largest ring of each unit, (n, 2), as longitude and latitude or x and y.

    The largest part and not all parts, so that overseas parts do not pull a country into the sea.
    Units without a ring get NaN.
    """
    size = np.abs(ring_areas_km2(outlines, is_plane))
    order = np.argsort(size, kind="stable")
    largest = np.full(outlines.n_units, -1, np.int64)
    largest[outlines.ring_unit[order]] = order  # the last one written is the largest
    centres = np.full((outlines.n_units, 2), np.nan)
    has_ring = largest >= 0
    centres[has_ring] = _ring_centres(outlines, is_plane)[largest[has_ring]]
    if not is_plane:
        centres[:, 0] = (centres[:, 0] + 180.0) % 360.0 - 180.0
    return centres


def unit_vectors(longitude: Floats, latitude: Floats) -> Floats:
    """Points on the unit sphere, (n, 3), for longitudes and latitudes in degrees."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    flat = np.cos(lat)
    return np.column_stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)])


def longitude_latitude(vectors: Floats) -> Floats:
    """Longitude and latitude in degrees, (n, 2), of vectors (n, 3) of any length."""
    x, y, z = vectors.T
    return np.degrees(np.column_stack([np.arctan2(y, x), np.arctan2(z, np.hypot(x, y))]))


def _steps(outlines: Outlines, is_plane: bool) -> Floats:
    step = np.diff(outlines.points[:, 0])
    return step if is_plane else (step + 180.0) % 360.0 - 180.0


def _sum_by_ring(outlines: Outlines, terms: Floats) -> Floats:
    """Sum over the edges of each ring; the edge from one ring's end to the next one's start is
    not an edge of either."""
    sums = np.concatenate([[0.0], np.cumsum(terms)])
    if not len(outlines.ring_unit):
        return np.empty(0)
    starts, ends = outlines.ring_starts[:-1], outlines.ring_starts[1:]
    return np.asarray(sums[ends - 1] - sums[starts], np.float64)


def _ring_centres(outlines: Outlines, is_plane: bool) -> Floats:
    """Centroid of each ring, (r, 2); a ring without area gets the mean of its points."""
    counts = np.diff(outlines.ring_starts)
    ring = np.repeat(np.arange(len(counts)), counts)
    first = outlines.points[outlines.ring_starts[:-1]]
    local = outlines.points - first[ring]
    if not is_plane:
        local[:, 0] = (local[:, 0] + 180.0) % 360.0 - 180.0
    x, y = local.T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    double_area = _sum_by_ring(outlines, cross)
    sums = np.column_stack(
        [_sum_by_ring(outlines, (axis[:-1] + axis[1:]) * cross) for axis in (x, y)]
    )
    means = np.column_stack([np.bincount(ring, weights=axis) / counts for axis in (x, y)])
    is_flat = np.abs(double_area) < 1e-12
    with np.errstate(invalid="ignore", divide="ignore"):
        offset = np.where(is_flat[:, None], means, sums / (3 * double_area[:, None]))
    return first + offset
