"""Compiled: what each item would save as a centre, at given prices of items (Lagrangian relaxation)."""

# numba takes arrays one by one, and calls cost: few long loops are what is compiled best
# ruff: noqa: PLR0917, E501

from typing import Any

import numpy as np
from numba import njit

_JIT: dict[str, Any] = {"cache": True, "nogil": True}


@njit(**_JIT)
def _star_value(weight, near, alpha, load, lower, upper, level, j):  # type: ignore[no-untyped-def]
    """Value of site j at the price `level` of load, and the load taken there.

    g_j(level) = sum_i min(0, c_ij - alpha_i - level p_i) + (level L if level > 0 else level U),
    with j itself always in: no territory of j costs less at these prices, whatever the level.
    """
    own = weight[j] * near[j, j] - alpha[j] - level * load[j]
    value, taken = own + level * (lower if level > 0.0 else upper), load[j]
    for i in range(weight.shape[0]):
        gain = weight[i] * near[j, i] - alpha[i] - level * load[i]
        if gain < 0.0 and i != j:
            value += gain
            taken += load[i]
    return value, taken


@njit(**_JIT)
def star_values(weight, near, alpha, load, lower, upper, level, value, taken):  # type: ignore[no-untyped-def]
    """Refreshes value (n,) and taken (n,) of every site at its present level (n,)."""
    for j in range(weight.shape[0]):
        value[j], taken[j] = _star_value(weight, near, alpha, load, lower, upper, level[j], j)


@njit(**_JIT)
def sharpen(weight, near, alpha, load, lower, upper, level, value, taken, j, unit, rounds):  # type: ignore[no-untyped-def]
    """Moves the level of site j to where its value is largest: steps that double, then halve.

    The value is concave in the level, with slope L - taken (level > 0) or U - taken (level < 0).
    """
    here, best, load_here = level[j], value[j], taken[j]
    step = unit
    low, high = -np.inf, np.inf
    for _ in range(rounds):
        want = lower if here > 0.0 or (here == 0.0 and load_here < lower) else upper
        slope = want - load_here
        if here == 0.0 and lower <= load_here <= upper:
            break
        if slope > 0.0:
            low = here
            trial = here + step if high == np.inf else 0.5 * (low + high)
        else:
            high = here
            trial = here - step if low == -np.inf else 0.5 * (low + high)
        if here * trial < 0.0:
            trial = 0.0
        if high < np.inf and low > -np.inf and high - low < 1e-7 * unit:
            break
        step *= 2.0
        here = trial
        worth, load_here = _star_value(weight, near, alpha, load, lower, upper, here, j)
        if worth > best:
            best = worth
            level[j], value[j], taken[j] = here, worth, load_here


@njit(**_JIT)
def _least_sites(value, k, region, least, most):  # type: ignore[no-untyped-def]
    """k sites of least value in all, between `least` and `most` (r,) of them in every region.

    First the least ones that each region must have, then the least of the rest.
    """
    order = np.argsort(value)
    count = np.zeros(least.shape[0], np.int64)
    chosen, is_chosen, found = np.empty(k, np.int64), np.zeros(value.shape[0], np.bool_), 0
    for is_must in (True, False):
        for j in order:
            r = region[j]
            limit = least[r] if is_must else most[r]
            if found < k and not is_chosen[j] and count[r] < limit:
                chosen[found] = j
                is_chosen[j] = True
                count[r] += 1
                found += 1
    return chosen[:found]


@njit(**_JIT)
def dual_step(weight, near, alpha, load, lower, upper, level, value, taken, k, unit, region, least, most):  # type: ignore[no-untyped-def]  # fmt: skip
    """The bound at prices alpha, and the sites (k,) that make it.

    bound = sum alpha + the k least site values (as the regions allow; inf if they do not). Only
    sites that are chosen get a sharp level; for the others an old level is a valid, lower value.
    """
    star_values(weight, near, alpha, load, lower, upper, level, value, taken)
    is_sharp = np.zeros(weight.shape[0], np.bool_)
    chosen = _least_sites(value, k, region, least, most)
    for _ in range(30):
        is_done = True
        for j in chosen:
            if not is_sharp[j]:
                is_sharp[j] = True
                is_done = False
                sharpen(weight, near, alpha, load, lower, upper, level, value, taken, j, unit, 14)
        if is_done:
            break
        chosen = _least_sites(value, k, region, least, most)
    if chosen.shape[0] < k:
        return np.inf, chosen
    bound = alpha.sum()
    for j in chosen:
        bound += value[j]
    return bound, chosen


@njit(**_JIT)
def coverage(weight, near, alpha, load, level, chosen, covered):  # type: ignore[no-untyped-def]
    """covered (n,): in how many of the chosen sites' territories each item is."""
    covered[:] = 0.0
    for s in range(chosen.shape[0]):
        j = chosen[s]
        for i in range(weight.shape[0]):
            if i == j or weight[i] * near[j, i] - alpha[i] - level[j] * load[i] < 0.0:
                covered[i] += 1.0


@njit(**_JIT)
def pairs_that_may_pay(weight, near, alpha, load, level, value, bound, kth, most):  # type: ignore[no-untyped-def]
    """(n, n) site by item: pairs that a plan cheaper than `most` could have.

    With site j open and i in it, nothing costs less than
    bound + max(0, value_j - kth least value) + max(0, c_ij - alpha_i - level_j p_i).
    """
    n = weight.shape[0]
    may = np.zeros((n, n), np.bool_)
    for j in range(n):
        at_least = bound + max(0.0, value[j] - kth)
        if at_least > most:
            continue
        for i in range(n):
            extra = weight[i] * near[j, i] - alpha[i] - level[j] * load[i]
            may[j, i] = i == j or at_least + max(0.0, extra) <= most
    return may
