"""A problem with free centres as dense arrays: what the searches and the bound work on."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from salesplanner.geography.distance import distances_km
from salesplanner.optimize.problem import Bools, Floats, Ints, Problem

MOST_ITEMS = 6_000  # three dense matrices of this many squared take under 1 GB
_NEAREST = 14  # neighbours of an item in a search where borders do not matter
_APART = 100.0  # times the largest distance: between items that no border connects


@dataclass(frozen=True, kw_only=True)
class Instance:
    """Cost of item i with its centre at item j: weight[i] x far[i, j].

    values (m, n), lower and upper (m, k): the bands, drawn in by a rounding error so that sums in
    any order keep the promise. start (n + 1,), other: neighbours (borders, or the nearest where
    contiguity is not asked for). part (n,): connected part of the map each item lies in.
    """

    k: int
    weight: Floats
    far: Floats
    near: Floats
    values: Floats
    lower: Floats
    upper: Floats
    start: Ints
    other: Ints
    part: Ints
    is_contiguous: bool

    @property
    def n(self) -> int:
        return len(self.weight)

    def cost_of(self, territory: Ints, centre: Ints) -> float:
        return float((self.weight * self.far[np.arange(self.n), centre[territory]]).sum())

    def loads(self, territory: Ints) -> Floats:
        """(m, k)"""
        return np.array([np.bincount(territory, row, self.k) for row in self.values]).reshape(
            len(self.values), self.k
        )

    def outside(self, territory: Ints) -> Floats:
        """(m, k): how far each load is outside its band."""
        load = self.loads(territory)
        return np.maximum(np.maximum(self.lower - load, load - self.upper), 0.0)


def make_instance(problem: Problem, lower: Floats, upper: Floats) -> Instance:
    """The arrays of a problem whose terms are travel and inertia only.

    Args:
        lower, upper: (m, k) the bands as they are to be kept (after any widening).
    """
    n, k = problem.n_items, problem.n_territories
    values = np.array([band.values for band in problem.bands], np.float64).reshape(-1, n)
    weight, far, is_even = _costs(problem)
    start, other, part = _neighbours(problem)
    if problem.borders is not None and part.max(initial=0) > 0:
        far = far + _APART * max(far.max(), 1e-9) * (part[:, None] != part[None, :])
    lower, upper = _drawn_in(values, lower, upper)
    return Instance(
        k=k,
        weight=weight,
        far=np.ascontiguousarray(far),
        near=far if is_even else np.ascontiguousarray(far.T),
        values=values,
        lower=lower,
        upper=upper,
        start=start,
        other=other,
        part=part,
        is_contiguous=problem.borders is not None,
    )


def pair_distances_km(problem: Problem) -> Floats:
    """(n, n) km from every item to every item as a centre: imported ones where there are."""
    if problem.distances_km is not None:
        return problem.distances_km
    return straight_distances_km(problem)


def straight_distances_km(problem: Problem) -> Floats:
    place = problem.place
    return distances_km(place.x, place.y, place.x, place.y, place.is_plane)


def _costs(problem: Problem) -> tuple[Floats, Floats, bool]:
    """weight (n,), far (n, n), and whether far is the same both ways."""
    n = problem.n_items
    parts = []
    for term in problem.terms:
        size = np.ones(n) if term.values is None else np.asarray(term.values, np.float64)
        size = size * (term.weight / term.scale)
        is_squared = term.kind == "inertia"
        km = straight_distances_km(problem) if is_squared else pair_distances_km(problem)
        parts.append((size, km**2 if is_squared else km, is_squared))
    if len(parts) == 1:
        size, far, is_squared = parts[0]
        return size, far, is_squared or problem.distances_km is None
    return np.ones(n), np.sum([size[:, None] * far for size, far, _ in parts], axis=0), False


def _neighbours(problem: Problem) -> tuple[Ints, Ints, Ints]:
    n = problem.n_items
    if problem.borders is not None:
        return border_lists(problem.borders, n)
    points = np.column_stack([problem.place.x, problem.place.y])
    count = min(_NEAREST + 1, n)
    near = np.asarray(KDTree(points).query(points, k=np.arange(1, count + 1))[1], np.int64)
    is_self = near == np.arange(n)[:, None]
    is_self[~is_self.any(axis=1), -1] = True  # many in one spot: itself may not be listed
    other = near[~is_self].astype(np.int64)
    return np.arange(n + 1) * (count - 1), other, np.zeros(n, np.int64)


def border_lists(borders: Ints, n: int) -> tuple[Ints, Ints, Ints]:
    """Neighbours as start (n + 1,) and other, and the connected part of each item (n,)."""
    pairs = borders[borders[:, 0] != borders[:, 1]]
    both = np.concatenate([pairs, pairs[:, ::-1]]) if len(pairs) else np.empty((0, 2), np.int64)
    graph = coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(n, n)).tocsr()
    graph.sort_indices()
    part = connected_components(graph, directed=False)[1]
    return graph.indptr.astype(np.int64), graph.indices.astype(np.int64), part.astype(np.int64)


def _drawn_in(values: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Bands clipped to what can be, and (for fractions) drawn in by a rounding error of the sum."""
    whole = np.abs(values).sum(axis=1, keepdims=True)
    is_fraction = ~(values == np.round(values)).all(axis=1, keepdims=True)
    error = 1e-12 * whole * is_fraction
    low, high = lower + error, upper - error
    meets = low > high
    low, high = np.where(meets, lower, low), np.where(meets, upper, high)
    floor = np.minimum(values, 0.0).sum(axis=1, keepdims=True)
    return np.maximum(low, floor), np.minimum(high, np.maximum(whole, low))


def is_even_band(instance: Instance) -> bool:
    """Whether all territories have the same bands (then their order does not matter)."""
    same_low = np.ptp(instance.lower, axis=1).max(initial=0.0) <= 0.0
    return bool(same_low and np.ptp(instance.upper, axis=1).max(initial=0.0) <= 0.0)


def locked(problem: Problem) -> Bools:
    return problem.is_locked if len(problem.is_locked) else np.zeros(problem.n_items, np.bool_)
