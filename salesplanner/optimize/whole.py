"""Small problems as one model: the best plan there is, or the proof that there is none."""

import time

import numpy as np

from salesplanner.optimize.arcs import Arcs
from salesplanner.optimize.budget import Budget
from salesplanner.optimize.opening import Opened, Opening, reassign
from salesplanner.optimize.problem import Bools
from salesplanner.optimize.solver import Limits
from salesplanner.optimize.transport import Candidates

_MOST_ARCS = 1_500
_SHARE = 0.4  # of the time that is left
_NODES, _COUNTED_NODES = 100_000, 1_000
_ROUNDS, _COUNTED_ROUNDS = 200, 20


def is_small(arcs: Arcs) -> bool:
    """Whether the whole problem is to be solved as one model."""
    n_arcs = int(np.isfinite(arcs.cost).sum())
    return arcs.concave is None and arcs.n < n_arcs <= _MOST_ARCS


def solve_whole(arcs: Arcs, is_hard: Bools, budget: Budget) -> Opened:
    """The plan of least `worth` (opening.py); "infeasible": none keeps what is hard.

    is_hard: (loads,) which bounds may not be broken.
    """
    end = time.monotonic() + _SHARE * budget.left_seconds
    nodes = _COUNTED_NODES if budget.is_counted else _NODES

    def limits_now() -> Limits:
        return Limits(
            seconds=end - time.monotonic(),
            nodes=nodes,
            seed=budget.settings.seed,
            should_stop=lambda: budget.progress.stop_requested,
        )

    rounds = _COUNTED_ROUNDS if budget.is_counted else _ROUNDS
    return reassign(arcs, _all_open(arcs, is_hard), limits_now, most_rounds=rounds)


def _all_open(arcs: Arcs, is_hard: Bools) -> Opening:
    """Everything that may be decided; items with one territory only stay there."""
    allowed = np.isfinite(arcs.cost)
    is_free = allowed.sum(axis=1) > 1
    item, territory = np.nonzero(allowed & is_free[:, None])
    return Opening(
        plan=np.where(is_free, -1, allowed.argmax(axis=1)),
        candidates=Candidates(item=item, territory=territory),
        territories=np.arange(arcs.k),
        is_hard=is_hard,
    )
