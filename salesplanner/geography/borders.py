"""Which units touch: from shared outlines, or from nearest neighbours of points."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LEAST_BORDER_KM = 0.2  # shorter contacts are corners: below the grid of the shipped outlines


@dataclass(frozen=True)
class Borders:
    """Pairs of units that touch, each pair once, as positions with `unit_a < unit_b`, ascending."""

    unit_a: Ints  # (e,)
    unit_b: Ints  # (e,)
    kind: NDArray[np.str_]  # (e,) land, water or bridge
    length_km: Floats  # (e,) of the common border; 0 for water and bridge

    def __len__(self) -> int:
        return len(self.unit_a)

    @property
    def pairs(self) -> Ints:
        """(e, 2), ready for a solver."""
        return np.column_stack([self.unit_a, self.unit_b])

    def only(self, *kinds: str) -> "Borders":
        return self.keep(np.isin(self.kind, kinds))

    def keep(self, is_kept: NDArray[np.bool_]) -> "Borders":
        return Borders(
            self.unit_a[is_kept], self.unit_b[is_kept], self.kind[is_kept], self.length_km[is_kept]
        )


def borders_of(pairs: Ints, length_km: Floats | float, kind: str = "land") -> Borders:
    """Borders of one kind from pairs (e, 2) in any order; a pair named twice has its lengths added,
    a unit paired with itself is dropped."""
    pairs = np.asarray(pairs, np.int64).reshape(-1, 2)
    length = np.broadcast_to(np.asarray(length_km, np.float64), len(pairs))
    is_pair = pairs[:, 0] != pairs[:, 1]
    ordered = np.sort(pairs[is_pair], axis=1)
    unique, position = np.unique(ordered, axis=0, return_inverse=True)
    summed = np.bincount(position.ravel(), weights=length[is_pair], minlength=len(unique))
    return Borders(unique[:, 0], unique[:, 1], np.full(len(unique), kind, "U6"), summed)


def no_borders() -> Borders:
    return borders_of(np.empty((0, 2), np.int64), 0.0)


def join_borders(*parts: Borders) -> Borders:
    """All borders of several lists; of a pair in more than one, the first list's row stays."""
    unit_a = np.concatenate([part.unit_a for part in parts])
    unit_b = np.concatenate([part.unit_b for part in parts])
    kind = np.concatenate([part.kind for part in parts])
    length = np.concatenate([part.length_km for part in parts])
    _, first = np.unique(np.column_stack([unit_a, unit_b]), axis=0, return_index=True)
    return Borders(unit_a[first], unit_b[first], kind[first], length[first])


def without_corners(borders: Borders, least_km: float = LEAST_BORDER_KM) -> tuple[Borders, Borders]:
    """Borders of at least `least_km`, and the corner contacts apart."""
    is_corner = (borders.kind == "land") & (borders.length_km < least_km)
    return borders.keep(~is_corner), borders.keep(is_corner)


def parts_of(n_units: int, pairs: Ints) -> Ints:
    """Which connected part each unit is in, (n,), numbered from 0."""
    ones = np.ones(len(pairs))
    graph = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n_units, n_units))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)
