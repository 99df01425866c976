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


def solve_free(problem: Problem, settings: Settings, progress: Progress) -> Result:
    """The best plan with centres among the items, and a bound whatever the centres."""
    budget = Budget(settings, progress)
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
    """Plans and proof side by side where there are two cores to use, else by turns."""
    shared = Shared(instance, budget)
    plans = PlanSearch(instance, shared, budget)
    proof = Proof(instance, shared, budget)
    with budget.phase("solve"):
        plans.first_sites()
    is_alone = budget.is_counted or budget.settings.threads == 1
    if is_alone:
        with budget.phase("bound"):
            proof.run(seconds=0.15 * budget.left_seconds, is_short=True)
        with budget.phase("improve"):
            plans.run(until_share=0.35 if instance.n <= proof.small else 0.0)
        with budget.phase("bound"):
            proof.run(seconds=budget.left_seconds, is_short=False)
        return shared
    worker = threading.Thread(target=_prove, args=(proof, budget, shared), daemon=True)
    worker.start()
    with budget.phase("improve"):
        plans.run(until_share=0.0)
    shared.is_done = True
    worker.join(timeout=0.7)
    return shared


def _prove(proof: Proof, budget: Budget, shared: Shared) -> None:
    with budget.phase("bound"):
        proof.run(seconds=budget.left_seconds, is_short=False)


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
        gap_given_centres=shared.gap_given_centres(plan),
        terms=_terms(problem, instance, plan.cost),
    )


def _terms(problem: Problem, instance: Instance, cost: float) -> dict[str, float]:
    if len(problem.terms) == 1:
        term = problem.terms[0]
        return {term.kind: cost * term.scale / term.weight}
    return {}
