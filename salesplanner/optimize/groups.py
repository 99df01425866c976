"""A few neighbouring territories at a time, solved anew as a model of their own.

The centres stay (they move afterwards); offered are the pairs that the prices of load say are
nearest to paying. This is what keeps narrow bands: it chooses combinations of items, where a
search by single moves and swaps is stuck.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from salesplanner.optimize.balance_kernel import share_out
from salesplanner.optimize.budget import Budget
from salesplanner.optimize.hess import Offer, build_hess, solve_hess
from salesplanner.optimize.instance import Instance, border_lists
from salesplanner.optimize.kernels import recentre_all
from salesplanner.optimize.problem import Floats, Ints
from salesplanner.optimize.solver import Limits
from salesplanner.optimize.starts import main_band

_NODES_WHEN_COUNTED = 200
_REPAIR_GAP, _REPAIR_SECONDS = 5e-3, 2.5
_WHOLE_UP_TO = 200  # items: so small a map is repaired as a whole


@dataclass
class Plan:
    """A plan that keeps all promises, with its centres (k,) and its cost."""

    territory: Ints
    centre: Ints
    cost: float


def recentred_plan(instance: Instance, territory: Ints) -> Plan:
    centre = np.zeros(instance.k, np.int64)
    cost = recentre_all(instance.weight, instance.far, territory, centre)
    return Plan(territory=territory, centre=centre, cost=float(cost))


def prices_of_load(instance: Instance, centre: Ints) -> tuple[Floats, Floats]:
    """Prices (k,) of the main band with these centres, and cost less price of every pair (n, k)."""
    load, lower, upper = main_band(instance)
    cost = np.ascontiguousarray(instance.weight[:, None] * instance.far[:, centre])
    lam, shared = np.zeros(instance.k), np.zeros(instance.n, np.int64)
    share_out(cost, load, lower, upper, lam, shared, 20 * instance.n)
    return lam, cost - lam[None, :] * load[:, None]


def adjacent_territories(instance: Instance, territory: Ints) -> Ints:
    """(k, k) how many neighbour pairs two territories share."""
    item = np.repeat(np.arange(instance.n), np.diff(instance.start))
    shared = np.zeros((instance.k, instance.k), np.int64)
    np.add.at(shared, (territory[item], territory[instance.other]), 1)
    np.fill_diagonal(shared, 0)
    return shared


def pick_group(
    instance: Instance, plan: Plan, size: int, rng: np.random.Generator, first: int = -1
) -> Ints:
    """`size` territories that touch each other one by one, the first (if not given) at random."""
    shared = adjacent_territories(instance, plan.territory)
    group = [first if first >= 0 else int(rng.integers(instance.k))]
    while len(group) < size:
        touch = shared[group].sum(axis=0).astype(float)
        touch[group] = 0.0
        if touch.sum() <= 0:
            break
        group.append(int(rng.choice(instance.k, p=touch / touch.sum())))
    return np.array(sorted(group))


def cut_out(instance: Instance, items: Ints, group: Ints) -> Instance:
    """The instance of these items and these territories alone."""
    place = np.full(instance.n, -1, np.int64)
    place[items] = np.arange(len(items))
    one = np.repeat(np.arange(instance.n), np.diff(instance.start))
    inside = (place[one] >= 0) & (place[instance.other] >= 0)
    pairs = np.column_stack([place[one[inside]], place[instance.other[inside]]])
    start, other, part = border_lists(pairs, len(items))
    return replace(
        instance,
        k=len(group),
        weight=instance.weight[items],
        far=instance.far[np.ix_(items, items)],
        near=np.empty((0, 0)),
        values=instance.values[:, items],
        lower=instance.lower[:, group],
        upper=instance.upper[:, group],
        start=start,
        other=other,
        part=part,
    )


def offer_near_the_border(
    priced: Floats, load: Floats, own: Ints, centre: Ints, n_extra: int
) -> tuple[Ints, Ints]:
    """Pairs (item, site): everyone's own, and the `n_extra` others that come nearest to paying.

    priced: (n, k) cost less price. Relative to load: an item's size says nothing about its place.
    """
    items = np.arange(len(own))
    extra = priced - priced[items, own][:, None]
    extra = extra / np.maximum(load, 1e-9 + 1e-3 * load.mean())[:, None]
    extra[items, own] = -np.inf
    extra[centre] = np.inf
    extra[centre, np.arange(len(centre))] = -np.inf
    most = min(len(items) + n_extra, extra.size - 1)
    threshold = np.partition(extra.ravel(), most)[most]
    item, at = np.nonzero((extra <= threshold) & (extra < np.inf))
    return item.astype(np.int64), at.astype(np.int64)


def solve_group(
    instance: Instance,
    plan: Plan,
    priced: Floats,
    group: Ints,
    n_extra: int,
    limits: Limits,
    is_elastic: bool = False,
) -> Plan | None:
    """The plan with this group solved anew, or None where nothing else came of it."""
    items = np.flatnonzero(np.isin(plan.territory, group))
    part = cut_out(instance, items, group)
    centre = np.searchsorted(items, plan.centre[group])
    own = np.searchsorted(group, plan.territory[items])
    load = main_band(instance)[0][items]
    item, at = offer_near_the_border(priced[np.ix_(items, group)], load, own, centre, n_extra)
    offer = Offer(
        item=item,
        at=at,
        site=centre,
        is_open=np.ones(len(group), np.int64),
        lower=part.lower,
        upper=part.upper,
    )
    clock = _Clock(limits)
    model = build_hess(part, offer, is_elastic)
    answer = solve_hess(model, clock.left, start=own)
    if len(answer.owner) == 0 or np.array_equal(answer.owner, own):
        return None
    territory = plan.territory.copy()
    territory[items] = group[answer.owner]
    return recentred_plan(instance, territory)


class _Clock:
    """Limits that shrink as time goes by."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.seconds

    def left(self) -> Limits:
        return replace(self._limits, seconds=self._end - time.monotonic())


