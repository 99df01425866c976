"""A problem with given centres as arcs: what every item costs, and loads, in every territory.

Everything the solver does with given centres (transport, rounding, improvement, bound) works on
`Arcs`. Items kept together as a family are one item here; `Arcs.spread` takes an answer back.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from salesplanner.geography.distance import distances_km, nearest
from salesplanner.optimize.problem import Band, Cap, Floats, Ints, Place, Problem, Term

SAME, OWN, NEW, PAIR = 0, 1, 2, 3  # how a load depends on the territory, see Load


@dataclass(frozen=True, kw_only=True)
class Load:
    """A sum over the items of each territory that is bounded or enters the objective.

    kind: SAME: values[i] wherever item i goes. OWN: only where it is today (current[i]). NEW: only
    where it is not. PAIR: pair[i, t]. The bounds of one territory are lower and upper, those of
    all territories together `total_upper`. Where `deviation` > 0 the objective has
    deviation x |sum - target| for every territory.
    """

    name: str
    kind: int
    values: Floats  # (n,)
    lower: Floats  # (k,)
    upper: Floats  # (k,)
    pair: Floats | None = None  # (n, k)
    total_upper: float = np.inf
    deviation: float = 0.0
    target: Floats | None = None  # (k,)

    def of(self, items: Ints, territories: Ints, current: Ints) -> Floats:
        """What each item loads its territory with (arrays broadcast)."""
        if self.kind == PAIR and self.pair is not None:
            return np.asarray(self.pair[items, territories], np.float64)
        value = self.values[items]
        if self.kind == OWN:
            return np.where(current[items] == territories, value, 0.0)
        if self.kind == NEW:
            return np.where(current[items] == territories, 0.0, value)
        return np.broadcast_to(value, np.broadcast_shapes(items.shape, territories.shape))


@dataclass(frozen=True, kw_only=True)
class Concave:
    """Minus weight x sum over territories of H^e x G^(1-e) in the objective.

    H = hours[t] - load `hours_load` (travel), G = load `attraction_load`: see MODEL.md.
    """

    weight: float
    elasticity: float
    hours: Floats  # (k,)
    hours_load: int
    attraction_load: int


@dataclass(frozen=True, kw_only=True)
class Arcs:
    """n items (families merged), k territories; cost inf: not allowed."""

    cost: Floats  # (n, k)
    offset: float  # part of the objective no decision changes
    loads: tuple[Load, ...]
    neighbours_from: Ints  # (n + 1,) neighbours of i are neighbours[from[i]:from[i + 1]]
    neighbours: Ints
    is_contiguous: bool
    current: Ints  # (n,)
    member: Ints  # (items of the problem,) which of the n it belongs to
    concave: Concave | None = None
    ordinary: NDArray[np.float32] | None = None  # (n, k) cost of an average item in its place

    @property
    def n(self) -> int:
        return int(self.cost.shape[0])

    @property
    def k(self) -> int:
        return int(self.cost.shape[1])

    def spread(self, assignment: Ints) -> Ints:
        """The answer for the items of the problem."""
        return np.asarray(assignment[self.member], np.int64)

    def sums(self, assignment: Ints) -> Floats:
        """(loads, k): the sum of every load in every territory."""
        items = np.arange(self.n)
        sums = np.zeros((len(self.loads), self.k))
        for row, load in enumerate(self.loads):
            values = load.of(items, assignment, self.current)
            sums[row] = np.bincount(assignment, weights=values, minlength=self.k)
        return sums

    def objective(self, assignment: Ints) -> float:
        """Weighted and scaled objective of a plan (of the n items)."""
        value = self.offset + float(self.cost[np.arange(self.n), assignment].sum())
        sums = self.sums(assignment)
        for row, load in enumerate(self.loads):
            if load.deviation > 0 and load.target is not None:
                value += load.deviation * float(np.abs(sums[row] - load.target).sum())
        return value + concave_value(self, sums)


def concave_value(arcs: Arcs, sums: Floats) -> float:
    """Minus the weighted expected revenue from effort, from the sums of `Arcs.sums`."""
    c = arcs.concave
    if c is None:
        return 0.0
    hours = np.maximum(c.hours - sums[c.hours_load], 0.0)
    attraction = np.maximum(sums[c.attraction_load], 0.0)
    return -c.weight * float((hours**c.elasticity * attraction ** (1 - c.elasticity)).sum())


def load_scale(arcs: Arcs, row: int) -> float:
    """A territory's worth of a load: what makes loads comparable."""
    load = arcs.loads[row]
    total = float(np.abs(load.values).sum()) / max(arcs.k, 1)
    if load.pair is not None:
        total = float(np.abs(load.pair).mean()) * arcs.n / max(arcs.k, 1)
    return total if total > 0 else 1.0


