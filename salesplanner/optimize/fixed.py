"""The solve with given centres, from prices over a whole plan to the verified best one."""

import time
from dataclasses import dataclass

import numpy as np

from salesplanner.optimize.arcs import Arcs, build_arcs
from salesplanner.optimize.bound import bound_from_prices
from salesplanner.optimize.budget import Budget
from salesplanner.optimize.improve import Schedule, improve, score, terrain_of
from salesplanner.optimize.moves import Terrain
from salesplanner.optimize.prices import quick_prices
from salesplanner.optimize.problem import Band, Ints, Problem
from salesplanner.optimize.relax import reasons_it_is_impossible, widen_for_heavy_items
from salesplanner.optimize.result import PROVEN_GAP_SHARE, Relaxation, Result, Settings, gap_share
from salesplanner.optimize.rounding import make_whole, round_by_prices
from salesplanner.optimize.solver import Limits
from salesplanner.optimize.transport import Prices, nearest_candidates, solve_over_all_arcs
from salesplanner.optimize.verdict import Verdict, judge
from salesplanner.progress import Progress

SOLVER = "PuLP, HiGHS"
_LIST = 6  # cheapest territories per item in the linear program
_MOST_PROGRAM_ARCS = 60_000  # larger programs are left to the prices alone
_STEPS_PER_ITEM = 400
_MOST_ROUNDS = 12
_ROUNDS_WITHOUT_GAIN = 4
_HOT = (1.0, 0.5, 2.0, 0.25)  # temperatures of the rounds, in mean costs of an item
_SECONDS_TO_FINISH = 0.4  # kept back for the verdict


@dataclass(kw_only=True)
class _Search:
    """What is known while the solve runs."""

    problem: Problem
    arcs: Arcs
    bands: tuple[Band, ...]
    relaxations: tuple[Relaxation, ...]
    prices: Prices
    terrain: Terrain
    bound: float
    plan: Ints


def solve_fixed(problem: Problem, settings: Settings, progress: Progress) -> Result:
    """The best plan found within `settings` for a problem whose centres are given.

    status "impossible" only where proven; a plan that breaks a promise is never handed out, its
    clashes are named in `broken`.
    """
    budget = Budget(settings, progress)
    with budget.phase("build"):
        arcs = build_arcs(problem)
        bands, relaxations = widen_for_heavy_items(problem, arcs)
        if relaxations:
            arcs = build_arcs(problem, bands)
        reasons = reasons_it_is_impossible(problem, arcs)
    if reasons:
        return _impossible(reasons, relaxations, settings, budget)
    search = _first_plan(problem, arcs, bands, relaxations, budget)
    with budget.phase("improve"):
        _improve_in_rounds(search, settings, budget)
    with budget.phase("verify"):
        verdict = judge(problem, arcs.spread(search.plan), bands)
    return _result(search, verdict, settings, budget)


def _impossible(
    reasons: tuple[str, ...],
    relaxations: tuple[Relaxation, ...],
    settings: Settings,
    budget: Budget,
) -> Result:
    return Result(
        status="impossible",
        relaxations=relaxations,
        broken=reasons,
        message=" ".join(f"{reason}." for reason in reasons[:5]),
        seconds=budget.seconds,
        seed=settings.seed,
        solver=SOLVER,
    )


def _first_plan(
    problem: Problem,
    arcs: Arcs,
    bands: tuple[Band, ...],
    relaxations: tuple[Relaxation, ...],
    budget: Budget,
) -> _Search:
    """Prices, the bound they prove, and the plan they suggest."""
    budget.tell("Pricing territories")
    with budget.phase("solve"):
        prices = quick_prices(arcs, iterations=120 if arcs.n <= 20_000 else 30)
        bound = bound_from_prices(arcs, prices)
        prices, bound = _sharper(arcs, prices, bound, budget)
        plan = make_whole(arcs, round_by_prices(arcs, prices), prices)
    return _Search(
        problem=problem,
        arcs=arcs,
        bands=bands,
        relaxations=relaxations,
        prices=prices,
        terrain=terrain_of(arcs, prices, _worth_trying(arcs, prices)),
        bound=bound,
        plan=plan,
    )


