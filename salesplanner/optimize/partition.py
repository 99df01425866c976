"""Small maps proven by whole territories: prices of items, the territories that could pay, a cover.

bound(alpha) = sum_i alpha_i + sum of the k least V_j(alpha), where V_j is the cheapest territory
around site j that is connected and keeps the bands, no item split: far tighter than the relaxation
of `lagrangian.py`. A plan that costs less than U is made of territories whose reduced cost is below
what U leaves for one of them; all of these are listed, and the cheapest exact cover is the best
plan, or proves that none below U exists (Baldacci, Christofides and Mingozzi 2008, Mathematical
Programming 115, do so for vehicle routes). U grows step by step from the bound to the best plan.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from salesplanner.optimize.instance import Instance, is_even_band
from salesplanner.optimize.problem import Bools, Floats, Ints
from salesplanner.optimize.territory_kernel import (
    WORD,
    Words,
    cheapest_cover,
    grow_territories,
    how_often,
    price_sites,
    renumbered,
)

MOST_ITEMS = 160
_PATIENCE, _SOFTER, _LEAST_FACTOR = 15, 0.6, 2e-5
_DEFLECTION = 0.6
_NODES_TO_PRICE, _NODES_TO_LIST, _TESTS = 100_000, 60_000_000, 2_000_000_000
_MOST_SETS = 5_000_000
_STEPS_UP = (
    0.003,
    0.01,
    0.02,
    0.032,
    0.045,
    0.058,
    0.072,
    0.086,
    0.1,
    0.13,
    0.2,
)  # of the bound: how far U is from it
_CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class Pricing:
    """The best prices of items (n,), the value of each site (n,), and the bound they prove."""

    alpha: Floats
    value: Floats
    bound: float


def suits(instance: Instance) -> bool:
    """Whether the map is small and all territories keep the same bands of what is never below 0."""
    bands = len(instance.values) > 0 and (instance.values >= 0).all()
    return bool(
        bands and instance.is_contiguous and instance.n <= MOST_ITEMS and is_even_band(instance)
    )


class PartitionProof:
    """One map's proof; `bound` and `plan` hold whenever they are read."""

    def __init__(self, instance: Instance, alpha: Floats, is_over: Callable[[], bool]) -> None:
        self.instance, self.is_over = instance, is_over
        self.stop = np.zeros(1, np.bool_)  # for the kernels, set from another thread
        mean = np.maximum(np.abs(instance.values).sum(axis=1) / instance.k, 1e-12)
        tightest = int(np.argmin((instance.upper - instance.lower).mean(axis=1) / mean))
        rows = np.array([tightest, *np.delete(np.arange(len(instance.values)), tightest)])
        self.values = np.ascontiguousarray(instance.values[rows])
        self.lower = instance.lower.min(axis=1)[rows]
        self.upper = instance.upper.max(axis=1)[rows]
        self.cost = np.ascontiguousarray(instance.weight[None, :] * instance.far.T)
        self.best = Pricing(alpha, np.zeros(instance.n), -np.inf)
        self.is_proven = False

    def climb(self, aim: float, steps: int, on_bound: Callable[[float], None]) -> None:
        """Better prices by deflected subgradients towards `aim`, the cost of a plan."""
        one, k = self.instance, self.instance.k
        alpha, direction = self.best.alpha.copy(), np.zeros(one.n)
        factor, idle = 1.0, 0
        for _ in range(steps):
            value, covered = self._priced(alpha)
            chosen = np.argsort(value, kind="stable")[:k]
            bound = float(alpha.sum() + value[chosen].sum())
            if not np.isfinite(bound) or self.is_over():
                break
            if bound > self.best.bound:
                self.best, idle = Pricing(alpha, value, bound), 0
                on_bound(bound)
            else:
                idle += 1
            if idle > _PATIENCE:
                idle, factor = 0, factor * _SOFTER
                alpha, direction = self.best.alpha.copy(), np.zeros(one.n)
            missing = 1.0 - covered[chosen].sum(axis=0)
            direction = missing + _DEFLECTION * direction
            size = float(direction @ direction)
            if factor < _LEAST_FACTOR or size <= 0 or bound >= aim * (1 - _CLOSE):
                break
            distance = max(min(aim, 1.3 * abs(bound)) - bound, 1e-6 * abs(bound))
            alpha = alpha + factor * distance / size * direction

    def prove(
        self, known: Callable[[], float], on_bound: Callable[[float], None],
        on_plan: Callable[[Ints], None],
    ) -> None:  # fmt: skip
        """Lists the territories of plans below U and covers the map with them, U growing.

        known: cost of the best plan known so far. on_plan: hears of a better one, (n,).
        """
        counts: list[tuple[float, int]] = []
        for step in _STEPS_UP:
            if not np.isfinite(self.best.bound) or self.is_over():
                return
            most = min(self.best.bound * (1 + step), known() * (1 + _CLOSE))
            if _expected(counts, most) > _MOST_SETS:
                return
            listed = self._listed(most)
            if listed is None:
                return
            counts.append((most, len(listed[0])))
            plan, is_cut = self._cover(*listed, most)
            if plan is not None:
                on_plan(plan)
            if is_cut:
                return
            on_bound(most if plan is None else min(known(), most))
            if plan is not None or most >= known():
                self.is_proven = True
                return

    def sites_below(self, cost: float) -> Bools:
        """(n,) items that could be a centre in a plan cheaper than this."""
        if not np.isfinite(self.best.bound) or not np.isfinite(cost):
            return np.ones(self.instance.n, np.bool_)
        return self.best.value <= self._left(cost)

    def _left(self, cost: float) -> Floats:
        """(n,) what a plan of this cost leaves for the territory of each site: the others cost at
        least the k - 1 cheapest."""
        k, value = self.instance.k, self.best.value
        order = np.sort(value)
        others = np.where(value > order[k - 2], order[: k - 1].sum(), order[:k].sum() - value)
        if k == 1:
            others = np.zeros(len(value))
        return np.asarray(cost * (1 + _CLOSE) - float(self.best.alpha.sum()) - others)

    def _priced(self, alpha: Floats) -> tuple[Floats, Bools]:
        """(n,) value of each site and (n, n) the items of its cheapest territory."""
        one = self.instance
        bands = (self.values, self.lower, self.upper)
        value, sets = price_sites(
            self.cost, alpha, *bands, one.start, one.other, one.k, _NODES_TO_PRICE, self.stop
        )
        return np.asarray(value), unpacked(sets, one.n)

    def _grown(
        self, j: int, alpha: Floats, most: float, is_all: bool, room: int, nodes: int
    ) -> tuple[Words, Floats, float, bool]:
        one = self.instance
        reduced = np.ascontiguousarray(self.cost[j] - alpha)
        bands = (self.values, self.lower, self.upper)
        limits = (most, is_all, room, nodes, self.stop)
        sets, cost, least, is_cut = grow_territories(
            j, reduced, *bands, one.start, one.other, *limits
        )
        return sets, cost, float(least), bool(is_cut)

    def _listed(self, most: float) -> tuple[Words, Floats] | None:
        """All territories that a plan below `most` could have, with their reduced costs; None
        where they are too many."""
        left = self._left(most)
        kept: list[tuple[Words, Floats]] = []
        room = _MOST_SETS
        for j in np.flatnonzero(self.best.value <= left):
            if self.is_over():
                return None
            sets, cost, _, is_cut = self._grown(
                int(j), self.best.alpha, float(left[j]), True, room, _NODES_TO_LIST
            )
            room -= len(sets)
            if is_cut or room <= 0:
                return None
            kept.append((sets, cost))
        if not kept:
            return np.zeros((0, -(-self.instance.n // WORD)), np.uint64), np.empty(0)
        return np.concatenate([sets for sets, _ in kept]), np.concatenate([c for _, c in kept])

    def _cover(self, sets: Words, cost: Floats, most: float) -> tuple[Ints | None, bool]:
        """The best plan made of these territories, None: there is none below `most`."""
        n, k = self.instance.n, self.instance.k
        rare = np.argsort(how_often(sets, n), kind="stable")
        packed, first = renumbered(sets, rare)
        order = np.lexsort((cost, first))
        begin = np.searchsorted(first[order], np.arange(n + 1))
        left = most - float(self.best.alpha.sum())
        packed = packed[order]
        found, _, is_cut = cheapest_cover(packed, cost[order], begin, n, k, left, _TESTS, self.stop)
        if found[0] < 0:
            return None, bool(is_cut)
        plan = np.zeros(n, np.int64)
        for t, inside in enumerate(unpacked(packed[found], n)):
            plan[rare[np.flatnonzero(inside)]] = t
        return plan, bool(is_cut)


def _expected(counts: list[tuple[float, int]], most: float) -> float:
    """How many territories there will be below `most`: their number grows by a factor each step,
    so the two lists before tell."""
    if len(counts) < 2 or counts[-2][1] == 0 or counts[-1][0] <= counts[-2][0]:
        return 0.0
    (first, few), (last, many) = counts[-2:]
    return float(many * (many / few) ** min((most - last) / (last - first), 50.0))


def unpacked(sets: Words, n: int) -> Bools:
    """(s, n) from a bit an item."""
    item = np.arange(n)
    bits = sets[:, item // WORD] >> (item % WORD).astype(np.uint64)
    return np.asarray(bits & np.uint64(1) != 0, np.bool_)
