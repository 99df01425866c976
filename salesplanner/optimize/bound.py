"""A bound that truly holds for the given centres: all arcs are priced, not only the modelled ones.

For any prices y (of the load of every territory) and z >= 0 (of the totals), with u = y + z,
  objective >= offset + sum_i min_t (c[i,t] - sum_m y[m,t] load[m,i,t])
             + sum_m sum_t min over s in [lower, upper] of (u s + deviation |s - target|) - z total
because every plan has s = sum of its loads within the bounds (Lagrange; Fisher 1981, Management
Science 27). Contiguity, families and integrality only make plans dearer.
"""

import numpy as np

from salesplanner.optimize.arcs import Arcs, Load
from salesplanner.optimize.problem import Floats
from salesplanner.optimize.transport import Prices, reduced_costs

_ROWS_AT_ONCE = 2_000_000


def bound_from_prices(arcs: Arcs, prices: Prices) -> float:
    """The bound given by `prices`, in the objective's unit; -inf where they prove nothing."""
    value = arcs.offset + _cheapest_arcs(arcs, prices)
    for m, load in enumerate(arcs.loads):
        slope = prices.load_price[m] + prices.total_price[m]
        value += float(_cheapest_sums(arcs, load, slope).sum())
        if np.isfinite(load.total_upper):
            value -= prices.total_price[m] * load.total_upper
    return value


def _cheapest_arcs(arcs: Arcs, prices: Prices) -> float:
    rows = max(1, _ROWS_AT_ONCE // max(1, arcs.k))
    total = 0.0
    for start in range(0, arcs.n, rows):
        items = np.arange(start, min(arcs.n, start + rows))
        total += float(reduced_costs(arcs, items, prices).min(axis=1).sum())
    return total


def _cheapest_sums(arcs: Arcs, load: Load, slope: Floats) -> Floats:
    """min over s of slope x s + deviation |s - target|, for every territory.

    A sum never leaves what all items together can give, so no end is infinite.
    """
    per_item = load.values if load.pair is None else load.pair
    least = np.minimum(per_item, 0.0).reshape(arcs.n, -1).sum(axis=0)
    most = np.maximum(per_item, 0.0).reshape(arcs.n, -1).sum(axis=0)
    low, high = np.maximum(load.lower, least), np.minimum(load.upper, most)
    ends = np.minimum(slope * low, slope * high)
    if load.deviation <= 0 or load.target is None:
        return np.asarray(ends, np.float64)
    target = np.clip(load.target, low, high)
    points = np.stack([low, high, target])
    values = slope * points + load.deviation * np.abs(points - load.target)
    return np.asarray(values.min(axis=0), np.float64)
