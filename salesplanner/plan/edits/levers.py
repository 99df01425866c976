"""Edits of levers: what a what-if changes."""

import math
from collections.abc import Mapping

import pandas as pd

from salesplanner.plan.demands import demand_editable, demand_row, demand_text, rows_with
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def set_lever(
    plan: Plan, scenario_id: str, name: str, value: float | None, scope: str = "all"
) -> Plan:
    """Set a lever for a scope (all, a level, a region, a role); None takes it out.

    Raises:
        PlanProblem: a value that is not a finite number.
    """
    demand_editable(plan, scenario_id)
    name = demand_text(name, "name of the lever")
    key = {"scenario_id": scenario_id, "name": name, "scope": scope}
    if value is None:
        demand_row(plan, "lever", **key)
        return plan.remove("lever", rows_with(plan, "lever", **key))
    if not math.isfinite(value):
        raise PlanProblem(f"{value} is not a number.", "table lever, column value", "Use a number.")
    return plan.put("lever", pd.DataFrame([key | {"value": value}]))


def clear_levers(plan: Plan, scenario_id: str) -> Plan:
    """Take out all levers of a scenario."""
    demand_editable(plan, scenario_id)
    return plan.remove("lever", rows_with(plan, "lever", scenario_id=scenario_id))


def put_levers(plan: Plan, scenario_id: str, rows: Mapping[tuple[str, str], float]) -> Plan:
    """Exactly these levers, (name, scope) -> value, and no others.

    Raises:
        PlanProblem: a value that is not a finite number.
    """
    if not rows_with(plan, "lever", scenario_id=scenario_id).any() and not rows:
        return plan
    plan = clear_levers(plan, scenario_id)
    for (name, scope), value in rows.items():
        plan = set_lever(plan, scenario_id, name, value, scope)
    return plan