def _sharper(arcs: Arcs, prices: Prices, bound: float, budget: Budget) -> tuple[Prices, float]:
    """The prices of the linear program, where it is small enough and gives the better bound."""
    if arcs.concave is not None or arcs.n * _LIST > _MOST_PROGRAM_ARCS:
        return prices, bound
    limits = Limits(
        seconds=0.3 * budget.left_seconds,
        should_stop=lambda: budget.progress.stop_requested,
    )
    transport = solve_over_all_arcs(arcs, nearest_candidates(arcs, _LIST, prices), limits, 4)
    if transport is None:
        return prices, bound
    sharper = bound_from_prices(arcs, transport.prices)
    return (transport.prices, sharper) if sharper > bound else (prices, bound)


def _worth_trying(arcs: Arcs, prices: Prices) -> Ints:
    """(n, q) territories to try for each item where no borders say which are near."""
    if arcs.is_contiguous:
        return np.empty((arcs.n, 0), np.int64)
    q = min(_LIST, arcs.k)
    candidates = nearest_candidates(arcs, q, prices)
    first = np.searchsorted(candidates.item, candidates.item)
    near = np.repeat(arcs.cost.argmin(axis=1)[:, None], q, axis=1)
    near[candidates.item, np.arange(len(candidates)) - first] = candidates.territory
    return near


def _improve_in_rounds(search: _Search, settings: Settings, budget: Budget) -> None:
    """Heats and cools the best plan again and again until time, steps, gap or ideas run out."""
    arcs = search.arcs
    mean = max(abs(score(arcs, search.terrain, search.plan)[1]), abs(search.bound)) / max(arcs.n, 1)
    steps, idle = _STEPS_PER_ITEM * max(arcs.n, 50), 0
    for number in range(_MOST_ROUNDS):
        if arcs.k < 2 or _is_done(search, settings, budget) or idle >= _ROUNDS_WITHOUT_GAIN:
            return
        hot = _HOT[number % len(_HOT)] * mean if np.isfinite(mean) else 0.0
        schedule = Schedule(
            steps=steps,
            hot=hot,
            cold=hot / 1000,
            seed=settings.seed + number,
            recombinations=steps // 100,
        )
        before = score(arcs, search.terrain, search.plan)
        began = time.monotonic()
        plan = improve(arcs, search.terrain, search.plan, schedule, lambda: _is_late(budget))
        budget.step()
        after = score(arcs, search.terrain, plan)
        if after < before:
            search.plan = plan
        gain = sum(before) - sum(after)
        idle = 0 if gain > 1e-4 * abs(sum(before)) else idle + 1
        budget.tell(f"Round {number + 1} of the search")
        if not budget.is_counted:
            steps = _steps_that_fit(steps, time.monotonic() - began, budget)


def _steps_that_fit(steps: int, took: float, budget: Budget) -> int:
    """Half as many again each round, as long as time is left for them."""
    speed = steps / max(took, 1e-3)
    return max(int(min(1.5 * steps, speed * max(budget.left_seconds, 0.1))), 1000)


def _is_late(budget: Budget) -> bool:
    return budget.progress.stop_requested or budget.left_seconds < _SECONDS_TO_FINISH


def _is_done(search: _Search, settings: Settings, budget: Budget) -> bool:
    if budget.is_over or _is_late(budget):
        return True
    beyond, objective = score(search.arcs, search.terrain, search.plan)
    gap = gap_share(objective, search.bound) if np.isfinite(search.bound) else None
    least = max(settings.gap, 0.1 * PROVEN_GAP_SHARE)
    return beyond <= 0 and gap is not None and gap <= least


def _result(search: _Search, verdict: Verdict, settings: Settings, budget: Budget) -> Result:
    plan, problem = search.arcs.spread(search.plan), search.problem
    bound = float(search.bound) if np.isfinite(search.bound) else None
    common = {
        "seconds": budget.seconds,
        "relaxations": search.relaxations,
        "seed": settings.seed,
        "solver": SOLVER,
    }
    if not verdict.is_kept:
        message = "No plan that keeps every promise was found; the nearest one breaks: "
        return Result(
            status="none found",
            bound=bound,
            broken=verdict.broken,
            message=message + "; ".join(verdict.broken[:3]),
            **common,  # type: ignore[arg-type]  # a plain dict
        )
    objective = search.arcs.objective(search.plan)
    gap = gap_share(objective, bound)
    status = "proven best" if gap is not None and gap <= PROVEN_GAP_SHARE else "gap known"
    stopped = budget.progress.stop_requested and status != "proven best"
    return Result(
        status="stopped" if stopped else status,  # type: ignore[arg-type]  # both are a Status
        assignment=plan,
        centre=np.full(problem.n_territories, -1, np.int64),
        objective=objective,
        bound=bound,
        gap_given_centres=gap,
        **common,  # type: ignore[arg-type]  # a plain dict
    )
