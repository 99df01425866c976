"""The search with given centres: from a plan near the relaxation to one within all bounds.

A good start is not to be destroyed, so it is warm, not hot. A bound that is broken gets dearer
round by round where it is broken, and only there. What stays stuck is heated once more.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from salesplanner.optimize.arcs import Arcs
from salesplanner.optimize.budget import Budget
from salesplanner.optimize.improve import Schedule, excess, improve, score
from salesplanner.optimize.moves import Terrain
from salesplanner.optimize.problem import Floats, Ints

_WARM, _HOT = 0.3, 2.0  # temperatures in mean costs of an item
_SMALL = 1_500  # items: here a hot round costs nothing
_HEATS = (5.0, 1.0, 0.3, 0.1)
_COOLING = 1000.0
_DEARER, _CHEAPER = 2.5, 0.97  # a bound's penalty after a round in which it was broken, or kept
_MOST_INSIDE = 0.02  # of a band's width: how far inside of a broken end the search may aim
_STEP_INSIDE, _BACK = 0.1, 0.8
_DEAREST = 1000.0  # times the first penalty
_MOST_STEPS, _LEAST_STEPS, _STEPS_AN_ITEM = 3_000_000, 300_000, 150
_RECOMBINATIONS_A_TERRITORY, _LEAST_RECOMBINATIONS = 8, 400
_RESERVE_SHARE = 0.03  # of the time, for the bound and the verdict
_BUILDS_IN_RESERVE = 0.5  # and this much of what building took
_MOST_IDLE = 12  # rounds without a better plan before the search ends early
_PATIENCE = 8  # rounds out of bounds before the plan is heated


@dataclass(frozen=True, eq=False)
class Found:
    """The best plan and what it is beyond bounds, by load and territory (loads, k)."""

    plan: Ints
    beyond: Floats
    rounds: int


class _Rounds:
    """The plan under way, the best so far, and how dear every bound is by now."""

    def __init__(self, arcs: Arcs, terrain: Terrain, plan: Ints, known: Ints | None) -> None:
        self.arcs, self.first, self.terrain = arcs, terrain, terrain
        self.current, self.best = plan, plan
        self.best_score = score(arcs, terrain, plan)
        self.idle = 0
        if known is not None and score(arcs, terrain, known) < self.best_score:
            self.best, self.best_score = known, score(arcs, terrain, known)

    @property
    def is_kept(self) -> bool:
        return self.best_score[0] <= 0

    def take(self, plan: Ints) -> None:
        self.current = plan
        now = score(self.arcs, self.first, plan)
        if now < self.best_score:
            self.best, self.best_score, self.idle = plan, now, 0
        else:
            self.idle += 1
            if self.is_kept and self.idle % 3 == 0:
                self.current = self.best
        self._reprice(plan)

    def _reprice(self, plan: Ints) -> None:
        """Ends that were broken get dearer and are aimed at from further inside; others less."""
        first, one = self.first, self.terrain
        sums = self.arcs.sums(plan)
        over, under, total = excess(first, sums)
        width = first.upper - first.lower
        most = _MOST_INSIDE * np.where(np.isfinite(width), width, 0.0)
        inside_upper = _inside(first.upper, one.upper, over, most)
        inside_lower = _inside(first.lower, one.lower, under, most)
        self.terrain = one._replace(
            over=_repriced(one.over, first.over, over),
            under=_repriced(one.under, first.under, under),
            over_total=_repriced(one.over_total, first.over_total, total),
            upper=first.upper - inside_upper,
            lower=first.lower + inside_lower,
        )


def _repriced(price: Floats, first: Floats, beyond: Floats) -> Floats:
    price = price * np.where(beyond > 0, _DEARER, _CHEAPER)
    return np.asarray(np.clip(price, first, _DEAREST * first), np.float64)


def _inside(end: Floats, aim: Floats, beyond: Floats, most: Floats) -> Floats:
    known = np.isfinite(end)
    before = np.where(known, np.abs(np.where(known, end, 0.0) - np.where(known, aim, 0.0)), 0.0)
    now = np.where(beyond > 0, before + beyond + _STEP_INSIDE * most, _BACK * before)
    return np.asarray(np.minimum(now, most), np.float64)


def search(
    arcs: Arcs,
    terrain: Terrain,
    plan: Ints,
    budget: Budget,
    seed: int,
    is_good: Callable[[float], bool],
    known: Ints | None = None,
) -> Found:
    """Rounds of annealing until the time is over, or a plan within bounds is good enough.

    Args:
        plan: (n,) where to start; in one piece each where that is asked.
        is_good: whether an objective within all bounds is good enough to stop.
        known: (n,) a plan that is to be had without any search; the answer is no worse.
    """
    unit = 2.0 * abs(arcs.objective(plan) - arcs.offset) / max(arcs.n, 1)
    state, rounds = _Rounds(arcs, terrain, plan, known), 0
    while not is_over(budget) and state.idle < _MOST_IDLE:
        schedule = _schedule(arcs, unit * _heat(arcs, state, rounds), seed + rounds)
        state.take(improve(arcs, state.terrain, state.current, schedule, lambda: is_over(budget)))
        budget.step()
        rounds += 1
        budget.tell(_words(state.best_score))
        if state.is_kept and is_good(state.best_score[1]):
            break
    return Found(state.best, _beyond(arcs, terrain, state.best), rounds)


def is_over(budget: Budget) -> bool:
    if budget.is_over or budget.is_counted:
        return budget.is_over
    reserve = _RESERVE_SHARE + _BUILDS_IN_RESERVE * budget.seconds.get("build", 0.0) / max(
        budget.settings.time_limit, 1e-9
    )
    return budget.left_share < reserve


def _heat(arcs: Arcs, state: _Rounds, rounds: int) -> float:
    """Warm; hot again where there is time for it, or nothing else has helped."""
    if arcs.n <= _SMALL:
        return _HEATS[rounds % len(_HEATS)]
    if not state.is_kept and rounds and rounds % _PATIENCE == 0:
        return _HOT
    return _WARM * float(0.7 ** (rounds % _PATIENCE))


def _schedule(arcs: Arcs, hot: float, seed: int) -> Schedule:
    return Schedule(
        steps=min(_MOST_STEPS, max(_LEAST_STEPS, _STEPS_AN_ITEM * arcs.n)),
        hot=hot,
        cold=hot / _COOLING,
        seed=seed,
        recombinations=max(_LEAST_RECOMBINATIONS, _RECOMBINATIONS_A_TERRITORY * arcs.k),
    )


def _words(best: tuple[float, float]) -> str:
    state = "all bands kept" if best[0] <= 0 else "some bands not kept yet"
    return f"Best so far {best[1]:,.6g}, {state}"


def _beyond(arcs: Arcs, terrain: Terrain, plan: Ints) -> Floats:
    over, under, _ = excess(terrain, arcs.sums(plan))
    return np.asarray(np.maximum(over, under), np.float64)
