"""Quotas as whole amounts: to the planner's unit, adding up to the cent, inside their bands."""

import numpy as np

from salesplanner.analysis.rounding import whole_shares
from salesplanner.optimize.problem import Bools, Floats, Ints
from salesplanner.optimize.quota_groups import Group, whole_bands
from salesplanner.optimize.quota_problem import QuotaRelaxation, QuotaTask


def whole_quotas(task: QuotaTask, groups: tuple[Group, ...], exact: Floats) -> Ints:
    """Quotas (k, c) rounded to the unit: columns add up to the targets, groups to their totals.

    Locked quotas stay; territories without any room (upper 0) get nothing.
    """
    answer = np.where(np.isnan(task.locked), 0.0, np.rint(np.nan_to_num(task.locked)))
    answer = answer.astype(np.int64)
    totals = _totals(task, groups, exact)
    low, high = whole_bands(task)
    for one, of_group in zip(groups, totals, strict=True):
        for c in range(task.c):
            is_free = np.isnan(task.locked[one.members, c]) & (high[one.members] > 0)
            free = one.members[is_free]
            total = int(of_group[c]) - int(answer[one.members, c].sum())
            band = (task.lower[free], task.upper[free]) if task.c == 1 else (None, None)
            answer[free, c] = whole_shares(exact[free, c], total, task.unit, *band)
        if task.c > 1:
            _swap_into_bands(task, one.members, answer, low, high)
    return answer


def _totals(task: QuotaTask, groups: tuple[Group, ...], exact: Floats) -> Ints:
    """What each group gets of each component, (g, c), whole: rows and columns add up."""
    answer = np.zeros((len(groups), task.c), np.int64)
    last = int(np.argmax([one.total for one in groups]))
    for g, one in enumerate(groups):
        if g != last:
            answer[g] = whole_shares(exact[one.members].sum(axis=0), one.total, task.unit)
    answer[last] = task.target - answer.sum(axis=0)
    return answer


def _swap_into_bands(task: QuotaTask, members: Ints, amounts: Ints, low: Ints, high: Ints) -> None:
    """Hand units from territories above their band to others, component by component.

    Both sides of a swap lie in one component and one group, so that all sums stay. A territory
    that no swap brings nearer to its band, because the unit is too coarse for it, is left.
    """
    rows = amounts.sum(axis=1)
    is_stuck = np.zeros(task.k, bool)
    while True:
        off = np.maximum(rows - high, low - rows)[members]
        off[is_stuck[members]] = 0
        if off.max(initial=0) <= 0:
            return
        worst = int(members[np.argmax(off)])
        if rows[worst] > high[worst]:
            giver, taker = worst, int(members[np.argmax((high - rows)[members])])
        else:
            giver, taker = int(members[np.argmax((rows - low)[members])]), worst
        pair = np.array([giver, taker])
        c, moved = _swap(task, amounts, giver, taker, int(off.max()))
        after = rows[pair] + [-moved, moved]
        if _violation(after, low[pair], high[pair]) < _violation(rows[pair], low[pair], high[pair]):
            amounts[pair, c] += [-moved, moved]
            rows[pair] = after
        else:
            is_stuck[worst] = True


def _swap(task: QuotaTask, amounts: Ints, giver: int, taker: int, amount: int) -> tuple[int, int]:
    """The component where the giver has most, and about `amount` of it in whole units."""
    free: Bools = np.isnan(task.locked[giver]) & np.isnan(task.locked[taker])
    has = np.where(free, amounts[giver], 0)
    c = int(np.argmax(has))
    return c, min(-(-amount // task.unit), int(has[c]) // task.unit) * task.unit


def _violation(rows: Ints, low: Ints, high: Ints) -> int:
    return int(np.maximum(np.maximum(rows - high, low - rows), 0).sum())


def holders_of_the_rest(task: QuotaTask, amounts: Ints) -> tuple[str, ...]:
    """By component: the territory whose quota is no multiple of the unit, '' where all are."""
    found = []
    for c in range(task.c):
        is_odd = np.isnan(task.locked[:, c]) & (amounts[:, c] % task.unit != 0)
        found.append(task.territory_ids[int(np.argmax(is_odd))] if is_odd.any() else "")
    return tuple(found)


def outside_by_rounding(task: QuotaTask, amounts: Ints) -> tuple[QuotaRelaxation, ...]:
    """What only rounding to the unit took out of its band, in a planner's words."""
    low, high = whole_bands(task)
    rows = amounts.sum(axis=1)
    off = np.maximum(rows - high, low - rows)
    chosen = np.flatnonzero(off > 0)
    if not len(chosen):
        return ()
    share = float((off[chosen] / np.maximum(task.scale[chosen], 1.0)).max())
    ids = tuple(task.territory_ids[t] for t in chosen)
    noun = "territory" if len(ids) == 1 else "territories"
    names = ", ".join(ids[:5]) + (" and more" if len(ids) > 5 else "")
    text = (
        f"Rounding takes {len(ids)} {noun} ({names}) out of the growth band, by {share:.2%} of last"
        " year at most; round to a smaller amount to keep it"
    )
    return (QuotaRelaxation(text=text, territory_ids=ids, share=share),)
