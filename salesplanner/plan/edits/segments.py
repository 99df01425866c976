"""Edits of segments and scores: their rules, and what they say written to the accounts."""

import json
from collections.abc import Mapping

import pandas as pd

from salesplanner.plan.conditions import names_of_accounts, parse_condition
from salesplanner.plan.demands import demand_all, demand_row, demand_text, rows_with
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan


def set_segment_rule(
    plan: Plan, segment_id: str, condition: str, position: int | None = None
) -> Plan:
    """A segment and which accounts make it up; the first rule that matches decides.

    Raises:
        PlanProblem: no name, or a condition that cannot be read.
    """
    segment_id = demand_text(segment_id, "name of the segment")
    parse_condition(demand_text(condition, "condition"), names_of_accounts(plan))
    rules = plan["segment_rule"]
    if position is None:
        known = rules["position"][rows_with(plan, "segment_rule", segment_id=segment_id)]
        last = rules["position"].max()
        fresh = 1 if pd.isna(last) else int(last) + 1
        position = fresh if known.empty or pd.isna(known.iloc[0]) else int(known.iloc[0])
    row = {"segment_id": segment_id, "position": position, "condition": condition.strip()}
    return plan.put("segment_rule", pd.DataFrame([row]))


def remove_segment_rule(plan: Plan, segment_id: str) -> Plan:
    """Take out a segment's rule; accounts keep the segment written to them."""
    demand_row(plan, "segment_rule", segment_id=segment_id)
    return plan.remove("segment_rule", rows_with(plan, "segment_rule", segment_id=segment_id))


def set_score(plan: Plan, score_id: str, formula: str, tiers: Mapping[str, float]) -> Plan:
    """A score: weighted number fields, and the names and lower ends of its tiers.

    Raises:
        PlanProblem: no name or no formula.
    """
    row = {
        "score_id": demand_text(score_id, "name of the score"),
        "formula": demand_text(formula, "formula"),
        "tiers": json.dumps(dict(tiers)),
    }
    return plan.put("score", pd.DataFrame([row]))


def remove_score(plan: Plan, score_id: str) -> Plan:
    """Take out a score."""
    demand_row(plan, "score", score_id=score_id)
    return plan.remove("score", rows_with(plan, "score", score_id=score_id))


def write_segments(plan: Plan, segments: Mapping[str, str]) -> Plan:
    """Write segments to accounts (account -> segment), where the call plan and reports read them.

    Raises:
        PlanProblem: unknown accounts.
    """
    demand_all(plan, "account", "account_id", segments)
    accounts = plan["account"]
    new = accounts["account_id"].map(dict(segments))
    where = new.notna().to_numpy(bool)
    dtype = TABLES["account"].dtypes()["segment"]
    return plan.set_values("account", where, segment=new[where].astype(dtype))


def write_tiers(plan: Plan, score_id: str, tiers: Mapping[str, str]) -> Plan:
    """Write the tiers of a score to accounts, as a column of their own called '<score> tier'.

    Raises:
        PlanProblem: no such score, or unknown accounts.
    """
    demand_row(plan, "score", score_id=score_id)
    ids = demand_all(plan, "account", "account_id", tiers)
    field = {
        "own_field_id": f"tier {score_id}", "table_name": "account", "name": f"{score_id} tier",
        "kind": "text",
    }  # fmt: skip
    values = {"own_field_id": field["own_field_id"], "row_key": ids}
    rows = pd.DataFrame(values | {"value": [tiers[name] for name in ids]})
    plan = plan.put("own_field", pd.DataFrame([field]))
    return plan.put("own_value", rows) if ids else plan
