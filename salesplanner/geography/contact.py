"""Borders of outlines that share no arcs: from equal edges, else from running side by side."""

import numpy as np
import shapely
from numpy.typing import NDArray

from salesplanner.geography.borders import LEAST_BORDER_KM, Borders, borders_of, join_borders
from salesplanner.geography.edges import SNAP_DEG, SNAP_KM, edges_of, point_keys
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.polygons import as_shapes, has_shape, shapes_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KM_PER_DEGREE = 111.195
GAP_KM = 0.1  # slivers up to this wide between two outlines count as touching


def borders_by_contact(
    outlines: Outlines,
    gap_km: float = GAP_KM,
    least_km: float = LEAST_BORDER_KM,
    is_plane: bool = False,
) -> Borders:
    """Pairs of units that touch along at least `least_km`; corner contacts are not among them.

    First edges that two outlines share point by point. Pairs that share fewer but come within
    `gap_km` of each other (slivers, overlaps, corners of one in the side of the other) count by the
    length of the one's boundary that lies in the other widened by `gap_km`, less what a mere
    corner would give.
    """
    exact = shared_edges(outlines, is_plane)
    exact = exact.keep(exact.length_km >= least_km)
    loose = _side_by_side(outlines, exact, gap_km, is_plane)
    return join_borders(exact, loose.keep(loose.length_km >= least_km))


def shared_edges(outlines: Outlines, is_plane: bool = False) -> Borders:
    """Pairs of units with equal edges, points snapped to 10 cm; all lengths above 0."""
    edges = edges_of(outlines, is_plane)
    is_shared = (edges.unit_b >= 0) & (edges.unit_a != edges.unit_b)
    pairs = np.column_stack([edges.unit_a, edges.unit_b])[is_shared]
    found = borders_of(pairs, edges.length_km[is_shared])
    return found.keep(found.length_km > 0)


def corner_contacts(outlines: Outlines, borders: Borders, is_plane: bool = False) -> Borders:
    """Pairs that share a point but are not among `borders`; length 0."""
    key = point_keys(outlines.points, SNAP_KM if is_plane else SNAP_DEG)
    uses = np.unique(np.column_stack([key, _unit_of_points(outlines)]), axis=0)
    pairs = [
        np.column_stack([uses[:-step, 1], uses[step:, 1]])[uses[:-step, 0] == uses[step:, 0]]
        for step in range(1, 9)  # nine outlines in one point do not happen
    ]
    touching = borders_of(np.concatenate(pairs), 0.0)
    known = {(a, b) for a, b in borders.pairs.tolist()}
    return touching.keep(np.array([(a, b) not in known for a, b in touching.pairs.tolist()], bool))


def flattened(outlines: Outlines, is_plane: bool = False) -> Outlines:
    """The outlines in km: sinusoidal about their middle meridian, true to area and near it to
    shape; in a plane as they are."""
    if is_plane or not len(outlines.points):
        return outlines
    lon, lat = outlines.points.T
    middle = (lon.min() + lon.max()) / 2
    flat = KM_PER_DEGREE * np.column_stack([(lon - middle) * np.cos(np.radians(lat)), lat])
    return Outlines(outlines.unit_ids, flat, outlines.ring_starts, outlines.ring_unit)


def _side_by_side(outlines: Outlines, known: Borders, gap_km: float, is_plane: bool) -> Borders:
    shapes = shapes_of(flattened(outlines, is_plane))
    drawn = np.flatnonzero(has_shape(shapes))
    tree = shapely.STRtree(shapes[drawn])
    near = drawn[tree.query(shapes[drawn], predicate="dwithin", distance=gap_km).T]
    near = near[near[:, 0] < near[:, 1]]
    seen = known.pairs @ np.array([outlines.n_units, 1])
    near = near[~np.isin(near @ np.array([outlines.n_units, 1]), seen)]
    wide = np.full(len(shapes), None, dtype=object)
    ends = np.unique(near[:, 1])
    wide[ends] = shapely.buffer(shapes[ends], gap_km, quad_segs=2)
    lines = as_shapes(shapely.boundary(shapes))
    shared = shapely.length(shapely.intersection(lines[near[:, 0]], wide[near[:, 1]]))
    return borders_of(near, np.maximum(shared - 4 * gap_km, 0.0))


def _unit_of_points(outlines: Outlines) -> Ints:
    return np.repeat(outlines.ring_unit, np.diff(outlines.ring_starts))
