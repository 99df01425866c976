"""The fewest wishes that must give way, and how much: the relaxation with a named slack for each.

minimise   sum used_w + a little x sum give_w
one        sum_t x_it = 1                                          every item
bands      lower - give <= sum_i load_it x_it <= upper + give      every band and cap, every t
locks      sum over locked i of x_it, t other than its own <= give
forbidden  sum over forbidden pairs of x_it <= give
used       give_w <= most_w used_w,  used_w 0 or 1

Items may be shared between territories and need not touch here, so what it asks for is the least
that any plan with these centres needs; `proposals.py` finds out whether that is enough.
"""

from dataclasses import dataclass, replace

import numpy as np
import pulp

from salesplanner.optimize.arcs import Arcs, build_arcs, load_scale
from salesplanner.optimize.problem import Ints, Problem
from salesplanner.optimize.solver import Limits, solve_model, weighted_sum
from salesplanner.optimize.transport import Candidates, nearest_candidates, with_arcs

_NEAREST = 12
_OF_AMOUNTS = 1e-3  # weight of amounts beside the number of wishes
_MOST_GIVE = 100.0  # of a territory's worth
_LEAST_GIVE = 1e-6


@dataclass(frozen=True)
class Give:
    """A wish that must give way: row is its place among the bands and then the caps of the
    problem (locks: -1, forbidden pairs: -2). below, above: by how much, in the measure's unit
    (locks and pairs: how many, above)."""

    row: int
    below: float
    above: float


LOCKS, PAIRS = -1, -2


@dataclass(kw_only=True)
class _Model:
    arcs: Arcs
    candidates: Candidates
    lp: pulp.LpProblem
    share: list[pulp.LpVariable]
    used: dict[int, pulp.LpVariable]
    give: dict[tuple[int, int], pulp.LpVariable]  # (row, side)


def least_that_must_give(problem: Problem, limits: Limits) -> tuple[Give, ...] | None:
    """The fewest wishes of a problem with given centres; empty: none of those counted here must.

    None: the solver was stopped before it was through.
    """
    free = replace(problem, is_locked=np.empty(0, np.bool_), forbidden=np.empty((0, 2), np.int64))
    arcs = build_arcs(free)
    candidates = _candidates(arcs)
    lp = pulp.LpProblem("elastic")
    share = [lp.add_variable(f"x{a}", 0, 1) for a in range(len(candidates))]
    model = _Model(arcs=arcs, candidates=candidates, lp=lp, share=share, used={}, give={})
    every_item_has_one_territory(model)
    bands_may_give(model)
    locks_may_give(model, problem)
    pairs_may_give(model, problem)
    variables = [*model.used.values(), *model.give.values()]
    weights = [1.0] * len(model.used) + [_OF_AMOUNTS] * len(model.give)
    lp.setObjective(weighted_sum(variables, weights))
    solved = solve_model(lp, limits)
    return _read(model, solved.values) if solved.has_solution else None


def every_item_has_one_territory(model: _Model) -> None:
    """sum_t x_it = 1."""
    start = np.searchsorted(model.candidates.item, np.arange(model.arcs.n + 1))
    for i in range(model.arcs.n):
        mine = model.share[start[i] : start[i + 1]]
        model.lp.addConstraint(weighted_sum(mine, np.ones(len(mine))) == 1)


def bands_may_give(model: _Model) -> None:
    """lower - give <= sum of loads <= upper + give, in a territory's worth of the load."""
    arcs, candidates = model.arcs, model.candidates
    for m, load in enumerate(arcs.loads):
        scale = load_scale(arcs, m)
        weight = load.of(candidates.item, candidates.territory, arcs.current) / scale
        if np.isfinite(load.total_upper):
            total = weighted_sum(model.share, weight) - _gives(model, m, 1)
            model.lp.addConstraint(total <= load.total_upper / scale)
        for t in range(arcs.k):
            mine = np.flatnonzero(candidates.territory == t)
            total = weighted_sum([model.share[a] for a in mine], weight[mine])
            if np.isfinite(load.lower[t]):
                model.lp.addConstraint(total + _gives(model, m, 0) >= load.lower[t] / scale)
            if np.isfinite(load.upper[t]):
                model.lp.addConstraint(total - _gives(model, m, 1) <= load.upper[t] / scale)


def locks_may_give(model: _Model, problem: Problem) -> None:
    """sum over locked i of x_it, t other than its own, <= give."""
    member = model.arcs.member
    locked = np.zeros(model.arcs.n, np.bool_)
    if len(problem.is_locked):
        locked[member[problem.is_locked]] = True
    own = model.arcs.current
    away = locked & (own >= 0)
    chosen = away[model.candidates.item] & (
        model.candidates.territory != own[model.candidates.item]
    )
    _may_give(model, np.flatnonzero(chosen), LOCKS)


def pairs_may_give(model: _Model, problem: Problem) -> None:
    """sum over forbidden pairs of x_it <= give."""
    k = model.arcs.k
    keys = model.arcs.member[problem.forbidden[:, 0]] * k + problem.forbidden[:, 1]
    chosen = np.isin(model.candidates.item * k + model.candidates.territory, keys)
    _may_give(model, np.flatnonzero(chosen), PAIRS)


def _may_give(model: _Model, chosen: Ints, row: int) -> None:
    if len(chosen):
        total = weighted_sum([model.share[a] for a in chosen], np.ones(len(chosen)))
        model.lp.addConstraint(total - _gives(model, row, 1) <= 0)


def _gives(model: _Model, row: int, side: int) -> pulp.LpVariable:
    """The slack of one end of a wish; its wish is then used."""
    if (row, side) not in model.give:
        most = float(model.arcs.n) if row < 0 else _MOST_GIVE
        model.give[row, side] = model.lp.add_variable(f"give_{row + 2}_{side}", 0, most)
        if row not in model.used:
            model.used[row] = model.lp.add_variable(f"used_{row + 2}", 0, 1, "Binary")
        pair = [model.give[row, side], model.used[row]]
        model.lp.addConstraint(weighted_sum(pair, [1.0, -most]) <= 0)
    return model.give[row, side]


def _candidates(arcs: Arcs) -> Candidates:
    """The nearest territories of each item, its own, and all where there are few."""
    near = nearest_candidates(arcs, min(_NEAREST, arcs.k))
    held = np.flatnonzero(arcs.current >= 0)
    return with_arcs(near, held, arcs.current[held], arcs.k)


def _read(model: _Model, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[Give, ...]:
    gives = []
    for row in sorted(model.used):
        scale = 1.0 if row < 0 else load_scale(model.arcs, row)
        ends = [model.give.get((row, side)) for side in (0, 1)]
        below, above = (0.0 if one is None else float(values[one.id]) * scale for one in ends)
        if max(below, above) > _LEAST_GIVE * scale:
            gives.append(Give(row, below, above))
    return tuple(gives)
