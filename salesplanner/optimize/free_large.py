"""Free centres where pairs of all items are too many, or where more is asked than bands.

Centres first: weighted location-allocation in which prices of load shift the borders until the
loads are about even. Then the solve with these centres given, new centres, and once more.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.spatial import KDTree

from salesplanner.geography.distance import distance_km
from salesplanner.optimize.budget import Budget
from salesplanner.optimize.fixed import solve_fixed
from salesplanner.optimize.problem import Floats, Ints, Place, Problem
from salesplanner.optimize.result import Relaxation, Result, Settings, gap_share
from salesplanner.progress import Progress

_ROUNDS = 40
_NEAREST = 12
_SHARE_OF_FIRST = 0.55  # of the time, for the first solve with given centres
_WORTH_A_ROUND_SECONDS = 4.0
_MOST_PAIRWISE = 400  # members up to which every one of them is tried as the centre


def solve_large(
    problem: Problem, settings: Settings, progress: Progress, relaxations: tuple[Relaxation, ...]
) -> Result:
    """The better of two solves with given centres; no bound whatever the centres is claimed."""
    budget = Budget(settings, progress)
    with budget.phase("solve"):
        centre = balanced_sites(problem, settings.seed)
    best = _with_centres(problem, settings, progress, centre, _SHARE_OF_FIRST)
    if best.has_plan and (budget.is_counted or budget.left_seconds > _WORTH_A_ROUND_SECONDS):
        left = max(budget.left_share, 0.0)
        again = _with_centres(problem, settings, progress, best.centre, left)
        if again.has_plan and _objective(again) < _objective(best):
            best = again
    told = {"solve": 0.0} | best.seconds
    seconds = told | {"solve": told["solve"] + budget.seconds.get("solve", 0.0)}
    kept = best.relaxations or relaxations
    return replace(best, seconds=seconds, relaxations=kept)


def _objective(result: Result) -> float:
    return np.inf if result.objective is None else result.objective


def _with_centres(
    problem: Problem, settings: Settings, progress: Progress, centre: Ints, share: float
) -> Result:
    """The plan with these centres given, each territory then centred anew."""
    place = problem.place
    given = replace(
        problem, centres=Place(x=place.x[centre], y=place.y[centre], is_plane=place.is_plane)
    )
    effort = None if settings.effort is None else max(int(settings.effort * share), 1)
    spent = replace(settings, time_limit=settings.time_limit * share, effort=effort)
    result = solve_fixed(given, spent, progress)
    if not result.has_plan or result.objective is None:
        return replace(result, centre=centre, bound=None)
    gap = gap_share(result.objective, result.bound)
    new = recentred(problem, result.assignment, centre)
    saved = _plain_cost(problem, result.assignment, centre)
    saved -= _plain_cost(problem, result.assignment, new)
    if saved <= 0:
        new, saved = centre, 0.0
    status = "gap known" if result.status == "proven best" else result.status
    objective = result.objective - saved
    return replace(
        result, status=status, centre=new, objective=objective, bound=None, gap_given_centres=gap
    )


def balanced_sites(problem: Problem, seed: int) -> Ints:
    """(k,) items as centres: k-means with prices that even out the load of the first band."""
    rng = np.random.default_rng(seed)
    points, weight, load = _points(problem), _weights(problem), _load(problem)
    k, n = problem.n_territories, problem.n_items
    chosen = rng.choice(n, size=k, replace=False, p=_chances(np.maximum(load, weight * 0)))
    sites, price = points[chosen], np.zeros(k)
    mean = float(load.sum()) / k
    near = min(_NEAREST, k)
    for turn in range(_ROUNDS):
        apart, at = KDTree(sites).query(points, k=np.arange(1, near + 1))
        score = apart**2 - price[at]
        owner = at[np.arange(n), np.argmin(score, axis=1)]
        total = np.bincount(owner, load, k)
        scale = float(np.mean(apart[:, 0] ** 2))
        price = price + 0.7 * scale * np.clip(1.0 - total / max(mean, 1e-12), -1.0, 1.0)
        price -= price.mean()
        if turn < _ROUNDS - 5:
            sites = _centroids(points, weight, owner, k, sites)
    taken = KDTree(points).query(sites, k=np.arange(1, min(n, 8) + 1))[1]
    return _different(taken, n)


def _different(taken: Ints, n: int) -> Ints:
    """The nearest item of each site that no other has taken."""
    used: set[int] = set()
    answer = np.empty(len(taken), np.int64)
    for t, row in enumerate(taken):
        free = [int(i) for i in row if int(i) not in used]
        answer[t] = free[0] if free else next(i for i in range(n) if i not in used)
        used.add(int(answer[t]))
    return answer


def _chances(load: Floats) -> Floats:
    positive = np.maximum(load, 0.0) + 1e-9 * max(float(load.max(initial=0.0)), 1.0)
    return np.asarray(positive / positive.sum())


def _centroids(points: Floats, weight: Floats, owner: Ints, k: int, before: Floats) -> Floats:
    mass = np.bincount(owner, weight, k)
    sums = np.column_stack([np.bincount(owner, weight * column, k) for column in points.T])
    return np.where(mass[:, None] > 0, sums / np.maximum(mass, 1e-300)[:, None], before)


def _points(problem: Problem) -> Floats:
    """Flat or on a unit sphere: nearness is the same as on the ground."""
    place = problem.place
    if place.is_plane:
        return np.column_stack([place.x, place.y])
    lon, lat = np.radians(place.x), np.radians(place.y)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _weights(problem: Problem) -> Floats:
    for term in problem.terms:
        if term.kind in ("travel", "inertia") and term.values is not None:
            return np.maximum(term.values, 0.0) + 1e-9 * max(float(np.max(term.values)), 1e-9)
    return np.ones(problem.n_items)


def _load(problem: Problem) -> Floats:
    for band in problem.bands:
        if np.isfinite(band.upper).any() and band.values.sum() > 0:
            return np.maximum(band.values, 0.0)
    return _weights(problem)


def recentred(problem: Problem, assignment: Ints, before: Ints) -> Ints:
    """(k,) the item of each territory that makes its travel and inertia least.

    In large territories only the items nearest to the weighted centre are tried.
    """
    points, weight = _points(problem), _weights(problem)
    centre = before.copy()
    for t in range(problem.n_territories):
        members = np.flatnonzero(assignment == t)
        if len(members) == 0:
            continue
        middle = np.average(points[members], axis=0, weights=weight[members])
        order = np.argsort(((points[members] - middle) ** 2).sum(axis=1), kind="stable")
        tried = members[order[:_MOST_PAIRWISE]]
        if before[t] in members:
            tried = np.append(tried, before[t])
        costs = _pair_costs(problem, members, tried).sum(axis=0)
        centre[t] = tried[int(np.argmin(costs))]
    return centre


def _plain_cost(problem: Problem, assignment: Ints, centre: Ints) -> float:
    items = np.arange(problem.n_items)
    return float(_cost(problem, items, centre[assignment], lambda a: a).sum())


def _pair_costs(problem: Problem, items: Ints, sites: Ints) -> Floats:
    return _cost(problem, items[:, None], sites[None, :], lambda a: a[:, None])


def _cost(problem: Problem, items: Ints, sites: Ints, spread: Callable[[Floats], Floats]) -> Floats:
    """Travel and inertia of items (broadcast) with their centres at sites."""
    place = problem.place
    km = distance_km(place.x[items], place.y[items], place.x[sites], place.y[sites], place.is_plane)
    far = km if problem.distances_km is None else problem.distances_km[items, sites]
    total = np.zeros(km.shape)
    for term in problem.terms:
        if term.kind in ("travel", "inertia"):
            size = np.ones(problem.n_items) if term.values is None else term.values
            used = spread(size[items.reshape(-1)]) * (term.weight / term.scale)
            total = total + used * (km**2 if term.kind == "inertia" else far)
    return total
