"""Solves with free centres, through the front door, on maps small enough to know the answer."""

import csv
import threading
import time
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from salesplanner.optimize import Problem, Result, Settings, solve
from salesplanner.optimize.problem import Band, Floats, Ints, Place, Term
from salesplanner.optimize.verdict import judge
from salesplanner.progress import Progress

DATA = Path(__file__).resolve().parents[1] / "data" / "hess"


def grid(rows: int, columns: int, k: int, seed: int = 0) -> Problem:
    """A map of rows x columns squares with random sizes, one band within 15 % of the mean."""
    n = rows * columns
    size = np.random.default_rng(seed).integers(50, 150, n).astype(float)
    y, x = np.divmod(np.arange(n), columns)
    right = [(i, i + 1) for i in range(n) if (i + 1) % columns]
    down = [(i, i + columns) for i in range(n - columns)]
    mean = size.sum() / k
    return Problem(
        item_ids=tuple(f"U{i:03}" for i in range(n)),
        item_noun="unit",
        territory_ids=tuple(f"T{t}" for t in range(k)),
        place=Place(x=10.0 * x, y=10.0 * y, is_plane=True),
        centres=None,
        terms=(Term(kind="inertia", values=size),),
        bands=(band(size, np.full(k, 0.85 * mean), np.full(k, 1.15 * mean)),),
        borders=np.array(right + down, np.int64),
    )


def band(values: Floats, lower: Floats, upper: Floats, is_hard: bool = True) -> Band:
    return Band(measure="size", values=values, lower=lower, upper=upper, is_hard=is_hard)


