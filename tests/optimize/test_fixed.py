from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from salesplanner.optimize.arcs import build_arcs
from salesplanner.optimize.fixed import solve_fixed
from salesplanner.optimize.problem import Band, Cap, Place, Problem, Response, Term
from salesplanner.optimize.result import Result, Settings
from salesplanner.optimize.verdict import judge
from salesplanner.progress import Progress


def grid(width: int, height: int, k: int, seed: int = 0, share: float = 0.2) -> Problem:
    """width x height units with random loads and k homes."""
    random = np.random.default_rng(seed)
    n = width * height
    x, y = np.arange(n) % width * 1.0, np.arange(n) // width * 1.0
    right = np.array([[i, i + 1] for i in range(n) if i % width < width - 1])
    down = np.array([[i, i + width] for i in range(n - width)]).reshape(-1, 2)
    load = random.integers(5, 15, n).astype(float)
    homes = random.choice(n, k, replace=False)
    middle = load.sum() / k
    return Problem(
        item_ids=tuple(f"u{i}" for i in range(n)),
        item_noun="unit",
        territory_ids=tuple(f"t{t}" for t in range(k)),
        place=Place(x=x, y=y, is_plane=True),
        centres=Place(x=x[homes], y=y[homes], is_plane=True),
        terms=(Term(kind="travel", values=np.ones(n)),),
        bands=(
            Band(
                measure="load",
                values=load,
                lower=np.full(k, (1 - share) * middle),
                upper=np.full(k, (1 + share) * middle),
                is_hard=False,
            ),
        ),
        borders=np.vstack([right.reshape(-1, 2), down]).astype(np.int64),
    )


def solve(problem: Problem, effort: int = 4) -> Result:
    return solve_fixed(problem, Settings(effort=effort, threads=1), Progress())


def best_by_trying_all(problem: Problem) -> float:
    arcs = build_arcs(problem)
    plans = (np.array(p) for p in product(range(problem.n_territories), repeat=problem.n_items))
    return min(arcs.objective(plan) for plan in plans if judge(problem, plan).is_kept)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_on_a_small_map_the_best_of_all_plans_is_found_and_the_bound_is_below_it(seed: int) -> None:
    problem = grid(4, 3, 2, seed)
    best = best_by_trying_all(problem)
    result = solve(problem)
    assert result.objective == pytest.approx(best)
    assert result.bound is not None
    assert result.bound <= best + 1e-9


def test_a_plan_of_two_hundred_units_keeps_every_promise_with_a_small_gap() -> None:
    problem = grid(20, 10, 8, 5)
    result = solve(problem, 8)
    assert judge(problem, result.assignment).is_kept
    assert result.gap is not None
    assert result.gap < 0.05


def test_the_same_seed_and_effort_give_the_same_plan() -> None:
    problem = grid(12, 10, 5, 4)
    assert np.array_equal(solve(problem).assignment, solve(problem).assignment)


def test_several_reps_with_the_same_home_share_the_land_around_it() -> None:
    problem = grid(12, 6, 4, 2)
    x, y = np.full(4, 5.0), np.full(4, 3.0)
    result = solve(replace(problem, centres=Place(x=x, y=y, is_plane=True)))
    assert result.has_plan
    assert judge(problem, result.assignment).is_kept


def test_a_unit_heavier_than_its_band_widens_it_just_as_far_as_needed() -> None:
    problem = grid(8, 6, 4, 3)
    band = problem.bands[0]
    values = band.values.copy()
    values[9] = 300.0
    heavy = replace(problem, bands=(replace(band, values=values, upper=np.full(4, 250.0)),))
    heavy = replace(heavy, bands=(replace(heavy.bands[0], lower=np.full(4, 60.0)),))
    result = solve(heavy)
    assert [r.upper for r in result.relaxations] == [300.0]
    assert "u9" in result.relaxations[0].reason
    assert result.has_plan


def test_a_unit_heavier_than_a_hard_limit_is_impossible_and_named() -> None:
    problem = grid(6, 4, 3, 3)
    values = problem.bands[0].values.copy()
    values[7] = 900.0
    limit = replace(
        problem.bands[0], values=values, is_hard=True, lower=np.zeros(3), upper=np.full(3, 800.0)
    )
    result = solve(replace(problem, bands=(limit,)))
    assert result.status == "impossible"
    assert any("u7" in reason for reason in result.broken)
    assert not result.has_plan


