"""Some items of a plan opened up: the model that assigns them anew, all promises in it.

minimise   cost + price x (over + under) + charge x broken                (as `worth`, below)
one        sum_t x_it = 1                                               every open item
bounds     lower - under <= held + sum_i load_it x_it <= upper + over   every load, every t
broken     over + under <= most x broken                                broken 0 or 1
filled     sum_i x_it >= 1                                              t that holds nothing else
contiguous x_at + x_bt - 1 <= sum over s in S of x_st                   in rounds, as plans break it

S separates a from b; a or b that stay in t anyway count as 1 (see contiguity.py).
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pulp

from salesplanner.optimize.arcs import Arcs, load_scale
from salesplanner.optimize.contiguity import Adjacency, separator
from salesplanner.optimize.pieces import pieces
from salesplanner.optimize.problem import Bools, Floats, Ints
from salesplanner.optimize.solver import Limits, Outcome, solve_model, weighted_sum
from salesplanner.optimize.transport import Candidates, mean_cost

PRICE = 50.0  # of a territory's worth of load beyond its bound, in mean costs of a territory
CHARGE = 0.02  # territories' worth of load that being outside at all counts as
_MOST_OF_A_PIECE = 12  # items of one stray piece that get a row of their own
_ENOUGH = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Opening:
    """plan (n,): where items are that stay; `candidates`: where the open ones may go.

    territories: those in the model. is_hard (loads,): bounds that may not be broken at all.
    """

    plan: Ints
    candidates: Candidates
    territories: Ints
    is_hard: Bools


@dataclass(frozen=True, kw_only=True, eq=False)
class Opened:
    """plan: the best in one piece each, empty if none; bound: of `worth`, over all of them."""

    outcome: Outcome
    plan: Ints
    bound: float


def scale_of(arcs: Arcs, m: int) -> float:
    """A territory's worth of a load: the usual upper end, the mean where there is none."""
    upper = arcs.loads[m].upper
    usual = float(np.median(upper)) if np.isfinite(upper).all() else 0.0
    return usual if usual > 0 else load_scale(arcs, m)


def beyond_of(arcs: Arcs, sums: Floats) -> Floats:
    """(loads, k + 1) how far bounds are exceeded, in territories' worth; last: that of totals."""
    beyond = np.zeros((len(arcs.loads), arcs.k + 1))
    for m, load in enumerate(arcs.loads):
        over, under = sums[m] - load.upper, load.lower - sums[m]
        beyond[m, :-1] = np.maximum(np.maximum(over, under), 0.0)
        beyond[m, -1] = max(float(sums[m].sum()) - load.total_upper, 0.0)
        beyond[m] /= scale_of(arcs, m)
    return np.where(beyond > _ENOUGH, beyond, 0.0)


def penalty(arcs: Arcs, sums: Floats) -> float:
    """What being outside costs, in the objective's unit; 0: all bounds hold."""
    beyond = beyond_of(arcs, sums)
    return PRICE * mean_cost(arcs) * float(beyond.sum() + CHARGE * np.count_nonzero(beyond))


def worth(arcs: Arcs, plan: Ints) -> float:
    """The objective and what is broken, in one number: less is better."""
    return arcs.objective(plan) + penalty(arcs, arcs.sums(plan))


class _Model:
    """The rows of one opening, kept between the rounds."""

    def __init__(self, arcs: Arcs, opening: Opening) -> None:
        self.arcs, self.opening = arcs, opening
        self.unit = mean_cost(arcs)
        self.lp = pulp.LpProblem("opening")
        open_ = opening.candidates
        self.x = [self.lp.add_variable(f"x{a}", 0, 1, "Binary") for a in range(len(open_))]
        cost = arcs.cost[open_.item, open_.territory] / self.unit
        self.costs = list(zip(self.x, cost.tolist(), strict=True))
        self.is_open = np.zeros(arcs.n, np.bool_)
        self.is_open[open_.item] = True
        self.at = {
            (i, t): a
            for a, (i, t) in enumerate(
                zip(open_.item.tolist(), open_.territory.tolist(), strict=True)
            )
        }
        self.held = ~self.is_open & (opening.plan >= 0)
        self._near: dict[int, Adjacency] = {}

    def near(self, t: int) -> Adjacency:
        """Borders among what may be in t."""
        if t not in self._near:
            self._near[t] = _borders_among(self.arcs, self.may_be_in(t))
        return self._near[t]

    def may_be_in(self, t: int) -> set[int]:
        there = np.flatnonzero(self.held & (self.opening.plan == t)).tolist()
        mine = self.opening.candidates.territory == t
        return {*there, *self.opening.candidates.item[mine].tolist()}

    def stays_in(self, i: int, t: int) -> bool:
        return bool(self.held[i] and self.opening.plan[i] == t)

    def plan_of(self, values: Floats) -> Ints:
        plan = self.opening.plan.copy()
        chosen = np.flatnonzero(values[: len(self.x)] > 0.5)
        open_ = self.opening.candidates
        plan[open_.item[chosen]] = open_.territory[chosen]
        return plan

    def values_of(self, plan: Ints) -> Floats:
        """(x,) a start for the solver, which works out the other columns."""
        open_ = self.opening.candidates
        return np.asarray(plan[open_.item] == open_.territory, np.float64)


