"""The proof beside the search: a bound whatever the centres, and for small maps the best plan."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from salesplanner.optimize.budget import Budget
from salesplanner.optimize.exact import solve_exactly
from salesplanner.optimize.free_search import SMALL, Shared
from salesplanner.optimize.groups import recentred_plan
from salesplanner.optimize.instance import Instance
from salesplanner.optimize.lagrangian import BoundSearch, anywhere, first_dual
from salesplanner.optimize.partition import PartitionProof, suits
from salesplanner.optimize.problem import Bools, Ints
from salesplanner.optimize.regions import CaseSearch
from salesplanner.optimize.solver import Limits

_MOST_PAIRS = 9_000  # offered to the exact model at once
_SHORT_STEPS = 150
_NODES_WHEN_COUNTED = 20_000
_CLIMB, _CLIMB_WHEN_COUNTED = 1000, 120
_SHARE_OF_WHOLE = 0.5  # of the time, for the exact model before whole territories
_BETWEEN_LOOKS = 0.05  # seconds
_SHARE_OF_CLIMB, _SHARE_OF_TERRITORIES = 0.15, 0.75


class Proof:
    """Raises `shared.bound`, and hands over plans that the exact model comes across."""

    def __init__(self, instance: Instance, shared: Shared, budget: Budget) -> None:
        self.instance, self.shared, self.budget = instance, shared, budget
        self.bounds: BoundSearch | None = None
        self.territories: PartitionProof | None = None
        self.is_small = instance.n <= SMALL
        self.ends_at = np.inf

    def run(self, seconds: float, is_short: bool, is_beside: bool = False) -> None:
        """is_beside: another thread sees to the exact model of a small map."""
        self.ends_at = time.monotonic() + seconds
        if not self.shared.sites or not np.isfinite(self.shared.sites[0].value):
            if self.is_small and not is_short and not is_beside:
                self.solve_whole()
            return
        if self.bounds is None:
            begin = first_dual(self.instance, self.shared.sites[0])
            self.bounds = BoundSearch(self.instance, begin, anywhere(self.instance))
        self._climb(_SHORT_STEPS if is_short else 100_000)
        if is_short or self._is_over():
            return
        if suits(self.instance):
            is_first = self.shared.plan is None or not self.budget.is_counted
            if is_first and not is_beside:
                self.solve_whole(_SHARE_OF_WHOLE)
            if not self._is_over():
                self._by_territories(1.0 if is_beside else _SHARE_OF_TERRITORIES)
        if self._is_over() or (self.is_small and is_beside):
            return
        if self.is_small or self._count(self.shared.cost) <= _MOST_PAIRS:
            self.solve_whole()
        self._split()

    def _by_territories(self, share: float) -> None:
        """Small maps: whole territories, priced and listed. Maps whose territories are too many
        show that soon, and are left to the exact model."""
        assert self.bounds is not None
        shared = self.shared
        left = self.ends_at - time.monotonic()
        caps = {"climb": _SHARE_OF_CLIMB * left, "all": share * left}
        stage, began = ["climb"], np.inf

        def is_over() -> bool:
            return self._is_over() or time.monotonic() - began > caps[stage[0]]

        whole = PartitionProof(self.instance, self.bounds.best.alpha, is_over)

        def hear(bound: float) -> None:
            shared.raise_bound(min(bound, shared.cost))

        steps = _CLIMB_WHEN_COUNTED if self.budget.is_counted else _CLIMB
        aim = min(shared.cost, 1.2 * max(self.bounds.best.bound, 0.0))
        with _watched(whole.stop, is_over):
            whole.climb(aim, 1, hear)  # compiles, on the first run of all
            began = time.monotonic()
            whole.climb(aim, steps, hear)
        self.territories, stage[0] = whole, "all"
        with _watched(whole.stop, is_over):
            whole.prove(lambda: shared.cost, hear, self._take)

    def _take(self, territory: Ints) -> None:
        self.shared.offer(recentred_plan(self.instance, territory))

    def _split(self) -> None:
        """Cases by centres in regions, at first the territories of the best plan."""
        plan = self.shared.plan
        if plan is None or self.bounds is None or self._is_over():
            return
        cases = CaseSearch(self.instance, self.bounds.best, plan.territory)
        while cases.open and not cases.is_stuck and not self._is_over():
            cases.step(self.shared.cost, self._is_over)
            self.budget.step()
            self.shared.raise_bound(min(cases.bound, self.shared.cost))

    def _is_over(self) -> bool:
        return self.shared.is_over or time.monotonic() >= self.ends_at

    def _climb(self, steps: int) -> None:
        assert self.bounds is not None
        for _ in range(steps):
            if self._is_over() or self.bounds.is_spent:
                break
            aim = min(self.shared.cost, 3.0 * self.shared.sites[0].value)
            self.bounds.step(aim)
            self.shared.raise_bound(self.bounds.best.bound)

    def _count(self, cost: float) -> int:
        return int(self._pairs_below(cost).sum()) if np.isfinite(cost) else self.instance.n**2

    def _pairs_below(self, cost: float) -> Bools:
        if self.bounds is None or not np.isfinite(cost):
            return np.ones((self.instance.n, self.instance.n), np.bool_)
        pairs = self.bounds.pairs(cost)
        if self.territories is not None:
            pairs &= self.territories.sites_below(cost)[:, None]
        return pairs

    def solve_whole(self, share: float = 1.0) -> None:
        """The exact model, for a share of the time that is left."""
        shared, ends_at = self.shared, np.inf
        if not self.budget.is_counted:
            ends_at = time.monotonic() + share * max(self.budget.left_seconds, 0.0)
        plan = shared.plan
        owner = None if plan is None else plan.centre[plan.territory]
        answer = solve_exactly(
            self.instance, self._pairs_below, owner, lambda: self._limits(ends_at), self._hear
        )
        if answer.outcome == "infeasible" and shared.plan is None:
            shared.is_impossible = True
        elif answer.bound < np.inf:
            shared.raise_bound(min(answer.bound, shared.cost))

    def _limits(self, ends_at: float) -> Limits:
        counted = self.budget.is_counted
        return Limits(
            seconds=np.inf if counted else ends_at - time.monotonic(),
            nodes=_NODES_WHEN_COUNTED if counted else None,
            gap=1e-6,
            should_stop=lambda: self.shared.is_over,
        )

    def _hear(self, owner: Ints) -> None:
        centre, territory = np.unique(owner, return_inverse=True)
        if len(centre) == self.instance.k:
            self.shared.offer(recentred_plan(self.instance, territory.astype(np.int64)))


@contextmanager
def _watched(stop: Bools, is_over: Callable[[], bool]) -> Iterator[None]:
    """Sets `stop` for compiled code, which cannot ask, as soon as it is over."""
    stop[0], ended = False, threading.Event()

    def watch() -> None:
        while not ended.wait(_BETWEEN_LOOKS):
            if is_over():
                stop[0] = True
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
