"""Two territories next door, thrown together and cut in two again: the large move of the search.

A random spanning tree of their union is drawn; cutting one of its edges gives two connected
halves. All cuts are priced at once by sums over subtrees, and the best is taken or left under
Metropolis' rule (DeFord, Duchin and Solomon 2021, Harvard Data Science Review 3, for the random
tree; choosing the cut by its price is ours).
"""

import numpy as np
from numba import njit

from salesplanner.optimize.moves import Terrain, _load, _price, _revenue
from salesplanner.optimize.problem import Floats, Ints

_compiled = njit(cache=True, nogil=True, fastmath=False)


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _flood(
    terrain: Terrain, assignment: Ints, first: int, found: Ints, size: int, slot: Ints
) -> int:
    """Appends the connected part of `first` to `found`; slot[i] is its place there."""
    home = assignment[first]
    at = size
    found[size] = first
    slot[first] = size
    size += 1
    while at < size:
        u = found[at]
        at += 1
        for e in range(terrain.start[u], terrain.start[u + 1]):
            v = terrain.neighbours[e]
            if assignment[v] == home and slot[v] < 0:
                slot[v] = size
                found[size] = v
                size += 1
    return size


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _root(parent: Ints, i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _random_tree(  # noqa: C901 - one flat loop, compiled
    terrain: Terrain, assignment: Ints, found: Ints, size: int, slot: Ints, bias: float
) -> tuple[Ints, Ints]:
    """(order, up): items of a random spanning tree from the root down, and each one's parent.

    Kruskal with random lengths; edges between the two territories are `bias` longer. Places in
    `found`, the root's parent is -1.
    """
    n_edges = 0
    for s in range(size):
        n_edges += terrain.start[found[s] + 1] - terrain.start[found[s]]
    left, right = np.empty(n_edges, np.int64), np.empty(n_edges, np.int64)
    length = np.empty(n_edges)
    count = 0
    for s in range(size):
        u = found[s]
        for e in range(terrain.start[u], terrain.start[u + 1]):
            v = terrain.neighbours[e]
            if v > u and slot[v] >= 0:
                left[count], right[count] = s, slot[v]
                length[count] = np.random.random()
                if assignment[u] != assignment[v]:
                    length[count] += bias
                count += 1
    group = np.arange(size)
    kept = np.empty((size, 2), np.int64)
    degree = np.zeros(size + 1, np.int64)
    n_kept = 0
    for e in np.argsort(length[:count]):
        a, b = _root(group, left[e]), _root(group, right[e])
        if a != b:
            group[a] = b
            kept[n_kept, 0], kept[n_kept, 1] = left[e], right[e]
            degree[left[e] + 1] += 1
            degree[right[e] + 1] += 1
            n_kept += 1
    begin = np.cumsum(degree)
    fill = begin[:-1].copy()
    other = np.empty(2 * n_kept, np.int64)
    for e in range(n_kept):
        a, b = kept[e, 0], kept[e, 1]
        other[fill[a]] = b
        fill[a] += 1
        other[fill[b]] = a
        fill[b] += 1
    order, up = np.empty(size, np.int64), np.full(size, -1, np.int64)
    order[0] = np.random.randint(size)
    tail = 1
    for head in range(size):
        s = order[head]
        for e in range(begin[s], begin[s + 1]):
            if other[e] != up[s]:
                up[other[e]] = s
                order[tail] = other[e]
                tail += 1
    return order, up


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _best_cut(
    terrain: Terrain,
    sums: Floats,
    totals: Floats,
    found: Ints,
    order: Ints,
    up: Ints,
    a: int,
    b: int,
    now: float,
) -> tuple[float, int, bool]:
    """(delta, place, is_below_a): the best edge to cut, below `place`, and which side becomes a."""
    size, n_loads = len(order), len(terrain.kind)
    cost = np.zeros((size, 2))
    load = np.zeros((size, n_loads, 2))
    for s in range(size):
        i = found[s]
        cost[s, 0], cost[s, 1] = terrain.cost[i, a], terrain.cost[i, b]
        for m in range(n_loads):
            load[s, m, 0], load[s, m, 1] = _load(terrain, m, i, a), _load(terrain, m, i, b)
    for at in range(size - 1, 0, -1):
        s = order[at]
        cost[up[s]] += cost[s]
        load[up[s]] += load[s]
    root = order[0]
    best, best_place, best_below = np.inf, -1, True
    for at in range(1, size):
        s = order[at]
        for side in range(2):
            other = 1 - side
            delta = cost[s, side] + cost[root, other] - cost[s, other] - now
            for m in range(n_loads):
                inner, outer = load[s, m, side], load[root, m, other] - load[s, m, other]
                in_a, in_b = (inner, outer) if side == 0 else (outer, inner)
                delta += _price(terrain, m, a, in_a) + _price(terrain, m, b, in_b)
                limit = terrain.total_upper[m]
                if np.isfinite(limit):
                    after = totals[m] - sums[m, a] - sums[m, b] + in_a + in_b
                    delta += terrain.over_total[m] * max(after - limit, 0.0)
            if terrain.concave_loads[0] >= 0:
                h, g = terrain.concave_loads
                own_h, own_g = load[s, h, side], load[s, g, side]
                rest_h = load[root, h, other] - load[s, h, other]
                rest_g = load[root, g, other] - load[s, g, other]
                below, above = (a, b) if side == 0 else (b, a)
                delta -= _revenue(terrain, below, own_h, own_g)
                delta -= _revenue(terrain, above, rest_h, rest_g)
            if delta < best:
                best, best_place, best_below = delta, s, side == 0
    return best, best_place, best_below


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _price_now(
    terrain: Terrain, assignment: Ints, sums: Floats, totals: Floats, found: Ints, a: int, b: int
) -> float:
    now = 0.0
    for i in found:
        now += terrain.cost[i, assignment[i]]
    for m in range(len(terrain.kind)):
        now += _price(terrain, m, a, sums[m, a]) + _price(terrain, m, b, sums[m, b])
        if np.isfinite(terrain.total_upper[m]):
            now += terrain.over_total[m] * max(totals[m] - terrain.total_upper[m], 0.0)
    if terrain.concave_loads[0] >= 0:
        h, g = terrain.concave_loads
        now -= _revenue(terrain, a, sums[h, a], sums[g, a])
        now -= _revenue(terrain, b, sums[h, b], sums[g, b])
    return now


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def recombine(
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
    """`steps` random pairs thrown together and cut again; as `moves.anneal`, in place."""
    np.random.seed(seed)
    n = len(assignment)
    slot = np.full(n, -1, np.int64)
    found = np.empty(n, np.int64)
    cooling = (cold / hot) ** (1.0 / steps) if hot > 0 and cold > 0 else 1.0
    temperature, made = hot, 0
    for _ in range(steps):
        temperature *= cooling
        i = pick[np.random.randint(len(pick))]
        degree = terrain.start[i + 1] - terrain.start[i]
        if degree == 0:
            continue
        j = terrain.neighbours[terrain.start[i] + np.random.randint(degree)]
        a, b = assignment[i], assignment[j]
        if a == b:
            continue
        size = _flood(terrain, assignment, i, found, 0, slot)
        size = _flood(terrain, assignment, j, found, size, slot)
        bias = (0.0, 0.3, 1.0)[np.random.randint(3)]
        order, up = _random_tree(terrain, assignment, found, size, slot, bias)
        now = _price_now(terrain, assignment, sums, totals, found[:size], a, b)
        delta, place, is_a = _best_cut(terrain, sums, totals, found, order, up, a, b, now)
        if np.isfinite(delta) and (
            delta <= 0 or (temperature > 0 and np.random.random() < np.exp(-delta / temperature))
        ):
            _cut(terrain, assignment, sums, totals, found, order, up, place, (a, b), is_a)
            made += 1
        for s in range(size):
            slot[found[s]] = -1
    return made


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _cut(  # noqa: PLR0917 - compiled functions take no keywords
    terrain: Terrain,
    assignment: Ints,
    sums: Floats,
    totals: Floats,
    found: Ints,
    order: Ints,
    up: Ints,
    place: int,
    pair: tuple[int, int],
    is_a: bool,
) -> None:
    below = np.zeros(len(order), np.bool_)
    below[place] = True
    for at in range(1, len(order)):
        s = order[at]
        if below[up[s]]:
            below[s] = True
    for s in range(len(order)):
        i = found[s]
        t = pair[0] if below[s] == is_a else pair[1]
        old = assignment[i]
        if old == t:
            continue
        for m in range(len(terrain.kind)):
            out, into = _load(terrain, m, i, old), _load(terrain, m, i, t)
            sums[m, old] -= out
            sums[m, t] += into
            totals[m] += into - out
        assignment[i] = t
