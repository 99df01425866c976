"""Edits of carve rules: which accounts go where by what they are."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from salesplanner.plan.demands import (
    demand_editable,
    demand_leaf,
    demand_no_row,
    demand_row,
    demand_text,
    new_id,
    rows_with,
)
from salesplanner.plan.edits.territories import first_layer
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def add_rule(
    plan: Plan,
    scenario_id: str,
    name: str,
    condition: str,
    territory_id: str,
    rule_id: str | None = None,
    layer_id: str | None = None,
    note: str = "",
    **made: str,
) -> Plan:
    """A new rule, after all others of its layer; made: made_by and made_on.

    Raises:
        PlanProblem: an empty condition, or a territory that cannot hold accounts.
    """
    demand_editable(plan, scenario_id)
    name, condition = demand_text(name, "name of the rule"), demand_text(condition, "condition")
    territory = demand_leaf(plan, scenario_id, territory_id)
    if layer_id is None:
        own = territory["layer_id"]
        layer_id = first_layer(plan) if own is pd.NA else str(own)
    rule_id = rule_id or new_id(plan, "carve_rule", "rule_id", name)
    demand_no_row(plan, "carve_rule", scenario_id=scenario_id, rule_id=rule_id)
    others = rows_with(plan, "carve_rule", scenario_id=scenario_id, layer_id=layer_id)
    last = plan["carve_rule"]["priority"][others].fillna(0).max() if others.any() else 0
    row = {
        "scenario_id": scenario_id,
        "rule_id": rule_id,
        "layer_id": layer_id,
        "priority": int(last) + 1,
        "name": name,
        "condition": condition,
        "territory_id": territory_id,
        "is_active": True,
        "note": note or None,
    }
    return plan.put("carve_rule", pd.DataFrame([row | made]))


def change_rule(plan: Plan, scenario_id: str, rule_id: str, **values: Any) -> Plan:
    """Change name, condition, territory_id, is_active or note of a rule."""
    demand_editable(plan, scenario_id)
    demand_row(plan, "carve_rule", scenario_id=scenario_id, rule_id=rule_id)
    if "condition" in values:
        values["condition"] = demand_text(values["condition"], "condition")
    if values.get("territory_id") is not None:
        demand_leaf(plan, scenario_id, values["territory_id"])
    where = rows_with(plan, "carve_rule", scenario_id=scenario_id, rule_id=rule_id)
    filled = {name: pd.NA if value is None else value for name, value in values.items()}
    return plan.set_values("carve_rule", where, **filled)


def order_rules(plan: Plan, scenario_id: str, rule_ids: Sequence[str]) -> Plan:
    """Put the rules of a scenario in order, the first to be tried first.

    Raises:
        PlanProblem: not exactly the scenario's rules.
    """
    demand_editable(plan, scenario_id)
    where = rows_with(plan, "carve_rule", scenario_id=scenario_id)
    present = plan["carve_rule"]["rule_id"][where]
    if sorted(rule_ids) != sorted(present):
        raise PlanProblem(
            "The order does not name every rule once.", "table carve_rule", "Name each rule once."
        )
    position = {rule_id: number for number, rule_id in enumerate(rule_ids, start=1)}
    return plan.set_values("carve_rule", where, priority=present.map(position).astype("Int64"))


def remove_rule(plan: Plan, scenario_id: str, rule_id: str) -> Plan:
    """Take out a rule."""
    demand_editable(plan, scenario_id)
    demand_row(plan, "carve_rule", scenario_id=scenario_id, rule_id=rule_id)
    where = rows_with(plan, "carve_rule", scenario_id=scenario_id, rule_id=rule_id)
    return plan.remove("carve_rule", where)
