"""Prices of all bounds without a linear program: what makes large problems start in seconds.

Every item is shared softly among its cheapest territories (Gibbs shares of temperature eps), and
the price of a territory moves with the log of what it should hold over what it holds, as in
Sinkhorn's algorithm (Cuturi 2013; Peyre and Cuturi 2019); eps falls step by step. The prices are
near those of the linear relaxation and, whatever they are, give a true bound (bound.py).
"""

import numpy as np
from numba import njit

from salesplanner.optimize.arcs import SAME, Arcs, load_scale
from salesplanner.optimize.problem import Floats, Ints
from salesplanner.optimize.transport import Prices, item_mass, mean_cost, nearest_candidates

_TEMPERATURES = (0.3, 0.1, 0.04, 0.015, 0.006, 0.0025, 0.001)  # in mean costs of a territory
_FINE_TEMPERATURES = (0.02, 0.008, 0.003, 0.001, 0.0004)
_ITERATIONS = 40
_DENSE_PAIRS = 3_000_000  # up to here the lists of cheapest territories are renewed every time
_DEAREST = 30.0  # most a territory's worth of load may cost, in mean costs of a territory
_NEGLIGIBLE = 20.0  # temperatures above the cheapest: a share of 2e-9
_compiled = njit(cache=True, nogil=True, fastmath=False)


@_compiled  # type: ignore[untyped-decorator]  # numba has no types
def _soft_sums(
    near: Ints, cost: Floats, load: Floats, price: Floats, temperature: Floats, sums: Floats
) -> None:
    """Fills `sums` (m, k) with what every territory holds when items are shared softly.

    near, cost (n, q): territories and their costs; load (n, q, m) or (n, 1, m).
    """
    sums[:] = 0.0
    n, q = near.shape
    n_loads = load.shape[2]
    value = np.empty(q)
    for i in range(n):
        least = np.inf
        for c in range(q):
            v = cost[i, c]
            column = c if load.shape[1] > 1 else 0
            for m in range(n_loads):
                v -= price[m, near[i, c]] * load[i, column, m]
            value[c] = v
            least = min(least, v)
        if not np.isfinite(least):
            continue
        whole = 0.0
        for c in range(q):
            away = (value[c] - least) / temperature[i]
            value[c] = np.exp(-away) if away < _NEGLIGIBLE else 0.0
            whole += value[c]
        for c in range(q):
            if value[c] > 0.0:
                column = c if load.shape[1] > 1 else 0
                for m in range(n_loads):
                    sums[m, near[i, c]] += value[c] / whole * load[i, column, m]


def quick_prices(arcs: Arcs, q: int = 24, iterations: int = _ITERATIONS) -> Prices:
    """Prices of all bounds; the more `iterations` at each temperature, the nearer the best."""
    return _followed(arcs, _State(arcs), _TEMPERATURES, q, iterations)


def finer_prices(arcs: Arcs, prices: Prices, iterations: int) -> Prices:
    """Prices near `prices`, those of a coarser map, made nearer the best."""
    state = _State(arcs)
    state.begin(prices)
    return _followed(arcs, state, _FINE_TEMPERATURES, 8, iterations)


def _followed(
    arcs: Arcs, state: "_State", temperatures: tuple[float, ...], q: int, iterations: int
) -> Prices:
    weight = item_mass(arcs)
    near, cost, load = _lists(arcs, q, state.prices())
    sums = np.zeros((len(arcs.loads), arcs.k))
    for step, eps in enumerate(temperatures):
        if step > 0 and (arcs.n * arcs.k <= _DENSE_PAIRS or step % 3 == 2):
            near, cost, load = _lists(arcs, q, state.prices())
        temperature = eps * state.unit * weight
        for _ in range(iterations):
            _soft_sums(near, cost, load, state.full_price(), temperature, sums)
            state.follow(sums, eps)
    return state.prices()


def _lists(arcs: Arcs, q: int, prices: Prices | None) -> tuple[Ints, Floats, Floats]:
    """The cheapest allowed territories of each item, what they cost (n, q), what they load."""
    candidates = nearest_candidates(arcs, q, prices)
    q = min(q, arcs.k)
    near, cost = np.zeros((arcs.n, q), np.int64), np.full((arcs.n, q), np.inf)
    first = np.searchsorted(candidates.item, candidates.item)
    place = np.arange(len(candidates)) - first
    near[candidates.item, place] = candidates.territory
    cost[candidates.item, place] = arcs.cost[candidates.item, candidates.territory]
    items = np.arange(arcs.n)[:, None]
    is_same = all(load.kind == SAME for load in arcs.loads)
    where = near[:, :1] if is_same else near
    load = np.zeros((*where.shape, len(arcs.loads)))
    for m, one in enumerate(arcs.loads):
        load[:, :, m] = one.of(items, where, arcs.current)
    return near, cost, load


