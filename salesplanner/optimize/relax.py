"""What to do about wishes that cannot all be kept: checks before the solve, smallest widenings."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from salesplanner.optimize.arcs import PAIR, SAME, Arcs
from salesplanner.optimize.pieces import pieces
from salesplanner.optimize.problem import Band, Floats, Ints, Problem
from salesplanner.optimize.result import Relaxation

_FAR = 1e18


def widen_for_heavy_items(
    problem: Problem, arcs: Arcs
) -> tuple[tuple[Band, ...], tuple[Relaxation, ...]]:
    """The bands, widened as little as the single items allow, and what was widened.

    An item beyond the upper end of every territory it may go to becomes the whole of one: the one
    whose band has to give least (then: the cheapest for it). Heavy items get different ones. Hard
    bands are never widened.
    """
    heavy = _heavy_items(problem, arcs)
    bands = list(problem.bands)
    relaxations: list[Relaxation] = []
    if len(heavy) == 0:
        return problem.bands, ()
    home = _homes_for_heavy(problem, arcs, heavy)
    for i, t in zip(heavy, home, strict=True):
        for m, band in enumerate(bands):
            if not band.is_hard and t >= 0:
                load = _loads(arcs, m)[i, t if arcs.loads[m].pair is not None else 0]
                bands[m], change = _widen(problem, arcs, band, int(i), int(t), float(load))
                relaxations += change
    for m, band in enumerate(bands):
        if not band.is_hard:
            bands[m], change = _rest_can_be_filled(problem, arcs, m, band, heavy, home)
            relaxations += change
    return tuple(bands), tuple(relaxations)


def widen_to_reach(
    problem: Problem, bands: tuple[Band, ...], sums: Floats, beyond: Floats
) -> tuple[tuple[Band, ...], tuple[Relaxation, ...]]:
    """Soft bands widened to what the best plan reached, where it is still outside.

    Args:
        sums: (loads, k) of the plan; the first loads are those of the bands.
        beyond: (loads, k) how far each is outside its bounds; 0 inside.
    """
    wider = list(bands)
    relaxations: list[Relaxation] = []
    for m, band in enumerate(bands):
        if band.is_hard:
            continue
        least = 1e-7 * float(np.abs(band.upper[np.isfinite(band.upper)]).max(initial=1.0))
        for t in np.flatnonzero(beyond[m] > least):
            total = float(sums[m, t])
            reason = (
                f"no plan was found in which the {band.measure} of this territory is within its"
                f" band; it comes to {total:,.6g}"
            )
            low, high = min(float(band.lower[t]), total), max(float(band.upper[t]), total)
            margin = 1e-12 * max(abs(low), abs(high))
            wider[m], change = _with_ends(
                problem, wider[m], int(t), low - margin, high + margin, reason
            )
            relaxations += change
    return tuple(wider), tuple(relaxations)


@dataclass(frozen=True, kw_only=True)
class TooHeavy:
    """Arcs that were taken away, and what they had cost."""

    item: Ints
    territory: Ints
    cost: Floats

    def put_back(self, arcs: Arcs) -> None:
        arcs.cost[self.item, self.territory] = self.cost


def forbid_what_is_too_heavy(arcs: Arcs) -> TooHeavy:
    """Takes away, in place, the arcs of items that alone are above a territory's upper end.

    No plan can use them, and without them the relaxation is tighter. Needs loads that are never
    negative; others are left alone. An item with no other arc keeps what it has.
    """
    taken = np.zeros(arcs.cost.shape, np.bool_)
    for m, load in enumerate(arcs.loads):
        loads = _loads(arcs, m)
        if load.kind not in (SAME, PAIR) or float(loads.min(initial=0.0)) < 0:
            continue
        may_be = np.flatnonzero(loads.max(axis=1) > load.upper.min())
        some = loads[may_be] if load.kind == PAIR else loads[may_be, :1]
        here = np.isfinite(arcs.cost[may_be]) & ~taken[may_be]
        too_heavy = (some > load.upper[None, :]) & here
        spared = here.sum(axis=1) > too_heavy.sum(axis=1)
        taken[may_be] |= too_heavy & spared[:, None]
    item, territory = np.nonzero(taken)
    gone = TooHeavy(item=item, territory=territory, cost=arcs.cost[item, territory])
    arcs.cost[item, territory] = np.inf
    return gone


def _loads(arcs: Arcs, m: int) -> Floats:
    """(n, 1) or (n, k) what items load their territory with."""
    load = arcs.loads[m]
    return load.values[:, None] if load.pair is None else load.pair


def _heavy_items(problem: Problem, arcs: Arcs) -> Ints:
    """Items above the upper end of a soft band in every territory they may go to."""
    heavy = np.zeros(arcs.n, bool)
    allowed = np.isfinite(arcs.cost)
    for m, band in enumerate(problem.bands):
        if not band.is_hard:
            fits = (_loads(arcs, m) <= band.upper[None, :]) & allowed
            heavy |= ~fits.any(axis=1) & allowed.any(axis=1)
    return np.flatnonzero(heavy)


def _homes_for_heavy(problem: Problem, arcs: Arcs, heavy: Ints) -> Ints:
    """A different territory for each heavy item (-1: none left), least widening, then cheapest."""
    widening = np.zeros((len(heavy), arcs.k))
    for m, band in enumerate(problem.bands):
        scale = max(float(np.abs(band.upper[np.isfinite(band.upper)]).max(initial=0.0)), 1e-12)
        excess = np.maximum(_loads(arcs, m)[heavy] - band.upper[None, :], 0.0)
        widening += np.where(np.isfinite(excess), excess, 0.0) / scale
        if band.is_hard:
            widening[excess > 0] = _FAR
    cost = arcs.cost[heavy]
    worst = max(float(np.abs(cost[np.isfinite(cost)]).max(initial=0.0)), 1e-12)
    score = widening + 1e-3 * np.where(np.isfinite(cost), cost / worst, 0.0)
    score = np.where(np.isfinite(cost), score, _FAR)
    rows, columns = linear_sum_assignment(np.minimum(score, _FAR))
    home = np.full(len(heavy), -1, np.int64)
    home[rows] = np.where(score[rows, columns] < _FAR, columns, -1)
    return home


def _widen(
    problem: Problem, arcs: Arcs, band: Band, i: int, t: int, load: float
) -> tuple[Band, list[Relaxation]]:
    lower, upper = float(band.lower[t]), float(band.upper[t])
    if lower <= load <= upper:
        return band, []
    name = problem.item_ids[int(np.flatnonzero(arcs.member == i)[0])]
    what = "more than" if load > upper else "less than"
    reason = (
        f"{problem.item_noun} {name} fills a territory by itself and its {band.measure} of"
        f" {load:,.6g} is {what} the band allows"
    )
    return _with_ends(problem, band, t, min(lower, load), max(upper, load), reason)


def _with_ends(
    problem: Problem, band: Band, t: int, lower: float, upper: float, reason: str
) -> tuple[Band, list[Relaxation]]:
    change = Relaxation(
        measure=band.measure,
        territory=t,
        asked_lower=float(band.lower[t]),
        asked_upper=float(band.upper[t]),
        lower=lower,
        upper=upper,
        reason=reason,
    )
    lowers, uppers = band.lower.copy(), band.upper.copy()
    lowers[t], uppers[t] = lower, upper
    return replace(band, lower=lowers, upper=uppers), [change]


def _rest_can_be_filled(
    problem: Problem, arcs: Arcs, m: int, band: Band, heavy: Ints, home: Ints
) -> tuple[Band, list[Relaxation]]:
    """Lowers the lower ends of the others where heavy items leave too little for them.

    Their new lower end keeps, below the share that is left on average, the distance it had.
    """
    if band.pair_values is not None:
        return band, []
    others = np.setdiff1d(np.arange(arcs.k), home)
    left = float(band.values.sum()) - float(arcs.loads[m].values[heavy[home >= 0]].sum())
    wanted = float(band.lower[others].sum())
    if len(others) == 0 or not np.isfinite(wanted) or wanted <= left or wanted <= 0:
        return band, []
    middle = 0.5 * float((band.lower + band.upper)[others].sum())
    ratio = left / middle if np.isfinite(middle) and middle > 0 else left / wanted
    relaxations: list[Relaxation] = []
    for t in others:
        reason = (
            f"the {problem.item_noun}s that fill a territory alone leave too little {band.measure}"
        )
        lower = float(band.lower[t]) * ratio
        band, change = _with_ends(problem, band, int(t), lower, float(band.upper[t]), reason)
        relaxations += change
    return band, relaxations


def reasons_it_is_impossible(problem: Problem, arcs: Arcs) -> tuple[str, ...]:
    """What can be proven to be impossible before any solve, in the planner's words."""
    n, k, noun = problem.n_items, problem.n_territories, problem.item_noun
    if k == 0:
        return ("there are no territories",)
    if arcs.n < k:
        loose = "" if arcs.n == n else " that can be assigned separately"
        return (f"{k} territories cannot share {arcs.n} {noun}s{loose}",)
    reasons = _nowhere_to_go(problem, arcs) + _nothing_allowed(problem, arcs)
    for m, band in enumerate(arcs.loads[: len(problem.bands)]):
        if band.pair is None:
            reasons += _totals_clash(problem, arcs, m)
    reasons += _components_clash(problem, arcs)
    return tuple(reasons)


