"""The shortest links between parts of a map that do not touch, so that islands can be served."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from salesplanner.geography.areas import unit_vectors
from salesplanner.geography.borders import Borders, borders_of, join_borders, parts_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def bridged(borders: Borders, x: Floats, y: Floats, is_plane: bool = False) -> Borders:
    """The borders, and the shortest bridges that make one of all parts."""
    missing = bridge_parts(x, y, borders.pairs, is_plane)
    return join_borders(borders, borders_of(missing, 0.0, "bridge"))


def bridge_parts(x: Floats, y: Floats, pairs: Ints, is_plane: bool = False) -> Ints:
    """Pairs (b, 2) of units that join all connected parts, each part by its shortest link.

    Boruvka's rounds: every part but the largest takes its shortest link to another part, until all
    is one. Distances are between the middles of units. Units without a point are left alone.
    """
    added = np.empty((0, 2), np.int64)
    is_placed = np.isfinite(x) & np.isfinite(y)
    points = np.column_stack([x, y]) if is_plane else unit_vectors(x, y)
    while True:
        part = parts_of(len(x), np.concatenate([pairs, added]))
        part = np.where(is_placed, part, -1)
        names, sizes = np.unique(part[is_placed], return_counts=True)
        if len(names) <= 1:
            return added
        rest = names[np.arange(len(names)) != np.argmax(sizes)]
        links = [_shortest_link(points, part, name) for name in rest]
        added = np.unique(np.concatenate([added, np.sort(links, axis=1)]), axis=0)


def _shortest_link(points: Floats, part: Ints, name: int) -> tuple[int, int]:
    inside = np.flatnonzero(part == name)
    outside = np.flatnonzero((part != name) & (part >= 0))
    km, position = KDTree(points[outside]).query(points[inside], k=[1])
    best = int(np.argmin(km[:, 0]))
    return int(inside[best]), int(outside[position[best, 0]])
