"""The compiled local search: moves and chains of moves under Metropolis' rule.

A move takes item i from territory a to a territory b next door. A chain goes on: item j of b, near
i, moves on to a third territory (or back to a: a swap). Territories stay connected and never run
empty; bounds may be exceeded on the way, at a price per unit. Numba; the state is plain arrays.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from salesplanner.optimize.arcs import OWN, PAIR, SAME
from salesplanner.optimize.pieces import stays_connected
from salesplanner.optimize.problem import Floats, Ints

_LONGEST_WALK = 6
_compiled = njit(cache=True, nogil=True, fastmath=False)


class Terrain(NamedTuple):
    """What does not change during a search; loads as stacked arrays (see arcs.Load)."""

    cost: Floats  # (n, k)
    kind: Ints  # (m,)
    values: Floats  # (m, n)
    pair: Floats  # (p, n, k)
    pair_row: Ints  # (m,) which of the pair tables
    lower: Floats  # (m, k)
    upper: Floats  # (m, k)
    total_upper: Floats  # (m,)
    over: Floats  # (m, k) objective per unit of load above the upper end
    under: Floats  # (m, k) and below the lower end
    over_total: Floats  # (m,) and above the total's
    charge: Floats  # (m,) units of load that being outside at all counts as
    deviation: Floats  # (m,)
    target: Floats  # (m, k)
    current: Ints  # (n,)
    start: Ints
    neighbours: Ints
    is_contiguous: bool
    near: Ints  # (n, q) territories worth trying wherever the neighbours are; q may be 0
    concave_loads: Ints  # (2,) rows of travel hours and attraction; -1: none
    concave_weight: float
    elasticity: float
    hours: Floats  # (k,)


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _load(terrain: Terrain, m: int, i: int, t: int) -> float:
    kind = terrain.kind[m]
    if kind == SAME:
        return terrain.values[m, i]
    if kind == PAIR:
        return terrain.pair[terrain.pair_row[m], i, t]
    at_home = terrain.current[i] == t
    if kind == OWN:
        return terrain.values[m, i] if at_home else 0.0
    return 0.0 if at_home else terrain.values[m, i]


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _price(terrain: Terrain, m: int, t: int, total: float) -> float:
    """What a territory's sum of load m costs: beyond its bounds, away from its target."""
    price = 0.0
    if total > terrain.upper[m, t]:
        price += terrain.over[m, t] * (total - terrain.upper[m, t] + terrain.charge[m])
    if total < terrain.lower[m, t]:
        price += terrain.under[m, t] * (terrain.lower[m, t] - total + terrain.charge[m])
    if terrain.deviation[m] > 0:
        price += terrain.deviation[m] * abs(total - terrain.target[m, t])
    return price


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _revenue(terrain: Terrain, t: int, travel: float, attraction: float) -> float:
    hours = terrain.hours[t] - travel
    if hours <= 0 or attraction <= 0:
        return 0.0
    e = terrain.elasticity
    return terrain.concave_weight * hours**e * attraction ** (1 - e)


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _revenue_gain(terrain: Terrain, sums: Floats, t: int, i: int, sign: float) -> float:
    h, g = terrain.concave_loads
    travel, attraction = sums[h, t], sums[g, t]
    before = _revenue(terrain, t, travel, attraction)
    travel += sign * _load(terrain, h, i, t)
    attraction += sign * _load(terrain, g, i, t)
    return _revenue(terrain, t, travel, attraction) - before


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _delta(terrain: Terrain, sums: Floats, totals: Floats, i: int, a: int, b: int) -> float:
    """How much dearer the plan gets when i moves from a to b."""
    delta = terrain.cost[i, b] - terrain.cost[i, a]
    for m in range(len(terrain.kind)):
        out, into = _load(terrain, m, i, a), _load(terrain, m, i, b)
        delta += _price(terrain, m, a, sums[m, a] - out) - _price(terrain, m, a, sums[m, a])
        delta += _price(terrain, m, b, sums[m, b] + into) - _price(terrain, m, b, sums[m, b])
        limit = terrain.total_upper[m]
        if np.isfinite(limit):
            after = max(totals[m] + into - out - limit, 0.0)
            delta += terrain.over_total[m] * (after - max(totals[m] - limit, 0.0))
    if terrain.concave_loads[0] >= 0:
        delta -= _revenue_gain(terrain, sums, a, i, -1.0)
        delta -= _revenue_gain(terrain, sums, b, i, 1.0)
    return delta


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _apply(
    terrain: Terrain,
    assignment: Ints,
    sums: Floats,
    totals: Floats,
    count: Ints,
    i: int,
    b: int,
) -> None:
    a = assignment[i]
    for m in range(len(terrain.kind)):
        out, into = _load(terrain, m, i, a), _load(terrain, m, i, b)
        sums[m, a] -= out
        sums[m, b] += into
        totals[m] += into - out
    count[a] -= 1
    count[b] += 1
    assignment[i] = b


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _random_target(terrain: Terrain, assignment: Ints, i: int) -> int:
    """A territory next to item i; without contiguity also one of those worth trying."""
    degree = terrain.start[i + 1] - terrain.start[i]
    q = terrain.near.shape[1]
    if q > 0 and (degree == 0 or np.random.random() < 0.5):
        return terrain.near[i, np.random.randint(q)]
    if degree == 0:
        return assignment[i]
    return assignment[terrain.neighbours[terrain.start[i] + np.random.randint(degree)]]


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _walk(terrain: Terrain, assignment: Ints, i: int) -> int:
    """An item near i in the territory of i."""
    home, at = assignment[i], i
    for _ in range(1 + np.random.randint(_LONGEST_WALK)):
        degree = terrain.start[at + 1] - terrain.start[at]
        if degree == 0:
            break
        j = terrain.neighbours[terrain.start[at] + np.random.randint(degree)]
        if assignment[j] == home:
            at = j
    return at


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _is_accepted(delta: float, temperature: float) -> bool:
    if delta <= 0.0:
        return True
    return temperature > 0.0 and np.random.random() < np.exp(-delta / temperature)


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _may_leave(
    terrain: Terrain,
    assignment: Ints,
    count: Ints,
    i: int,
    b: int,
    mark: Ints,
    stack: Ints,
    stamp: int,
) -> bool:
    if count[assignment[i]] <= 1 or not np.isfinite(terrain.cost[i, b]):
        return False
    if not terrain.is_contiguous:
        return True
    return stays_connected(i, assignment, terrain.start, terrain.neighbours, mark, stack, stamp)


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def anneal(
    terrain: Terrain,
    assignment: Ints,
    sums: Floats,
    totals: Floats,
    hot: float,
    cold: float,
    steps: int,
    seed: int,
    pick: Ints,
) -> int:
    """Changes `assignment`, `sums` (m, k) and `totals` (m,) in place; returns the moves made.

    Only items of `pick` begin a chain.

    The temperature falls from `hot` to `cold` (in the objective's unit) by equal factors; both 0:
    only moves that do not make the plan dearer.
    """
    np.random.seed(seed)
    n = len(assignment)
    count = np.zeros(terrain.cost.shape[1], np.int64)
    for i in range(n):
        count[assignment[i]] += 1
    mark = np.zeros(n, np.int64)
    stack = np.empty(n, np.int64)
    stamp, made = 1, 0
    cooling = (cold / hot) ** (256.0 / steps) if hot > 0 and cold > 0 else 1.0
    temperature = hot
    for step in range(steps):
        if step % 256 == 0:
            temperature *= cooling
        i = pick[np.random.randint(len(pick))]
        a = assignment[i]
        b = _random_target(terrain, assignment, i)
        if b == a:
            continue
        delta = _delta(terrain, sums, totals, i, a, b)
        is_good = _is_accepted(delta, temperature)
        if not is_good and not np.isfinite(delta):
            continue
        stamp += 2
        if not _may_leave(terrain, assignment, count, i, b, mark, stack, stamp):
            continue
        _apply(terrain, assignment, sums, totals, count, i, b)
        if is_good:
            made += 1
            continue
        j = _walk(terrain, assignment, i)
        c = _random_target(terrain, assignment, j)
        stamp += 2
        if (
            j != i
            and c != b
            and _is_accepted(delta + _delta(terrain, sums, totals, j, b, c), temperature)
            and _may_leave(terrain, assignment, count, j, c, mark, stack, stamp)
        ):
            _apply(terrain, assignment, sums, totals, count, j, c)
            made += 1
        else:
            _apply(terrain, assignment, sums, totals, count, i, a)
    return made
