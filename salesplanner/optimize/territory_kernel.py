"""The cheapest whole territory around a site at given prices of items, by branch and bound.

A territory is a connected set of items that holds the site and keeps the bands. Sets grow from the
site, one item next to the set at a time (in, or out for good), so each set is met once. A branch
ends where the fractional knapsack over what can still be reached costs too much. Compiled.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from salesplanner.optimize.problem import Bools, Floats, Ints

Words = NDArray[np.uint64]
WORD = 64  # items a word of a set holds
_BETWEEN_LOOKS = 1024  # steps: at whether it should stop

_compiled = njit(cache=True, nogil=True)


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def cheapest_fraction(
    reduced: Floats, load: Floats, order: Ints, usable: Bools, low: float, high: float
) -> float:
    """Least sum of reduced costs of usable items, the last one in part, with a load of low to high.

    order: items by reduced cost for a unit of load, the least first. inf: low is out of reach.
    """
    cost, taken = 0.0, 0.0
    for i in order:
        if not usable[i] or load[i] > high:
            continue
        if reduced[i] >= 0 and taken >= low:
            break
        room = high - taken if reduced[i] < 0 else low - taken
        if load[i] <= room:
            cost += reduced[i]
            taken += load[i]
        else:
            if load[i] > 0:
                cost += reduced[i] * room / load[i]
            taken += room
            if reduced[i] < 0:
                break
    if taken < low - 1e-9 * max(abs(low), 1.0):
        return np.inf
    return cost


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _reach(
    start: Ints, other: Ints, state: Ints, stack: Ints, size: int, load: Floats, high: float,
    usable: Bools,
) -> None:  # fmt: skip
    """usable: undecided items (state 0) that connect to the set, which is the first `size` of
    `stack`, through others that still fit."""
    usable[:] = False
    while size > 0:
        size -= 1
        u = stack[size]
        for e in range(start[u], start[u + 1]):
            v = other[e]
            if not usable[v] and state[v] == 0 and load[v] <= high:
                usable[v] = True
                stack[size] = v
                size += 1


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def grow_territories(  # noqa: C901, PLR0912, PLR0915, PLR0917 - one flat loop, compiled
    site: int, reduced: Floats, values: Floats, lower: Floats, upper: Floats, start: Ints,
    other: Ints, most: float, is_all: bool, room: int, most_nodes: int, stop: Bools,
) -> tuple[Words, Floats, float, bool]:  # fmt: skip
    """Connected sets that hold the site, keep the bands and cost at most `most`.

    values (m, n), lower, upper (m,): the bands, the first one shapes the bound. is_all: every such
    set, else the cheapest alone.
    stop: (1,) set from another thread to cut it short. Returns (sets (s, words), a bit an item;
    their costs (s,); the least that any set costs; whether the search was cut short: then that is
    only a bound).
    """
    n = len(reduced)
    load, low, high = values[0], lower[0], upper[0]
    ratio = np.empty(n)
    for i in range(n):
        ratio[i] = reduced[i] / max(load[i], 1e-12)
    order = np.argsort(ratio)
    state, adjacent = np.zeros(n, np.int64), np.zeros(n, np.int64)
    usable, stack = np.zeros(n, np.bool_), np.empty(n, np.int64)
    width = (n + WORD - 1) // WORD
    bits = np.zeros(width, np.uint64)
    found, costs = np.zeros((min(room, 1024), width), np.uint64), np.empty(min(room, 1024))
    n_found, nodes, limit = 0, 0, most
    path, side = np.empty(n + 1, np.int64), np.zeros(n + 1, np.int64)
    sums = values[:, site].copy()
    cost = reduced[site]
    state[site] = 1
    bits[site // WORD] ^= np.uint64(1) << np.uint64(site % WORD)
    for e in range(start[site], start[site + 1]):
        adjacent[other[e]] += 1
    stack[0] = site
    _reach(start, other, state, stack, 1, load, high - sums[0], usable)
    root = cost + cheapest_fraction(reduced, load, order, usable, low - sums[0], high - sums[0])
    least, depth, is_new, is_cut = np.inf, 0, True, False
    while True:
        nodes += 1
        if nodes > most_nodes or (nodes % _BETWEEN_LOOKS == 0 and stop[0]):
            is_cut = True
            break
        if is_new:
            inside = True
            for m in range(len(sums)):
                if sums[m] < lower[m] or sums[m] > upper[m]:
                    inside = False
                    break
            if inside and cost <= limit:
                least = min(least, cost)
                if is_all:
                    if n_found == room:
                        is_cut = True
                        break
                else:
                    n_found = 0
                    limit = cost
                if n_found == len(costs):
                    wider, longer = np.zeros((2 * n_found, width), np.uint64), np.empty(2 * n_found)
                    wider[:n_found], longer[:n_found] = found, costs
                    found, costs = wider, longer
                found[n_found] = bits
                costs[n_found] = cost
                n_found += 1
        stack[0], size = site, 1
        for d in range(depth):
            if side[d] == 1:
                stack[size] = path[d]
                size += 1
        _reach(start, other, state, stack, size, load, high - sums[0], usable)
        bound = cost + cheapest_fraction(
            reduced, load, order, usable, max(low - sums[0], 0.0), high - sums[0]
        )
        chosen = -1
        tolerance = 0.0 if is_all or limit == np.inf else 1e-9 * abs(limit)
        if bound <= limit - tolerance:
            for place in range(n):
                if usable[order[place]] and adjacent[order[place]] > 0:
                    chosen = order[place]
                    break
        if chosen >= 0:
            path[depth], side[depth] = chosen, 1
            depth += 1
            state[chosen] = 1
            bits[chosen // WORD] ^= np.uint64(1) << np.uint64(chosen % WORD)
            cost += reduced[chosen]
            for m in range(len(sums)):
                sums[m] += values[m, chosen]
            for e in range(start[chosen], start[chosen + 1]):
                adjacent[other[e]] += 1
            is_new = True
            continue
        while depth > 0 and side[depth - 1] == 2:
            depth -= 1
            state[path[depth]] = 0
        if depth == 0:
            break
        u = path[depth - 1]
        side[depth - 1] = 2
        state[u] = 2
        bits[u // WORD] ^= np.uint64(1) << np.uint64(u % WORD)
        cost -= reduced[u]
        for m in range(len(sums)):
            sums[m] -= values[m, u]
        for e in range(start[u], start[u + 1]):
            adjacent[other[e]] -= 1
        is_new = False
    if is_cut:
        least = min(least, root)
    return found[:n_found].copy(), costs[:n_found].copy(), least, is_cut


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def price_sites(  # noqa: PLR0917 - compiled
    cost: Floats, alpha: Floats, values: Floats, lower: Floats, upper: Floats, start: Ints,
    other: Ints, k: int, most_nodes: int, stop: Bools,
) -> tuple[Floats, Words]:  # fmt: skip
    """(value of each site, its cheapest territory): exact for the k cheapest sites.

    The others get a lower bound that is no less than the k-th value. cost: (sites, items).
    """
    n = len(alpha)
    load, low, high = values[0], lower[0], upper[0]
    value, sets = np.empty(n), np.zeros((n, (n + WORD - 1) // WORD), np.uint64)
    state, usable, stack = np.zeros(n, np.int64), np.zeros(n, np.bool_), np.empty(n, np.int64)
    for j in range(n):
        reduced = cost[j] - alpha
        ratio = np.empty(n)
        for i in range(n):
            ratio[i] = reduced[i] / max(load[i], 1e-12)
        order = np.argsort(ratio)
        state[j] = 1
        stack[0] = j
        _reach(start, other, state, stack, 1, load, high - load[j], usable)
        state[j] = 0
        value[j] = reduced[j] + cheapest_fraction(
            reduced, load, order, usable, max(low - load[j], 0.0), high - load[j]
        )
    best = np.full(k, np.inf)
    ordered = np.argsort(value)
    for place in range(n):
        j = ordered[place]
        if value[j] >= best[k - 1]:
            value[j] = max(value[j], best[k - 1])
            continue
        reduced = cost[j] - alpha
        found, _, least, _is_cut = grow_territories(
            j, reduced, values, lower, upper, start, other, best[k - 1], False, 1, most_nodes, stop
        )
        if len(found):
            sets[j] = found[0]
        value[j] = max(value[j], min(least, best[k - 1]))
        at = k - 1
        if value[j] < best[at]:
            while at > 0 and best[at - 1] > value[j]:
                best[at] = best[at - 1]
                at -= 1
            best[at] = value[j]
    return value, sets


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def cheapest_cover(  # noqa: C901, PLR0912 - one flat loop, compiled
    sets: Words, cost: Floats, begin: Ints, n: int, k: int, most: float, most_tests: int,
    stop: Bools,
) -> tuple[Ints, float, bool]:  # fmt: skip
    """The k sets, disjoint and together all n items, of the least cost below `most`.

    begin: (n + 1,) sets whose first item is i are begin[i]:begin[i + 1], the cheapest first; the
    fewer there are, the earlier an item should come. Returns (positions, or -1 where there is no
    such cover; its cost; whether the search was cut short).
    """
    width = sets.shape[1]
    used = np.zeros((k + 1, width), np.uint64)
    paid = np.zeros(k + 1)
    item, at, pick = np.zeros(k + 1, np.int64), np.zeros(k + 1, np.int64), np.zeros(k, np.int64)
    best, answer = most, np.full(k, -1, np.int64)
    least = cost.min() if len(cost) else 0.0
    depth, tests, turns = 0, 0, 0
    at[0] = begin[0]
    while depth >= 0:
        p, end, is_on = at[depth], begin[item[depth] + 1], False
        while p < end:
            tests += 1
            if paid[depth] + cost[p] + (k - depth - 1) * least >= best:
                p = end
                break
            is_on = True
            for w in range(width):
                if sets[p, w] & used[depth, w] != 0:
                    is_on = False
                    break
            if is_on:
                break
            p += 1
        turns += 1
        if tests > most_tests or (turns % _BETWEEN_LOOKS == 0 and stop[0]):
            return answer, best, True
        if not is_on or p >= end:
            depth -= 1
            continue
        at[depth], pick[depth] = p + 1, p
        now = paid[depth] + cost[p]
        following = n
        for i in range(item[depth] + 1, n):
            word, bit = i // WORD, np.uint64(1) << np.uint64(i % WORD)
            if (sets[p, word] | used[depth, word]) & bit == 0:
                following = i
                break
        if following == n:
            if depth == k - 1 and now < best:
                best = now
                answer[:] = pick
        elif depth < k - 1:
            for w in range(width):
                used[depth + 1, w] = used[depth, w] | sets[p, w]
            depth += 1
            paid[depth], item[depth], at[depth] = now, following, begin[following]
    return answer, best, False


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def how_often(sets: Words, n: int) -> Ints:
    """(n,) in how many sets each item is."""
    count = np.zeros(n, np.int64)
    for p in range(len(sets)):
        for i in range(n):
            if sets[p, i // WORD] >> np.uint64(i % WORD) & np.uint64(1) != 0:
                count[i] += 1
    return count


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def renumbered(sets: Words, order: Ints) -> tuple[Words, Ints]:
    """The sets with item order[q] as item q, and the first item of each."""
    n = len(order)
    answer, first = np.zeros(sets.shape, np.uint64), np.full(len(sets), n, np.int64)
    for p in range(len(sets)):
        for q in range(n):
            i = order[q]
            if sets[p, i // WORD] >> np.uint64(i % WORD) & np.uint64(1) != 0:
                answer[p, q // WORD] |= np.uint64(1) << np.uint64(q % WORD)
                first[p] = min(first[p], q)
    return answer, first
