"""What to do about wishes that cannot all be kept: checks before the solve, smallest widenings."""

from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from salesplanner.optimize.arcs import Arcs
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
        reason = f"the {problem.item_noun}s that fill a territory alone leave too little {band.measure}"
        lower = float(band.lower[t]) * ratio
        band, change = _with_ends(problem, band, int(t), lower, float(band.upper[t]), reason)
        relaxations += change
    return band, relaxations