def _borders_among(arcs: Arcs, inside: set[int]) -> Adjacency:
    start, other = arcs.neighbours_from, arcs.neighbours
    near: Adjacency = [[] for _ in range(arcs.n)]
    for i in inside:
        near[i] = [j for j in other[start[i] : start[i + 1]].tolist() if j in inside]
    return near


def every_open_item_has_one_territory(model: _Model) -> None:
    """sum_t x_it = 1."""
    item = model.opening.candidates.item
    ends = np.flatnonzero(np.diff(item, prepend=-1, append=-1))
    for start, end in itertools.pairwise(ends.tolist()):
        model.lp.addConstraint(weighted_sum(model.x[start:end], np.ones(end - start)) == 1)


def no_territory_is_empty(model: _Model) -> None:
    """sum_i x_it >= 1 where nothing stays."""
    filled = np.bincount(model.opening.plan[model.held], minlength=model.arcs.k) > 0
    for t in model.opening.territories:
        mine = np.flatnonzero(model.opening.candidates.territory == t)
        if not filled[t]:
            xs = [model.x[a] for a in mine]
            model.lp.addConstraint(weighted_sum(xs, np.ones(len(xs))) >= 1)


def loads_stay_within_bounds(model: _Model) -> None:
    """lower - under <= held + sum_i load_it x_it <= upper + over, in territories' worth."""
    arcs, open_ = model.arcs, model.opening.candidates
    for m, load in enumerate(arcs.loads):
        scale = scale_of(arcs, m)
        weight = load.of(open_.item, open_.territory, arcs.current) / scale
        held = _held(model, m) / scale
        for t in model.opening.territories:
            mine = np.flatnonzero((open_.territory == t) & (weight != 0))
            total = weighted_sum([model.x[a] for a in mine], weight[mine])
            _within(
                model, m, total, load.lower[t] / scale - held[t], load.upper[t] / scale - held[t]
            )
            if load.deviation > 0 and load.target is not None:
                _near_target(model, total, load.target[t] / scale - held[t], load.deviation * scale)
        if np.isfinite(load.total_upper):
            total = weighted_sum(model.x, weight)
            _within(model, m, total, -np.inf, load.total_upper / scale - float(held.sum()))


def _held(model: _Model, m: int) -> Floats:
    """(k,) what stays where it is."""
    items = np.flatnonzero(model.held)
    where = model.opening.plan[items]
    weight = model.arcs.loads[m].of(items, where, model.arcs.current)
    return np.asarray(np.bincount(where, weights=weight, minlength=model.arcs.k), np.float64)


def _within(model: _Model, m: int, total: pulp.LpAffineExpression, low: float, high: float) -> None:
    if not (np.isfinite(low) or np.isfinite(high)):
        return
    beyond = None if model.opening.is_hard[m] else _may_break(model)
    if np.isfinite(low):
        model.lp.addConstraint((total if beyond is None else total + beyond) >= float(low))
    if np.isfinite(high):
        model.lp.addConstraint((total if beyond is None else total - beyond) <= float(high))


def _may_break(model: _Model) -> pulp.LpVariable:
    """How far one sum is outside; that it is at all has a price too."""
    number = len(model.costs)
    beyond = model.lp.add_variable(f"beyond{number}", 0)
    broken = model.lp.add_variable(f"broken{number}", 0, 1, "Binary")
    most = float(model.arcs.k)
    model.lp.addConstraint(weighted_sum([beyond, broken], [1.0, -most]) <= 0)
    model.costs += [(beyond, PRICE), (broken, PRICE * CHARGE)]
    return beyond


def _near_target(
    model: _Model, total: pulp.LpAffineExpression, target: float, price: float
) -> None:
    number = len(model.costs)
    away = model.lp.add_variable(f"away{number}", 0)
    model.lp.addConstraint(total - away <= float(target))
    model.lp.addConstraint(total + away >= float(target))
    model.costs.append((away, price / model.unit))


