"""Locks, caps, forbidden pairs and families together, against all plans there are."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from test_fixed import grid, solve

from salesplanner.optimize.arcs import build_arcs, with_bounds
from salesplanner.optimize.bound import bound_from_prices
from salesplanner.optimize.coarse import coarsened, groups_in_space
from salesplanner.optimize.problem import Cap, Floats, Problem, Term
from salesplanner.optimize.relax import forbid_what_is_too_heavy
from salesplanner.optimize.relaxation import relaxation_prices
from salesplanner.optimize.solver import Limits
from salesplanner.optimize.transport import nearest_candidates, solve_over_all_arcs
from salesplanner.optimize.verdict import judge

WIDTH, HEIGHT = 4, 2


def tangled(seed: int) -> Problem:
    """Two territories on a strip of eight units with a bit of everything."""
    random = np.random.default_rng(seed)
    n = WIDTH * HEIGHT
    problem = grid(WIDTH, HEIGHT, 2, seed, 0.5)
    current = (np.arange(n) % WIDTH >= WIDTH // 2).astype(np.int64)
    worth = random.integers(1, 9, n).astype(float)
    caps = (
        Cap(kind="disruption", measure="worth", values=worth, most=np.array([0.6 * worth.sum()])),
        Cap(kind="handover", measure="units", values=np.ones(n), most=np.array([3.0, 2.0])),
        Cap(kind="takeover", measure="units", values=np.ones(n), most=np.array([2.0, 3.0])),
    )
    second = problem.bands[0].values[::-1].copy()
    middle = second.sum() / 2
    band = replace(
        problem.bands[0], measure="second", values=second, is_hard=True,
        lower=np.full(2, 0.4 * middle), upper=np.full(2, 1.6 * middle),
    )  # fmt: skip
    return replace(
        problem,
        terms=(Term(kind="travel", values=random.uniform(1, 3, n)),
               Term(kind="disruption", weight=0.5, values=worth)),
        bands=(*problem.bands, band),
        caps=caps[: 1 + seed % 3],
        current=current,
        is_locked=np.arange(n) == random.integers(n),
        forbidden=np.array([[(seed + 3) % n, 1 - current[(seed + 3) % n]]]),
        family=np.where(np.isin(np.arange(n), (1, 2)), 0, -1) if seed % 2 else problem.family,
        borders=None if seed % 4 == 0 else problem.borders,
    )  # fmt: skip


def kept_objectives(problem: Problem) -> list[float]:
    plans = (np.array(p) for p in product(range(2), repeat=problem.n_items))
    kept = [plan for plan in plans if judge(problem, plan).is_kept]
    member = build_arcs(problem).member
    first = np.unique(member, return_index=True)[1]
    arcs = build_arcs(problem)
    return [arcs.objective(plan[first]) for plan in kept]


@pytest.mark.parametrize("seed", range(8))
def test_with_everything_asked_at_once_the_best_of_all_plans_is_found(seed: int) -> None:
    problem = tangled(seed)
    values = kept_objectives(problem)
    assert values, "an example without any plan proves nothing"
    result = solve(problem, 4)
    assert judge(problem, result.assignment).is_kept
    assert result.objective == pytest.approx(min(values))
    assert result.bound is not None
    assert result.bound <= min(values) + 1e-9


def test_prices_of_a_map_merged_into_groups_prove_a_bound_close_to_the_relaxation() -> None:
    problem = grid(30, 20, 6, 3)
    arcs = build_arcs(problem)
    small = coarsened(arcs, groups_in_space(problem.place, 150))
    found = solve_over_all_arcs(small, nearest_candidates(small, 6), Limits(), 5)
    exact = relaxation_prices(arcs, problem.place, Limits())[1]
    assert found is not None
    assert 100 <= small.n <= 200
    bound = bound_from_prices(arcs, found.prices)
    assert 0.97 * exact <= bound <= exact + 1e-6


def test_groups_cover_every_item_and_are_about_as_many_as_asked() -> None:
    place = grid(40, 25, 4).place
    group = groups_in_space(place, 100)
    size = np.bincount(group)
    assert 70 <= len(size) <= 140
    assert size.min() >= 5


def test_what_was_too_heavy_may_be_put_back_and_costs_what_it_did() -> None:
    problem = grid(5, 4, 3, 2)
    arcs = build_arcs(problem)
    before = arcs.cost.copy()
    tight = with_bounds(arcs, (replace(problem.bands[0], upper=_one_is_small(problem)),))
    gone = forbid_what_is_too_heavy(tight)
    assert np.isinf(tight.cost[:, 0]).sum() == len(gone.item) > 0
    gone.put_back(tight)
    assert np.array_equal(tight.cost, before)


def _one_is_small(problem: Problem) -> Floats:
    upper = problem.bands[0].upper.copy()
    upper[0] = 9.0
    return upper
