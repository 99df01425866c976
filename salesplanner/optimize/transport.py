"""The linear relaxation with given centres: a transport problem, and its prices.

Items may be shared between territories here. What comes out is a near-integer plan (at most one
shared item for every binding bound), and a price for every bound, from which `bound.py` proves a
lower bound over all arcs and `rounding.py` decides the shared items.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import pulp

from salesplanner.optimize.arcs import Arcs, load_scale
from salesplanner.optimize.problem import Floats, Ints
from salesplanner.optimize.solver import Limits, solve_model, weighted_sum

_ARCS_PRICED_IN = 3  # per item and round
RELAXED_COST = 1e3  # of one territory's worth of load beyond its bound, in mean costs of one


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The arcs a model is given: item[a] may go to territory[a]; sorted by item."""

    item: Ints
    territory: Ints

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, kw_only=True)
class Prices:
    """load_price[m, t]: what one more unit of load m in territory t is worth (sign: see bound.py).

    total_price[m] >= 0: the same for the bound on all territories together.
    """

    load_price: Floats  # (loads, k)
    total_price: Floats  # (loads,)
    ratio: Floats | None = None  # (k,) hours per attraction of the concave term's tangents


@dataclass(frozen=True, kw_only=True)
class Transport:
    """A solved relaxation: share[a] of candidate a, its value, how far bounds are exceeded."""

    candidates: Candidates
    share: Floats
    prices: Prices
    objective: float
    excess: Floats  # (loads, k), in the load's unit: 0 where the bounds hold
    is_optimal: bool