def county(state: str, k: int, lower: float, upper: float) -> Problem:
    folder = DATA / f"county-{state}"
    with (folder / "units.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [row["unit_id"] for row in rows]
    with (folder / "borders.csv").open(newline="") as file:
        pairs = [(ids.index(r["unit_a"]), ids.index(r["unit_b"])) for r in csv.DictReader(file)]
    people = np.array([float(row["population"]) for row in rows])
    return Problem(
        item_ids=tuple(ids),
        item_noun="unit",
        territory_ids=tuple(f"T{t}" for t in range(k)),
        place=Place(
            x=np.array([float(row["x_km"]) for row in rows]),
            y=np.array([float(row["y_km"]) for row in rows]),
            is_plane=True,
        ),
        centres=None,
        terms=(Term(kind="inertia", values=people),),
        bands=(band(people, np.full(k, lower), np.full(k, upper)),),
        borders=np.array(pairs, np.int64),
    )


def run(problem: Problem, seconds: float = 20.0, **wishes: object) -> Result:
    return solve(problem, replace(Settings(time_limit=seconds), **wishes), Progress())


def cost_with_best_centres(problem: Problem, assignment: Ints) -> float:
    """Counted anew, pair by pair."""
    place, size = problem.place, problem.terms[0].values
    assert size is not None
    total = 0.0
    for t in np.unique(assignment):
        x, y, w = (column[assignment == t] for column in (place.x, place.y, size))
        squares = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
        total += float((w[:, None] * squares).sum(axis=0).min())
    return total


def best_by_trying_all(problem: Problem) -> float:
    best = np.inf
    for plan in product(range(problem.n_territories), repeat=problem.n_items):
        assignment = np.array(plan)
        if not judge(problem, assignment).broken:
            best = min(best, cost_with_best_centres(problem, assignment))
    return best


def test_a_small_map_gets_the_plan_that_trying_all_of_them_finds() -> None:
    problem = grid(3, 4, 2)
    result = run(problem)
    assert result.status == "proven best"
    assert result.objective == pytest.approx(best_by_trying_all(problem))


def test_three_territories_on_a_small_map_match_all_plans_tried() -> None:
    problem = grid(3, 3, 3, seed=4)
    problem = replace(
        problem, bands=(band(problem.bands[0].values, np.full(3, 150.0), np.full(3, 420.0)),)
    )
    result = run(problem)
    assert result.status == "proven best"
    assert result.objective == pytest.approx(best_by_trying_all(problem))


def test_the_published_optimum_of_new_mexico_is_found_and_proven() -> None:
    result = run(county("NM", 3, 682962, 689824))
    assert result.status == "proven best"
    assert result.objective is not None
    assert result.objective / 1e6 == pytest.approx(32935.9, rel=1e-6)


def test_what_holds_whatever_the_centres_holds_for_these() -> None:
    result = run(county("NM", 3, 682962, 689824))
    assert result.gap is not None and result.gap_given_centres is not None
    assert result.gap_given_centres <= result.gap


def test_the_seconds_of_the_steps_add_up_to_no_more_than_the_whole() -> None:
    began = time.monotonic()
    result = run(grid(8, 9, 5, seed=1), seconds=3)
    assert sum(result.seconds.values()) <= time.monotonic() - began


def test_colorado_is_proven_impossible_in_one_piece_each() -> None:
    result = run(county("CO", 7, 714865, 722048), seconds=30)
    assert result.status == "impossible"
    assert not result.has_plan


def test_colorado_has_a_plan_without_contiguity() -> None:
    problem = replace(county("CO", 7, 714865, 722048), borders=None)
    result = run(problem, seconds=15)
    assert result.has_plan
    assert judge(problem, result.assignment).is_kept


def test_the_objective_is_what_the_plan_costs_with_its_best_centres() -> None:
    problem = grid(8, 9, 5, seed=1)
    result = run(problem, seconds=4)
    assert judge(problem, result.assignment).is_kept
    assert result.objective == pytest.approx(cost_with_best_centres(problem, result.assignment))
    assert all(result.assignment[c] == t for t, c in enumerate(result.centre))


def test_the_bound_is_below_the_plan_and_above_nothing_better() -> None:
    problem = grid(7, 7, 4, seed=2)
    quick, long = run(problem, seconds=1.5), run(problem, seconds=10)
    assert quick.bound is not None and long.objective is not None
    assert quick.bound <= long.objective * (1 + 1e-9)


def test_travel_without_borders_keeps_the_upper_limit() -> None:
    base = grid(10, 10, 6, seed=3)
    visits = base.bands[0].values
    upper = np.full(6, 1.05 * visits.sum() / 6)
    problem = replace(
        base,
        borders=None,
        terms=(Term(kind="travel", values=np.ones(100)),),
        bands=(band(visits, np.zeros(6), upper),),
    )
    result = run(problem, seconds=4)
    assert judge(problem, result.assignment).is_kept


def test_two_measures_are_kept_within_their_bands_at_once() -> None:
    base = grid(9, 9, 4, seed=5)
    second = np.random.default_rng(9).integers(1, 20, 81).astype(float)
    mean = second.sum() / 4
    bands = (*base.bands, band(second, np.full(4, 0.9 * mean), np.full(4, 1.1 * mean)))
    problem = replace(base, bands=bands)
    result = run(problem, seconds=6)
    assert judge(problem, result.assignment).is_kept


def test_two_islands_share_no_territory() -> None:
    base = grid(6, 8, 4, seed=6)
    assert base.borders is not None
    crosses = (base.borders[:, 0] % 8 == 3) & (base.borders[:, 1] % 8 == 4)
    problem = replace(base, borders=base.borders[~crosses])
    result = run(problem, seconds=4)
    west = set(result.assignment[np.arange(48) % 8 < 4])
    east = set(result.assignment[np.arange(48) % 8 >= 4])
    assert not west & east
    assert judge(problem, result.assignment).is_kept


def test_more_islands_than_territories_are_impossible_and_the_answer_says_why() -> None:
    problem = replace(grid(3, 3, 2), borders=np.array([[0, 1]]))
    result = run(problem)
    assert result.status == "impossible"
    assert "parts" in result.message


def test_a_unit_above_a_hard_limit_makes_it_impossible_and_is_named() -> None:
    base = grid(4, 4, 3)
    size = base.bands[0].values.copy()
    size[5] = 2000.0
    problem = replace(base, bands=(band(size, np.zeros(3), np.full(3, 1500.0)),))
    result = run(problem)
    assert result.status == "impossible"
    assert "U005" in result.message


def test_a_unit_above_a_soft_band_gets_its_own_territory_and_a_named_widening() -> None:
    base = grid(4, 5, 3)
    size = base.bands[0].values.copy()
    size[7] = 2.0 * size.sum()
    mean = size.sum() / 3
    soft = band(size, np.full(3, 0.8 * mean), np.full(3, 1.2 * mean), is_hard=False)
    problem = replace(base, bands=(soft,))
    result = run(problem, seconds=5)
    assert result.has_plan
    assert (result.assignment == result.assignment[7]).sum() == 1
    assert any("U007" in relaxation.reason for relaxation in result.relaxations)


def test_more_territories_than_units_are_impossible() -> None:
    assert run(grid(2, 2, 5)).status == "impossible"


def test_one_unit_and_one_territory_are_no_riddle() -> None:
    result = run(replace(grid(1, 1, 1), borders=None))
    assert result.assignment.tolist() == [0]


def test_units_in_one_spot_are_still_shared_out() -> None:
    base = grid(4, 5, 4)
    problem = replace(
        base, borders=None, place=Place(x=np.zeros(20), y=np.zeros(20), is_plane=True)
    )
    result = run(problem, seconds=15)
    assert judge(problem, result.assignment).is_kept


def test_counted_steps_and_one_seed_give_the_same_plan_twice() -> None:
    problem = grid(12, 12, 5, seed=8)
    first, second = (run(problem, effort=60, threads=1, seed=3) for _ in range(2))
    assert first.assignment.tolist() == second.assignment.tolist()
    assert first.centre.tolist() == second.centre.tolist()


def test_a_stop_returns_the_best_plan_so_far_within_a_second() -> None:
    problem = grid(20, 20, 8, seed=9)
    heard = threading.Event()

    def listen(_share: float, text: str) -> None:
        if text.startswith("Best plan"):
            heard.set()

    progress = Progress(listen)
    answers: list[tuple[Result, float]] = []

    def work() -> None:
        answers.append((solve(problem, Settings(time_limit=60), progress), time.monotonic()))

    worker = threading.Thread(target=work)
    worker.start()
    assert heard.wait(40)
    asked = time.monotonic()
    progress.stop()
    worker.join(20)
    result, ended = answers[0]
    assert result.has_plan
    assert judge(problem, result.assignment).is_kept
    assert ended - asked < 10  # generous: the machine may be busy; the benchmark measures it
