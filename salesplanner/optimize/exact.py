"""The whole problem as one model, for small maps: the proof that nothing better exists.

Offered are only the pairs that a plan cheaper than the best known could have (by the Lagrangian
bound), and whose lightest connected way fits into one territory.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from salesplanner.optimize.contiguity import adjacency, lightest_paths
from salesplanner.optimize.hess import Answer, Cut, Offer, build_hess, solve_hess
from salesplanner.optimize.instance import Instance
from salesplanner.optimize.problem import Bools, Ints
from salesplanner.optimize.solver import Limits

_FIRST_GAP = 0.1  # while no plan is known: the first one drops many pairs
_COARSE_GAP = 0.02  # of rounds that only look for pieces to cut off
_WORTH_REBUILDING = 0.998  # of the cost before: a better plan drops that many more pairs


def reachable_pairs(instance: Instance) -> Bools:
    """(n, n) site by item: a connected way between them weighs no more than a territory may."""
    n = instance.n
    reach = instance.part[:, None] == instance.part[None, :]
    if not instance.is_contiguous:
        return np.ones((n, n), np.bool_)
    for values, upper in zip(instance.values, instance.upper, strict=True):
        if (values >= 0).all():
            near = adjacency(instance.start, instance.other)
            for j in range(n):
                reach[j] &= lightest_paths(near, values, j, set()) <= upper.max()
    return np.asarray(reach)


def offer_of(instance: Instance, may: Bools, owner: Ints | None) -> Offer:
    """The pairs of `may` (site by item) and those of the best plan known."""
    may = may.copy()
    if owner is not None:
        may[owner, np.arange(instance.n)] = True
    may &= np.diagonal(may)[:, None]
    site = np.flatnonzero(np.diagonal(may))
    at, item = np.nonzero(may[site])
    low, high = instance.lower.min(axis=1), instance.upper.max(axis=1)
    width = (len(instance.values), len(site))
    return Offer(
        item=item.astype(np.int64),
        at=at.astype(np.int64),
        site=site.astype(np.int64),
        is_open=np.zeros(len(site), np.int64),
        lower=np.broadcast_to(low[:, None], width).copy(),
        upper=np.broadcast_to(high[:, None], width).copy(),
    )


def solve_exactly(
    instance: Instance,
    pairs_below: Callable[[float], Bools],
    owner: Ints | None,
    limits_now: Callable[[], Limits],
    on_plan: Callable[[Ints], None],
) -> Answer:
    """The best plan there is, or the proof that there is none; its owner holds items.

    Each time a better plan is found, the offer shrinks to what could beat that one.

    Args:
        pairs_below: (n, n) site by item: pairs that a plan cheaper than this could have.
        owner: (n,) the centre of each item in the best plan known.
        on_plan: hears of better plans, as owners.
    """
    reach = reachable_pairs(instance)
    known: set[Cut] = set()
    best, best_cost, bound = owner, _cost(instance, owner), -np.inf
    while True:
        began_with = best_cost
        offer = offer_of(instance, reach & pairs_below(best_cost), best)
        model = build_hess(instance, offer, known=known)
        start = None if best is None else np.searchsorted(offer.site, best)

        def hear(plan: Ints, site: Ints = offer.site) -> None:
            nonlocal best, best_cost
            best, best_cost = site[plan], _cost(instance, site[plan])
            on_plan(best)

        def is_worth_it(began: float = began_with) -> bool:
            return best_cost < began * _WORTH_REBUILDING

        answer = solve_hess(
            model,
            limits_now,
            start=start,
            on_plan=hear,
            coarse_gap=_FIRST_GAP if best is None else _COARSE_GAP,
            should_rebuild=is_worth_it,
        )
        known = model.known
        bound = max(bound, min(answer.bound, best_cost))
        limits = limits_now()
        is_over = limits.seconds <= 0 or (limits.should_stop or bool)()
        if answer.outcome != "limit" or is_over or best_cost >= began_with:
            owner_found = np.empty(0, np.int64) if best is None else best
            return replace(answer, owner=owner_found, objective=best_cost, bound=bound)


def _cost(instance: Instance, owner: Ints | None) -> float:
    if owner is None:
        return float("inf")
    return float((instance.weight * instance.far[np.arange(instance.n), owner]).sum())
