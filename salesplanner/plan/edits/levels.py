"""Edits of the levels of the sales organisation: territory, district, region, area."""

from collections.abc import Sequence

import pandas as pd

from salesplanner.plan.demands import demand_no_row, demand_row, demand_text, new_id, rows_with
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def add_level(plan: Plan, name: str, level_id: str | None = None) -> Plan:
    """A new level on top of all others."""
    name = demand_text(name, "name of the level")
    level_id = level_id or new_id(plan, "level", "level_id", name)
    demand_no_row(plan, "level", level_id=level_id)
    positions = plan["level"]["position"]
    top = 0 if positions.dropna().empty else int(positions.max()) + 1
    return plan.put("level", pd.DataFrame([{"level_id": level_id, "position": top, "name": name}]))


def rename_level(plan: Plan, level_id: str, name: str) -> Plan:
    """What the planner calls a level; its id stays."""
    demand_row(plan, "level", level_id=level_id)
    where = rows_with(plan, "level", level_id=level_id)
    return plan.set_values("level", where, name=demand_text(name, "name of the level"))


def order_levels(plan: Plan, level_ids: Sequence[str]) -> Plan:
    """Put the levels in order, the lowest first.

    Raises:
        PlanProblem: not exactly the plan's levels, or the territory is not the lowest, or a
            parent in some scenario would no longer be above its child.
    """
    plan.demand_all_loaded()
    levels = plan["level"]
    if sorted(level_ids) != sorted(levels["level_id"]):
        raise PlanProblem(
            "The order does not name every level once.", "table level", "Name each level once."
        )
    if "territory" in level_ids and level_ids[0] != "territory":
        raise PlanProblem(
            "The territory must stay the lowest level.", "table level", "Put it first."
        )
    position = {level_id: number for number, level_id in enumerate(level_ids)}
    ordered = plan.replace("level", levels.assign(position=levels["level_id"].map(position)))
    if len(upside_down(ordered)):
        raise PlanProblem(
            "Some territories would lie under a parent of a lower level.",
            "table territory, column parent_id",
            "Move them to other parents first.",
        )
    return ordered


def remove_level(plan: Plan, level_id: str) -> Plan:
    """Take out a level that no territory is of.

    Raises:
        PlanProblem: it is in use, or it is the territory.
    """
    demand_row(plan, "level", level_id=level_id)
    plan.demand_all_loaded()
    is_used = rows_with(plan, "territory", level_id=level_id).any()
    if is_used or level_id == "territory":
        raise PlanProblem(
            f"The level {level_id!r} is in use.", "table level", "Take out its territories first."
        )
    return plan.remove("level", rows_with(plan, "level", level_id=level_id))


def upside_down(plan: Plan) -> pd.DataFrame:
    """Territories whose parent is not of a higher level: scenario_id, territory_id, parent_id."""
    levels = plan["level"]
    position = dict(zip(levels["level_id"], levels["position"].fillna(0), strict=True))
    territories = plan["territory"][["scenario_id", "territory_id", "parent_id", "level_id"]]
    height = territories["level_id"].map(position).astype("Float64").fillna(0)
    territories = territories.assign(height=height)
    parents = territories[["scenario_id", "territory_id", "height"]]
    pairs = territories.merge(
        parents,
        left_on=["scenario_id", "parent_id"],
        right_on=["scenario_id", "territory_id"],
        suffixes=("", "_above"),
    )
    wrong = pairs[(pairs["height_above"] <= pairs["height"]).to_numpy(bool)]
    return wrong[["scenario_id", "territory_id", "parent_id"]].reset_index(drop=True)
