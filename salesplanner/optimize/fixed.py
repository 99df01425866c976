"""The solve with given centres, from the relaxation to the verified plan."""

import numpy as np

from salesplanner.optimize.arcs import build_arcs
from salesplanner.optimize.bound import bound_from_prices
from salesplanner.optimize.budget import Budget
from salesplanner.optimize.improve import Schedule, improve, terrain_of
from salesplanner.optimize.problem import Problem
from salesplanner.optimize.relax import widen_for_heavy_items
from salesplanner.optimize.result import Result, Settings, gap_share
from salesplanner.optimize.rounding import make_whole, round_shares
from salesplanner.optimize.solver import Limits
from salesplanner.optimize.transport import nearest_candidates, solve_over_all_arcs
from salesplanner.optimize.verdict import judge
from salesplanner.progress import Progress

_NEAREST = 12


def solve_fixed(problem: Problem, settings: Settings, progress: Progress) -> Result:
    budget = Budget(settings, progress)
    with budget.phase("build"):
        arcs = build_arcs(problem)
        bands, relaxations = widen_for_heavy_items(problem, arcs)
        if relaxations:
            arcs = build_arcs(problem, bands)
    with budget.phase("solve"):
        transport = solve_over_all_arcs(arcs, nearest_candidates(arcs, _NEAREST), Limits(), 20)
        assert transport is not None
        plan = make_whole(arcs, round_shares(arcs, transport), transport.prices)
    with budget.phase("improve"):
        terrain = terrain_of(arcs, transport.prices)
        hot = 2.0 * abs(transport.objective) / arcs.n
        schedule = Schedule(steps=3_000_000, hot=hot, cold=hot / 1000, seed=settings.seed)
        plan = improve(arcs, terrain, plan, schedule, lambda: budget.is_over)
    with budget.phase("bound"):
        bound = bound_from_prices(arcs, transport.prices)
    with budget.phase("verify"):
        verdict = judge(problem, arcs.spread(plan), bands)
    objective = arcs.objective(plan)
    is_kept = verdict.is_kept
    return Result(
        status="gap known" if is_kept else "none found",
        assignment=arcs.spread(plan) if is_kept else plan[:0],
        objective=objective,
        bound=bound,
        gap_given_centres=gap_share(objective, bound),
        seconds=budget.seconds,
        relaxations=relaxations,
        broken=verdict.broken,
        seed=settings.seed,
        solver="PuLP, HiGHS",
    )
