"""Edits of comments: notes, reasons and reviewers' words, and waivers of checks.

A comment may be added to a published scenario too: talking about it does not change it.
"""

import pandas as pd

from salesplanner.plan.demands import demand_no_row, demand_row, demand_text, new_id, rows_with
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def add_comment(
    plan: Plan,
    scenario_id: str,
    body: str,
    table_name: str = "scenario",
    row_key: str = "",
    made_by: str = "",
    made_at: str = "",
    comment_id: str | None = None,
) -> Plan:
    """A comment on a row (`row_key`: its key without the scenario, joined by ' / ') or all of it.

    Raises:
        PlanProblem: it is empty, or about no table of the plan.
    """
    plan.demand_scenario(scenario_id)
    if table_name not in TABLES:
        raise PlanProblem(f"There is no table {table_name!r}.", "table comment", "Check the name.")
    comment_id = comment_id or new_id(plan, "comment", "comment_id", "comment")
    demand_no_row(plan, "comment", scenario_id=scenario_id, comment_id=comment_id)
    row = {
        "scenario_id": scenario_id,
        "comment_id": comment_id,
        "table_name": table_name,
        "row_key": row_key or None,
        "body": demand_text(body, "comment"),
        "made_by": made_by or None,
        "made_at": made_at or None,
    }
    return plan.put("comment", pd.DataFrame([row]))


def change_comment(plan: Plan, scenario_id: str, comment_id: str, body: str) -> Plan:
    """Other words for a comment."""
    key = {"scenario_id": scenario_id, "comment_id": comment_id}
    demand_row(plan, "comment", **key)
    where = rows_with(plan, "comment", **key)
    return plan.set_values("comment", where, body=demand_text(body, "comment"))


def remove_comment(plan: Plan, scenario_id: str, comment_id: str) -> Plan:
    """Take out a comment."""
    key = {"scenario_id": scenario_id, "comment_id": comment_id}
    demand_row(plan, "comment", **key)
    return plan.remove("comment", rows_with(plan, "comment", **key))


def waive_check(
    plan: Plan,
    scenario_id: str,
    check_id: str,
    row_key: str,
    reason: str,
    made_by: str = "",
    made_at: str = "",
) -> Plan:
    """Record that a broken rule is allowed for one row, and why."""
    plan.demand_scenario(scenario_id)
    row = {
        "scenario_id": scenario_id,
        "waiver_id": f"{check_id} / {row_key}",
        "check_id": check_id,
        "row_key": row_key,
        "reason": demand_text(reason, "reason"),
        "made_by": made_by or None,
        "made_at": made_at or None,
    }
    return plan.put("waiver", pd.DataFrame([row]))


def remove_waiver(plan: Plan, scenario_id: str, waiver_id: str) -> Plan:
    """A rule counts again for the row."""
    key = {"scenario_id": scenario_id, "waiver_id": waiver_id}
    demand_row(plan, "waiver", **key)
    return plan.remove("waiver", rows_with(plan, "waiver", **key))
