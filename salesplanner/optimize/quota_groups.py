"""Which territories share an amount that is fixed to the cent, and whether their bands allow it.

The solver tells amounts apart only to a ten-millionth of the mean quota. Whether bands can hold is
decided here, in whole numbers: territories with the same districts and regions that have a target
of their own form a group, and a group can be met when its floors are not above and its caps not
below its total.
"""

from dataclasses import dataclass

import numpy as np

from salesplanner.optimize.problem import Bools, Floats, Ints
from salesplanner.optimize.quota_problem import QuotaTask, impossible

_EXACT = 1e-15  # relative error of one product of floats, such as last year x 1.1
_MOST = 2.0**62


@dataclass(frozen=True, eq=False)
class Group:
    """members: positions of territories; total: what their quotas add up to, all components."""

    members: Ints
    total: int


def groups_of(task: QuotaTask) -> tuple[Group, ...]:
    """The groups of a task; without targets of levels there is one, the company.

    Targets of levels lie within one another: what a region has beyond its districts with a target
    is the total of its other territories.

    Raises:
        PlanProblem: a region is given less than its districts, or the company less than all.
    """
    everybody = np.ones(task.k, bool)
    amounts = [node.amount for node in task.nodes]
    inside = [np.isin(np.arange(task.k), node.members) for node in task.nodes]
    families = sorted(
        [(everybody, int(task.target.sum())), *zip(inside, amounts, strict=True)],
        key=lambda one: int(one[0].sum()),
    )
    free, given = np.ones(task.k, bool), np.zeros(task.k, np.int64)
    found = []
    for members, amount in families:  # the smallest first: what is left belongs to it alone
        own = members & free
        rest = amount - int(given[members].sum())
        if rest < 0 or (rest > 0 and not own.any()):
            raise impossible(task)
        free &= ~members
        given[np.flatnonzero(members)[0]] += rest
        if own.any():
            found.append(Group(np.flatnonzero(own), rest))
    return tuple(found)


def whole_bands(task: QuotaTask) -> tuple[Ints, Ints]:
    """Least and most whole amount of each territory, (k,): bands rounded outward by under a cent.

    A territory whose quotas are all locked stays at them.
    """
    low = np.floor(task.lower * (1 + _EXACT) + 1e-6)
    high = np.ceil(np.minimum(task.upper, _MOST) * (1 - _EXACT) - 1e-6)
    is_locked = ~np.isnan(task.locked)
    fixed = np.rint(np.nansum(task.locked, axis=1))
    low = np.where(is_locked.all(axis=1), fixed, np.maximum(low, fixed))
    high = np.where(is_locked.all(axis=1), fixed, np.maximum(high, fixed))
    return low.astype(np.int64), high.astype(np.int64)


def locks_break_bands(task: QuotaTask) -> Bools:
    """Territories whose locked quotas alone leave their band, (k,)."""
    is_locked = ~np.isnan(task.locked)
    fixed = np.nansum(task.locked, axis=1)
    above = is_locked.any(axis=1) & (fixed > task.upper + 1)
    return np.asarray(above | (is_locked.all(axis=1) & (fixed < task.lower - 1)), bool)


def can_be_met(task: QuotaTask, groups: tuple[Group, ...]) -> bool:
    """Whether all bands hold at once, to the cent.

    With several components some of whose quotas are locked this is necessary and not sufficient:
    there the solver has the last word.
    """
    if (task.lower > task.upper + 1).any() or locks_break_bands(task).any():
        return False
    low, high = whole_bands(task)
    return all(
        int(low[one.members].sum()) <= one.total <= _sum(high[one.members]) for one in groups
    )


def _sum(values: Ints) -> int:
    """Caps that are endless must not overflow."""
    return sum(int(value) for value in values)


def within_bands(task: QuotaTask, groups: tuple[Group, ...], quotas: Floats) -> Floats:
    """The solver's quotas, (k, c), moved by as little as it takes to keep every band exactly.

    What clipping takes from a group is handed to those with room for it, in proportion to it.
    """
    low, high = (side.astype(np.float64) for side in whole_bands(task))
    low, high = np.maximum(task.lower, low), np.maximum(np.minimum(task.upper, high), low)
    rows = quotas.sum(axis=1)
    wanted = np.clip(rows, low, high)
    for one in groups:
        at = one.members
        need = one.total - float(wanted[at].sum())
        room = high[at] - wanted[at] if need > 0 else wanted[at] - low[at]
        room = np.minimum(room, abs(need))
        if room.sum() > 0:
            wanted[at] += need * room / max(room.sum(), abs(need))
    free = np.where(np.isnan(task.locked), quotas, 0.0)
    freed = free.sum(axis=1)
    share = np.where(np.isnan(task.locked), 1.0, 0.0)
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1.0)
    parts = np.divide(free, freed[:, None], out=share, where=freed[:, None] > 0)
    return np.asarray(quotas + parts * (wanted - rows)[:, None])
