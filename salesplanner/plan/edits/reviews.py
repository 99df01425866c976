"""Edits of review rounds: what was sent to managers, and what became of each of their wishes."""

import json
from collections.abc import Mapping

import pandas as pd

from salesplanner.plan.demands import (
    demand_editable,
    demand_no_row,
    demand_row,
    demand_some,
    demand_text,
    rows_with,
)
from salesplanner.plan.edits.scenarios import change_scenario_state
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def open_review_round(
    plan: Plan,
    scenario_id: str,
    round_id: str,
    name: str,
    sent_at: str,
    sent_values: Mapping[str, object],
    data_hash: str = "",
) -> Plan:
    """A round of review: the scenario is in review from now on; an earlier open round is closed.

    sent_values: what managers were sent, so that their answers are compared with just that.

    Raises:
        PlanProblem: the scenario is approved, published or recalled, or the round exists.
    """
    demand_editable(plan, scenario_id)
    demand_no_row(plan, "review_round", scenario_id=scenario_id, round_id=round_id)
    state = demand_row(plan, "scenario", scenario_id=scenario_id)["state"]
    if state is not pd.NA and state not in ("draft", "in review"):
        raise PlanProblem(
            f"The scenario is {state}: it cannot go to reviewers.",
            "table scenario, column state",
            "Make it a draft again first.",
        )
    plan = change_scenario_state(plan, scenario_id, "in review")
    earlier = rows_with(plan, "review_round", scenario_id=scenario_id, state="open")
    plan = plan.set_values("review_round", earlier, state="closed")
    row = {
        "scenario_id": scenario_id,
        "round_id": round_id,
        "name": demand_text(name, "name of the round"),
        "state": "open",
        "sent_at": sent_at,
        "data_hash": data_hash or None,
        "sent_values": json.dumps(dict(sent_values), sort_keys=True),
    }
    return plan.put("review_round", pd.DataFrame([row]))


def close_review_round(plan: Plan, scenario_id: str, round_id: str) -> Plan:
    """No more answers are taken for the round."""
    key = {"scenario_id": scenario_id, "round_id": round_id}
    demand_row(plan, "review_round", **key)
    return plan.set_values("review_round", rows_with(plan, "review_round", **key), state="closed")


def record_decisions(
    plan: Plan, scenario_id: str, round_id: str, rows: pd.DataFrame, made_by: str, made_at: str
) -> Plan:
    """Keep what became of wishes; an earlier decision on the same wish stays in the history.

    rows: manager_id, table_name, row_key, wish, value_before, value_after, outcome, reason_code,
        body (why it was decided so).

    Raises:
        PlanProblem: no such round, or nothing was decided.
    """
    demand_row(plan, "review_round", scenario_id=scenario_id, round_id=round_id)
    demand_some(rows.index, "wish")
    known = int(rows_with(plan, "decision", scenario_id=scenario_id).sum())
    numbers = [f"{round_id} {known + position + 1:06d}" for position in range(len(rows))]
    return plan.put(
        "decision",
        rows.assign(
            scenario_id=scenario_id,
            decision_id=numbers,
            round_id=round_id,
            made_by=made_by or None,
            made_at=made_at or None,
        ),
    )