def test_more_territories_than_units_is_impossible() -> None:
    problem = grid(2, 1, 2, 0)
    three = replace(
        problem,
        territory_ids=("a", "b", "c"),
        centres=Place(x=np.zeros(3), y=np.zeros(3), is_plane=True),
        bands=(),
    )
    assert solve(three).status == "impossible"


def test_locks_that_contradict_what_is_forbidden_are_impossible() -> None:
    problem = grid(4, 3, 2, 1)
    clash = replace(
        problem,
        current=np.zeros(12, np.int64),
        is_locked=np.arange(12) == 5,
        forbidden=np.array([[5, 0]]),
    )
    result = solve(clash)
    assert result.status == "impossible"
    assert any("u5" in reason for reason in result.broken)


def test_a_map_in_more_parts_than_territories_is_impossible() -> None:
    problem = replace(grid(4, 3, 2, 1), borders=np.array([[0, 1]]), bands=())
    assert solve(problem).status == "impossible"


def test_locked_forbidden_and_family_are_kept() -> None:
    problem = grid(6, 5, 3, 6, 0.4)
    first = solve(problem).assignment
    asked = replace(
        problem,
        current=(first + 1) % 3,
        is_locked=np.arange(30) == 29,
        forbidden=np.array([[0, int(first[0])]]),
        family=np.where(np.isin(np.arange(30), (10, 11)), 1, -1),
        borders=None,
    )
    result = solve(asked)
    assert judge(asked, result.assignment).is_kept


def test_a_cap_on_disruption_holds() -> None:
    problem = grid(10, 6, 3, 8, 0.3)
    current = solve(problem).assignment
    moved = replace(problem, centres=Place(x=np.array([1.0, 5, 8]), y=np.ones(3), is_plane=True))
    cap = Cap(kind="disruption", measure="units", values=np.ones(60), most=np.array([6.0]))
    asked = replace(moved, current=current, caps=(cap,))
    result = solve(asked, 8)
    assert judge(asked, result.assignment).is_kept
    assert int((result.assignment != current).sum()) <= 6


def test_expected_revenue_is_maximised_below_its_bound() -> None:
    problem = grid(4, 3, 2, 4, 0.6)
    response = Response(
        elasticity=0.34,
        attraction=np.arange(1.0, 13.0),
        floor_amount=np.ones(12),
        hours=np.array([100.0, 60.0]),
        travel_hours_per_km=np.full(12, 0.5),
    )
    asked = replace(problem, terms=(Term(kind="revenue"),), response=response)
    best = best_by_trying_all(asked)
    result = solve(asked, 6)
    assert result.objective == pytest.approx(best, rel=1e-3)
    assert result.bound is not None
    assert result.bound <= best + 1e-9


def test_balance_as_an_objective_evens_out_the_loads() -> None:
    problem = grid(4, 3, 2, 4, 0.6)
    values = problem.bands[0].values
    asked = replace(problem, terms=(Term(kind="balance", values=values),))
    assert solve(asked, 6).objective == pytest.approx(best_by_trying_all(asked))


@pytest.mark.parametrize("case", ["one unit", "one territory", "one spot", "nothing to carry"])
def test_degenerate_problems_get_a_plan(case: str) -> None:
    problem = {
        "one unit": replace(grid(1, 1, 1), borders=np.empty((0, 2), np.int64)),
        "one territory": grid(4, 4, 1),
        "one spot": replace(
            grid(4, 4, 3), place=Place(x=np.zeros(16), y=np.zeros(16), is_plane=True), bands=()
        ),
        "nothing to carry": replace(grid(4, 4, 3), bands=()),
    }[case]
    result = solve(problem)
    assert result.has_plan
    assert judge(problem, result.assignment).is_kept


def test_a_stop_before_the_start_gives_a_verified_answer_or_none() -> None:
    progress = Progress()
    progress.stop()
    problem = grid(12, 10, 5, 4)
    result = solve_fixed(problem, Settings(time_limit=30), progress)
    assert result.status in ("stopped", "none found")
