"""Some neighbouring territories solved again as a whole: a small integer program with cuts.

The items of a few territories may go to those of them they lie close to. Parts that hang loose in
the answer are tied down by separator cuts, and the program is solved again (Oehrlein and Haunert
2017; Validi, Buchanan and Lykhovyd 2022 for such cuts).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pulp

from salesplanner.optimize.arcs import Arcs
from salesplanner.optimize.improve import score
from salesplanner.optimize.moves import Terrain
from salesplanner.optimize.pieces import pieces
from salesplanner.optimize.problem import Bools, Floats, Ints
from salesplanner.optimize.rounding import item_weights, make_whole
from salesplanner.optimize.solver import Limits, Solved, solve_model, weighted_sum
from salesplanner.optimize.transport import Prices, reduced_costs

_RINGS = 3  # how far beyond its border a territory may reach
_CUT_ROUNDS = 5
_CUTS_PER_PART = 6


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much one neighbourhood may take."""

    territories: int = 6
    most_items: int = 260
    most_arcs: int = 1400
    seconds: float = 1.0
    nodes: int | None = None
    gap: float = 1e-3
    seed: int = 0


class _Local:
    """The items and arcs of a neighbourhood, and the PuLP variables on them."""

    def __init__(
        self, arcs: Arcs, terrain: Terrain, plan: Ints, chosen: Ints, allowed: Bools, items: Ints
    ) -> None:
        self.arcs, self.terrain, self.plan = arcs, terrain, plan
        self.chosen, self.items = chosen, items
        row, self.column = np.nonzero(allowed)
        self.row = row
        self.item, self.territory = items[row], chosen[self.column]
        self.lp = pulp.LpProblem("neighbourhood")
        self.x = self.lp.add_variable_matrix("x", range(len(row)), 0, 1, "Integer")
        self.arc_of = np.full(allowed.shape, -1, np.int64)
        self.arc_of[row, self.column] = np.arange(len(row))
        self.start: list[float] = (plan[self.item] == self.territory).astype(float).tolist()
        self.costs: list[tuple[object, float]] = []

    def add(self, name: str, low: float, high: float, value: float, cost: float) -> object:
        variable = self.lp.add_variable(
            name, low if np.isfinite(low) else None, high if np.isfinite(high) else None
        )
        self.start.append(value)
        if cost > 0:
            self.costs.append((variable, cost))
        return variable


def reoptimise(
    arcs: Arcs,
    terrain: Terrain,
    plan: Ints,
    chosen: Ints,
    prices: Prices | None,
    effort: Effort,
    should_stop: Callable[[], bool],
) -> Ints | None:
    """A better plan that differs only in the `chosen` territories; None if none was found."""
    items = np.flatnonzero(np.isin(plan, chosen))
    allowed = _arcs_worth_having(arcs, plan, chosen, items, prices, effort)
    local = _Local(arcs, terrain, plan, chosen, allowed, items)
    every_item_once(local)
    sums_near_bounds(local)
    cost = arcs.cost[local.item, local.territory]
    variables = [*local.x, *(variable for variable, _ in local.costs)]
    local.lp.setObjective(weighted_sum(variables, [*cost, *(c for _, c in local.costs)]))
    limits = Limits(
        seconds=effort.seconds,
        nodes=effort.nodes,
        gap=effort.gap,
        seed=effort.seed,
        should_stop=should_stop,
    )
    return _solve_in_rounds(local, allowed, limits, prices)


def _solve_in_rounds(
    local: _Local, allowed: Bools, limits: Limits, prices: Prices | None
) -> Ints | None:
    arcs, terrain, plan = local.arcs, local.terrain, local.plan
    before = score(arcs, terrain, plan)
    start: Floats | None = np.array(local.start)
    for _ in range(_CUT_ROUNDS if arcs.is_contiguous else 1):
        solved = solve_model(local.lp, limits, start=start)
        if not solved.has_solution:
            return None
        found = _read(local, solved)
        if not _tie_loose_parts(local, found, allowed):
            return found if _is_better(score(arcs, terrain, found), before) else None
    found = make_whole(arcs, found, prices)
    return found if _is_better(score(arcs, terrain, found), before) else None


