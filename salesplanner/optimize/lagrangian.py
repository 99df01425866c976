"""A bound that holds whatever the centres: Lagrangian relaxation of "each item one centre".

bound(alpha) = sum_i alpha_i + sum of the k least V_j(alpha), V_j the cheapest territory of site j
at prices alpha with a load between the least lower and the greatest upper limit (items may be
split). Every item is priced as a site, so it bounds the problem as asked. The largest bound is
looked for by deflected subgradients (Camerini, Fratta and Maffioli 1975) with Polyak's step.
After Validi, Buchanan and Lykhovyd 2022, Operations Research 70, who use it to drop pairs.
"""

from dataclasses import dataclass, replace

import numpy as np

from salesplanner.optimize.dual_kernel import coverage, dual_step, pairs_that_may_pay
from salesplanner.optimize.instance import Instance
from salesplanner.optimize.problem import Bools, Floats, Ints
from salesplanner.optimize.starts import Sites, main_band

_DEFLECTION = 0.6
_PATIENCE = 30  # steps without a better bound before the step is halved
_MEMORY = 0.02  # weight of the newest step in how often a site was chosen
_LEAST_STEP = 0.0005


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Region of each item (n,), and how many centres each region has, least and most (r,)."""

    region: Ints
    least: Ints
    most: Ints


def anywhere(instance: Instance) -> Counts:
    n, k = instance.n, instance.k
    return Counts(region=np.zeros(n, np.int64), least=np.zeros(1, np.int64), most=np.full(1, k))


@dataclass
class Dual:
    """Prices of items (n,), levels and values of sites (n,), at the best bound so far.

    centres: (n,) how often each item was lately chosen as a site, 0 to 1.
    """

    alpha: Floats
    level: Floats
    value: Floats
    bound: float
    centres: Floats


def first_dual(instance: Instance, sites: Sites) -> Dual:
    """Prices from the transport problem of good sites: each item what it costs there."""
    load = main_band(instance)[0]
    priced = instance.weight[:, None] * instance.far[:, sites.centre] - sites.lam * load[:, None]
    alpha = np.ascontiguousarray(priced.min(axis=1))
    zeros = np.zeros(instance.n)
    level = zeros + sites.lam.mean()
    return Dual(alpha=alpha, level=level, value=zeros, bound=-np.inf, centres=zeros)


class BoundSearch:
    """Subgradient steps, a few at a time; `best` holds after every step."""

    def __init__(
        self, instance: Instance, begin: Dual, counts: Counts, factor: float = 1.0
    ) -> None:
        self.instance, self.counts = instance, counts
        load, lower, upper = main_band(instance)
        self.load, self.lower, self.upper = load, float(lower.min()), float(upper.max())
        self.alpha, self.level = begin.alpha.copy(), begin.level.copy()
        self.value, self.taken = np.zeros(instance.n), np.zeros(instance.n)
        self.centres = begin.centres.copy()
        self.unit = 0.1 * float(np.abs(begin.alpha).sum()) / max(float(load.sum()), 1e-12)
        self.direction = np.zeros(instance.n)
        self.factor, self.idle = factor, 0
        self.best = replace(begin, bound=-np.inf)

    @property
    def is_spent(self) -> bool:
        return self.factor < _LEAST_STEP

    def step(self, aim: float) -> None:
        """One step towards `aim`, the cost of the best plan known."""
        one = self.instance
        bound, chosen = self._evaluate()
        if bound == np.inf:
            self.best.bound, self.factor = np.inf, 0.0
            return
        self.centres *= 1.0 - _MEMORY
        self.centres[chosen] += _MEMORY
        if bound > self.best.bound + 1e-9 * abs(bound):
            self.idle = 0
            self.best = Dual(
                alpha=self.alpha.copy(),
                level=self.level.copy(),
                value=self.value.copy(),
                bound=float(bound),
                centres=self.centres,
            )
        else:
            self.idle += 1
        if self.idle >= _PATIENCE:
            self.idle, self.factor = 0, self.factor * 0.7
            self.alpha, self.direction = self.best.alpha.copy(), np.zeros(one.n)
            self.level = self.best.level.copy()
            bound, chosen = self._evaluate()
        covered = np.zeros(one.n)
        coverage(one.weight, one.near, self.alpha, self.load, self.level, chosen, covered)
        self.direction = (1.0 - covered) + _DEFLECTION * self.direction
        size = float(self.direction @ self.direction)
        distance = max(aim - bound, 1e-6 * abs(aim))
        self.alpha = self.alpha + self.factor * distance / max(size, 1e-9) * self.direction

    def pairs(self, most: float) -> Bools:
        """(n, n) site by item: what a plan cheaper than `most` could have."""
        one, dual = self.instance, self.best
        kth = float(np.partition(dual.value, one.k - 1)[one.k - 1])
        prices = (dual.alpha, self.load, dual.level, dual.value)
        return np.asarray(pairs_that_may_pay(one.weight, one.near, *prices, dual.bound, kth, most))

    def _evaluate(self) -> tuple[float, Ints]:
        one, counts = self.instance, self.counts
        state = (self.level, self.value, self.taken, one.k, self.unit)
        rules = (counts.region, counts.least, counts.most)
        prices = (self.alpha, self.load, self.lower, self.upper)
        bound, chosen = dual_step(one.weight, one.near, *prices, *state, *rules)
        return float(bound), np.asarray(chosen)
