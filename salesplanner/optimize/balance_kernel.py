"""Compiled: share items out among fixed centres within one band each, at least cost.

The linear relaxation (items may be split) is a transport problem with k places, solved exactly by
successive shortest paths (Ahuja, Magnanti and Orlin 1993, ch. 9) on the graph of the k
territories, where the step from a to b costs what the cheapest item of a asks, per unit of load,
for going to b. Load flows from territories that are too full to those with room, then to those
that lack from those that can spare. The prices of load it ends with make a power diagram.
"""

# numba takes arrays one by one, and calls cost: few long loops are what is compiled best
# ruff: noqa: PLR0917, C901, PLR0912

from typing import Any

import numpy as np
from numba import njit

_JIT: dict[str, Any] = {"cache": True, "nogil": True}
_TINY = 1e-12


@njit(**_JIT)
def _scan(cost, load, amount, member, count, step, mover, a):  # type: ignore[no-untyped-def]
    """Refreshes the cheapest item of a for every other territory: step (k, k), mover (k, k)."""
    k = cost.shape[1]
    for b in range(k):
        step[a, b], mover[a, b] = np.inf, -1
    s = 0
    while s < count[a]:
        i = member[a, s]
        if amount[i, a] <= 0.0:
            count[a] -= 1
            member[a, s] = member[a, count[a]]
            continue
        for b in range(k):
            ask = (cost[i, b] - cost[i, a]) / load[i]
            if ask < step[a, b] and b != a:
                step[a, b], mover[a, b] = ask, i
        s += 1


@njit(**_JIT)
def _paths(step, is_source, tiny, away, before):  # type: ignore[no-untyped-def]
    """Cheapest way to every territory from the sources (Bellman and Ford)."""
    k = step.shape[0]
    for t in range(k):
        away[t] = 0.0 if is_source[t] else np.inf
        before[t] = -1
    for _ in range(k):
        changed = False
        for a in range(k):
            if away[a] == np.inf:
                continue
            for b in range(k):
                there = away[a] + step[a, b]
                if there + tiny < away[b]:
                    away[b], before[b] = there, a
                    changed = True
        if not changed:
            break


@njit(**_JIT)
def _push(load_left, amount, member, count, mover, trail, length, total):  # type: ignore[no-untyped-def]
    """Moves as much load as fits along the path trail[length - 1] ... trail[0]; how much."""
    flow = load_left
    for s in range(length - 1):
        b, a = trail[s], trail[s + 1]
        flow = min(flow, amount[mover[a, b], a])
    for s in range(length - 1):
        b, a = trail[s], trail[s + 1]
        i = mover[a, b]
        rest = amount[i, a] - flow
        amount[i, a] = rest if rest > _TINY * flow else 0.0
        if amount[i, b] <= 0.0:
            is_listed = False
            for r in range(count[b]):
                is_listed = is_listed or member[b, r] == i
            if not is_listed:
                member[b, count[b]] = i
                count[b] += 1
        amount[i, b] += flow
        total[a] -= flow
        total[b] += flow
    return flow


@njit(**_JIT)
def share_out(cost, load, lower, upper, lam, territory, max_moves):  # type: ignore[no-untyped-def]
    """The cheapest sharing out within lower..upper (k,); each item then to where most of it went.

    Args:
        cost: (n, k). load: (n,). lam: (k,) in: prices to start from; out: the prices of load of
            the answer, for `dual_value`. territory: (n,) out.

    Returns:
        How much load is left outside the bands; 0 if the relaxation was solved.
    """
    n, k = cost.shape
    total, count = np.zeros(k), np.zeros(k, np.int64)
    amount, member = np.zeros((n, k)), np.empty((k, n), np.int64)
    for i in range(n):
        best = 0
        for t in range(1, k):
            if cost[i, t] - lam[t] * load[i] < cost[i, best] - lam[best] * load[i]:
                best = t
        territory[i] = best
        if load[i] > 0.0:
            amount[i, best] = load[i]
            member[best, count[best]] = i
            count[best] += 1
            total[best] += load[i]
    left = _level(cost, load, lower, upper, amount, member, count, total, lam, max_moves)
    for i in range(n):
        for t in range(k):
            if amount[i, t] > amount[i, territory[i]]:
                territory[i] = t
    return left