def _name(problem: Problem, arcs: Arcs, i: int) -> str:
    return problem.item_ids[int(np.flatnonzero(arcs.member == i)[0])]


def _nowhere_to_go(problem: Problem, arcs: Arcs) -> list[str]:
    stuck = np.flatnonzero(~np.isfinite(arcs.cost).any(axis=1))
    return [
        f"{problem.item_noun} {_name(problem, arcs, int(i))} may be in no territory: its lock, its"
        " family and what is forbidden contradict each other"
        for i in stuck
    ]


def _nothing_allowed(problem: Problem, arcs: Arcs) -> list[str]:
    bare = np.flatnonzero(~np.isfinite(arcs.cost).any(axis=0))
    return [
        f"territory {problem.territory_ids[t]} may have no {problem.item_noun} at all" for t in bare
    ]


def _totals_clash(problem: Problem, arcs: Arcs, m: int) -> list[str]:
    """Sums of limits against the total, single items against the widest band, locked ones."""
    load = arcs.loads[m]
    total, slack = float(load.values.sum()), 1e-9 * float(np.abs(load.values).sum())
    reasons = []
    low, high = float(load.lower.sum()), float(load.upper.sum())
    if total > high + slack:
        reasons.append(
            f"{load.name} adds up to {total:,.6g}, the territories may hold {high:,.6g} at most"
        )
    if total < low - slack:
        reasons.append(
            f"{load.name} adds up to {total:,.6g}, the territories must hold {low:,.6g} at least"
        )
    least = float(np.minimum(load.values, 0.0).sum())
    allowed = np.isfinite(arcs.cost)
    fits = (load.values[:, None] + least <= load.upper[None, :] + slack) & allowed
    for i in np.flatnonzero(~fits.any(axis=1) & allowed.any(axis=1)):
        reasons.append(
            f"{problem.item_noun} {_name(problem, arcs, int(i))} has {load.values[i]:,.6g}"
            f" {load.name}, more than any territory it may be in can hold"
        )
    return reasons + _fixed_clash(problem, arcs, m, slack)


