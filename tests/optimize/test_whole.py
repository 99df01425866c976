"""Small problems with given centres, solved as one model."""

from dataclasses import replace

import numpy as np
import pytest
from test_fixed import best_by_trying_all, grid, solve

from salesplanner.optimize.problem import Problem
from salesplanner.optimize.verdict import judge


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_a_small_map_is_proven_best(seed: int) -> None:
    problem = grid(4, 3, 2, seed)
    result = solve(problem)
    assert result.status == "proven best"
    assert result.objective == pytest.approx(best_by_trying_all(problem))
    assert result.bound == pytest.approx(result.objective)


def strip(loads: list[float], upper: float, *, is_hard: bool) -> Problem:
    """Units side by side in a row, two territories with homes at its ends."""
    problem = grid(len(loads), 1, 2)
    place = problem.place
    band = replace(
        problem.bands[0], values=np.array(loads), is_hard=is_hard,
        lower=np.zeros(2), upper=np.full(2, upper),
    )  # fmt: skip
    homes = replace(place, x=np.array([0.0, len(loads) - 1.0]), y=np.zeros(2))
    return replace(problem, bands=(band,), centres=homes)


def test_a_limit_kept_only_by_territories_in_two_parts_is_proven_impossible() -> None:
    problem = strip([6.0, 5.0, 6.0, 5.0], 11.0, is_hard=True)
    assert judge(problem, solve(problem).assignment).is_kept
    apart = strip([6.0, 1.0, 1.0, 8.0, 2.0], 9.0, is_hard=True)
    result = solve(apart)
    assert result.status == "impossible"
    assert "no plan keeps" in result.message


def test_a_band_nothing_can_keep_is_widened_as_little_as_can_be() -> None:
    result = solve(strip([6.0, 1.0, 1.0, 8.0, 2.0], 9.0, is_hard=False))
    assert result.has_plan
    assert [one.upper for one in result.relaxations] == [pytest.approx(10.0)]
    assert result.status == "proven best"