def _is_better(after: tuple[float, float], before: tuple[float, float]) -> bool:
    small = 1e-9 * abs(before[1])
    return sum(after) < sum(before) - small


def _read(local: _Local, solved: Solved) -> Ints:
    found = local.plan.copy()
    taken = solved.values[: len(local.item)] > 0.5
    found[local.item[taken]] = local.territory[taken]
    return found


def every_item_once(local: _Local) -> None:
    """sum over t of x[i, t] = 1."""
    for row in range(len(local.items)):
        mine = [local.x[a] for a in local.arc_of[row] if a >= 0]
        local.lp.addConstraint(weighted_sum(mine, np.ones(len(mine))) == 1)


def sums_near_bounds(local: _Local) -> None:
    """lower - under <= sum of load x <= upper + over, and above - below = sum - target.

    Over and under cost the search's penalty per unit; loads are scaled to about 1.
    """
    arcs, terrain = local.arcs, local.terrain
    sums = arcs.sums(local.plan)
    for m, load in enumerate(arcs.loads):
        weight = load.of(local.item, local.territory, arcs.current)
        scale = max(float(np.abs(weight).mean()), 1e-12)
        total_terms: list[tuple[object, float]] = []
        for column, t in enumerate(local.chosen):
            mine = local.arc_of[:, column]
            mine = mine[mine >= 0]
            pairs = [(local.x[a], weight[a] / scale) for a in mine if weight[a] != 0]
            _one_sum(local, m, int(t), pairs, float(sums[m, t]), scale)
            total_terms += pairs
        if np.isfinite(terrain.total_upper[m]):
            left = terrain.total_upper[m] - sums[m].sum() + sums[m, local.chosen].sum()
            start = max(sums[m, local.chosen].sum() - left, 0.0) / scale
            over = local.add(f"total_{m}", 0, np.inf, start, terrain.penalty[m] * scale)
            expression = pulp.LpAffineExpression.from_list([*total_terms, (over, -1.0)])
            local.lp.addConstraint(expression <= left / scale)


def _one_sum(
    local: _Local, m: int, t: int, pairs: list[tuple[object, float]], now: float, scale: float
) -> None:
    terrain = local.terrain
    low, high = terrain.lower[m, t], terrain.upper[m, t]
    penalty = terrain.penalty[m] * scale
    if np.isfinite(high):
        over = local.add(f"o_{m}_{t}", 0, np.inf, max(now - high, 0) / scale, penalty)
        expression = pulp.LpAffineExpression.from_list([*pairs, (over, -1.0)])
        local.lp.addConstraint(expression <= high / scale)
    if np.isfinite(low) and low > 0:
        under = local.add(f"u_{m}_{t}", 0, np.inf, max(low - now, 0) / scale, penalty)
        expression = pulp.LpAffineExpression.from_list([*pairs, (under, 1.0)])
        local.lp.addConstraint(expression >= low / scale)
    if terrain.deviation[m] > 0:
        away = now - terrain.target[m, t]
        cost = terrain.deviation[m] * scale
        above = local.add(f"a_{m}_{t}", 0, np.inf, max(away, 0) / scale, cost)
        below = local.add(f"b_{m}_{t}", 0, np.inf, max(-away, 0) / scale, cost)
        expression = pulp.LpAffineExpression.from_list([*pairs, (above, -1.0), (below, 1.0)])
        local.lp.addConstraint(expression == terrain.target[m, t] / scale)


def _arcs_worth_having(
    arcs: Arcs, plan: Ints, chosen: Ints, items: Ints, prices: Prices | None, effort: Effort
) -> Bools:
    """(items, chosen): where each item may go; the present arc always, then the cheapest."""
    cost = reduced_costs(arcs, items, prices)[:, chosen]
    here = plan[items][:, None] == chosen[None, :]
    usable = np.isfinite(cost)
    if arcs.is_contiguous:
        usable &= _within_reach(arcs, plan, chosen)[items]
    loss = cost - np.where(here, cost, 0).sum(axis=1)[:, None]
    spread = np.abs(arcs.cost[items][:, chosen])
    loss = loss / (1e-9 + np.where(usable, spread, np.inf).min(axis=1)[:, None])
    loss[~usable] = np.inf
    loss[here] = -np.inf
    most = min(effort.most_arcs, int(usable.sum()))
    limit = np.partition(loss.ravel(), most - 1)[most - 1]
    return np.asarray((loss <= limit) & (usable | here), np.bool_)


