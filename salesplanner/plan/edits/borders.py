"""Edits of what may be joined: barriers, and the borders a planner added."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from salesplanner.geography.raw_map import some_of
from salesplanner.plan.model import Plan, is_in
from salesplanner.problems import PlanProblem


def forbid_borders(plan: Plan, unit_ids: Sequence[str], is_forbidden: bool = True) -> Plan:
    """Barriers: no territory may pass a border between two of these units; False lifts them.

    Raises:
        PlanProblem: no two of them touch.
    """
    within = _borders_within(plan, unit_ids)
    if not within.any():
        raise PlanProblem(
            "No two of these units touch.", some_of(sorted(unit_ids)), "Choose two neighbours."
        )
    return plan.set_values("border", within, is_forbidden=is_forbidden)


def remove_own_borders(plan: Plan, unit_ids: Sequence[str]) -> Plan:
    """Take out the borders a planner added between two of these units.

    Raises:
        PlanProblem: there is none.
    """
    is_own = plan["border"]["is_own"].fillna(False).to_numpy(bool)
    chosen = _borders_within(plan, unit_ids) & is_own
    if not chosen.any():
        raise PlanProblem(
            "You added no border between these units.", some_of(sorted(unit_ids)),
            "A border of the map can be forbidden instead.",
        )  # fmt: skip
    return plan.remove("border", chosen)


def _borders_within(plan: Plan, unit_ids: Sequence[str]) -> NDArray[np.bool_]:
    rows, ids = plan["border"], list(unit_ids)
    return np.asarray(is_in(rows, "unit_a", ids) & is_in(rows, "unit_b", ids))
