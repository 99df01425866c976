"""The model of Hess and others 1965: which items are centres, and which centre each item has.

minimise   sum c_ij x_ij                                            (i to centre j, pairs offered)
one        sum_j x_ij = 1                                           every i
centres    sum_j y_j = k;  x_ij <= y_j;  x_jj = y_j
bands      L y_j <= sum_i p_i x_ij <= U y_j                         every band, every j
contiguous x_aj <= sum over s in S of x_sj                          in rounds, as plans break it

Only the pairs offered exist, so the answer is the best among those.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pulp

from salesplanner.optimize.contiguity import adjacency, separator, shortened, stray_pieces
from salesplanner.optimize.instance import Instance
from salesplanner.optimize.problem import Floats, Ints
from salesplanner.optimize.solver import Limits, Outcome, solve_model, weighted_sum

_MOST_OF_A_PIECE = 12  # items of one stray piece that get a row of their own
_MOST_ROUNDS = 300
_SLACK_COST = 1e5  # of a territory's mean load outside its band, in mean costs of a pair
_SHORTEN_UP_TO = 300  # items: in larger maps a territory holds so many that it hardly shortens

Cut = tuple[int, int, tuple[int, ...]]  # item, centre, the items one of which must be there


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Pairs (p,) of item and site; sites are positions in `site` (s,), which are items.

    lower, upper: (m, s). is_open: (s,) sites that are centres in any case.
    """

    item: Ints
    at: Ints
    site: Ints
    is_open: Ints
    lower: Floats
    upper: Floats


@dataclass(frozen=True, kw_only=True)
class Answer:
    """owner: (n,) site position of each item, or empty; bound holds for the offered pairs."""

    outcome: Outcome
    owner: Ints
    objective: float
    bound: float
    rounds: int


class HessModel:
    """The rows of one offer, kept between the rounds."""

    def __init__(self, instance: Instance, offer: Offer, is_elastic: bool = False) -> None:
        self.instance, self.offer, self.is_elastic = instance, offer, is_elastic
        self.lp = pulp.LpProblem("hess")
        one = instance
        cost = one.weight[offer.item] * one.far[offer.item, offer.site[offer.at]]
        self.scale = 1.0 / max(float(cost.mean()), 1e-12)
        self.x = [self.lp.add_variable(f"x{p}", 0, 1, "Binary") for p in range(len(cost))]
        self.y = [
            self.lp.add_variable(f"y{s}", int(offer.is_open[s]), 1, "Binary")
            for s in range(len(offer.site))
        ]
        n_slacks = 2 * len(instance.values) * len(offer.site) * is_elastic
        self.slack = [self.lp.add_variable(f"s{r}", 0) for r in range(n_slacks)]
        prices = np.concatenate([cost * self.scale, np.full(n_slacks, _SLACK_COST)])
        self.lp.setObjective(weighted_sum([*self.x, *self.slack], prices))
        self.pair = {
            (int(i), int(s)): p for p, (i, s) in enumerate(zip(offer.item, offer.at, strict=True))
        }
        self.at = {int(item): s for s, item in enumerate(offer.site)}
        self.near = adjacency(one.start, one.other) if one.is_contiguous else []
        self.known: set[Cut] = set()


def every_item_has_one_centre(model: HessModel) -> None:
    """sum_j x_ij = 1."""
    order = np.argsort(model.offer.item, kind="stable")
    bounds = np.searchsorted(model.offer.item[order], np.arange(model.instance.n + 1))
    for i in range(model.instance.n):
        pairs = order[bounds[i] : bounds[i + 1]]
        if len(pairs):
            xs = [model.x[p] for p in pairs]
            model.lp.addConstraint(weighted_sum(xs, np.ones(len(xs))) == 1)


def exactly_k_centres(model: HessModel) -> None:
    """sum_j y_j = k, and a centre belongs to itself: x_jj = y_j."""
    model.lp.addConstraint(weighted_sum(model.y, np.ones(len(model.y))) == model.instance.k)
    for s, item in enumerate(model.offer.site):
        own = model.pair.get((int(item), s))
        if own is not None:
            model.lp.addConstraint(weighted_sum([model.x[own], model.y[s]], [1.0, -1.0]) == 0)