def build_arcs(problem: Problem) -> Arcs:
    """The arcs of `problem` (centres given)."""
    km = centre_distances_km(problem)
    current = problem.current if len(problem.current) else np.full(problem.n_items, -1, np.int64)
    cost = np.zeros((problem.n_items, problem.n_territories))
    offset = 0.0
    loads = _band_loads(problem.bands)
    loads += [_cap_load(cap, current, problem.n_territories) for cap in problem.caps]
    concave = None
    for term in problem.terms:
        offset += _add_cost(cost, term, km, current)
        if term.kind == "balance":
            loads.append(_balance_load(problem, term))
        if term.kind == "revenue":
            offset -= _carried_over(problem, term)
            concave = _concave(problem, term, km, loads)
    _forbid(cost, problem, current)
    ordinary = None if problem.borders is None else _ordinary_cost(problem, km)
    return _merge_families(problem, cost, offset, loads, current, concave, ordinary)


def with_bounds(arcs: Arcs, bands: tuple[Band, ...]) -> Arcs:
    """The same arcs, the ends of their first loads those of `bands`."""
    own = [
        replace(load, lower=band.lower, upper=band.upper)
        for load, band in zip(arcs.loads[: len(bands)], bands, strict=True)
    ]
    return replace(arcs, loads=(*own, *arcs.loads[len(bands) :]))


def _ordinary_cost(problem: Problem, km: Floats) -> NDArray[np.float32]:
    """(n, k): what an item with the mean trips and size would cost in each item's place."""
    ordinary = np.zeros(km.shape, np.float32)
    for term in problem.terms:
        if term.values is not None and term.kind in ("travel", "inertia"):
            mean = term.weight / term.scale * float(term.values.mean())
            ordinary += (mean * (km if term.kind == "travel" else km**2)).astype(np.float32)
    return ordinary if ordinary.any() else km.astype(np.float32)


def centre_distances_km(problem: Problem) -> Floats:
    """(n, k) km of every item to every centre.

    Where distances were imported, a centre counts as the item nearest to it.
    """
    place, centres = problem.place, problem.centres
    if centres is None:
        raise ValueError("the centres are free")
    if problem.distances_km is not None:
        at, _ = nearest(centres.x, centres.y, place.x, place.y, 1, place.is_plane)
        return np.ascontiguousarray(problem.distances_km[:, at[:, 0]], np.float64)
    return distances_km(place.x, place.y, centres.x, centres.y, place.is_plane)


def straight_distances_km(place: Place, centres: Place) -> Floats:
    """(n, k) straight km, whatever was imported: inertia always uses these."""
    return distances_km(place.x, place.y, centres.x, centres.y, place.is_plane)