def _within_reach(arcs: Arcs, plan: Ints, chosen: Ints) -> Bools:
    """(n, chosen): lies at most `_RINGS` borders away from what the territory has now."""
    reach = plan[:, None] == chosen[None, :]
    source = np.repeat(np.arange(arcs.n), np.diff(arcs.neighbours_from))
    for _ in range(_RINGS):
        wider = reach.copy()
        np.logical_or.at(wider, arcs.neighbours, reach[source])
        reach = wider
    return reach


def _tie_loose_parts(local: _Local, found: Ints, allowed: Bools) -> bool:
    """Adds cuts against parts of territories that hang loose; False if there are none.

    For item u of a loose part and item r of the main part of t, with S the items around the loose
    part that may join t: x[u,t] + x[r,t] - 1 <= sum over S of x[v,t] (r fixed: x[u,t] <= ...).
    """
    arcs = local.arcs
    if not arcs.is_contiguous:
        return False
    part = pieces(found, arcs.neighbours_from, arcs.neighbours)
    weight = item_weights(arcs)
    place = np.full(arcs.n, -1, np.int64)
    place[local.items] = np.arange(len(local.items))
    is_cut = False
    for column, t in enumerate(local.chosen):
        mine = np.flatnonzero(found == t)
        names = np.unique(part[mine])
        if len(names) <= 1:
            continue
        size = [float(weight[mine[part[mine] == name]].sum()) for name in names]
        main = names[int(np.argmax(size))]
        root = _firmest(mine[part[mine] == main], place, allowed, weight)
        for name in names[names != main]:
            _cut_off(local, mine[part[mine] == name], int(root), column, place)
            is_cut = True
    return is_cut


def _firmest(main: Ints, place: Ints, allowed: Bools, weight: Floats) -> int:
    """An item of the main part with the fewest other places to go, the largest of these."""
    freedom = allowed[place[main]].sum(axis=1)
    return int(main[np.lexsort((-weight[main], freedom))[0]])


def _cut_off(local: _Local, loose: Ints, root: int, column: int, place: Ints) -> None:
    arcs = local.arcs
    start, neighbours = arcs.neighbours_from, arcs.neighbours
    around = np.unique(np.concatenate([neighbours[start[u] : start[u + 1]] for u in loose]))
    around = np.setdiff1d(around, loose)
    around = around[place[around] >= 0]
    ring = local.arc_of[place[around], column]
    ring = ring[ring >= 0]
    root_arc = local.arc_of[place[root], column]
    for u in loose[:_CUTS_PER_PART]:
        arc = local.arc_of[place[u], column]
        pairs = [(local.x[arc], 1.0), (local.x[root_arc], 1.0)]
        pairs += [(local.x[a], -1.0) for a in ring]
        local.lp.addConstraint(pulp.LpAffineExpression.from_list(pairs) <= 1)


def neighbourhood_of(arcs: Arcs, plan: Ints, seed_territory: int, effort: Effort) -> Ints:
    """The seed and the territories it shares most borders with (then: that are nearest)."""
    source = np.repeat(np.arange(arcs.n), np.diff(arcs.neighbours_from))
    a, b = plan[source], plan[arcs.neighbours]
    sizes = np.bincount(plan, minlength=arcs.k)
    chosen = [int(seed_territory)]
    total = int(sizes[seed_territory])
    while len(chosen) < min(effort.territories, arcs.k):
        touching = np.isin(a, chosen) & ~np.isin(b, chosen)
        count = np.bincount(b[touching], minlength=arcs.k)
        best = int(np.argmax(count))
        if count[best] == 0 or total + sizes[best] > effort.most_items:
            break
        chosen.append(best)
        total += int(sizes[best])
    return np.array(chosen, np.int64)