def only_centres_have_items(model: HessModel) -> None:
    """x_ij <= y_j (needless where j is a centre in any case)."""
    for p, s in enumerate(model.offer.at):
        if not model.offer.is_open[s] and model.offer.item[p] != model.offer.site[s]:
            model.lp.addConstraint(weighted_sum([model.x[p], model.y[s]], [1.0, -1.0]) <= 0)


def loads_stay_in_band(model: HessModel) -> None:
    """L y_j <= sum_i p_i x_ij <= U y_j, in the unit of the band's mean; elastic: at a price."""
    offer = model.offer
    free = iter(model.slack)
    for m, values in enumerate(model.instance.values):
        unit = max(float(np.abs(values).sum()) / model.instance.k, 1e-12)
        for s in range(len(offer.site)):
            pairs = np.flatnonzero(offer.at == s)
            xs, loads = [model.x[p] for p in pairs], values[offer.item[pairs]] / unit
            less, more = ([next(free)], [next(free)]) if model.is_elastic else ([], [])
            low = weighted_sum([*xs, model.y[s]], [*loads, -offer.lower[m, s] / unit])
            high = weighted_sum([*xs, model.y[s]], [*loads, -offer.upper[m, s] / unit])
            model.lp.addConstraint(low + sum(less) >= 0)
            model.lp.addConstraint(high - sum(more) <= 0)


def territories_hold_together(model: HessModel, owner: Ints) -> int:
    """x_aj <= sum over s in S of x_sj, for the pieces of this plan that are cut off; how many."""
    one, offer = model.instance, model.offer
    added = 0
    for b, piece in stray_pieces(offer.site[owner], one.start, one.other):
        fence = separator(model.near, piece, b)
        heavy = piece[np.argsort(-one.weight[piece], kind="stable")][:_MOST_OF_A_PIECE]
        for a in heavy:
            short = _short(model, int(a), b, model.at[b], fence)
            key = (int(a), b, tuple(short))
            if (int(a), model.at[b]) not in model.pair or key in model.known:
                continue
            model.known.add(key)
            _hold(model, *key)
            added += 1
    return added


def _hold(model: HessModel, a: int, b: int, fence: tuple[int, ...]) -> None:
    """x_ab <= sum over s in the fence of x_sb."""
    s = model.at[b]
    pairs = [model.pair[i, s] for i in (a, *fence) if (i, s) in model.pair]
    ones = [1.0] + [-1.0] * (len(pairs) - 1)
    model.lp.addConstraint(weighted_sum([model.x[p] for p in pairs], ones) <= 0)


def _short(model: HessModel, a: int, b: int, s: int, fence: list[int]) -> list[int]:
    one = model.instance
    if one.n > _SHORTEN_UP_TO or len(one.values) == 0 or (one.values < 0).any():
        return fence
    return shortened(model.near, one.values[0], float(model.offer.upper[0, s]), a, b, fence)


def build_hess(
    instance: Instance, offer: Offer, is_elastic: bool = False, known: set[Cut] | None = None
) -> HessModel:
    """All rows, with the separators known from an earlier offer."""
    model = HessModel(instance, offer, is_elastic)
    every_item_has_one_centre(model)
    exactly_k_centres(model)
    only_centres_have_items(model)
    loads_stay_in_band(model)
    for a, b, fence in sorted(known or ()):
        if b in model.at and (a, model.at[b]) in model.pair:
            model.known.add((a, b, fence))
            _hold(model, a, b, fence)
    return model


class _Best:
    """The best plan that keeps everything, over the rounds."""

    def __init__(self, model: HessModel, start: Ints | None) -> None:
        self.model = model
        self.owner = np.empty(0, np.int64) if start is None else start
        self.objective = np.inf if start is None else _objective(model, start)

    def take(self, plan: Ints, on_plan: Callable[[Ints], None] | None) -> None:
        objective = _objective(self.model, plan)
        if objective < self.objective and not _is_broken(self.model, plan):
            self.owner, self.objective = plan, objective
            if on_plan is not None:
                on_plan(plan)


