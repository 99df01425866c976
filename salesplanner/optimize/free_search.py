"""The search for plans with free centres: sites, whole plans on them, groups of territories."""

import threading
from dataclasses import dataclass, field

import numpy as np

from salesplanner.optimize.budget import Budget
from salesplanner.optimize.groups import Plan, improve_by_groups, recentred_plan, repair_by_groups
from salesplanner.optimize.instance import Instance
from salesplanner.optimize.local import Search, joined_up
from salesplanner.optimize.problem import Ints, Problem
from salesplanner.optimize.result import gap_share
from salesplanner.optimize.starts import Sites, search_sites, settle_sites
from salesplanner.optimize.verdict import judge

_SMALL_TERRITORY = 60  # items: up to here long annealing finds centres by itself
_STEPS = 1_000_000
_STEPS_AN_ITEM = 4_000  # small maps need fewer
_REPAIRS = 6
SMALL = 150  # items: from the start worth an exact model; restarts cost next to nothing
_HEATS = (0.5, 1.0, 2.0, 4.0)  # of restarts, in mean costs of an item: the hotter, the freer
_FIRM = 10.0  # how much dearer than usual the bands are in restarts
_RESTARTS = 8  # between two looks for sites
_TRIED_BEFORE_GROUPS = 3


@dataclass
class Shared:
    """What the search for plans and the proof tell each other."""

    instance: Instance
    budget: Budget
    plan: Plan | None = None
    bound: float = -np.inf
    miss: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    is_impossible: bool = False
    is_done: bool = False
    sites: list[Sites] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def cost(self) -> float:
        return np.inf if self.plan is None else self.plan.cost

    @property
    def is_over(self) -> bool:
        if self.budget.is_over or self.is_done or self.is_impossible:
            return True
        gap = gap_share(None if self.plan is None else self.plan.cost, self.bound)
        return gap is not None and gap <= max(self.budget.settings.gap, 1e-6)

    def offer(self, plan: Plan) -> bool:
        """Takes the plan if it keeps all bands and is the cheapest so far."""
        with self.lock:
            if plan.cost >= self.cost * (1 - 1e-12):
                return False
            if self.instance.outside(plan.territory).sum() > 0:
                return False
            self.plan = plan
        self.budget.tell(f"Best plan so far: {plan.cost:.6g}")
        return True

    def raise_bound(self, bound: float) -> None:
        with self.lock:
            self.bound = max(self.bound, bound)

    def nearest_miss(self, problem: Problem) -> tuple[str, ...]:
        return judge(problem, self.miss).broken if len(self.miss) else ()

    def gap_given_centres(self, plan: Plan) -> float | None:
        fixed = settle_sites(self.instance, plan.centre, np.zeros(self.instance.k), rounds=1)
        return gap_share(plan.cost, min(fixed.value, plan.cost))