def _fixed_clash(problem: Problem, arcs: Arcs, m: int, slack: float) -> list[str]:
    """What is bound to a territory against its upper end; what may be there against the lower."""
    load, allowed = arcs.loads[m], np.isfinite(arcs.cost)
    only = allowed & (allowed.sum(axis=1) == 1)[:, None]
    value = load.values[:, None]
    least = np.where(only, value, np.where(allowed, np.minimum(value, 0.0), 0.0)).sum(axis=0)
    most = np.where(only, value, np.where(allowed, np.maximum(value, 0.0), 0.0)).sum(axis=0)
    reasons = [
        f"what is bound to territory {problem.territory_ids[t]} has {least[t]:,.6g} {load.name},"
        f" above its limit of {load.upper[t]:,.6g}"
        for t in np.flatnonzero(least > load.upper + slack)
    ]
    return reasons + [
        f"territory {problem.territory_ids[t]} can reach {most[t]:,.6g} {load.name} at most,"
        f" below its limit of {load.lower[t]:,.6g}"
        for t in np.flatnonzero(most < load.lower - slack)
    ]


def _components_clash(problem: Problem, arcs: Arcs) -> list[str]:
    """Separate parts of the map against the number of territories and the least they must hold."""
    if not arcs.is_contiguous:
        return []
    part = pieces(np.zeros(arcs.n, np.int64), arcs.neighbours_from, arcs.neighbours)
    count = int(part.max(initial=-1)) + 1
    if count > arcs.k:
        return [
            f"the map falls into {count} parts without borders between them, which"
            f" {arcs.k} territories in one piece cannot cover"
        ]
    reasons = []
    for load in arcs.loads[: len(problem.bands)]:
        if load.pair is not None:
            continue
        held = np.bincount(part, weights=load.values, minlength=count)
        for c in np.flatnonzero(held < load.lower.min() - 1e-9 * np.abs(load.values).sum()):
            name = _name(problem, arcs, int(np.flatnonzero(part == c)[0]))
            reasons.append(
                f"the part of the map around {problem.item_noun} {name} has borders to no other and"
                f" only {held[c]:,.6g} {load.name}, less than any territory must hold"
            )
    return reasons
