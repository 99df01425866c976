"""The proof by whole territories, against all territories and all plans listed one by one."""

from itertools import combinations, product

import numpy as np
import pytest

from salesplanner.optimize.instance import Instance, make_instance
from salesplanner.optimize.partition import PartitionProof, suits, unpacked
from salesplanner.optimize.problem import Band, Floats, Place, Problem, Term
from salesplanner.optimize.territory_kernel import grow_territories

ROWS, COLUMNS, K = 3, 4, 3


def grid(seed: int, slack: float = 0.2) -> Instance:
    n = ROWS * COLUMNS
    size = np.random.default_rng(seed).integers(50, 150, n).astype(float)
    y, x = np.divmod(np.arange(n), COLUMNS)
    right = [(i, i + 1) for i in range(n) if (i + 1) % COLUMNS]
    down = [(i, i + COLUMNS) for i in range(n - COLUMNS)]
    mean = size.sum() / K
    low, high = np.full(K, (1 - slack) * mean), np.full(K, (1 + slack) * mean)
    problem = Problem(
        item_ids=tuple(f"U{i}" for i in range(n)), item_noun="unit",
        territory_ids=tuple(f"T{t}" for t in range(K)),
        place=Place(x=10.0 * x, y=10.0 * y, is_plane=True), centres=None,
        terms=(Term(kind="inertia", values=size),),
        bands=(Band(measure="size", values=size, lower=low, upper=high, is_hard=True),),
        borders=np.array(right + down, np.int64),
    )  # fmt: skip
    return make_instance(problem, low[None, :], high[None, :])


def is_connected(instance: Instance, items: set[int]) -> bool:
    seen, queue = set(), [min(items)]
    while queue:
        i = queue.pop()
        if i not in seen:
            seen.add(i)
            queue += set(instance.other[instance.start[i] : instance.start[i + 1]].tolist()) & items
    return seen == items


def all_territories(instance: Instance) -> list[set[int]]:
    sums = instance.values[0]
    found = []
    for size in range(1, instance.n + 1):
        for items in combinations(range(instance.n), size):
            total = sums[list(items)].sum()
            inside = instance.lower[0, 0] <= total <= instance.upper[0, 0]
            if inside and is_connected(instance, set(items)):
                found.append(set(items))
    return found


def cost_around(instance: Instance, items: set[int], site: int) -> float:
    return float(sum(instance.weight[i] * instance.far[i, site] for i in items))


def best_plan(instance: Instance) -> float:
    """Of all ways to part the map into three of its territories."""
    found = {frozenset(one): min(cost_around(instance, one, j) for j in one)
             for one in all_territories(instance)}  # fmt: skip
    best, every = np.inf, set(range(instance.n))
    for a, b in product(found, repeat=2):
        rest = frozenset(every - a - b)
        if 0 in a and not a & b and rest in found:
            best = min(best, found[a] + found[b] + found[rest])
    return float(best)


def reduced(instance: Instance, site: int, alpha: Floats) -> Floats:
    return np.ascontiguousarray(instance.weight * instance.far[:, site] - alpha)


def grown(instance: Instance, site: int, alpha: Floats, most: float, is_all: bool):
    return grow_territories(
        site, reduced(instance, site, alpha), instance.values, instance.lower[:, 0],
        instance.upper[:, 0], instance.start, instance.other, most, is_all, 100_000, 10**9,
        np.zeros(1, np.bool_),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_every_territory_around_a_site_is_listed_once(seed: int):
    instance = grid(seed)
    expected = sorted(tuple(sorted(one)) for one in all_territories(instance) if 5 in one)
    sets, costs, least, is_cut = grown(instance, 5, np.zeros(instance.n), np.inf, True)
    listed = [tuple(np.flatnonzero(row).tolist()) for row in unpacked(sets, instance.n)]
    assert sorted(listed) == expected
    assert costs == pytest.approx([cost_around(instance, set(one), 5) for one in listed])
    assert least == pytest.approx(costs.min())
    assert not is_cut


@pytest.mark.parametrize("seed", range(3))
def test_the_cheapest_territory_at_some_prices_is_the_cheapest_of_all(seed: int):
    instance = grid(seed)
    alpha = np.random.default_rng(seed).uniform(0, 30_000, instance.n)
    for site in range(instance.n):
        sums = [reduced(instance, site, alpha)[sorted(one)].sum()
                for one in all_territories(instance) if site in one]  # fmt: skip
        _, _, least, _ = grown(instance, site, alpha, np.inf, False)
        assert least == pytest.approx(min(sums, default=np.inf))


@pytest.mark.parametrize("seed", range(5))
def test_the_proof_ends_with_the_best_plan_there_is(seed: int):
    instance = grid(seed)
    assert suits(instance)
    best, plans, bounds = best_plan(instance), [], []
    assert np.isfinite(best)
    proof = PartitionProof(instance, np.full(instance.n, best / instance.n), lambda: False)
    proof.climb(best, 300, bounds.append)
    assert max(bounds) <= best * (1 + 1e-9), "a bound that holds"
    proof.prove(lambda: np.inf, bounds.append, plans.append)
    assert proof.is_proven
    cost = sum(
        min(cost_around(instance, set(np.flatnonzero(plans[-1] == t)), j)
            for j in np.flatnonzero(plans[-1] == t))
        for t in range(K)
    )  # fmt: skip
    assert cost == pytest.approx(best)


def test_a_proof_cut_short_from_another_thread_claims_nothing_wrong():
    instance = grid(2)
    best, plans, bounds = best_plan(instance), [], []
    proof = PartitionProof(instance, np.full(instance.n, best / instance.n), lambda: False)
    proof.stop[0] = True
    proof.climb(best, 300, bounds.append)
    proof.prove(lambda: best if plans else np.inf, bounds.append, plans.append)
    assert max(bounds, default=-np.inf) <= best * (1 + 1e-9)


def test_a_best_plan_known_before_is_proven_without_another():
    instance = grid(1)
    best, plans = best_plan(instance), []
    proof = PartitionProof(instance, np.full(instance.n, best / instance.n), lambda: False)
    proof.climb(best, 300, lambda _bound: None)
    proof.prove(lambda: best * (1 - 1e-6), lambda _bound: None, plans.append)
    assert proof.is_proven
    assert not plans
