"""A bound that truly holds for the given centres: all arcs are priced, not only the modelled ones.

For any prices y (of the load of every territory) and z >= 0 (of the totals), with u = y + z,
  objective >= offset + sum_i min_t (c[i,t] - sum_m y[m,t] load[m,i,t])
             + sum_m sum_t min over s in [lower, upper] of (u s + deviation |s - target|) - z total
      + the concave term's tangents
because every plan has s = sum of its loads within the bounds (Lagrange; Fisher 1981, Management
Science 27). The concave term -w H^e G^(1-e) lies above its tangent at H / G = r, with slopes
w e r^(e-1) in travel hours and -w (1-e) r^e in attraction; this holds for plans in which no
territory spends more hours on travel than it has. Contiguity, families and integrality only make
plans dearer.
"""

import numpy as np

from salesplanner.optimize.arcs import Arcs, Load
from salesplanner.optimize.problem import Floats
from salesplanner.optimize.transport import Prices, reduced_costs

_ROWS_AT_ONCE = 2_000_000


def bound_from_prices(arcs: Arcs, prices: Prices) -> float:
    """The bound given by `prices`, in the objective's unit; -inf where they prove nothing."""
    value = arcs.offset + _cheapest_arcs(arcs, prices)
    tangents = np.zeros((len(arcs.loads), arcs.k))
    c = arcs.concave
    if c is not None:
        if prices.ratio is None:
            return -np.inf
        e, r = c.elasticity, prices.ratio
        tangents[c.hours_load] = c.weight * e * r ** (e - 1)
        tangents[c.attraction_load] = -c.weight * (1 - e) * r**e
        value -= c.weight * float((e * r ** (e - 1) * c.hours).sum())
    for m, load in enumerate(arcs.loads):
        slope = prices.load_price[m] + prices.total_price[m] + tangents[m]
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
