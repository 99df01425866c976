"""Which unit a point lies in, and how values of small units roll up to large ones."""

import numpy as np
import shapely
from numpy.typing import NDArray

from salesplanner.geography.distance import nearest
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.polygons import as_shapes, shapes_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def units_at(x: Floats, y: Floats, outlines: Outlines) -> Ints:
    """Position of the unit each point (longitude and latitude, or x and y) lies in; -1: none.

    A point on a common border, or where outlines overlap, belongs to the first of the units.
    """
    found = np.full(len(x), -1, np.int64)
    given = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    shapes = shapes_of(outlines)
    shapely.prepare(shapes)
    tree = shapely.STRtree(as_shapes(shapely.points(x[given], y[given])))
    unit, point = tree.query(shapes, predicate="intersects")
    order = np.argsort(-unit, kind="stable")
    found[given[point[order]]] = unit[order]  # the first unit is written last
    return found


def units_near(
    x: Floats, y: Floats, outlines: Outlines, most_km: float, is_plane: bool = False
) -> Ints:
    """Like `units_at`; points in no unit take the unit of the nearest outline point that is at most
    `most_km` away, as for a place on the waterfront of a simplified coast."""
    found = units_at(x, y, outlines)
    is_lost = (found < 0) & np.isfinite(x) & np.isfinite(y)
    if is_lost.any() and len(outlines.points):
        px, py = outlines.points.T
        position, km = nearest(x[is_lost], y[is_lost], px, py, 1, is_plane)
        ring = np.searchsorted(outlines.ring_starts, position[:, 0], side="right") - 1
        found[is_lost] = np.where(km[:, 0] <= most_km, outlines.ring_unit[ring], -1)
    return found


def roll_up(values: Floats, parent: Ints, n_parents: int, weights: Floats | None = None) -> Floats:
    """Sum of values by parent, or their mean where `weights` are given; NaN values are left out.

    Args:
        values: (n,).
        parent: (n,) position of the larger unit, -1: none.
        weights: (n,), e.g. people.

    Returns:
        (n_parents,); NaN where no unit with a value (and a weight above 0) lies in the parent.
    """
    weight = np.ones(len(values)) if weights is None else weights
    is_used = (parent >= 0) & np.isfinite(values) & np.isfinite(weight)
    at, weight = parent[is_used], weight[is_used]
    count = np.bincount(at, minlength=n_parents)
    total = np.bincount(at, weights=values[is_used] * weight, minlength=n_parents)
    if weights is not None:
        sums = np.bincount(at, weights=weight, minlength=n_parents)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(total / np.where(sums > 0, sums, np.nan))
    return np.where(count > 0, total, np.nan)