def nearest_candidates(arcs: Arcs, q: int, prices: Prices | None = None) -> Candidates:
    """The q cheapest allowed arcs of each item (reduced by `prices` where there are any)."""
    n, k = arcs.n, arcs.k
    q = min(q, k)
    chosen = np.empty((n, q), np.int64)
    rows = max(1, 2_000_000 // max(1, k))
    for start in range(0, n, rows):
        items = np.arange(start, min(n, start + rows))
        cost = reduced_costs(arcs, items, prices)
        chosen[items] = np.argpartition(cost, q - 1, axis=1)[:, :q] if q < k else np.arange(k)
    item = np.repeat(np.arange(n), q)
    territory = np.sort(chosen, axis=1).ravel()
    allowed = np.isfinite(arcs.cost[item, territory])
    return Candidates(item=item[allowed], territory=territory[allowed])


def reduced_costs(arcs: Arcs, items: Ints, prices: Prices | None) -> Floats:
    """(items, k): cost - sum over loads of price x load; inf where not allowed."""
    cost = arcs.cost[items]
    if prices is None:
        return cost
    cost = cost.copy()
    territories = np.arange(arcs.k)[None, :]
    for row, load in enumerate(arcs.loads):
        price = prices.load_price[row]
        if np.any(np.abs(price) > 0):
            cost -= price * load.of(items[:, None], territories, arcs.current)
    return cost


def with_arcs(candidates: Candidates, item: Ints, territory: Ints, k: int) -> Candidates:
    """The candidates and these arcs, each once."""
    keys = np.concatenate([candidates.item * k + candidates.territory, item * k + territory])
    keys = np.unique(keys)
    return Candidates(item=keys // k, territory=keys % k)


def priced_out(arcs: Arcs, prices: Prices, candidates: Candidates, most: int) -> Candidates:
    """`candidates` and, per item, up to `most` arcs that would make the relaxation cheaper."""
    start = np.searchsorted(candidates.item, np.arange(arcs.n + 1))
    rows = max(1, 2_000_000 // max(1, arcs.k))
    items, territories = [candidates.item[:0]], [candidates.territory[:0]]
    for first in range(0, arcs.n, rows):
        block = np.arange(first, min(arcs.n, first + rows))
        cost = reduced_costs(arcs, block, prices)
        mine = slice(start[first], start[block[-1] + 1])
        inside = cost[candidates.item[mine] - first, candidates.territory[mine]]
        cheapest = np.minimum.reduceat(inside, start[block] - start[first])
        tolerance = 1e-7 * (np.abs(cheapest) + 1e-12)
        better = cost < (cheapest - tolerance)[:, None]
        rank = np.argsort(np.where(better, cost, np.inf), axis=1)[:, :most]
        chosen = np.take_along_axis(better, rank, axis=1)
        items.append(np.repeat(block, rank.shape[1])[chosen.ravel()])
        territories.append(rank.ravel()[chosen.ravel()])
    return with_arcs(candidates, np.concatenate(items), np.concatenate(territories), arcs.k)


class _Model:
    """The relaxation in PuLP: shares, one sum variable for every bounded load and territory.

    Items with one candidate only are not in it: what they load is in `settled` (loads, k).
    """

    def __init__(self, arcs: Arcs, candidates: Candidates, relaxed_cost: float) -> None:
        self.relaxed_cost = relaxed_cost
        self.arcs, self.all = arcs, candidates
        count = np.bincount(candidates.item, minlength=arcs.n)
        self.is_open = count[candidates.item] > 1
        self.candidates = Candidates(
            item=candidates.item[self.is_open], territory=candidates.territory[self.is_open]
        )
        self.scale = np.array([load_scale(arcs, m) for m in range(len(arcs.loads))])
        self.settled = self._settled()
        self.lp = pulp.LpProblem("transport")
        self.share = self.lp.add_variable_matrix("x", range(len(self.candidates)), 0)
        self.costs: list[tuple[object, float]] = []
        self.unit = mean_cost(arcs)
        self.n_item_rows = 0
        self.rows: list[tuple[int, int]] = []
        self.total_rows: list[int] = []
        self.sums: dict[tuple[int, int], object] = {}
        self.beyond: dict[tuple[int, int], tuple[object, object]] = {}

    def _settled(self) -> Floats:
        item, territory = self.all.item[~self.is_open], self.all.territory[~self.is_open]
        arcs, settled = self.arcs, np.zeros((len(self.arcs.loads), self.arcs.k))
        for m, load in enumerate(arcs.loads):
            weight = load.of(item, territory, arcs.current) / self.scale[m]
            settled[m] = np.bincount(territory, weights=weight, minlength=arcs.k)
        return settled


def mean_cost(arcs: Arcs) -> float:
    """A territory's worth of cost: what makes penalties comparable."""
    best = np.where(np.isfinite(arcs.cost), np.abs(arcs.cost), np.inf).min(axis=1)
    total = float(best[np.isfinite(best)].sum())
    return max(total / max(arcs.k, 1), 1e-9)


def item_mass(arcs: Arcs) -> Floats:
    """(n,) how much of a territory an item is; at least a thousandth of an average item."""
    mass = np.zeros(arcs.n)
    scale = [load_scale(arcs, m) for m in range(len(arcs.loads))]
    for m, load in enumerate(arcs.loads):
        per_item = np.abs(load.values) if load.pair is None else np.abs(load.pair).mean(axis=1)
        mass += per_item / scale[m]
    mass = mass / max(len(arcs.loads), 1)
    return np.maximum(mass, 1e-3 * arcs.k / max(arcs.n, 1))


def every_item_has_one_territory(model: _Model) -> None:
    """sum over t of x[i, t] = 1 for every item."""
    item = model.candidates.item
    first = np.flatnonzero(np.diff(item, prepend=-1))
    for start, end in itertools.pairwise([*first.tolist(), len(item)]):
        mine = model.share[start:end]
        model.lp.addConstraint(weighted_sum(mine, np.ones(len(mine))) == 1)
    model.n_item_rows = len(first)


def loads_stay_within_bounds(model: _Model) -> None:
    """sum over i of load x[i, t] = s[t] + over - under, lower <= s[t] <= upper, scaled to 1.

    Over and under cost so much that they are used only where nothing else helps.
    """
    arcs, candidates = model.arcs, model.candidates
    order = np.argsort(candidates.territory, kind="stable")
    ends = np.searchsorted(candidates.territory[order], np.arange(arcs.k + 1))
    penalty = model.relaxed_cost * model.unit
    for m, load in enumerate(arcs.loads):
        weight = load.of(candidates.item, candidates.territory, arcs.current) / model.scale[m]
        needs_sum = load.deviation > 0 or np.isfinite(load.total_upper) or _is_concave(arcs, m)
        for t in range(arcs.k):
            low, high = load.lower[t] / model.scale[m], load.upper[t] / model.scale[m]
            if not (needs_sum or np.isfinite(low) or np.isfinite(high)):
                continue
            mine = order[ends[t] : ends[t + 1]]
            mine = mine[weight[mine] != 0]
            total = model.lp.add_variable(f"s_{m}_{t}", _bound(low), _bound(high))
            over = model.lp.add_variable(f"o_{m}_{t}", 0)
            under = model.lp.add_variable(f"u_{m}_{t}", 0)
            expression = weighted_sum([model.share[a] for a in mine], weight[mine])
            expression += weighted_sum([total, over, under], [-1.0, -1.0, 1.0])
            model.lp.addConstraint(expression == -float(model.settled[m, t]))
            model.rows.append((m, t))
            model.sums[m, t] = total
            model.beyond[m, t] = (over, under)
            model.costs += [(over, penalty), (under, penalty)]


def totals_stay_within_bounds(model: _Model) -> None:
    """sum over t of s[t] <= total upper, for caps on disruption as a whole."""
    for m, load in enumerate(model.arcs.loads):
        if np.isfinite(load.total_upper):
            sums = [model.sums[m, t] for t in range(model.arcs.k)]
            over = model.lp.add_variable(f"total_over_{m}", 0)
            expression = weighted_sum([*sums, over], [*np.ones(len(sums)), -1.0])
            model.lp.addConstraint(expression <= load.total_upper / model.scale[m])
            model.costs.append((over, model.relaxed_cost * model.unit))
            model.total_rows.append(m)


def deviations_cost(model: _Model) -> None:
    """s[t] - target[t] = above - below, each costing `deviation`."""
    for m, load in enumerate(model.arcs.loads):
        if load.deviation <= 0 or load.target is None:
            continue
        for t in range(model.arcs.k):
            above = model.lp.add_variable(f"above_{m}_{t}", 0)
            below = model.lp.add_variable(f"below_{m}_{t}", 0)
            expression = weighted_sum([model.sums[m, t], above, below], [1.0, -1.0, 1.0])
            model.lp.addConstraint(expression == load.target[t] / model.scale[m])
            cost = load.deviation * model.scale[m]
            model.costs += [(above, cost), (below, cost)]


def _is_concave(arcs: Arcs, m: int) -> bool:
    return arcs.concave is not None and m in (
        arcs.concave.hours_load,
        arcs.concave.attraction_load,
    )


def _bound(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def solve_transport(
    arcs: Arcs, candidates: Candidates, limits: Limits, relaxed_cost: float = RELAXED_COST
) -> Transport | None:
    """The relaxation over `candidates`; None when the solver was stopped before it was through."""
    model = _Model(arcs, candidates, relaxed_cost)
    every_item_has_one_territory(model)
    loads_stay_within_bounds(model)
    totals_stay_within_bounds(model)
    deviations_cost(model)
    inside = model.candidates
    cost = arcs.cost[inside.item, inside.territory]
    variables = [*model.share, *(variable for variable, _ in model.costs)]
    weights = [*cost, *(weight for _, weight in model.costs)]
    model.lp.setObjective(weighted_sum(variables, weights))
    solved = solve_model(model.lp, limits)
    if not solved.has_solution or solved.outcome != "optimal":
        return None
    return _read(model, solved.values, solved.row_prices, solved.objective)


def solve_over_all_arcs(
    arcs: Arcs, candidates: Candidates, limits: Limits, rounds: int
) -> Transport | None:
    """The relaxation over `candidates`, growing them by pricing until no arc is missed."""
    best: Transport | None = None
    for _ in range(rounds):
        transport = solve_transport(arcs, candidates, limits)
        if transport is None:
            return best
        best = transport
        grown = priced_out(arcs, transport.prices, candidates, _ARCS_PRICED_IN)
        if len(grown) == len(candidates):
            break
        candidates = grown
    return best


def _read(model: _Model, values: Floats, row_prices: Floats, objective: float) -> Transport:
    arcs = model.arcs
    load_price = np.zeros((len(arcs.loads), arcs.k))
    total_price = np.zeros(len(arcs.loads))
    excess = np.zeros((len(arcs.loads), arcs.k))
    first = model.n_item_rows
    for row, (m, t) in enumerate(model.rows):
        load_price[m, t] = row_prices[first + row] / model.scale[m]
        over, under = model.beyond[m, t]
        beyond = values[over.id] - values[under.id]  # type: ignore[attr-defined, operator]  # PuLP's handle
        excess[m, t] = beyond * model.scale[m]
    first += len(model.rows)
    for row, m in enumerate(model.total_rows):
        total_price[m] = max(-row_prices[first + row], 0.0) / model.scale[m]
    share = np.ones(len(model.all))
    share[model.is_open] = values[: len(model.candidates)]
    alone = Candidates(
        item=model.all.item[~model.is_open], territory=model.all.territory[~model.is_open]
    )
    objective += float(arcs.cost[alone.item, alone.territory].sum())
    return Transport(
        candidates=model.all,
        share=share,
        prices=Prices(load_price=load_price, total_price=total_price),
        objective=objective + arcs.offset,
        excess=excess,
        is_optimal=True,
    )
