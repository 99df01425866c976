"""Edits of layers and roles: who covers which accounts, and which overlay follows whom."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from salesplanner.plan.conditions import names_of_accounts, parse_condition
from salesplanner.plan.demands import (
    demand_editable,
    demand_leaf,
    demand_no_row,
    demand_row,
    demand_text,
    new_id,
    rows_with,
)
from salesplanner.plan.edits.territories import KEYED
from salesplanner.plan.model import Plan, is_in
from salesplanner.problems import PlanProblem


def add_layer(plan: Plan, name: str, layer_id: str | None = None, **values: Any) -> Plan:
    """A new layer: a set of territories that cover their accounts once.

    values: role_id, covers (a condition), family_rule, follows_layer_id.

    Raises:
        PlanProblem: the id is taken, or it would follow nobody there is.
    """
    name = demand_text(name, "name of the layer")
    layer_id = layer_id or new_id(plan, "layer", "layer_id", name)
    demand_no_row(plan, "layer", layer_id=layer_id)
    last = plan["layer"]["position"].max()
    position = 0 if pd.isna(last) else int(last) + 1
    if values.get("follows_layer_id"):
        values = {"family_rule": "apart"} | values  # the layer followed decides about families
    row = {"layer_id": layer_id, "name": name, "position": position}
    plan = plan.put("layer", pd.DataFrame([row]))
    return change_layer(plan, layer_id, **values)


def change_layer(plan: Plan, layer_id: str, **values: Any) -> Plan:
    """Change name, role_id, covers, family_rule, follows_layer_id or position; None empties.

    Raises:
        PlanProblem: no such layer or role, a condition that cannot be read, or layers that would
            follow each other in a ring.
    """
    demand_row(plan, "layer", layer_id=layer_id)
    if "name" in values:
        values["name"] = demand_text(values["name"], "name of the layer")
    if values.get("covers"):
        parse_condition(values["covers"], names_of_accounts(plan))
    if values.get("role_id"):
        demand_row(plan, "role", role_id=values["role_id"])
    if values.get("follows_layer_id"):
        _demand_no_ring(plan, layer_id, values["follows_layer_id"])
    filled = {name: pd.NA if value in ("", None) else value for name, value in values.items()}
    return plan.set_values("layer", rows_with(plan, "layer", layer_id=layer_id), **filled)


def remove_layer(plan: Plan, layer_id: str) -> Plan:
    """Take out a layer and, in every scenario, all that was decided in it.

    Raises:
        PlanProblem: it is the only layer, or another one follows it.
    """
    demand_row(plan, "layer", layer_id=layer_id)
    plan.demand_all_loaded()
    if len(plan["layer"]) == 1:
        raise PlanProblem("It is the only layer.", "table layer", "Add another one first.")
    followers = rows_with(plan, "layer", follows_layer_id=layer_id)
    if followers.any():
        name = plan["layer"]["name"][followers].iloc[0]
        raise PlanProblem(f"{name} follows this layer.", "table layer", "Change that one first.")
    for scenario_id in plan["scenario"]["scenario_id"]:
        plan = _emptied(plan, str(scenario_id), layer_id)
    return plan.remove("layer", rows_with(plan, "layer", layer_id=layer_id))


def change_role(plan: Plan, role_id: str, **values: Any) -> Plan:
    """Change a role, made if absent: name, covers, accounts_low and _high, handover_high, ...

    Raises:
        PlanProblem: the role has no id.
    """
    role_id = demand_text(role_id, "role")
    if not rows_with(plan, "role", role_id=role_id).any():
        row = {"role_id": role_id, "name": role_id, "is_overlay": False}
        plan = plan.put("role", pd.DataFrame([row]))
    if values.get("covers"):
        parse_condition(values["covers"], names_of_accounts(plan))
    filled = {name: pd.NA if value in ("", None) else value for name, value in values.items()}
    return plan.set_values("role", rows_with(plan, "role", role_id=role_id), **filled)


def set_overlay(plan: Plan, scenario_id: str, layer_id: str, serves: Mapping[str, str]) -> Plan:
    """Say which territory of an overlay serves each territory of the layer it follows.

    Args:
        serves: followed territory -> territory of the overlay; those not named stay as they are.

    Raises:
        PlanProblem: the layer follows nobody, or a territory is not of the layer it must be of.
    """
    demand_editable(plan, scenario_id)
    layer = demand_row(plan, "layer", layer_id=layer_id)
    if layer["follows_layer_id"] is pd.NA:
        raise PlanProblem(
            f"The layer {layer['name']!r} follows no other.", "table layer",
            "Say which layer it follows first.",
        )  # fmt: skip
    for names, wanted in (
        (set(serves), layer["follows_layer_id"]), (set(serves.values()), layer_id)
    ):  # fmt: skip
        for territory_id in sorted(names):
            row = demand_leaf(plan, scenario_id, territory_id)
            if row["layer_id"] is not pd.NA and row["layer_id"] != wanted:
                raise PlanProblem(
                    f"The territory {territory_id!r} is not of the layer {wanted!r}.",
                    "table overlay_assignment", "Choose a territory of that layer.",
                )  # fmt: skip
    key = {"scenario_id": scenario_id, "layer_id": layer_id}
    rows = {"followed_id": list(serves), "territory_id": list(serves.values())}
    return plan.put("overlay_assignment", pd.DataFrame(key | rows)) if serves else plan


def _demand_no_ring(plan: Plan, layer_id: str, follows: str) -> None:
    seen, at = {layer_id}, follows
    while at:
        row = demand_row(plan, "layer", layer_id=at)
        if at in seen:
            raise PlanProblem(
                "A layer cannot follow itself, straight or by way of others.", "table layer",
                "Follow a layer that stands by itself.",
            )  # fmt: skip
        seen.add(at)
        at = "" if row["follows_layer_id"] is pd.NA else str(row["follows_layer_id"])


def _emptied(plan: Plan, scenario_id: str, layer_id: str) -> Plan:
    """A scenario without the territories of a layer and all that names them."""
    key = {"scenario_id": scenario_id, "layer_id": layer_id}
    mine = plan["territory"]["territory_id"][rows_with(plan, "territory", **key)]
    for table in ("unit_assignment", "account_assignment", "carve_rule", "overlay_assignment"):
        plan = plan.remove(table, rows_with(plan, table, **key))
    for table in KEYED:
        where = rows_with(plan, table, scenario_id=scenario_id)
        plan = plan.remove(table, where & is_in(plan[table], "territory_id", mine))
    return plan.remove("territory", rows_with(plan, "territory", **key))
