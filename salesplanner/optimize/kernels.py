"""The compiled inner loops of the local search: moves and swaps of single items.

A `Board` (a tuple of arrays, numba knows no dataclass) is the state of a search:

    territory (n,) of each item; members (k, room) and slot (n,): who is in it, and where there;
    size (k,); centre (k,) the best item of each to be its centre; cost (k,); load (m, k);
    star (n,): what an item's territory would cost if it were the centre (exact mode only).

And the `Rules`, which never change:

    weight (n,), far (n, n) distance (or its square) of an item to a centre, near = far transposed;
    values (m, n), lower (m, k), upper (m, k), price (m,) of one unit outside a band;
    start (n + 1,), other: the neighbours of each item; is_contiguous; is_fixed (n,).
"""

# numba takes arrays one by one, and calls cost: few long loops are what is compiled best
# ruff: noqa: PLR0917

from typing import Any

import numpy as np
from numba import njit

_JIT: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": False}


@njit(**_JIT)
def random_share(state):  # type: ignore[no-untyped-def]
    """A number in [0, 1) from a xorshift generator whose state (1,) uint64 belongs to the run."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return (x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(**_JIT)
def outside(load, lower, upper):  # type: ignore[no-untyped-def]
    """How far a load is outside its band."""
    if load < lower:
        return lower - load
    if load > upper:
        return load - upper
    return 0.0


@njit(**_JIT)
def band_change(values, load, lower, upper, price, i, j, a, b):  # type: ignore[no-untyped-def]
    """Change of the price of all bands when i goes from a to b and j (-1: nobody) back."""
    change = 0.0
    for m in range(values.shape[0]):
        shift = values[m, i] - (values[m, j] if j >= 0 else 0.0)
        after = outside(load[m, a] - shift, lower[m, a], upper[m, a])
        after += outside(load[m, b] + shift, lower[m, b], upper[m, b])
        before = outside(load[m, a], lower[m, a], upper[m, a])
        before += outside(load[m, b], lower[m, b], upper[m, b])
        change += price[m] * (after - before)
    return change


@njit(**_JIT)
def holds_together(start, other, territory, i, mark, stamp, queue):  # type: ignore[no-untyped-def]
    """Whether i's territory stays in one piece without i.

    Breadth first from one neighbour until all of i's neighbours in the territory are reached:
    mostly a few steps around i.
    """
    a = territory[i]
    to_reach = 0
    first = -1
    for e in range(start[i], start[i + 1]):
        u = other[e]
        if territory[u] == a and u != i:
            to_reach += 1
            first = u
            mark[u] = stamp
    if to_reach <= 1:
        return to_reach == 1
    head, tail = 0, 1
    queue[0] = first
    mark[first] = stamp + 1
    to_reach -= 1
    while head < tail:
        u = queue[head]
        head += 1
        for e in range(start[u], start[u + 1]):
            v = other[e]
            if territory[v] != a or v == i or mark[v] == stamp + 1:
                continue
            if mark[v] == stamp:
                to_reach -= 1
                if to_reach == 0:
                    return True
            mark[v] = stamp + 1
            queue[tail] = v
            tail += 1
    return False


@njit(**_JIT)
def touches(start, other, territory, i, b, without):  # type: ignore[no-untyped-def]
    """Whether i has a neighbour in b other than `without`."""
    for e in range(start[i], start[i + 1]):
        u = other[e]
        if territory[u] == b and u != without:
            return True
    return False


@njit(**_JIT)
def cost_with_change(weight, far, near, members, size, star, t, gone, come):  # type: ignore[no-untyped-def]
    """Cost and best centre of territory t after `gone` left and `come` joined (-1: nobody)."""
    best, centre, own = np.inf, -1, 0.0
    for s in range(size[t]):
        u = members[t, s]
        if u == gone:
            continue
        total = star[u]
        if gone >= 0:
            total -= weight[gone] * far[gone, u]
        if come >= 0:
            total += weight[come] * far[come, u]
            own += weight[u] * near[come, u]
        if total < best:
            best, centre = total, u
    if come >= 0 and own < best:
        best, centre = own, come
    return best, centre


@njit(**_JIT)
def take_out(weight, far, members, slot, size, star, load, values, i, a):  # type: ignore[no-untyped-def]
    last = members[a, size[a] - 1]
    members[a, slot[i]] = last
    slot[last] = slot[i]
    size[a] -= 1
    for m in range(values.shape[0]):
        load[m, a] -= values[m, i]
    if star.shape[0] > 0:
        for s in range(size[a]):
            u = members[a, s]
            star[u] -= weight[i] * far[i, u]


@njit(**_JIT)
def put_in(weight, far, near, members, slot, size, star, load, values, i, b):  # type: ignore[no-untyped-def]
    if star.shape[0] > 0:
        own = 0.0
        for s in range(size[b]):
            u = members[b, s]
            star[u] += weight[i] * far[i, u]
            own += weight[u] * near[i, u]
        star[i] = own + weight[i] * far[i, i]
    members[b, size[b]] = i
    slot[i] = size[b]
    size[b] += 1
    for m in range(values.shape[0]):
        load[m, b] += values[m, i]


@njit(**_JIT)
def recentre(weight, far, members, size, t):  # type: ignore[no-untyped-def]
    """The item of territory t that makes its cost least, and that cost: all pairs."""
    best, centre = np.inf, -1
    for s in range(size[t]):
        u = members[t, s]
        total = 0.0
        for r in range(size[t]):
            v = members[t, r]
            total += weight[v] * far[v, u]
            if total >= best:
                break
        if total < best:
            best, centre = total, u
    return best, centre


@njit(**_JIT)
def pair_cost_change(rules, board, i, j, a, b):  # type: ignore[no-untyped-def]
    """Change of cost, and the new cost and centre of a and b, when i goes to b and j to a."""
    weight, far, near = rules[0], rules[1], rules[2]
    members, size, centre, cost, star = board[1], board[3], board[4], board[5], board[7]
    if star.shape[0] > 0:
        cost_a, centre_a = cost_with_change(weight, far, near, members, size, star, a, i, j)
        cost_b, centre_b = cost_with_change(weight, far, near, members, size, star, b, j, i)
    else:
        centre_a, centre_b = centre[a], centre[b]
        cost_a = cost[a] - weight[i] * far[i, centre_a]
        cost_b = cost[b] + weight[i] * far[i, centre_b]
        if j >= 0:
            cost_a += weight[j] * far[j, centre_a]
            cost_b -= weight[j] * far[j, centre_b]
    return cost_a + cost_b - cost[a] - cost[b], cost_a, centre_a, cost_b, centre_b


@njit(**_JIT)
def apply_change(rules, board, i, j, a, b):  # type: ignore[no-untyped-def]
    weight, far, near, values = rules[0], rules[1], rules[2], rules[3]
    territory, members, slot, size = board[0], board[1], board[2], board[3]
    load, star = board[6], board[7]
    take_out(weight, far, members, slot, size, star, load, values, i, a)
    if j >= 0:
        take_out(weight, far, members, slot, size, star, load, values, j, b)
        put_in(weight, far, near, members, slot, size, star, load, values, j, a)
        territory[j] = a
    put_in(weight, far, near, members, slot, size, star, load, values, i, b)
    territory[i] = b


@njit(**_JIT)
def keeps_pieces(rules, board, i, j, a, b, mark, stamp, queue):  # type: ignore[no-untyped-def]
    """Whether a and b stay in one piece when i goes to b and j (-1: nobody) goes to a."""
    start, other = rules[7], rules[8]
    territory = board[0]
    if not touches(start, other, territory, i, b, j):
        return False
    if j < 0:
        return holds_together(start, other, territory, i, mark, stamp, queue)
    if not touches(start, other, territory, j, a, i):
        return False
    # one after the other, each test on the map as it then is; undone whatever comes out
    if not holds_together(start, other, territory, i, mark, stamp, queue):
        return False
    territory[i] = b
    is_whole = holds_together(start, other, territory, j, mark, stamp + 2, queue)
    territory[i] = a
    return is_whole


@njit(**_JIT)
def total_outside(load, lower, upper, price):  # type: ignore[no-untyped-def]
    total = 0.0
    for m in range(load.shape[0]):
        for t in range(load.shape[1]):
            total += price[m] * outside(load[m, t], lower[m, t], upper[m, t])
    return total


@njit(**_JIT)
def pick_change(rules, board, state, swap_share):  # type: ignore[no-untyped-def]
    """A random item i at a border, the territory b across it, and an item j of b or -1."""
    start, other = rules[7], rules[8]
    territory, members, size = board[0], board[1], board[3]
    i = int(random_share(state) * territory.shape[0])
    degree = start[i + 1] - start[i]
    if degree == 0:
        return i, -1, -1
    neighbour = other[start[i] + int(random_share(state) * degree)]
    b = territory[neighbour]
    if b == territory[i] or size[territory[i]] == 1:
        return i, -1, -1
    if random_share(state) >= swap_share:
        return i, b, -1
    if random_share(state) < 0.5:
        return i, b, members[b, int(random_share(state) * size[b])]
    # or somebody near i
    degree = start[neighbour + 1] - start[neighbour]
    j = other[start[neighbour] + int(random_share(state) * degree)] if degree > 0 else neighbour
    return i, b, j if territory[j] == b else neighbour


@njit(**_JIT)
def anneal(rules, board, best, best_cost, state, n_steps, hot, cold, swap_share):  # type: ignore[no-untyped-def]
    """Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) over moves and swaps.

    The temperature falls from `hot` to `cold` over the steps. `best` (n,) takes a copy of every
    plan within all bands that is cheaper than `best_cost` (1,).
    """
    values, lower, upper, price = rules[3], rules[4], rules[5], rules[6]
    is_contiguous, is_fixed = rules[9], rules[10]
    territory, members, size = board[0], board[1], board[3]
    centre, cost, load = board[4], board[5], board[6]
    n, room = territory.shape[0], members.shape[1]
    mark, queue = np.zeros(n, np.int64), np.empty(n, np.int64)
    stamp = 1
    penalty = total_outside(load, lower, upper, price)
    total = cost.sum()
    cooling = (cold / hot) ** (1.0 / max(n_steps, 1))
    heat = hot
    for _ in range(n_steps):
        heat *= cooling
        i, b, j = pick_change(rules, board, state, swap_share)
        if b < 0 or is_fixed[i] or (j >= 0 and is_fixed[j]) or (j < 0 and size[b] == room):
            continue
        a = territory[i]
        limit = -heat * np.log(max(random_share(state), 1e-300))
        banded = band_change(values, load, lower, upper, price, i, j, a, b)
        if banded > 4.0 * limit and banded > 4.0 * heat + 1e-9 * total:
            continue
        change, cost_a, centre_a, cost_b, centre_b = pair_cost_change(rules, board, i, j, a, b)
        if change + banded > limit:
            continue
        if is_contiguous:
            stamp += 4
            if not keeps_pieces(rules, board, i, j, a, b, mark, stamp, queue):
                continue
        apply_change(rules, board, i, j, a, b)
        cost[a], centre[a], cost[b], centre[b] = cost_a, centre_a, cost_b, centre_b
        total += change
        penalty += banded
        if total < best_cost[0] * (1.0 - 1e-9) and penalty <= 1e-9 * total:
            penalty = total_outside(load, lower, upper, price)
            if penalty <= 0.0:
                best_cost[0] = total
                best[:] = territory
    return total


@njit(**_JIT)
def settle(rules, board):  # type: ignore[no-untyped-def]
    """Fills everything of the board but `territory`; the exact cost and centre of each."""
    weight, far, values = rules[0], rules[1], rules[3]
    territory, members, slot, size = board[0], board[1], board[2], board[3]
    centre, cost, load, star = board[4], board[5], board[6], board[7]
    size[:] = 0
    load[:] = 0.0
    for i in range(territory.shape[0]):
        t = territory[i]
        members[t, size[t]] = i
        slot[i] = size[t]
        size[t] += 1
        for m in range(values.shape[0]):
            load[m, t] += values[m, i]
    for t in range(size.shape[0]):
        if star.shape[0] > 0:
            best = np.inf
            for s in range(size[t]):
                u = members[t, s]
                total = 0.0
                for r in range(size[t]):
                    total += weight[members[t, r]] * far[members[t, r], u]
                star[u] = total
                if total < best:
                    best, centre[t] = total, u
            cost[t] = best if size[t] > 0 else 0.0
        else:
            cost[t], centre[t] = recentre(weight, far, members, size, t)
            if size[t] == 0:
                cost[t] = 0.0
    return cost.sum()


@njit(**_JIT)
def recentre_all(weight, far, territory, centre):  # type: ignore[no-untyped-def]
    """The best centre (k,) of every territory of a plan (n,), all pairs tried; the cost in all."""
    n, k = territory.shape[0], centre.shape[0]
    size = np.zeros(k, np.int64)
    for i in range(n):
        size[territory[i]] += 1
    members = np.empty((k, max(size.max(), 1)), np.int64)
    size[:] = 0
    for i in range(n):
        members[territory[i], size[territory[i]]] = i
        size[territory[i]] += 1
    total = 0.0
    for t in range(k):
        cost, centre[t] = recentre(weight, far, members, size, t)
        total += cost if size[t] > 0 else 0.0
    return total
