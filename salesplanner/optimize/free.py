"""The solve with free centres, from the first starts to the verified plan and its bound."""

import threading
from dataclasses import replace

import numpy as np

from salesplanner.optimize.budget import Budget
from salesplanner.optimize.free_bands import keepable_bands
from salesplanner.optimize.free_large import solve_large
from salesplanner.optimize.free_proof import Proof
from salesplanner.optimize.free_search import PlanSearch, Shared
from salesplanner.optimize.instance import MOST_ITEMS, Instance, make_instance
from salesplanner.optimize.problem import Band, Floats, Problem
from salesplanner.optimize.result import (
    PROVEN_GAP_SHARE,
    Relaxation,
    Result,
    Settings,
    Status,
    gap_share,
)
from salesplanner.optimize.verdict import judge
from salesplanner.progress import Progress

_SOLVER = "PuLP, HiGHS"
_FOR_THE_VERDICT = 0.04  # of the time
# Of the time, what is left when small maps go from the search to the whole model:
_LEFT_WITHOUT_PLAN, _LEFT_WITH_PLAN = 0.85, 0.5


def solve_free(problem: Problem, settings: Settings, progress: Progress) -> Result:
    """The best plan with centres among the items, and a bound whatever the centres."""
    budget = Budget(settings, progress, _FOR_THE_VERDICT)
    with budget.phase("build"):
        bands, relaxations, clash = keepable_bands(problem)
        if clash:
            return Result(
                status="impossible",
                message=clash,
                broken=(clash,),
                relaxations=relaxations,
                seconds=budget.seconds,
                seed=settings.seed,
                solver=_SOLVER,
            )
        is_dense = problem.n_items <= MOST_ITEMS and is_plain(problem)
        if not is_dense:
            return solve_large(problem, settings, progress, relaxations)
        lower = _ends([band.lower for band in bands], problem.n_territories)
        upper = _ends([band.upper for band in bands], problem.n_territories)
        instance = make_instance(problem, lower, upper)
    shared = search(instance, budget)
    with budget.phase("verify"):
        return _result(problem, bands, relaxations, instance, shared, budget)


def is_plain(problem: Problem) -> bool:
    """Whether the problem asks for nothing but travel, inertia, bands and contiguity."""
    kinds = {term.kind for term in problem.terms}
    asks_more = problem.caps or len(problem.forbidden) or (problem.family >= 0).any()
    return kinds <= {"travel", "inertia"} and not asks_more and not problem.is_locked.any()


def _ends(rows: list[Floats], k: int) -> Floats:
    return np.array(rows, np.float64).reshape(-1, k)


def search(instance: Instance, budget: Budget) -> Shared:
    """Plans and proof side by side where there are two cores to use, else by turns.

    The seconds are those of this thread, so that they add up: a proof beside it takes none.
    """
    shared = Shared(instance, budget)
    plans = PlanSearch(instance, shared, budget)
    proof = Proof(instance, shared, budget)
    with budget.phase("solve"):
        plans.first_sites()
        plans.make_ready()
    if budget.is_counted or budget.settings.threads == 1:
        _by_turns(plans, proof, budget)
    else:
        _side_by_side(plans, proof, budget)
    return shared


def _by_turns(plans: PlanSearch, proof: Proof, budget: Budget) -> None:
    with budget.phase("bound"):
        proof.run(seconds=0.15 * budget.left_seconds, is_short=True)
    with budget.phase("improve"):
        _look_for_plans(plans, proof.is_small)
    with budget.phase("bound"):
        proof.run(seconds=budget.left_seconds, is_short=False)


def _look_for_plans(plans: PlanSearch, is_small: bool) -> None:
    """Where a small map has no plan soon, there may be none: then the model is to tell."""
    plans.run(until_share=_LEFT_WITHOUT_PLAN if is_small else 0.0)
    if is_small and plans.shared.plan is not None:
        plans.run(until_share=_LEFT_WITH_PLAN)


def _side_by_side(plans: PlanSearch, proof: Proof, budget: Budget) -> None:
    """Small maps: after a first look for plans the whole model finds the best ones, beside it the
    proof by territories; where that comes to nothing its core goes to the search for plans."""

    def prove() -> None:
        proof.run(seconds=budget.left_seconds, is_short=False, is_beside=True)
        if proof.is_small:
            plans.run(until_share=0.0)

    worker = threading.Thread(target=prove, daemon=True)
    worker.start()
    with budget.phase("improve"):
        _look_for_plans(plans, proof.is_small)
    with budget.phase("bound"):
        if proof.is_small:
            proof.solve_whole()
            while worker.is_alive() and not plans.shared.is_over:
                worker.join(timeout=0.1)
        plans.shared.is_done = True
        worker.join(timeout=0.5)


def _result(
    problem: Problem,
    bands: tuple[Band, ...],
    relaxations: tuple[Relaxation, ...],
    instance: Instance,
    shared: Shared,
    budget: Budget,
) -> Result:
    settings = budget.settings
    with shared.lock:
        plan, bound = shared.plan, shared.bound
    common = Result(
        status="none found",
        seconds=budget.seconds,
        relaxations=relaxations,
        seed=settings.seed,
        solver=_SOLVER,
    )
    if plan is None:
        if shared.is_impossible:
            return replace(common, status="impossible", message="No plan keeps all promises.")
        message = "No plan that keeps all promises was found in the time given."
        return replace(common, broken=shared.nearest_miss(problem), message=message)
    verdict = judge(problem, plan.territory, bands)
    if verdict.broken:
        return replace(common, broken=verdict.broken, message="The plan found breaks a promise.")
    proven_bound = None if not np.isfinite(bound) else min(bound, plan.cost)
    gap = gap_share(plan.cost, proven_bound)
    is_proven = gap is not None and gap <= PROVEN_GAP_SHARE
    is_stopped = budget.progress.stop_requested
    status: Status = "proven best" if is_proven else "stopped" if is_stopped else "gap known"
    return replace(
        common,
        status=status,
        assignment=plan.territory,
        centre=plan.centre,
        objective=plan.cost,
        bound=proven_bound,
        gap_given_centres=_least(shared.gap_given_centres(plan), gap),
        terms=_terms(problem, instance, plan.cost),
    )


def _least(given_centres: float | None, gap: float | None) -> float | None:
    """What holds whatever the centres holds for these."""
    gaps = [one for one in (given_centres, gap) if one is not None]
    return min(gaps, default=None)


def _terms(problem: Problem, instance: Instance, cost: float) -> dict[str, float]:
    if len(problem.terms) == 1:
        term = problem.terms[0]
        return {term.kind: cost * term.scale / term.weight}
    return {}