@njit(**_JIT)
def _level(cost, load, lower, upper, amount, member, count, total, lam, max_moves):  # type: ignore[no-untyped-def]
    k = cost.shape[1]
    step, mover = np.empty((k, k)), np.empty((k, k), np.int64)
    away, before, trail = np.empty(k), np.empty(k, np.int64), np.empty(k + 1, np.int64)
    is_source = np.zeros(k, np.bool_)
    small = 1e-9 * load.max()
    tiny = 1e-11 * cost.sum() / max(k * load.sum(), small)  # per unit of load: noise
    for a in range(k):
        _scan(cost, load, amount, member, count, step, mover, a)
    for _ in range(max_moves):
        is_giving, is_saving = False, False
        for t in range(k):
            is_source[t] = total[t] > upper[t] + small
            is_giving = is_giving or is_source[t]
        if not is_giving:
            for t in range(k):
                is_source[t] = total[t] > lower[t] + small
        _paths(step, is_source, tiny, away, before)
        target = -1
        for t in range(k):
            fits = total[t] < upper[t] - small if is_giving else total[t] < lower[t] - small
            if fits and away[t] < np.inf and (target < 0 or away[t] < away[target]):
                target = t
        if target < 0 and not is_giving:
            # all are within: what is left is to use the slack between lower and upper
            for t in range(k):
                if total[t] < upper[t] - small and (target < 0 or away[t] < away[target]):
                    target = t
            is_saving = True
        if target < 0 or (is_saving and away[target] >= -1e3 * tiny):
            break
        length, b = 0, target
        while b >= 0 and length <= k:
            trail[length] = b
            length += 1
            b = before[b]
        source = trail[length - 1]
        spare = total[source] - (upper[source] if is_giving else lower[source])
        room = (upper[target] if is_giving or is_saving else lower[target]) - total[target]
        _push(min(spare, room), amount, member, count, mover, trail, length, total)
        for s in range(length):
            _scan(cost, load, amount, member, count, step, mover, trail[s])
    left = 0.0
    for t in range(k):
        left += max(lower[t] - total[t] - small, 0.0) + max(total[t] - upper[t] - small, 0.0)
    _prices(step, tiny, lower, upper, load.sum(), away, lam)
    return left


@njit(**_JIT)
def _prices(step, tiny, lower, upper, whole, away, lam):  # type: ignore[no-untyped-def]
    """Prices of load that support the assignment: lam[b] - lam[a] <= step[a, b]."""
    k = step.shape[0]
    away[:] = 0.0
    for _ in range(k):
        changed = False
        for a in range(k):
            for b in range(k):
                there = away[a] + step[a, b]
                if there + tiny < away[b]:
                    away[b] = there
                    changed = True
        if not changed:
            break
    level = _best_level(away, lower, upper, whole)
    for t in range(k):
        lam[t] = away[t] + level


@njit(**_JIT)
def _best_level(away, lower, upper, whole):  # type: ignore[no-untyped-def]
    """What to add to all prices alike to make the dual value largest (one of them becomes 0)."""
    best, level = -np.inf, 0.0
    for s in range(away.shape[0]):
        value = away[s] * whole
        for t in range(away.shape[0]):
            lam = away[t] - away[s]
            value += lam * (lower[t] if lam > 0 else upper[t])
        if value > best:
            best, level = value, -away[s]
    return level


@njit(**_JIT)
def dual_value(cost, load, lower, upper, lam):  # type: ignore[no-untyped-def]
    """sum_i min_t (c_it - lam_t p_i) + sum_t (lam_t L_t if lam_t > 0 else lam_t U_t).

    No plan with these centres costs less, whatever the prices (weak duality).
    """
    n, k = cost.shape
    value = 0.0
    for i in range(n):
        best = np.inf
        for t in range(k):
            best = min(best, cost[i, t] - lam[t] * load[i])
        value += best
    for t in range(k):
        value += lam[t] * (lower[t] if lam[t] > 0 else upper[t])
    return value


@njit(**_JIT)
def recentred(weight, far, territory, centre):  # type: ignore[no-untyped-def]
    """Moves every centre to the best item of its territory (n,); True if one has moved."""
    n, k = territory.shape[0], centre.shape[0]
    size = np.zeros(k, np.int64)
    for i in range(n):
        size[territory[i]] += 1
    first = np.zeros(k + 1, np.int64)
    first[1:] = np.cumsum(size)
    fill = first[:-1].copy()
    member = np.empty(n, np.int64)
    for i in range(n):
        member[fill[territory[i]]] = i
        fill[territory[i]] += 1
    has_moved = False
    for t in range(k):
        best, at = np.inf, centre[t]
        for r in range(first[t], first[t + 1]):
            u, total = member[r], 0.0
            for s in range(first[t], first[t + 1]):
                total += weight[member[s]] * far[member[s], u]
                if total >= best:
                    break
            if total < best:
                best, at = total, u
        has_moved = has_moved or at != centre[t]
        centre[t] = at
    return has_moved


@njit(**_JIT)
def locate_and_share(weight, far, load, lower, upper, centre, lam, territory, rounds):  # type: ignore[no-untyped-def]
    """Location and allocation in turn (Cooper 1964) under the band; the least value seen.

    Args:
        centre: (k,) items, in and out: the best centres. lam: (k,) in and out: their prices.
        territory: (n,) out: the items shared out among them.

    Returns:
        The value of the relaxation for the best centres, inf if no band-keeping plan was found.
    """
    n, k = weight.shape[0], centre.shape[0]
    cost = np.empty((n, k))
    trial, prices = centre.copy(), lam.copy()
    shared = np.zeros(n, np.int64)
    best = np.inf
    for _ in range(rounds):
        for i in range(n):
            for t in range(k):
                cost[i, t] = weight[i] * far[i, trial[t]]
        if share_out(cost, load, lower, upper, prices, shared, 20 * n) > 0.0:
            break
        value = dual_value(cost, load, lower, upper, prices)
        if value >= best * (1.0 - 1e-7):
            break
        best = value
        centre[:], lam[:], territory[:] = trial, prices, shared
        if not recentred(weight, far, shared, trial):
            break
    return best
