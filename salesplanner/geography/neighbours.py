"""Borders of units that are only points: their Gabriel graph."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay, KDTree, QhullError

from salesplanner.geography.areas import unit_vectors
from salesplanner.geography.borders import Borders, borders_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KM_PER_DEGREE = 111.195


def borders_of_points(x: Floats, y: Floats, is_plane: bool = False) -> Borders:
    """Pairs of points with no third point in the circle between them (Gabriel and Sokal 1969).

    A subset of the Delaunay triangulation that holds the shortest tree: connected, and without the
    long edges along its rim. Points in one spot are joined with each other, and the first of them
    with the neighbours. Length is 0: points share no border line.
    """
    if len(x) < 2:
        return borders_of(np.empty((0, 2), np.int64), 0.0)
    spots, first, spot = np.unique(
        np.column_stack([x, y]), axis=0, return_index=True, return_inverse=True
    )
    twins = np.column_stack([first[spot.ravel()], np.arange(len(x))])
    edges = first[_gabriel(spots[:, 0], spots[:, 1], is_plane)]
    return borders_of(np.concatenate([edges, twins]), 0.0)


def _gabriel(x: Floats, y: Floats, is_plane: bool) -> Ints:
    edges = _triangulated(_flat(x, y, is_plane))
    space = np.column_stack([x, y]) if is_plane else unit_vectors(x, y)
    a, b = space[edges[:, 0]], space[edges[:, 1]]
    middle, radius = (a + b) / 2, np.linalg.norm(a - b, axis=1) / 2
    tree = KDTree(space)
    apart, _ = tree.query(middle, k=[1])
    return edges[apart[:, 0] >= radius * (1 - 1e-9)]


def _flat(x: Floats, y: Floats, is_plane: bool) -> Floats:
    if is_plane:
        return np.column_stack([x, y])
    middle = np.median(x)
    east = (x - middle + 180.0) % 360.0 - 180.0
    return KM_PER_DEGREE * np.column_stack([east * np.cos(np.radians(np.median(y))), y])


def _triangulated(points: Floats) -> Ints:
    """Edges (e, 2) of the Delaunay triangulation; of points in a line, the line."""
    if len(points) < 4 or np.linalg.matrix_rank(points - points.mean(axis=0), tol=1e-9) < 2:
        order = np.lexsort((points[:, 1], points[:, 0]))
        line = np.column_stack([order[:-1], order[1:]])
        return line if len(points) != 3 else np.array([[0, 1], [0, 2], [1, 2]], np.int64)
    try:
        corners = Delaunay(points).simplices
    except QhullError:  # almost in a line
        order = np.lexsort((points[:, 1], points[:, 0]))
        return np.column_stack([order[:-1], order[1:]])
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [0, 2]], corners[:, [1, 2]]])
    return np.asarray(np.unique(np.sort(sides, axis=1), axis=0), np.int64)
