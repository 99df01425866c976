"""A bound that holds whatever the centres: Lagrangian relaxation of "each item one centre".

bound(alpha) = sum_i alpha_i + sum of the k least V_j(alpha), V_j the cheapest territory of site j
at prices alpha with a load between the least lower and the greatest upper limit (items may be
split). Every item is priced as a site, so it bounds the problem as asked. The largest bound is
looked for by deflected subgradients (Camerini, Fratta and Maffioli 1975) with Polyak's step.
After Validi, Buchanan and Lykhovyd 2022, Operations Research 70, who use it to drop pairs.
"""

from dataclasses import dataclass

import numpy as np

from salesplanner.optimize.dual_kernel import coverage, dual_step, pairs_that_may_pay
from salesplanner.optimize.instance import Instance
from salesplanner.optimize.problem import Bools, Floats, Ints
from salesplanner.optimize.starts import Sites, main_band

_DEFLECTION = 0.6
_PATIENCE = 30  # steps without a better bound before the step is halved
_LEAST_STEP = 0.0005


@dataclass
class Dual:
    """Prices of items (n,), levels and values of sites (n,), at the best bound so far."""

    alpha: Floats
    level: Floats
    value: Floats
    bound: float


class BoundSearch:
    """Subgradient steps, a few at a time; `best` holds after every step."""

    def __init__(self, instance: Instance, sites: Sites) -> None:
        self.instance = instance
        load, lower, upper = main_band(instance)
        self.load, self.lower, self.upper = load, float(lower.min()), float(upper.max())
        cost = instance.weight[:, None] * instance.far[:, sites.centre]
        priced = cost - sites.lam * load[:, None]
        n = instance.n
        alpha = np.ascontiguousarray(priced.min(axis=1))
        # what the load of a territory is worth on average belongs to the items, not to the level
        self.level = np.zeros(n)
        self.level[:] = sites.lam.mean()
        self.value, self.taken = np.zeros(n), np.zeros(n)
        self.alpha = alpha
        self.unit = max(float(np.abs(sites.lam).max(initial=0.0)), 1e-9) * 0.25
        self.unit = max(self.unit, 1e-4 * float(cost.min(axis=1).sum()) / max(load.sum(), 1e-12))
        self.direction = np.zeros(n)
        self.factor, self.idle = 1.0, 0
        self.best = Dual(alpha=alpha, level=self.level, value=self.value, bound=-np.inf)

    @property
    def is_spent(self) -> bool:
        return self.factor < _LEAST_STEP

    def step(self, aim: float) -> None:
        """One step towards `aim`, the cost of the best plan known."""
        one = self.instance
        bound, chosen = self._evaluate()
        if bound > self.best.bound + 1e-9 * abs(bound):
            self.idle = 0
            alpha, level, value = self.alpha.copy(), self.level.copy(), self.value.copy()
            self.best = Dual(alpha=alpha, level=level, value=value, bound=float(bound))
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
        may = pairs_that_may_pay(
            one.weight,
            one.near,
            dual.alpha,
            self.load,
            dual.level,
            dual.value,
            dual.bound,
            kth,
            most,
        )
        return np.asarray(may)

    def _evaluate(self) -> tuple[float, Ints]:
        one = self.instance
        bound, chosen = dual_step(
            one.weight,
            one.near,
            self.alpha,
            self.load,
            self.lower,
            self.upper,
            self.level,
            self.value,
            self.taken,
            one.k,
            self.unit,
        )
        return float(bound), np.asarray(chosen)
