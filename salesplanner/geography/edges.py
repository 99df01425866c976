"""The lines between units, each once with the unit on either side: what borders are drawn from."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from salesplanner.geography.distance import path_steps_km
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.polygons import as_shapes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SNAP_DEG, SNAP_KM = 1e-6, 1e-4  # points closer than this (10 cm) are one


@dataclass(frozen=True)
class Edges:
    """m straight pieces of outline, each once, whichever way it runs."""

    ends: Floats  # (m, 4) x and y of one end, x and y of the other
    unit_a: Ints  # (m,) lower position
    unit_b: Ints  # (m,) higher position; -1: nothing on the other side
    length_km: Floats  # (m,)


def edges_of(outlines: Outlines, is_plane: bool = False) -> Edges:
    """Every piece of outline with the units on its sides. Pieces match when both ends do, to 10 cm;
    a piece that three outlines share (an overlap) keeps the first two."""
    start, end = _pieces(outlines)
    key = point_keys(outlines.points, SNAP_KM if is_plane else SNAP_DEG)
    low, high = np.minimum(key[start], key[end]), np.maximum(key[start], key[end])
    unit = np.repeat(outlines.ring_unit, np.diff(outlines.ring_starts))[start]
    is_line = low != high
    low, high, unit = low[is_line], high[is_line], unit[is_line]
    start, end = start[is_line], end[is_line]
    order = np.lexsort((unit, high, low))
    low, high, unit = low[order], high[order], unit[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    first = np.flatnonzero(is_first)
    second = np.minimum(first + 1, len(order) - 1)
    is_paired = ~is_first[second] & (second > first)
    ends = np.column_stack(
        [outlines.points[start[order[first]]], outlines.points[end[order[first]]]]
    )
    steps = path_steps_km(ends.reshape(-1, 2), is_plane)[::2] if len(ends) else np.empty(0)
    return Edges(ends, unit[first], np.where(is_paired, unit[second], -1), steps)


def border_lines(edges: Edges, territory: Ints) -> Floats:
    """The pieces (s, 4) between units of different territories, outer edges among them.

    Args:
        territory: (n,) of each unit, -1: none.
    """
    side_a = territory[edges.unit_a]
    side_b = np.where(edges.unit_b >= 0, territory[edges.unit_b], -2)
    is_drawn = side_a != side_b
    is_drawn &= ~((side_a == -1) & (side_b == -2))  # the coast of no territory
    return np.asarray(edges.ends[is_drawn], np.float64)


def with_junctions(outlines: Outlines, tolerance: float) -> Outlines:
    """The same outlines with the corners of neighbours put into sides that pass within
    `tolerance` (in the unit of the points), so that sides match piece by piece.

    Only sides that match nothing yet are looked at.
    """
    start, end = _pieces(outlines)
    key = point_keys(outlines.points, SNAP_DEG)
    low, high = np.minimum(key[start], key[end]), np.maximum(key[start], key[end])
    _, side, count = np.unique(
        np.column_stack([low, high]), axis=0, return_inverse=True, return_counts=True
    )
    alone = np.flatnonzero((count[side.ravel()] == 1) & (low != high))
    lines = as_shapes(
        shapely.linestrings(
            np.stack([outlines.points[start[alone]], outlines.points[end[alone]]], axis=1)
        )
    )
    _, some = np.unique(key[np.concatenate([start[alone], end[alone]])], return_index=True)
    corners = np.concatenate([start[alone], end[alone]])[some]
    tree = shapely.STRtree(lines)
    points = as_shapes(shapely.points(outlines.points[corners]))
    corner, line = tree.query(points, predicate="dwithin", distance=tolerance)
    corner, piece = corners[corner], alone[line]
    is_end = (key[corner] == key[start[piece]]) | (key[corner] == key[end[piece]])
    return _inserted(outlines, start[piece][~is_end], corner[~is_end])


def point_keys(points: Floats, snap: float) -> Ints:
    """A small number for each point, equal for points in one cell of the snapping grid."""
    grid = np.round(points / snap).astype(np.int64)
    packed = (grid[:, 0] << 32) + (grid[:, 1] & 0xFFFFFFFF)
    return np.asarray(np.unique(packed, return_inverse=True)[1], np.int64)


def _pieces(outlines: Outlines) -> tuple[Ints, Ints]:
    """Positions of the two ends of every piece of every ring."""
    is_start = np.ones(len(outlines.points), np.bool_)
    is_start[outlines.ring_starts[1:] - 1] = False
    start = np.flatnonzero(is_start)
    return start, start + 1


def _inserted(outlines: Outlines, after: Ints, corner: Ints) -> Outlines:
    """Put point `corner[i]` behind point `after[i]`, in order along the piece."""
    points = outlines.points
    along = points[after + 1] - points[after]
    share = ((points[corner] - points[after]) * along).sum(axis=1) / (along**2).sum(axis=1)
    is_inside = (share > 0) & (share < 1)
    after, corner, share = after[is_inside], corner[is_inside], share[is_inside]
    order = np.lexsort((share, after))
    after, corner = after[order], corner[order]
    added = np.bincount(after, minlength=len(points))
    shift = np.concatenate([[0], np.cumsum(added)])
    merged = np.insert(points, after + 1, points[corner], axis=0)
    return Outlines(
        outlines.unit_ids,
        merged,
        outlines.ring_starts + shift[outlines.ring_starts],
        outlines.ring_unit,
    )