class _State:
    """The prices under way, per territory's worth of each load."""

    def __init__(self, arcs: Arcs) -> None:
        self.arcs, self.unit = arcs, mean_cost(arcs)
        self.scale = np.array([load_scale(arcs, m) for m in range(len(arcs.loads))])
        self.price = np.zeros((len(arcs.loads), arcs.k))
        self.total = np.zeros(len(arcs.loads))
        self.ratio = None if arcs.concave is None else _fair_ratio(arcs)
        self.bounded = max(sum(_is_bounded(arcs, m) for m in range(len(arcs.loads))), 1)

    def begin(self, prices: Prices) -> None:
        self.price = prices.load_price * self.scale[:, None]
        self.total = prices.total_price * self.scale

    def full_price(self) -> Floats:
        """(m, k) what a unit of load earns its item: for the reduced costs."""
        price = self.price / self.scale[:, None]
        c = self.arcs.concave
        if c is not None and self.ratio is not None:
            e = c.elasticity
            price[c.hours_load] = -c.weight * e * self.ratio ** (e - 1)
            price[c.attraction_load] = c.weight * (1 - e) * self.ratio**e
        return np.asarray(price, np.float64)

    def prices(self) -> Prices:
        return Prices(
            load_price=self.full_price(),
            total_price=self.total / self.scale,
            ratio=self.ratio,
        )

    def follow(self, sums: Floats, eps: float) -> None:
        step = eps * self.unit / self.bounded
        small = 1e-3 * self.scale
        for m, load in enumerate(self.arcs.loads):
            held = np.maximum(sums[m], small[m])
            if load.deviation > 0 and load.target is not None:
                aim = np.maximum(np.clip(load.target, load.lower, load.upper), small[m])
            else:
                aim = np.maximum(np.clip(sums[m], load.lower, load.upper), small[m])
                aim = self._slackened(m, sums[m], aim)
            self.price[m] += step * np.clip(np.log(aim / held), -1.0, 1.0)
            most = _DEAREST * self.unit
            if load.deviation > 0:
                most = load.deviation * self.scale[m]
            self.price[m] = np.clip(self.price[m], -most, most)
            self._follow_total(m, float(sums[m].sum()), step)
        self._follow_concave(sums)

    def _slackened(self, m: int, held: Floats, aim: Floats) -> Floats:
        """A price that is not needed any more falls back: it aims at the bound it belongs to."""
        load = self.arcs.loads[m]
        aim = np.where((self.price[m] < 0) & (held < load.upper), load.upper, aim)
        aim = np.where((self.price[m] > 0) & (held > load.lower), load.lower, aim)
        least = 1e-3 * self.scale[m]
        return np.asarray(
            np.where(np.isfinite(aim), np.maximum(aim, least), np.maximum(held, least))
        )

    def _follow_total(self, m: int, held: float, step: float) -> None:
        limit = self.arcs.loads[m].total_upper
        if np.isfinite(limit):
            small = 1e-3 * self.scale[m]
            change = step * np.log(max(held, small) / max(limit, small))
            self.total[m] = max(self.total[m] + float(np.clip(change, -step, step)), 0.0)
            self.price[m] = -self.total[m]

    def _follow_concave(self, sums: Floats) -> None:
        c = self.arcs.concave
        if c is None or self.ratio is None:
            return
        hours = np.maximum(c.hours - sums[c.hours_load], 1e-3 * np.abs(c.hours).mean() + 1e-9)
        attraction = np.maximum(sums[c.attraction_load], 1e-3 * self.scale[c.attraction_load])
        self.ratio = self.ratio**0.8 * (hours / attraction) ** 0.2


def _is_bounded(arcs: Arcs, m: int) -> bool:
    load = arcs.loads[m]
    ends = np.isfinite(load.lower).any() or np.isfinite(load.upper).any()
    return bool(ends or load.deviation > 0 or np.isfinite(load.total_upper))


def _fair_ratio(arcs: Arcs) -> Floats:
    c = arcs.concave
    if c is None:
        return np.ones(arcs.k)
    attraction = float(arcs.loads[c.attraction_load].values.sum()) / max(arcs.k, 1)
    hours = np.maximum(c.hours, 1e-3 * np.abs(c.hours).mean() + 1e-9)
    return np.asarray(hours / max(attraction, 1e-12), np.float64)
