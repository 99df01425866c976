"""Product lines of a territory: the same mix everywhere, as far as locked quotas let it be.

The least sum of deviations is reached by many mixes; the solver stops at a corner, where one
territory has all of a line and another none of it. Of equally near quotas these are the even ones.
"""

from dataclasses import replace

import numpy as np

from salesplanner.optimize.problem import Floats
from salesplanner.optimize.quota_problem import QuotaTask

_ROUNDS = 200
_EXACT = 1e-9
_AS_NEAR = 1e-6


def has_one_mix(task: QuotaTask) -> bool:
    """Whether every territory's basis has the mix of the targets and nothing is locked."""
    if task.c == 1 or not np.isnan(task.locked).all():
        return False
    mixed = np.outer(task.basis.sum(axis=1), task.target / task.target.sum())
    return bool(np.allclose(task.basis, mixed, rtol=1e-9, atol=1e-9 * task.basis.max()))


def all_lines_together(task: QuotaTask) -> QuotaTask:
    """The task as if there were one product line: bands hold for the sum over all of them."""
    return replace(
        task,
        component_ids=("",),
        basis=task.basis.sum(axis=1, keepdims=True),
        target=task.target.sum(keepdims=True),
        locked=np.full((task.k, 1), np.nan),
    )


def evenly_mixed(task: QuotaTask, quotas: Floats) -> Floats:
    """Quotas (k, c) with the same totals by territory and by line, in the mix of the basis.

    Biproportional fit (Deming and Stephan 1940, Annals of Mathematical Statistics 11) around what
    is locked; the quotas stay as they are where it does not get as near to the basis.
    """
    if task.c == 1:
        return quotas
    locked = np.nan_to_num(task.locked)
    rows = np.maximum(quotas.sum(axis=1) - locked.sum(axis=1), 0.0)
    columns = np.maximum(task.target - locked.sum(axis=0), 0.0)
    mixed = np.where(np.isnan(task.locked), np.maximum(task.basis, 1e-12), 0.0)
    for _round in range(_ROUNDS):
        mixed *= _factor(columns, mixed.sum(axis=0))
        mixed *= _factor(rows, mixed.sum(axis=1))[:, None]
        off = np.abs(mixed.sum(axis=0) - columns).max()
        if off <= _EXACT * task.target.sum():
            break
    else:
        return quotas
    mixed = mixed + locked
    apart, least = (float(np.abs(one - task.basis).sum()) for one in (mixed, quotas))
    return np.asarray(mixed) if apart <= least * (1 + _AS_NEAR) + _AS_NEAR else quotas


def _factor(wanted: Floats, found: Floats) -> Floats:
    return np.divide(wanted, found, out=np.ones_like(found), where=found > 0)
