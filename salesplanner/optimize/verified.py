"""No plan that breaks a promise leaves this room."""

from dataclasses import replace

from salesplanner.optimize.from_plan import Asked
from salesplanner.optimize.problem import Band, Place
from salesplanner.optimize.result import Result
from salesplanner.optimize.standing import stand
from salesplanner.optimize.verdict import judge


def verified(asked: Asked, result: Result) -> Result:
    """The result, its plan taken away where it breaks a promise: such a plan is never kept; its
    terms counted from the plan."""
    kept = _kept(asked, result)
    return replace(kept, terms=_terms(asked, kept)) if kept.has_plan else kept


def _terms(asked: Asked, result: Result) -> dict[str, float]:
    """Each term as it is, neither weighed nor scaled."""
    problem = replace(asked.problem, bands=(), caps=())
    if problem.centres is None:
        place = problem.place
        centres = Place(x=place.x[result.centre], y=place.y[result.centre], is_plane=place.is_plane)
        problem = replace(problem, centres=centres)
    bare = replace(asked, problem=problem, workload=None)
    return stand(bare, result.assignment).raw_terms()


def _kept(asked: Asked, result: Result) -> Result:
    if not result.has_plan or asked.workload is not None:  # the band on workload judged it already
        return result
    verdict = judge(asked.problem, result.assignment, _bands(asked, result))
    if verdict.is_kept:
        return result
    return replace(
        result, status="none found", assignment=result.assignment[:0], broken=verdict.broken
    )


def _bands(asked: Asked, result: Result) -> tuple[Band, ...]:
    """The bands as widened before the solve; hard ones never are."""
    bands = list(asked.problem.bands)
    for position, band in enumerate(bands):
        lower, upper = band.lower.copy(), band.upper.copy()
        for one in result.relaxations:
            if one.measure == band.measure and not band.is_hard:
                where = slice(None) if one.territory < 0 else one.territory
                lower[where], upper[where] = one.lower, one.upper
        bands[position] = replace(band, lower=lower, upper=upper)
    return tuple(bands)