class PlanSearch:
    """Looks for better plans until the budget is over."""

    def __init__(self, instance: Instance, shared: Shared, budget: Budget) -> None:
        self.instance, self.shared, self.budget = instance, shared, budget
        self.rng = np.random.default_rng(budget.settings.seed)
        self.tried: set[bytes] = set()
        self.is_fine = instance.n <= _SMALL_TERRITORY * instance.k
        self.steps = min(_STEPS, _STEPS_AN_ITEM * instance.n)
        self.turn = threading.Lock()  # one thread at a time

    def first_sites(self) -> None:
        """Sites for a first plan, after a twentieth of the budget at the latest."""
        self._look_for_sites(0.95 if self.instance.n > 200 else 0.985)

    def make_ready(self) -> None:
        """Compiles what plans need before the proof compiles what it needs: plans come first."""
        sites = self.shared.sites[0]
        if np.isfinite(sites.value):
            whole = joined_up(self.instance, sites.territory, sites.centre)
            if (whole >= 0).all():
                Search(self.instance, whole, 0).anneal(1, 1.0, 1.0)
                recentred_plan(self.instance, whole)

    def run(self, until_share: float) -> None:
        with self.turn:
            self._run(until_share)

    def _run(self, until_share: float) -> None:
        if self.instance.n <= SMALL:
            self._restart_often(until_share)
            return
        self._try_next()
        self._look_for_sites(max(until_share, min(0.85, self.budget.left_share - 0.03)))
        while not self._is_over(until_share):
            for _ in range(_TRIED_BEFORE_GROUPS):
                if not self._is_over(until_share):
                    self._try_next()
            share = self.budget.left_share
            if self.shared.plan is not None and not self._is_over(until_share):
                self._improve(max(until_share, share - 0.12))
            if self.is_fine and not self._is_over(until_share):
                self._anneal_again()
            self._look_for_sites(max(until_share, self.budget.left_share - 0.06))

    def _restart_often(self, until_share: float) -> None:
        """Small maps: many short searches, from hot enough to forget the sites they begin with."""
        while not self._is_over(until_share):
            for _ in range(_RESTARTS):
                if not self._is_over(until_share):
                    self._restart()
            if self.shared.plan is not None and not self._is_over(until_share):
                self._anneal_again()
            self._look_for_sites(max(until_share, self.budget.left_share - 0.005))

    def _restart(self) -> None:
        sites = self.shared.sites[int(self.rng.integers(len(self.shared.sites)))]
        self.budget.step(3)
        if not np.isfinite(sites.value):
            return
        whole = joined_up(self.instance, sites.territory, sites.centre)
        if (whole < 0).any():
            return
        search = Search(self.instance, whole, int(self.rng.integers(2**31)))
        search.price = search.price * _FIRM
        hot = search.mean_cost() * float(self.rng.choice(_HEATS))
        for r in range(4):
            self._anneal(search, self.steps, hot / 3**r, hot / 3 ** (r + 1))
        plan = recentred_plan(self.instance, search.best.copy())
        if search.has_kept:
            self.shared.offer(plan)
        elif self.shared.plan is None:
            self.shared.miss = search.territory.copy()

    def _is_over(self, until_share: float) -> bool:
        return self.shared.is_over or self.budget.left_share <= until_share

    def _look_for_sites(self, until_share: float) -> None:
        shared = self.shared
        found = search_sites(
            self.instance,
            self.budget,
            self.rng,
            until_share,
            known=shared.sites,
            is_over=lambda: shared.is_over,
        )
        with shared.lock:
            shared.sites = found

    def _next_sites(self) -> Sites | None:
        """The most promising sites not tried yet: in value below the best plan."""
        for sites in self.shared.sites:
            key = np.sort(sites.centre).tobytes()
            if key not in self.tried and sites.value < self.shared.cost:
                self.tried.add(key)
                return sites
        return None

    def _try_next(self) -> None:
        """A whole plan on the next sites."""
        sites = self._next_sites()
        if sites is None or not np.isfinite(sites.value):
            return
        whole = joined_up(self.instance, sites.territory, sites.centre)
        if (whole < 0).any():
            return
        search = Search(self.instance, whole, int(self.rng.integers(2**31)))
        self._cool_down(search)
        self.budget.step(3)
        self._take(search)

    def _cool_down(self, search: Search) -> None:
        """From a temperature that suits how far the whole plan may be from the split one."""
        mean = search.mean_cost()
        hot = 0.5 * mean if self.is_fine else 0.02 * mean
        for turn in range(3):
            for r in range(4):
                if self.shared.is_over:
                    return
                self._anneal(search, self.steps, hot / 3**r, hot / 3 ** (r + 1))
            if search.has_kept:
                return
            search.price = search.price * 0.1
            hot *= 1.0 + turn

    def _anneal(self, search: Search, steps: int, hot: float, cold: float) -> None:
        search.anneal(steps, hot, cold, is_over=lambda: self.shared.is_over)

    def _take(self, search: Search) -> None:
        instance, shared = self.instance, self.shared
        if search.has_kept:
            plan = recentred_plan(instance, search.best.copy())
        else:
            plan = recentred_plan(instance, search.territory.copy())
            n_outside = int((instance.outside(plan.territory) > 0).any(axis=0).sum())
            self.budget.tell(f"{n_outside} of {instance.k} territories not yet within their bands")
            plan = repair_by_groups(
                instance, plan, self.budget, self.rng, _REPAIRS, lambda: shared.is_over
            )
        if instance.outside(plan.territory).sum() > 0:
            shared.miss = plan.territory
            return
        shared.offer(plan)
        if plan.cost < shared.cost * 1.01 and not self.is_fine:
            until = max(self.budget.left_share - 0.04, 0.0)
            shared.offer(self._by_groups(plan, until))

    def _improve(self, until_share: float) -> None:
        plan = self.shared.plan
        if plan is not None and not self.is_fine:
            self.shared.offer(self._by_groups(plan, until_share))

    def _by_groups(self, plan: Plan, until_share: float) -> Plan:
        shared = self.shared
        return improve_by_groups(
            self.instance,
            plan,
            self.budget,
            self.rng,
            until_share,
            lambda: shared.is_over,
            shared.offer,
        )

    def _anneal_again(self) -> None:
        """From the best plan, warm enough to leave it."""
        plan = self.shared.plan
        if plan is None:
            return
        search = Search(self.instance, plan.territory, int(self.rng.integers(2**31)))
        mean = search.mean_cost()
        hot = mean * float(self.rng.choice([0.03, 0.1, 0.2, 0.4]))
        for r in range(6):
            if self.shared.is_over:
                break
            self._anneal(search, 2 * self.steps, hot / 2**r, hot / 2 ** (r + 1))
            self.budget.step()
        if search.has_kept:
            self.shared.offer(recentred_plan(self.instance, search.best.copy()))
