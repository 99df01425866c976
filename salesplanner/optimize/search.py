"""The search with given centres: from hot to cold again and again, with territories recombined.

Moves and chains of moves alone get stuck where single units are large; taking two neighbouring
territories together and cutting them anew (as in ReCom: DeFord, Duchin and Solomon 2021) gets out.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from salesplanner.optimize.arcs import Arcs
from salesplanner.optimize.budget import Budget
from salesplanner.optimize.improve import Schedule, improve, score
from salesplanner.optimize.moves import Terrain
from salesplanner.optimize.problem import Floats, Ints

_HARDER = 5.0  # penalties of the search over those that would do in the relaxation
_HARDER_STILL = 2.0  # each round that ends with bounds not kept
_HEATS = (5.0, 1.0, 0.3)  # of a round, in mean costs of an item; then the last ones again
_AFTERWARDS = (0.3, 0.1, 1.0, 0.3, 0.1)
_COOLING = 2000.0
_MOST_STEPS, _STEPS_AN_ITEM = 3_000_000, 1000
_MOST_EXCHANGES, _EXCHANGES_A_TERRITORY = 4000, 50
_RESERVE_SHARE = 0.06  # of the time, for the bound and the verdict
_MOST_IDLE = 4  # rounds without a better plan before the search ends early


@dataclass(frozen=True, eq=False)
class Found:
    """The best plan and what it is beyond bounds, by load and territory (loads, k)."""

    plan: Ints
    beyond: Floats
    rounds: int


def search(
    arcs: Arcs,
    terrain: Terrain,
    plan: Ints,
    budget: Budget,
    seed: int,
    is_good: Callable[[float], bool],
) -> Found:
    """Rounds of annealing until the time is over, or a plan within bounds is good enough.

    Args:
        plan: (n,) where to start; in one piece each where that is asked.
        is_good: whether an objective within all bounds is good enough to stop.
    """
    terrain = terrain._replace(penalty=terrain.penalty * _HARDER)
    unit = 2.0 * abs(arcs.objective(plan) - arcs.offset) / max(arcs.n, 1)
    best, rounds, idle = plan, 0, 0
    best_score = score(arcs, terrain, best)
    current = plan
    while not _is_over(budget) and idle < _MOST_IDLE:
        heats = [*_HEATS, *_AFTERWARDS]
        heat = heats[rounds] if rounds < len(heats) else _AFTERWARDS[rounds % len(_AFTERWARDS)]
        schedule = _schedule(arcs, unit * heat, seed + rounds)
        current = improve(arcs, terrain, current, schedule, lambda: _is_over(budget))
        budget.step()
        rounds += 1
        now = score(arcs, terrain, current)
        is_better = now < best_score
        idle = 0 if is_better or rounds < len(_HEATS) else idle + 1
        if is_better:
            best, best_score = current, now
        else:
            current = best
        if best_score[0] > 0 and rounds >= len(_HEATS):
            terrain = terrain._replace(penalty=terrain.penalty * _HARDER_STILL)
            best_score = score(arcs, terrain, best)
        budget.tell(_words(best_score))
        if best_score[0] <= 0 and is_good(best_score[1]):
            break
    return Found(best, _beyond(arcs, terrain, best), rounds)


def _is_over(budget: Budget) -> bool:
    return budget.is_over or (not budget.is_counted and budget.left_share < _RESERVE_SHARE)


def _schedule(arcs: Arcs, hot: float, seed: int) -> Schedule:
    return Schedule(
        steps=min(_MOST_STEPS, _STEPS_AN_ITEM * arcs.n),
        hot=hot,
        cold=hot / _COOLING,
        seed=seed,
        recombinations=min(_MOST_EXCHANGES, _EXCHANGES_A_TERRITORY * arcs.k),
    )


def _words(best: tuple[float, float]) -> str:
    state = "all bands kept" if best[0] <= 0 else "some bands not kept yet"
    return f"Best so far {best[1]:,.6g}, {state}"


def _beyond(arcs: Arcs, terrain: Terrain, plan: Ints) -> Floats:
    sums = arcs.sums(plan)
    over, under = sums - terrain.upper, terrain.lower - sums
    return np.asarray(np.maximum(np.maximum(over, under), 0.0), np.float64)