def improve_by_groups(
    instance: Instance,
    plan: Plan,
    budget: Budget,
    rng: np.random.Generator,
    until_share: float,
    is_over: Callable[[], bool],
    on_plan: Callable[[Plan], object] | None = None,
) -> Plan:
    """Groups of 2 to 4 territories in turn until the budget has come down to `until_share`."""
    priced = prices_of_load(instance, plan.centre)[1]
    idle, size, n_extra = 0, min(2, instance.k), 300
    while budget.left_share > until_share and not is_over():
        group = pick_group(instance, plan, min(size, instance.k), rng)
        better = solve_group(instance, plan, priced, group, n_extra, _limits(budget, is_over))
        budget.step()
        if better is None or better.cost >= plan.cost * (1 - 1e-9):
            idle += 1
            if idle > 2 * instance.k:
                idle, size, n_extra = 0, min(size + 1, 4), min(n_extra + 150, 900)
            continue
        if not np.array_equal(better.centre, plan.centre):
            priced = prices_of_load(instance, better.centre)[1]
        plan, idle = better, 0
        if on_plan is not None:
            on_plan(plan)
    return plan


def repair_by_groups(
    instance: Instance,
    plan: Plan,
    budget: Budget,
    rng: np.random.Generator,
    most: int,
    is_over: Callable[[], bool],
) -> Plan:
    """Groups around the loads outside their bands, with that priced out; at most `most` of them."""
    priced = prices_of_load(instance, plan.centre)[1]
    for turn in range(most):
        outside = instance.outside(plan.territory).sum(axis=0)
        if outside.sum() <= 0 or is_over():
            break
        first = int(rng.choice(np.flatnonzero(outside > 0)))
        size = min(instance.k, instance.k if instance.n <= _WHOLE_UP_TO else 3 + turn % 3)
        group = pick_group(instance, plan, size, rng, first)
        n_extra = 250 + 60 * turn
        limits = replace(_limits(budget, is_over), gap=_REPAIR_GAP)
        if not budget.is_counted:
            limits = replace(limits, seconds=min(limits.seconds, _REPAIR_SECONDS))
        other = solve_group(instance, plan, priced, group, n_extra, limits, True)
        budget.step()
        if other is not None and _misses(instance, other) <= outside.sum():
            plan = other
            priced = prices_of_load(instance, plan.centre)[1]
    return plan


def _misses(instance: Instance, plan: Plan) -> float:
    return float(instance.outside(plan.territory).sum())


def _limits(budget: Budget, is_over: Callable[[], bool]) -> Limits:
    if budget.is_counted:
        return Limits(nodes=_NODES_WHEN_COUNTED, gap=1e-5, should_stop=is_over)
    return Limits(seconds=min(6.0, budget.left_seconds), gap=1e-5, should_stop=is_over)
