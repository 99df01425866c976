"""A better bound by cases: how many centres lie in each region of the map.

The relaxation may put half a centre here and half a centre there, which no plan can. Cases by
the number of centres in a region (at most so many, or more) leave less of that: in each case the
Lagrangian bound is higher, and the least of them over all cases holds for the whole problem.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from salesplanner.optimize.instance import Instance
from salesplanner.optimize.lagrangian import BoundSearch, Counts, Dual
from salesplanner.optimize.problem import Bools, Floats, Ints

_STEPS = 260
_FIRST_FACTOR = 0.15
_FRACTION = 0.12  # of a centre: nearer to a whole number counts as whole


@dataclass(order=True)
class Case:
    bound: float
    order: int
    counts: Counts = field(compare=False)
    dual: Dual = field(compare=False)


class CaseSearch:
    """Splits the case with the least bound, again and again."""

    def __init__(self, instance: Instance, dual: Dual, region: Ints) -> None:
        self.instance = instance
        n_regions = int(region.max()) + 1
        counts = Counts(
            region=region,
            least=np.zeros(n_regions, np.int64),
            most=np.full(n_regions, instance.k),
        )
        self.order, self.is_stuck = 0, False
        self.open = [Case(dual.bound, 0, counts, dual)]

    @property
    def bound(self) -> float:
        return self.open[0].bound if self.open else np.inf

    def step(self, aim: float, is_over: Callable[[], bool]) -> None:
        """Replaces the case with the least bound by its parts; those above `aim` are closed."""
        case = self.open[0]
        parts = self._parts(case)
        solved = []
        for counts in parts:
            search = BoundSearch(self.instance, case.dual, counts, _FIRST_FACTOR)
            for _ in range(_STEPS):
                if search.is_spent or search.best.bound >= aim or is_over():
                    break
                search.step(aim)
            bound = max(search.best.bound, case.bound)
            if bound < aim:
                self.order += 1
                solved.append(Case(bound, self.order, counts, search.best))
        self.is_stuck = not parts
        if is_over() or self.is_stuck:
            return
        heapq.heappop(self.open)
        for part in solved:
            heapq.heappush(self.open, part)

    def _parts(self, case: Case) -> list[Counts]:
        """Cases by the region whose number of centres is least whole, else by a region halved."""
        counts = case.counts
        n_regions = len(counts.least)
        often = np.bincount(counts.region, case.dual.centres, n_regions)
        often = often * (self.instance.k / max(float(often.sum()), 1e-9))
        fraction = np.abs(often - np.round(often))
        r = int(np.argmax(fraction))
        if fraction[r] > _FRACTION:
            floor = int(np.floor(often[r]))
            return _valid([_limited(counts, r, 0, floor), _limited(counts, r, floor + 1, 10**6)])
        return self._halves(case, np.round(often).astype(np.int64))

    def _halves(self, case: Case, often: Ints) -> list[Counts]:
        """The region whose centres lie farthest apart, cut in two where half of them are."""
        counts = case.counts
        spread, cuts = np.zeros(len(often)), {}
        for at in np.flatnonzero(often > 0):
            cuts[int(at)], spread[at] = self._cut(case.dual.centres, counts.region == at)
        r = int(np.argmax(spread))
        if spread[r] <= 0:
            return []
        whole, new = int(often[r]), len(counts.least)
        parts = [_limited(counts, r, 0, whole - 1), _limited(counts, r, whole + 1, 10**6)]
        region = counts.region.copy()
        region[cuts[r]] = new
        inside = counts.least[r] <= whole <= counts.most[r]
        for first in range(whole + 1) if inside else ():
            least, most = np.append(counts.least, 0), np.append(counts.most, 0)
            least[r] = most[r] = first
            least[new] = most[new] = whole - first
            parts.append(Counts(region=region, least=least, most=most))
        return _valid(parts)

    def _cut(self, centres: Floats, is_inside: Bools) -> tuple[Ints, float]:
        """Items of one half (nearer to the one of two far-off centres), and how much is gained."""
        items = np.flatnonzero(is_inside)
        share = centres[items]
        if share.sum() <= 0 or len(items) < 2:
            return items[:0], 0.0
        far = self.instance.far
        first = items[int(np.argmax(share))]
        second = items[int(np.argmax(share * far[items, first]))]
        half = items[far[items, second] < far[items, first]]
        moved = float(centres[half].sum())
        return half, min(moved, float(share.sum()) - moved)


def _limited(counts: Counts, r: int, least: int, most: int) -> Counts:
    low, high = counts.least.copy(), counts.most.copy()
    low[r], high[r] = max(low[r], least), min(high[r], most)
    return Counts(region=counts.region, least=low, most=high)


def _valid(parts: list[Counts]) -> list[Counts]:
    return [part for part in parts if (part.least <= part.most).all()]
