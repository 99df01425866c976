"""Where the centres could be: many starts, each improved by location-allocation under the band.

A start is k items spread by weight (k-means++, Arthur and Vassilvitskii 2007), then the exact
transport problem and new centres in turn until nothing moves. A hop reseeds a few neighbouring
territories of the best set so far and keeps what is better.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from salesplanner.optimize.balance_kernel import locate_and_share
from salesplanner.optimize.budget import Budget
from salesplanner.optimize.instance import Instance
from salesplanner.optimize.problem import Floats, Ints

_ROUNDS = 40
_MOST_RESEEDED = 4
_STARTS_SHARE = 0.3


@dataclass(frozen=True, kw_only=True)
class Sites:
    """A set of centres (k,), the prices of load there (k,), who goes where (n,), the value.

    value: the least cost with these centres when items may be split and need not be contiguous.
    """

    centre: Ints
    lam: Floats
    territory: Ints
    value: float


def spread_out(instance: Instance, items: Ints, count: int, rng: np.random.Generator) -> Ints:
    """`count` different items as centres, far from each other, heavy ones rather than light."""
    weight = np.maximum(instance.weight[items], 0.0) + 1e-12 * instance.weight.max(initial=1.0)
    chosen = [int(rng.choice(len(items), p=weight / weight.sum()))]
    away = instance.far[items, items[chosen[0]]] * weight
    while len(chosen) < count:
        away[chosen] = 0.0
        total = away.sum()
        free = np.setdiff1d(np.arange(len(items)), chosen)
        pick = rng.choice(len(items), p=away / total) if total > 0 else rng.choice(free)
        chosen.append(int(pick))
        away = np.minimum(away, instance.far[items, items[pick]] * weight)
    return np.asarray(items[np.array(chosen)])


def settle_sites(instance: Instance, centre: Ints, lam: Floats, rounds: int = _ROUNDS) -> Sites:
    """The sites that location-allocation comes to from these, in so many rounds (1: they stay)."""
    load, lower, upper = main_band(instance)
    centre, lam, territory = centre.copy(), lam.copy(), np.zeros(instance.n, np.int64)
    value = locate_and_share(
        instance.weight, instance.far, load, lower, upper, centre, lam, territory, rounds
    )
    return Sites(centre=centre, lam=lam, territory=territory, value=float(value))


def main_band(instance: Instance) -> tuple[Floats, Floats, Floats]:
    """The band that shapes the starts: the tightest; without any (or of nothing but zeros), a
    count of items unbounded."""
    if not (instance.values > 0).any():
        n, k = instance.n, instance.k
        return np.ones(n), np.zeros(k), np.full(k, float(n))
    mean = np.maximum(np.abs(instance.values).sum(axis=1) / instance.k, 1e-12)
    room = (instance.upper - instance.lower).mean(axis=1) / mean
    room[~(instance.values > 0).any(axis=1)] = np.inf
    row = int(np.argmin(room))
    load = np.maximum(instance.values[row], 0.0)
    return load, np.maximum(instance.lower[row], 0.0), instance.upper[row]


def hop(instance: Instance, best: Sites, rng: np.random.Generator) -> Sites:
    """The best sites with one to four neighbouring territories seeded anew."""
    k = instance.k
    here = best.centre[rng.integers(k)]
    count = min(k, int(rng.integers(2, _MOST_RESEEDED + 2)))
    order = np.argsort(instance.far[here, best.centre], kind="stable")
    chosen = order[:count]
    items = np.flatnonzero(np.isin(best.territory, chosen))
    if len(items) < count:
        return best
    centre = best.centre.copy()
    centre[chosen] = spread_out(instance, items, count, rng)
    return settle_sites(instance, centre, best.lam)


def search_sites(
    instance: Instance,
    budget: Budget,
    rng: np.random.Generator,
    until_share: float,
    known: Sequence[Sites] = (),
    is_over: Callable[[], bool] = lambda: False,
) -> list[Sites]:
    """The best sites until `until_share` of the budget is left, best first, all different.

    Beginning with the `known` ones; a third of the time goes to new starts, the rest to hops.
    """
    found = list(known)
    while not found or (budget.left_share > until_share and not budget.is_over and not is_over()):
        best = found[0].value if found else np.inf
        if not np.isfinite(best) or rng.random() < _STARTS_SHARE:
            centre = spread_out(instance, np.arange(instance.n), instance.k, rng)
            sites = settle_sites(instance, centre, np.zeros(instance.k))
        else:
            sites = hop(instance, found[min(int(rng.exponential(0.7)), len(found) - 1)], rng)
        found = _kept(found, sites)
        budget.step()
        budget.tell("Looking for centres")
    return found


def _kept(found: list[Sites], sites: Sites, most: int = 12) -> list[Sites]:
    known = any(np.array_equal(np.sort(s.centre), np.sort(sites.centre)) for s in found)
    if known:
        return found
    return sorted([*found, sites], key=lambda s: s.value)[:most]