def solve_hess(
    model: HessModel,
    limits_now: Callable[[], Limits],
    start: Ints | None = None,
    on_plan: Callable[[Ints], None] | None = None,
    coarse_gap: float = 0.0,
    should_rebuild: Callable[[], bool] | None = None,
) -> Answer:
    """Rounds of solving and cutting off plans in several pieces, until a whole one is best.

    Args:
        limits_now: what the next round may spend.
        start: (n,) site position of each item of a plan that keeps everything.
        on_plan: hears of every better plan that keeps everything.
        coarse_gap: at which rounds end as long as they still come upon pieces to cut off.
        should_rebuild: asked after every round: whether to end for a smaller offer.
    """
    best, bound, gap = _Best(model, start), -np.inf, coarse_gap
    for round_number in range(_MOST_ROUNDS):
        limits = limits_now()
        if limits.seconds <= 0 or (limits.should_stop is not None and limits.should_stop()):
            break
        seen: list[Floats] = []
        first = None if len(best.owner) == 0 else _as_values(model, best.owner)
        limits = replace(limits, gap=max(gap, limits.gap))
        solved = solve_model(model.lp, limits, start=first, on_better=seen.append)
        bound = max(bound, solved.bound / model.scale)
        plans = [_owner(model, values) for values in seen]
        plans += [_owner(model, solved.values)] * solved.has_solution
        for plan in plans:
            best.take(plan, on_plan)
        if limits_now().seconds <= 0 and solved.outcome != "infeasible":
            break
        added = sum(territories_hold_together(model, plan) for plan in plans) if model.near else 0
        if added == 0 and (gap <= limits_now().gap or solved.outcome != "optimal"):
            bound = best.objective if solved.outcome == "infeasible" else bound
            outcome = solved.outcome if len(best.owner) == 0 or bound < np.inf else "optimal"
            return _answer(outcome, best, bound, round_number)
        gap = gap if added > 0 else 0.0
        if should_rebuild is not None and should_rebuild():
            break
    return _answer("limit", best, bound, _MOST_ROUNDS)


def _answer(outcome: Outcome, best: _Best, bound: float, rounds: int) -> Answer:
    return Answer(
        outcome=outcome,
        owner=best.owner,
        objective=best.objective,
        bound=bound,
        rounds=rounds + 1,
    )


def _is_broken(model: HessModel, owner: Ints) -> bool:
    """Whether a promise is broken that the model does not put a price on."""
    one = model.instance
    if model.near and any(stray_pieces(_items(model, owner), one.start, one.other)):
        return True
    used = np.bincount(owner, minlength=len(model.offer.site)) > 0
    return bool(used.sum() != one.k) or (
        not model.is_elastic and bool(_outside(model, owner).any())
    )


def _outside(model: HessModel, owner: Ints) -> Floats:
    """(m, s) how far the loads of the sites that are used are outside, in the band's mean."""
    one, offer = model.instance, model.offer
    n_sites = len(offer.site)
    used = np.bincount(owner, minlength=n_sites) > 0
    load = np.array([np.bincount(owner, row, n_sites) for row in one.values]).reshape(-1, n_sites)
    unit = np.maximum(np.abs(one.values).sum(axis=1) / one.k, 1e-12)[:, None]
    outside = np.maximum(np.maximum(offer.lower - load, load - offer.upper), 0.0)
    return np.asarray(outside * used / unit)


def _items(model: HessModel, owner: Ints) -> Ints:
    return np.asarray(model.offer.site[owner])


def _objective(model: HessModel, owner: Ints) -> float:
    one = model.instance
    items = np.arange(one.n)
    cost = float((one.weight * one.far[items, _items(model, owner)]).sum())
    if model.is_elastic:
        cost += float(_outside(model, owner).sum()) * _SLACK_COST / model.scale
    return cost


def _owner(model: HessModel, values: Floats) -> Ints:
    """(n,) site of each item in a solution: the pair with the largest value."""
    owner = np.zeros(model.instance.n, np.int64)
    chosen = np.flatnonzero(values[: len(model.x)] > 0.5)
    owner[model.offer.item[chosen]] = model.offer.at[chosen]
    return owner


def _as_values(model: HessModel, owner: Ints) -> Floats | None:
    """A start for the solver; None where it would need slacks worked out: HiGHS does that."""
    if model.is_elastic:
        return None
    values = np.zeros(len(model.x) + len(model.y))
    chosen = [model.pair[i, int(s)] for i, s in enumerate(owner)]
    values[chosen] = 1.0
    values[len(model.x) + np.unique(owner)] = 1.0
    return values
