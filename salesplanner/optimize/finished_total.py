"""A band on workload: it hangs on the total of the finished plan, travel included.

The total is guessed, the problem is solved with bands around the guess, and the answer is counted
with the total it came to; where a band is then broken, the total it came to is the next guess.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from salesplanner.optimize.arcs import build_arcs, centre_distances_km, with_bounds
from salesplanner.optimize.bound import bound_from_prices
from salesplanner.optimize.from_plan import Asked
from salesplanner.optimize.lonely import lowered_for_lonely
from salesplanner.optimize.problem import Band, Floats, Ints, Place, Problem
from salesplanner.optimize.promises import with_bands
from salesplanner.optimize.relax import widen_for_heavy_items, widen_to_reach
from salesplanner.optimize.result import Result, Settings, gap_share
from salesplanner.optimize.solver import Limits
from salesplanner.optimize.transport import nearest_candidates, solve_over_all_arcs
from salesplanner.optimize.verdict import judge
from salesplanner.progress import Progress

Solve = Callable[[Problem, Settings, Progress], Result]
TIGHTER = Fraction(96, 100)  # room for a total that comes out a little other than guessed
PARTS = ((0.0, 0.3), (0.3, 0.75), (0.75, 0.97))  # of the time, for each guess
USUAL_DETOUR = 1.1  # total of a balanced plan over that of everybody at the nearest centre
GUESSES = 2
NEAREST = 12


def solve_asked(asked: Asked, solve: Solve, settings: Settings, progress: Progress) -> Result:
    """Solve a request, the band on workload included."""
    if asked.workload is None:
        return solve(asked.problem, settings, progress)
    if asked.has_free_centres:
        return _with_centres_found(asked, solve, settings, progress)
    return _with_total_found(asked, solve, settings, progress)


def _with_centres_found(
    asked: Asked, solve: Solve, settings: Settings, progress: Progress
) -> Result:
    """Free centres: first without the way to them, then with the centres that were found."""
    assert asked.workload is not None
    base = asked.workload.base
    total = float(base.sum() + asked.workload.fixed.sum())
    band = asked.workload.band(base, None, total, asked.workload.share)
    first = solve(with_bands(asked.problem, band), _part(settings, 0.5), progress.part(0, 0.5))
    if not first.has_plan:
        return first
    centres = _at(asked.problem.place, first.centre)
    given = replace(asked, problem=replace(asked.problem, centres=centres))
    second = _with_total_found(given, solve, _part(settings, 0.5), progress.part(0.5, 1))
    # A bound for these centres says nothing about all the others.
    return replace(second, centre=first.centre, bound=None, gap_given_centres=second.gap)


def _with_total_found(asked: Asked, solve: Solve, settings: Settings, progress: Progress) -> Result:
    workload, problem = asked.workload, asked.problem
    assert workload is not None and problem.centres is not None
    pair = pair_hours(asked)
    guess = _guess(asked, pair)
    result, final = Result(status="none found"), problem
    seconds: dict[str, float] = {}
    for start, end in PARTS:
        band = workload.band(workload.base, pair, guess, workload.share * TIGHTER)
        band, lonely = lowered_for_lonely(problem, band)
        part = _part(settings, end - start)
        result = solve(with_bands(problem, band), part, progress.part(start, end))
        result = replace(result, relaxations=(*result.relaxations, *lonely))
        seconds = {name: seconds.get(name, 0.0) + spent for name, spent in result.seconds.items()}
        if progress.stop_requested or result.status == "impossible":
            break
        if not result.has_plan:
            continue
        guess = workload.total_of(pair, result.assignment)
        band = workload.band(workload.base, pair, guess, workload.share)
        final = with_bands(problem, _widened(band, result))
        if judge(final, result.assignment).is_kept:
            break
    if not result.has_plan:
        return replace(result, seconds=seconds)
    return _judged(asked, replace(result, seconds=seconds), final, pair)


def _guess(asked: Asked, pair: Floats) -> float:
    """The total the relaxation comes to: balanced, but with units shared between territories."""
    workload = asked.workload
    assert workload is not None
    guess = float(pair.min(axis=1).sum() * USUAL_DETOUR + workload.fixed.sum())
    for _ in range(GUESSES):
        band = workload.band(workload.base, pair, guess, workload.share)
        problem = with_bands(asked.problem, lowered_for_lonely(asked.problem, band)[0])
        bands, _widened_ones = widen_for_heavy_items(problem, build_arcs(problem))
        arcs = with_bounds(build_arcs(problem), bands)
        found = solve_over_all_arcs(arcs, nearest_candidates(arcs, NEAREST), Limits(), 20)
        if found is None:
            break
        item, at = found.candidates.item, found.candidates.territory
        guess = float((pair[item, at] * found.share).sum() + workload.fixed.sum())
    return guess


def pair_hours(asked: Asked, centre: Ints | None = None) -> Floats:
    """Hours a year of each item in each territory, (n, k), the way to the centre included.

    centre: (k,) items the territories are centred on, where their centres were free.
    """
    workload, problem = asked.workload, asked.problem
    assert workload is not None
    if problem.centres is None:
        assert centre is not None
        problem = replace(problem, centres=_at(problem.place, centre))
    return np.asarray(
        workload.base[:, None] + workload.hours_per_km[:, None] * centre_distances_km(problem)
    )


def _at(place: Place, items: Ints) -> Place:
    return Place(x=place.x[items], y=place.y[items], is_plane=place.is_plane)


def _judged(asked: Asked, result: Result, final: Problem, pair: Floats) -> Result:
    """The answer with the total it came to: promises counted again, and a bound that holds."""
    if not judge(final, result.assignment).is_kept:
        final, result = _reached(final, result, pair)
    broken = judge(final, result.assignment).broken
    bound = _bound(asked, result, pair)
    result = replace(
        result, broken=broken, bound=bound, gap_given_centres=gap_share(result.objective, bound)
    )
    if broken:
        return replace(result, status="none found", assignment=result.assignment[:0],
                       message="No plan was found that keeps every promise.")  # fmt: skip
    if result.status == "proven best" and (result.gap or 0.0) > 1e-4:
        return replace(result, status="gap known")
    return result


def _reached(final: Problem, result: Result, pair: Floats) -> tuple[Problem, Result]:
    """The band on workload widened where the total came out other than guessed."""
    band = final.bands[-1]
    hours = pair[np.arange(len(result.assignment)), result.assignment]
    sums = np.zeros((len(final.bands), final.n_territories))
    sums[-1] = np.bincount(result.assignment, hours, minlength=final.n_territories)
    beyond = np.zeros_like(sums)
    beyond[-1] = np.maximum(np.maximum(sums[-1] - band.upper, band.lower - sums[-1]), 0.0)
    bands, more = widen_to_reach(final, final.bands, sums, beyond)
    result = replace(result, relaxations=(*result.relaxations, *more))
    return replace(final, bands=bands), result


def _widened(band: Band, result: Result) -> Band:
    """The band as wide as the solve made it where single items are too heavy."""
    lower, upper = band.lower.copy(), band.upper.copy()
    for one in result.relaxations:
        if one.measure == band.measure:
            where = slice(None) if one.territory < 0 else one.territory
            lower[where] = np.minimum(lower[where], one.lower)
            upper[where] = np.maximum(upper[where], one.upper)
    return replace(band, lower=lower, upper=upper)


def _bound(asked: Asked, result: Result, pair: Floats) -> float | None:
    """A bound for the band on the finished total, where travel is all there is to the objective.

    The total grows with travel, so a better plan has a total from that of everybody at the nearest
    centre to that of this plan: bands as wide as these totals allow hold for every better plan.
    """
    workload, problem = asked.workload, asked.problem
    assert workload is not None
    if [term.kind for term in problem.terms] != ["travel"]:
        return None
    least = float(pair.min(axis=1).sum() + workload.fixed.sum())
    most = workload.total_of(pair, result.assignment)
    low = workload.band(workload.base, pair, least, workload.share)
    high = workload.band(workload.base, pair, most, workload.share)
    loose = _widened(replace(high, lower=low.lower), result)
    arcs = build_arcs(with_bands(problem, loose))
    found = solve_over_all_arcs(arcs, nearest_candidates(arcs, NEAREST), Limits(), 20)
    return None if found is None else bound_from_prices(arcs, found.prices)


def _part(settings: Settings, share: float) -> Settings:
    effort = None if settings.effort is None else max(1, round(settings.effort * share))
    return replace(settings, time_limit=settings.time_limit * share, effort=effort)
