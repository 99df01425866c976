"""The alignment solver: a Problem in, a verified Result out.

The front door: what other rooms use is here, or in a part named in FRONT_DOOR; everything else is
nobody else's business (tests/house/test_floors.py).
"""

from salesplanner.optimize.problem import Problem
from salesplanner.optimize.result import Result, Settings
from salesplanner.progress import Progress

__all__ = ["Problem", "Result", "Settings", "solve"]

FRONT_DOOR = (
    "answer",
    "finished_total",
    "from_plan",
    "frontier",
    "items",
    "options",
    "proposals",
    "quota_plan",
    "result",
    "seating",
    "standing",
    "suggest",
    "terms",
    "verdict",
    "verified",
)


def solve(problem: Problem, settings: Settings, progress: Progress) -> Result:
    """The best alignment found within the settings, with the bound that is proven for it.

    Raises:
        PlanProblem: the problem makes no sense (it is not merely impossible: that is a status).
    """
    # The solvers load PuLP and numba, which take a second: nobody pays for what is not called.
    if problem.centres is None:
        from salesplanner.optimize.free import solve_free  # noqa: PLC0415

        return solve_free(problem, settings, progress)
    from salesplanner.optimize.fixed import solve_fixed  # noqa: PLC0415

    return solve_fixed(problem, settings, progress)
