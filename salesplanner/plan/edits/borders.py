"""Edits of what may be joined: barriers, and the borders a planner added."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from salesplanner.geography.raw_map import some_of
from salesplanner.plan.edits.facts import add_border
from salesplanner.plan.model import Plan, is_in
from salesplanner.problems import PlanProblem


def join_units(plan: Plan, unit_a: str, unit_b: str) -> Plan:
    """Let two units be joined: by a border of the planner's own, or across the water or bridge that
    the map has between them.

    Raises:
        PlanProblem: they touch by land already, or one is unknown.
    """
    one, other = sorted((unit_a, unit_b))
    rows = plan["border"]
    where = ((rows["unit_a"] == one) & (rows["unit_b"] == other)).to_numpy(bool)
    if not where.any() or rows["kind"][where].iloc[0] == "land":
        return add_border(plan, one, other)
    return plan.set_values("border", where, is_own=True, is_forbidden=False)


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
    """Take out the borders a planner added between two of these units; waters and bridges of the
    map that were opened are closed again.

    Raises:
        PlanProblem: there is none.
    """
    is_own = plan["border"]["is_own"].fillna(False).to_numpy(bool)
    chosen = _borders_within(plan, unit_ids) & is_own
    of_map = chosen & plan["border"]["length_km"].notna().to_numpy(bool)  # own ones have no length
    if not chosen.any():
        raise PlanProblem(
            "You added no border between these units.", some_of(sorted(unit_ids)),
            "A border of the map can be forbidden instead.",
        )  # fmt: skip
    plan = plan.set_values("border", of_map, is_own=False)
    return plan.remove("border", chosen & ~of_map)


def _borders_within(plan: Plan, unit_ids: Sequence[str]) -> NDArray[np.bool_]:
    rows, ids = plan["border"], list(unit_ids)
    return np.asarray(is_in(rows, "unit_a", ids) & is_in(rows, "unit_b", ids))
