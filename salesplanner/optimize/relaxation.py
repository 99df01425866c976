"""Prices and shares of the whole relaxation, whatever its size: coarse first, then the borders.

Given prices, most items have one territory that pays by far; only those that hesitate are worth a
linear program. Pricing all arcs afterwards finds what was left out, and the bound is proven over
all arcs anyway (bound.py).
"""

import time
from dataclasses import replace

import numpy as np

from salesplanner.optimize.arcs import Arcs
from salesplanner.optimize.bound import bound_from_prices
from salesplanner.optimize.coarse import coarsened, groups_in_space
from salesplanner.optimize.prices import finer_prices, quick_prices
from salesplanner.optimize.problem import Floats, Place
from salesplanner.optimize.solver import Limits
from salesplanner.optimize.transport import (
    Candidates,
    Prices,
    Transport,
    item_mass,
    nearest_candidates,
    priced_out,
    solve_transport,
)

_SMALL = 6_000  # items up to which the linear program has all of them
_COARSE_ITEMS, _GROUPS_A_TERRITORY = 2_000, 5
_SHORT, _LONG, _FINE = 60, 300, 40  # iterations at each temperature
_COARSE_ARCS = 8  # of each item, where nothing is known yet
_ARCS_AN_ITEM = 2.2  # on average, once prices are known
_MOST_ARCS_AN_ITEM = 6
_ROUNDS = 12
_RELAXED_COSTS = (50.0, 1000.0)
_ARCS_PRICED_IN = 2
_ENOUGH, _ENOUGH_COARSE = 1e-5, 3e-3  # of the objective: what further rounds could still bring


def relaxation_prices(arcs: Arcs, place: Place, limits: Limits) -> tuple[Prices, float]:
    """The best prices found and the bound they prove.

    Args:
        place: (n,) where the items of `arcs` are.
        limits: of all linear programs together.
    """
    if arcs.concave is not None:
        return _better(arcs, [quick_prices(arcs, iterations=_LONG)])
    if arcs.n <= _SMALL:
        start = quick_prices(arcs, iterations=_SHORT)
        found = _solve(arcs, hesitating(arcs, start), limits, _ENOUGH)
        return _better(arcs, [start] if found is None else [found.prices, start])
    small = coarsened(
        arcs, groups_in_space(place, max(_COARSE_ITEMS, _GROUPS_A_TERRITORY * arcs.k))
    )
    found = _solve(small, nearest_candidates(small, _COARSE_ARCS), limits, _ENOUGH_COARSE)
    start = quick_prices(arcs, iterations=_SHORT) if found is None else found.prices
    return _better(arcs, [start, finer_prices(arcs, start, _FINE)])


def _better(arcs: Arcs, all_of: list[Prices]) -> tuple[Prices, float]:
    bounds = [bound_from_prices(arcs, prices) for prices in all_of]
    best = int(np.argmax(bounds))
    return all_of[best], bounds[best]


def _solve(arcs: Arcs, candidates: Candidates, limits: Limits, enough: float) -> Transport | None:
    """Rounds of program and pricing. Bounds may be broken at a price that rises only where it must:
    so the prices make sense from the first round, when arcs are still missing."""
    best: Transport | None = None
    level, end = 0, time.monotonic() + limits.seconds
    for _ in range(_ROUNDS):
        left = replace(limits, seconds=end - time.monotonic())
        found = (
            None
            if left.seconds <= 0
            else solve_transport(arcs, candidates, left, _RELAXED_COSTS[level])
        )
        if found is None:
            return best
        best = found
        gap = found.objective - bound_from_prices(arcs, found.prices)
        if gap <= enough * abs(found.objective):
            if not found.excess.any() or level + 1 == len(_RELAXED_COSTS):
                break
            level += 1
        candidates = priced_out(arcs, found.prices, candidates, _ARCS_PRICED_IN)
    return best


def hesitating(arcs: Arcs, prices: Prices) -> Candidates:
    """The arcs whose reduced cost is near the least of their item, relative to its size."""
    cheapest = nearest_candidates(arcs, _MOST_ARCS_AN_ITEM, prices)
    reduced = _reduced_of(arcs, prices, cheapest)
    first = np.searchsorted(cheapest.item, np.arange(arcs.n))
    least = np.minimum.reduceat(reduced, first)
    regret = (reduced - least[cheapest.item]) / item_mass(arcs)[cheapest.item]
    most = min(len(regret) - 1, int(_ARCS_AN_ITEM * arcs.n))
    kept = regret <= np.partition(regret, most)[most]
    return Candidates(item=cheapest.item[kept], territory=cheapest.territory[kept])


def _reduced_of(arcs: Arcs, prices: Prices, candidates: Candidates) -> Floats:
    item, territory = candidates.item, candidates.territory
    cost = arcs.cost[item, territory].copy()
    for m, load in enumerate(arcs.loads):
        cost -= prices.load_price[m, territory] * load.of(item, territory, arcs.current)
    return np.asarray(cost, np.float64)