def territories_hold_together(model: _Model, plan: Ints) -> int:
    """x_at + x_bt - 1 <= sum over s in S of x_st, for the parts this plan is in; how many."""
    arcs = model.arcs
    label = pieces(plan, arcs.neighbours_from, arcs.neighbours)
    added = 0
    for t in model.opening.territories.tolist():
        mine = np.flatnonzero(plan == t)
        parts = np.unique(label[mine])
        if len(parts) < 2:
            continue
        by_part = [mine[label[mine] == part] for part in parts]
        by_part.sort(key=lambda part: (-int((~model.is_open[part]).sum()), -len(part)))
        main = by_part[0]
        b = int(main[np.argmin(model.is_open[main])])
        added += sum(_join(model, part, b, t) for part in by_part[1:])
    return added


def _join(model: _Model, part: Ints, b: int, t: int) -> int:
    """Rows that ask for a way from each item of a stray part to b."""
    fence = [
        model.x[model.at[s, t]] for s in separator(model.near(t), part, b) if (s, t) in model.at
    ]
    staying = part[~model.is_open[part]]
    items = staying[:1] if len(staying) else part[:_MOST_OF_A_PIECE]
    for a in items.tolist():
        ends = [model.x[model.at[i, t]] for i in (a, b) if not model.stays_in(i, t)]
        row = weighted_sum([*ends, *fence], [1.0] * len(ends) + [-1.0] * len(fence))
        model.lp.addConstraint(row <= len(ends) - 1)
    return len(items)


def items_touch_their_own(model: _Model) -> None:
    """x_at <= sum over neighbours s of a of x_st, where t holds an item that stays in it."""
    for (a, t), number in model.at.items():
        near = model.near(t)[a]
        if any(model.stays_in(s, t) for s in near):
            continue
        if not (model.held & (model.opening.plan == t)).any():
            continue
        xs = [model.x[number], *(model.x[model.at[s, t]] for s in near)]
        model.lp.addConstraint(weighted_sum(xs, [1.0] + [-1.0] * len(near)) <= 0)


def _is_whole(model: _Model, plan: Ints) -> bool:
    arcs = model.arcs
    chosen = model.opening.territories
    if not arcs.is_contiguous:
        return True
    inside = np.where(np.isin(plan, chosen), plan, -1)
    label = pieces(inside, arcs.neighbours_from, arcs.neighbours)
    return int(label.max(initial=-1)) + 1 == len(chosen)


def reassign(
    arcs: Arcs,
    opening: Opening,
    limits_now: Callable[[], Limits],
    start: Ints | None = None,
    most_rounds: int = 12,
) -> Opened:
    """The best way to assign what is open, in rounds of solving and joining what fell apart.

    Args:
        limits_now: what the next round may spend.
        start: (n,) a plan to begin with.
    """
    model = _Model(arcs, opening)
    every_open_item_has_one_territory(model)
    no_territory_is_empty(model)
    loads_stay_within_bounds(model)
    if arcs.is_contiguous:
        items_touch_their_own(model)
    variables, weights = zip(*model.costs, strict=True)
    model.lp.setObjective(weighted_sum(variables, weights))
    return _rounds(model, limits_now, start, most_rounds)


def _rounds(
    model: _Model, limits_now: Callable[[], Limits], start: Ints | None, most_rounds: int
) -> Opened:
    best = np.empty(0, np.int64) if start is None else start
    least = np.inf if start is None else worth(model.arcs, start)
    outcome: Outcome = "limit"
    bound = -np.inf
    for _ in range(most_rounds):
        limits = limits_now()
        if limits.seconds <= 0 or (limits.should_stop is not None and limits.should_stop()):
            break
        seen: list[Floats] = []
        first = None if len(best) == 0 else model.values_of(best)
        solved = solve_model(model.lp, limits, start=first, on_better=seen.append)
        if solved.outcome == "infeasible":
            return Opened(outcome="infeasible", plan=best, bound=np.inf)
        bound = max(bound, _unscaled(model, solved.bound))
        plans = [model.plan_of(values) for values in seen]
        plans += [model.plan_of(solved.values)] * solved.has_solution
        for plan in plans:
            if _is_whole(model, plan) and worth(model.arcs, plan) < least:
                best, least = plan, worth(model.arcs, plan)
        if not model.arcs.is_contiguous or not plans:
            outcome = solved.outcome
            break
        if sum(territories_hold_together(model, plan) for plan in plans[-2:]) == 0:
            outcome = solved.outcome
            break
    return Opened(outcome=outcome, plan=best, bound=bound)


def _unscaled(model: _Model, value: float) -> float:
    """The model's objective as `worth`: with what items that stay cost, and are beyond."""
    arcs, plan = model.arcs, model.opening.plan
    stay = np.flatnonzero(model.held)
    return value * model.unit + arcs.offset + float(arcs.cost[stay, plan[stay]].sum())
