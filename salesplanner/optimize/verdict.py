"""Every promise of a problem, restated on a finished plan. Knows nothing of any model or solver.

Sums are compared with limits exactly: values and limits count as the decimal numbers they are
written as, so that 0.1 + 0.2 is 0.3 and a territory on its limit keeps it.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from salesplanner.optimize.problem import Band, Cap, Floats, Ints, Problem

_MOST_DECIMALS = 9
_EXACT_INTEGERS = 2.0**53


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`broken`: the promises not kept, in the planner's words; parts: pieces per territory (k,)."""

    broken: tuple[str, ...]
    parts: Ints

    @property
    def is_kept(self) -> bool:
        return not self.broken


def judge(problem: Problem, assignment: Ints, bands: tuple[Band, ...] | None = None) -> Verdict:
    """Whether `assignment` (n,) keeps every promise; `bands` are the widened ones, if any were."""
    broken = _one_territory_each(problem, assignment)
    if broken:
        return Verdict(broken=tuple(broken), parts=np.zeros(problem.n_territories, np.int64))
    broken += _no_territory_empty(problem, assignment)
    for band in problem.bands if bands is None else bands:
        broken += _within_band(problem, assignment, band)
    for cap in problem.caps:
        broken += _within_cap(problem, assignment, cap)
    broken += _locked_stay(problem, assignment)
    broken += _forbidden_avoided(problem, assignment)
    broken += _families_together(problem, assignment)
    parts = parts_per_territory(problem, assignment)
    broken += _in_one_piece(problem, parts)
    return Verdict(broken=tuple(broken), parts=parts)


def _one_territory_each(problem: Problem, assignment: Ints) -> list[str]:
    n, k = problem.n_items, problem.n_territories
    if len(assignment) != n:
        return [f"{n} {problem.item_noun}s are to be assigned, the plan has {len(assignment)}"]
    bad = np.flatnonzero((assignment < 0) | (assignment >= k))
    return [f"{problem.item_noun} {problem.item_ids[i]} has no territory" for i in bad]


def _no_territory_empty(problem: Problem, assignment: Ints) -> list[str]:
    count = np.bincount(assignment, minlength=problem.n_territories)
    return [
        f"territory {problem.territory_ids[t]} has no {problem.item_noun}"
        for t in np.flatnonzero(count == 0)
    ]


def _within_band(problem: Problem, assignment: Ints, band: Band) -> list[str]:
    values = band.values
    if band.pair_values is not None:
        values = band.pair_values[np.arange(problem.n_items), assignment]
    sums = exact_sums(values, assignment, problem.n_territories)
    broken = []
    for t, total in enumerate(sums):
        name = f"{band.measure} of territory {problem.territory_ids[t]}"
        if total > _exact(band.upper[t]):
            broken.append(f"{name} is {_shown(total)}, above {_shown(_exact(band.upper[t]))}")
        if total < _exact(band.lower[t]):
            broken.append(f"{name} is {_shown(total)}, below {_shown(_exact(band.lower[t]))}")
    return broken


def _within_cap(problem: Problem, assignment: Ints, cap: Cap) -> list[str]:
    moved = (problem.current >= 0) & (problem.current != assignment)
    values = cap.values[moved]
    if cap.kind == "disruption":
        total = exact_sums(values, np.zeros(len(values), np.int64), 1)[0]
        most = _exact(cap.most[0])
        clash = f"{cap.measure} that changes hands is {_shown(total)}, above {_shown(most)}"
        return [clash] if total > most else []
    owner = problem.current if cap.kind == "handover" else assignment
    verb = "gives up" if cap.kind == "handover" else "takes over"
    sums = exact_sums(values, owner[moved], problem.n_territories)
    return [
        f"territory {problem.territory_ids[t]} {verb} {_shown(total)} {cap.measure},"
        f" above {_shown(_exact(cap.most[t]))}"
        for t, total in enumerate(sums)
        if total > _exact(cap.most[t])
    ]


def _locked_stay(problem: Problem, assignment: Ints) -> list[str]:
    if len(problem.is_locked) == 0:
        return []
    moved = problem.is_locked & (problem.current >= 0) & (problem.current != assignment)
    return [
        f"{problem.item_noun} {problem.item_ids[i]} is locked but left its territory"
        for i in np.flatnonzero(moved)
    ]


def _forbidden_avoided(problem: Problem, assignment: Ints) -> list[str]:
    items, territories = problem.forbidden[:, 0], problem.forbidden[:, 1]
    return [
        f"{problem.item_noun} {problem.item_ids[i]} may not be in territory"
        f" {problem.territory_ids[t]}"
        for i, t in zip(items, territories, strict=True)
        if assignment[i] == t
    ]


def _families_together(problem: Problem, assignment: Ints) -> list[str]:
    if len(problem.family) == 0:
        return []
    inside = np.flatnonzero(problem.family >= 0)
    label, territory = problem.family[inside], assignment[inside]
    order = np.argsort(label, kind="stable")
    label, territory, inside = label[order], territory[order], inside[order]
    first = np.searchsorted(label, label)
    apart = np.flatnonzero(territory != territory[first])
    return [
        f"{problem.item_noun} {problem.item_ids[inside[a]]} is not in the territory of its family"
        f" ({problem.item_ids[inside[first[a]]]})"
        for a in apart
    ]


def _in_one_piece(problem: Problem, parts: Ints) -> list[str]:
    if problem.borders is None:
        return []
    return [
        f"territory {problem.territory_ids[t]} lies in {parts[t]} parts"
        for t in np.flatnonzero(parts > 1)
    ]


def parts_per_territory(problem: Problem, assignment: Ints) -> Ints:
    """(k,) connected parts by a plain union of border pairs; without borders 1 where not empty."""
    k = problem.n_territories
    if problem.borders is None:
        return np.minimum(np.bincount(assignment, minlength=k), 1)
    a, b = problem.borders[:, 0], problem.borders[:, 1]
    inside = assignment[a] == assignment[b]
    part = _roots(problem.n_items, a[inside], b[inside])
    return np.bincount(assignment[np.unique(part)], minlength=k)


def _roots(n: int, a: Ints, b: Ints) -> Ints:
    """(n,) the smallest item of each item's connected part, by spreading the smallest number."""
    root = np.arange(n)
    while True:
        smaller = np.minimum(root[a], root[b])
        spread = root.copy()
        np.minimum.at(spread, root[a], smaller)
        np.minimum.at(spread, root[b], smaller)
        while np.any(spread[spread] != spread):
            spread = spread[spread]
        spread = spread[root]
        if np.array_equal(spread, root):
            return root
        root = spread


def exact_sums(values: Floats, owner: Ints, k: int) -> list[Decimal]:
    """The sum of the values of every owner 0..k-1, each taken as the decimal it is shown as."""
    for decimals in (0, 2, 4, 6, _MOST_DECIMALS):
        whole = np.rint(values * 10.0**decimals)
        fits = np.abs(whole).sum() < _EXACT_INTEGERS
        if fits and np.array_equal(whole / 10.0**decimals, values):
            sums = np.zeros(k, np.int64)
            np.add.at(sums, owner, whole.astype(np.int64))
            return [Decimal(int(s)).scaleb(-decimals) for s in sums]
    totals = [Decimal(0)] * k
    for value, t in zip(values.tolist(), owner.tolist(), strict=True):
        totals[t] += Decimal(repr(value))
    return totals


def _exact(limit: float) -> Decimal:
    return Decimal(repr(float(limit)))


def _shown(number: Decimal) -> str:
    return f"{number.normalize():,f}" if number == number.to_integral() else f"{number:,.6g}"
