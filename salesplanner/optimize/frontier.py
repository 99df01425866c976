"""The trade-off curve: the same question with a different cap on disruption at each point."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from salesplanner.optimize.answer import Answer, answer_of
from salesplanner.optimize.finished_total import solve_asked
from salesplanner.optimize.from_plan import ask
from salesplanner.optimize.options import CapAsked, Options
from salesplanner.optimize.problem import Problem
from salesplanner.optimize.result import Result, Settings
from salesplanner.optimize.verified import verified
from salesplanner.plan.model import Plan
from salesplanner.progress import Progress

Solve = Callable[[Problem, Settings, Progress], Result]


@dataclass(frozen=True, eq=False)
class Point:
    """One point: the cap, and the verified answer; `answer` is None where there is no plan."""

    share: float
    result: Result
    answer: Answer | None


def frontier(
    plan: Plan,
    scenario_id: str,
    options: Options,
    shares: Sequence[float],
    solve: Solve,
    settings: Settings,
    progress: Progress,
    distances: pd.DataFrame | None = None,
) -> list[Point]:
    """Solve for each cap on the revenue that changes territory, the time shared out evenly.

    Args:
        shares: caps, 0 to 1. Other caps of `options` stay.
        settings: time_limit is for all points together.

    Raises:
        PlanProblem: the question cannot be meant for this plan.
    """
    points = []
    for number, share in enumerate(shares):
        cap = CapAsked(kind="disruption", measure="revenue", amount=share, is_share=True)
        asked = ask(plan, scenario_id, replace(options, caps=(*options.caps, cap)), distances)
        part = progress.part(number / len(shares), (number + 1) / len(shares))
        one = replace(settings, time_limit=settings.time_limit / len(shares))
        result = verified(asked, solve_asked(asked, solve, one, part))
        answer = answer_of(asked, result) if result.has_plan else None
        points.append(Point(share, result, answer))
        if progress.stop_requested:
            break
    return points


def frontier_table(points: Sequence[Point]) -> pd.DataFrame:
    """disruption_share (the cap), objective, bound, gap, status, name: one row a point."""
    rows = [
        {
            "disruption_share": point.share,
            "objective": point.result.objective,
            "bound": point.result.bound,
            "gap": point.result.gap,
            "status": point.result.status,
            "name": f"{point.share:.0%}",
        }
        for point in points
    ]
    table = pd.DataFrame(rows)
    numbers = ["disruption_share", "objective", "bound", "gap"]
    return table.astype(dict.fromkeys(numbers, "float64"))
