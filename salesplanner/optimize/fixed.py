"""The solve with given centres, from prices over a whole plan to the verified best one."""

from dataclasses import dataclass

import numpy as np

from salesplanner.optimize.arcs import Arcs, build_arcs, with_bounds
from salesplanner.optimize.bound import bound_from_prices
from salesplanner.optimize.budget import Budget
from salesplanner.optimize.improve import excess, terrain_of
from salesplanner.optimize.moves import Terrain
from salesplanner.optimize.opening import Opened, penalty
from salesplanner.optimize.pieces import pieces
from salesplanner.optimize.problem import Band, Floats, Ints, Place, Problem
from salesplanner.optimize.relax import (
    TooHeavy,
    forbid_what_is_too_heavy,
    reasons_it_is_impossible,
    widen_for_heavy_items,
    widen_to_reach,
)
from salesplanner.optimize.relaxation import relaxation_prices
from salesplanner.optimize.result import PROVEN_GAP_SHARE, Relaxation, Result, Settings, gap_share
from salesplanner.optimize.rounding import make_whole, round_by_prices
from salesplanner.optimize.search import search as look_for_better
from salesplanner.optimize.solver import Limits
from salesplanner.optimize.transport import Prices, nearest_candidates
from salesplanner.optimize.verdict import Verdict, judge
from salesplanner.optimize.whole import is_small, solve_whole
from salesplanner.progress import Progress

SOLVER = "PuLP, HiGHS"
_LIST = 6  # territories worth trying for each item where no borders say which are near
_PRICING_SHARE = 0.3  # of the time that is left, for each linear program


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
    known: Ints | None  # a plan to be had without any search
    proven: float = -np.inf  # a bound for the bands as wide as the best plan needs them


def solve_fixed(problem: Problem, settings: Settings, progress: Progress) -> Result:
    """The best plan found within `settings` for a problem whose centres are given.

    status "impossible" only where proven. Soft bands no plan was found for are widened last, as
    far as the best plan needs, and listed; bound and gap are for the bands as widened. A plan
    that breaks any other promise is never handed out, its clashes are named in `broken`.
    """
    budget = Budget(settings, progress)
    with budget.phase("build"):
        arcs = build_arcs(problem)
        bands, relaxations = widen_for_heavy_items(problem, arcs)
        arcs = with_bounds(arcs, bands)
        reasons = reasons_it_is_impossible(problem, arcs)
    with budget.phase("solve"):
        whole = None if reasons else _whole(problem, arcs, budget)
    if whole is not None and whole.outcome == "infeasible":
        reasons = ("no plan keeps all that must be kept: every one was ruled out",)
    if reasons:
        return _impossible(reasons, relaxations, settings, budget)
    too_heavy = forbid_what_is_too_heavy(arcs)
    search = _first_plan(problem, arcs, bands, relaxations, budget)
    with budget.phase("improve"):
        beyond = _improve(search, whole, settings, budget)
    with budget.phase("verify"):
        _widen_last(search, beyond, too_heavy)
        verdict = judge(problem, arcs.spread(search.plan), search.bands)
    return _result(search, verdict, settings, budget)


def _whole(problem: Problem, arcs: Arcs, budget: Budget) -> Opened | None:
    """The answer of one model of it all, where the problem is small enough for that."""
    if not is_small(arcs) or budget.is_over:
        return None
    is_hard = np.ones(len(arcs.loads), np.bool_)
    is_hard[: len(problem.bands)] = [band.is_hard for band in problem.bands]
    budget.tell("Looking at every plan")
    return solve_whole(arcs, is_hard, budget)


def _improve(search: _Search, whole: Opened | None, settings: Settings, budget: Budget) -> Floats:
    """Puts the best plan there into `search`; returns how far it is beyond its bounds."""
    arcs = search.arcs
    if whole is not None and whole.outcome == "optimal" and len(whole.plan):
        sums = arcs.sums(whole.plan)
        search.plan, search.proven = whole.plan, whole.bound - penalty(arcs, sums)
        search.bound = max(search.bound, search.proven)
        over, under, _ = excess(search.terrain, sums)
        return np.asarray(np.maximum(over, under), np.float64)
    if whole is not None and _is_plan(arcs, whole.plan):
        search.known = whole.plan
    found = look_for_better(
        arcs,
        search.terrain,
        search.plan,
        budget,
        settings.seed,
        lambda objective: _is_good(search, settings, objective),
        search.known,
    )
    search.plan = found.plan
    return found.beyond


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
        limits = Limits(
            seconds=_PRICING_SHARE * budget.left_seconds,
            should_stop=lambda: budget.progress.stop_requested,
        )
        prices, bound = relaxation_prices(arcs, _place_of(problem, arcs), limits)
        plan = make_whole(arcs, round_by_prices(arcs, prices), prices)
        known = arcs.current if _is_plan(arcs, arcs.current) else None
        if known is not None and not _is_plan(arcs, plan):
            plan = known
    return _Search(
        problem=problem,
        arcs=arcs,
        bands=bands,
        relaxations=relaxations,
        prices=prices,
        terrain=terrain_of(arcs, prices, _worth_trying(arcs, prices)),
        bound=bound,
        plan=plan,
        known=known,
    )


def _is_plan(arcs: Arcs, plan: Ints) -> bool:
    """Whether all items have an allowed territory, none is empty, and each is in one piece."""
    if (
        len(plan) != arcs.n
        or (plan < 0).any()
        or not np.isfinite(arcs.cost[np.arange(arcs.n), plan]).all()
    ):
        return False
    if (np.bincount(plan, minlength=arcs.k) == 0).any():
        return False
    parts = pieces(plan, arcs.neighbours_from, arcs.neighbours).max(initial=-1) + 1
    return not arcs.is_contiguous or int(parts) == arcs.k


def _place_of(problem: Problem, arcs: Arcs) -> Place:
    """Where the items of `arcs` are; a family is where its first member is."""
    first = np.unique(arcs.member, return_index=True)[1]
    place = problem.place
    return Place(x=place.x[first], y=place.y[first], is_plane=place.is_plane)


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


def _widen_last(search: _Search, beyond: Floats, too_heavy: TooHeavy) -> None:
    """Widens soft bands the best plan is still outside of; the bound is proven anew for these."""
    arcs = search.arcs
    search.bands, more = widen_to_reach(
        search.problem, search.bands, arcs.sums(search.plan), beyond
    )
    if more:
        search.relaxations = (*search.relaxations, *more)
        too_heavy.put_back(arcs)
        search.arcs = with_bounds(arcs, search.bands)
        forbid_what_is_too_heavy(search.arcs)
        search.bound = max(bound_from_prices(search.arcs, search.prices), search.proven)


def _is_good(search: _Search, settings: Settings, objective: float) -> bool:
    gap = gap_share(objective, search.bound) if np.isfinite(search.bound) else None
    return gap is not None and gap <= max(settings.gap, 0.1 * PROVEN_GAP_SHARE)


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