def _add_cost(cost: Floats, term: Term, km: Floats, current: Ints) -> float:
    """Adds a linear term to `cost`; returns what it costs however one decides."""
    factor = term.weight / term.scale
    if term.values is None or term.kind in ("balance", "revenue"):
        return 0.0
    values = (factor * term.values)[:, None]
    rows = max(1, 2_000_000 // max(1, cost.shape[1]))
    for start in range(0, len(cost), rows):
        block = slice(start, start + rows)
        if term.kind == "travel":
            cost[block] += values[block] * km[block]
        elif term.kind == "inertia":
            cost[block] += values[block] * km[block] ** 2
    if term.kind != "disruption":
        return 0.0
    held = np.flatnonzero(current >= 0)
    cost[held, current[held]] -= values[held, 0]
    return float(values[held].sum())


def _band_loads(bands: tuple[Band, ...]) -> list[Load]:
    return [
        Load(
            name=band.measure,
            kind=SAME if band.pair_values is None else PAIR,
            values=band.values,
            pair=band.pair_values,
            lower=band.lower,
            upper=band.upper,
        )
        for band in bands
    ]


def _cap_load(cap: Cap, current: Ints, k: int) -> Load:
    """A cap as bounds on what stays (handover) or on what is new (takeover, disruption)."""
    values = np.where(current >= 0, cap.values, 0.0)
    free, none = np.full(k, np.inf), np.full(k, -np.inf)
    if cap.kind == "disruption":
        most = float(cap.most[0])
        return Load(
            name=cap.measure, kind=NEW, values=values, lower=none, upper=free, total_upper=most
        )
    if cap.kind == "takeover":
        return Load(name=cap.measure, kind=NEW, values=values, lower=none, upper=cap.most)
    held = np.flatnonzero(current >= 0)
    had = np.bincount(current[held], weights=cap.values[held], minlength=k)
    return Load(name=cap.measure, kind=OWN, values=values, lower=had - cap.most, upper=free)


def _balance_load(problem: Problem, term: Term) -> Load:
    k = problem.n_territories
    values = np.zeros(problem.n_items) if term.values is None else term.values
    share = np.full(k, 1.0 / k) if term.shares is None else term.shares
    return Load(
        name="balance",
        kind=SAME,
        values=values,
        lower=np.full(k, -np.inf),
        upper=np.full(k, np.inf),
        deviation=term.weight / term.scale,
        target=share * float(values.sum()),
    )


def _concave(problem: Problem, term: Term, km: Floats, loads: list[Load]) -> Concave:
    response = problem.response
    if response is None:
        raise ValueError("a revenue term needs a response")
    k = problem.n_territories
    free, none = np.full(k, np.inf), np.full(k, -np.inf)
    hours = response.travel_hours_per_km[:, None] * km
    loads.append(
        Load(
            name="travel hours",
            kind=PAIR,
            values=np.zeros(problem.n_items),
            pair=hours,
            lower=none,
            upper=free,
        )
    )
    loads.append(
        Load(name="attraction", kind=SAME, values=response.attraction, lower=none, upper=free)
    )
    return Concave(
        weight=term.weight / term.scale,
        elasticity=response.elasticity,
        hours=response.hours,
        hours_load=len(loads) - 2,
        attraction_load=len(loads) - 1,
    )


def _carried_over(problem: Problem, term: Term) -> float:
    response = problem.response
    return 0.0 if response is None else term.weight / term.scale * response.floor_amount.sum()


def _forbid(cost: Floats, problem: Problem, current: Ints) -> None:
    cost[problem.forbidden[:, 0], problem.forbidden[:, 1]] = np.inf
    if len(problem.is_locked):
        locked = np.flatnonzero(problem.is_locked & (current >= 0))
        stay = cost[locked, current[locked]].copy()
        cost[locked] = np.inf
        cost[locked, current[locked]] = stay


def members_of(problem: Problem) -> Ints:
    """(items,) position of the family each item is merged into; alone where it has none."""
    n = problem.n_items
    if len(problem.family) == 0:
        return np.arange(n)
    label = np.where(problem.family >= 0, problem.family, problem.family.max(initial=-1) + 1)
    label = label + np.where(problem.family >= 0, 0, np.arange(n))
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    return np.asarray(order[inverse], np.int64)


def _merge_families(
    problem: Problem,
    cost: Floats,
    offset: float,
    loads: list[Load],
    current: Ints,
    concave: Concave | None,
    ordinary: NDArray[np.float32] | None,
) -> Arcs:
    member = members_of(problem)
    if len(member) and int(member.max()) + 1 < len(member):
        loads = [_merge_load(load, member, current, cost.shape[1]) for load in loads]
        cost = _sum_rows(cost, member)
        _, first = np.unique(member, return_index=True)
        current = current[first]
        ordinary = None if ordinary is None else ordinary[first]
    n = cost.shape[0]
    start, neighbours = neighbour_lists(problem.borders, member, n)
    return Arcs(
        cost=cost,
        offset=offset,
        loads=tuple(loads),
        neighbours_from=start,
        neighbours=neighbours,
        is_contiguous=problem.borders is not None,
        current=current,
        member=member,
        concave=concave,
        ordinary=ordinary,
    )


def _merge_load(load: Load, member: Ints, current: Ints, k: int) -> Load:
    """A family's load: by territory, where its members do not all load alike."""
    changes = {
        "name": load.name,
        "lower": load.lower,
        "upper": load.upper,
        "total_upper": load.total_upper,
        "deviation": load.deviation,
        "target": load.target,
    }
    n = int(member.max()) + 1
    values = np.bincount(member, weights=load.values, minlength=n)
    if load.kind == SAME:
        return Load(kind=SAME, values=values, **changes)  # type: ignore[arg-type]  # a plain dict
    items, territories = np.arange(len(member))[:, None], np.arange(k)[None, :]
    pair = _sum_rows(load.of(items, territories, current), member)
    return Load(kind=PAIR, values=values, pair=pair, **changes)  # type: ignore[arg-type]  # as above


def _sum_rows(table: Floats, member: Ints) -> Floats:
    summed = np.zeros((int(member.max()) + 1, table.shape[1]))
    np.add.at(summed, member, table)
    return summed


def neighbour_lists(borders: Ints | None, member: Ints, n: int) -> tuple[Ints, Ints]:
    """Compressed lists: the neighbours of i are `neighbours[start[i]:start[i + 1]]`."""
    if borders is None or len(borders) == 0 or n == 0:
        return np.zeros(n + 1, np.int64), np.empty(0, np.int64)
    a, b = member[borders[:, 0]], member[borders[:, 1]]
    a, b = np.concatenate([a, b]), np.concatenate([b, a])
    keep = a != b
    graph = coo_array((np.ones(int(keep.sum())), (a[keep], b[keep])), shape=(n, n)).tocsr()
    graph.sum_duplicates()
    return graph.indptr.astype(np.int64), graph.indices.astype(np.int64)
