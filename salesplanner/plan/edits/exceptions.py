"""Edits of many exceptions at once: accounts kept where they are, and handed over for a time."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.plan.demands import (
    FROM_THE_BEGINNING,
    demand_all,
    demand_days,
    demand_editable,
    demand_leaf,
    demand_some,
    rows_with,
)
from salesplanner.plan.edits.assignments import assign_accounts
from salesplanner.plan.edits.reps import leave_rep
from salesplanner.plan.model import Plan, is_in
from salesplanner.problems import PlanProblem


def keep_accounts(
    plan: Plan,
    scenario_id: str,
    layer_id: str,
    where: Mapping[str, str],
    kind: str = "holdover",
    reason: str = "",
    **values: Any,
) -> Plan:
    """Protect accounts, each in its own territory, before rules and solves move them.

    Accounts somebody has already decided about keep what was said; what a solve decided does not
    count as that. values: until_date, then_territory_id, is_locked, made_by, made_on.

    Args:
        where: account -> the territory it stays in.

    Raises:
        PlanProblem: unknown accounts or territories, or a holdover without an end.
    """
    demand_editable(plan, scenario_id)
    demand_some(where, "account")
    ids = demand_all(plan, "account", "account_id", where)
    for territory_id in sorted(set(where.values())):
        demand_leaf(plan, scenario_id, territory_id)
    until = values.get("until_date")
    if kind == "holdover" and not until:
        raise PlanProblem(
            "A holdover needs an end.", "table account_assignment", "Give its last day."
        )
    demand_days("table account_assignment", until or "")
    key = {"scenario_id": scenario_id, "layer_id": layer_id}
    solved = rows_with(plan, "account_assignment", **key, kind="solved")
    plan = plan.remove(
        "account_assignment", solved & is_in(plan["account_assignment"], "account_id", ids)
    )
    said = rows_with(plan, "account_assignment", **key)
    decided = set(plan["account_assignment"]["account_id"][said])
    free = [account_id for account_id in ids if account_id not in decided]
    if not free:
        return plan
    row = {
        "account_id": free,
        "territory_id": [where[account_id] for account_id in free],
        "from_date": FROM_THE_BEGINNING,
        "kind": kind,
        "share": 1.0,
        "is_locked": values.pop("is_locked", kind == "named"),
        "reason": reason or None,
    }
    return plan.put("account_assignment", pd.DataFrame(key | row | values))


def hand_over(
    plan: Plan,
    scenario_id: str,
    to: Mapping[str, str],
    from_date: str,
    until_date: str | None = None,
    reason: str = "",
    **values: Any,
) -> Plan:
    """Pass accounts on from a day; after until_date they are back where they were before.

    Args:
        to: account -> the territory that takes it, a neighbour's or a pool.

    Raises:
        PlanProblem: unknown accounts or territories, or dates that make no sense.
    """
    demand_some(to, "account")
    for territory_id in sorted(set(to.values())):
        ids = [account_id for account_id, taker in to.items() if taker == territory_id]
        dates = {"from_date": from_date, "until_date": until_date}
        plan = assign_accounts(
            plan, scenario_id, ids, territory_id, "hand", reason, **dates, **values
        )
    return plan


def rep_leaves(
    plan: Plan,
    scenario_id: str,
    rep_id: str,
    last_day: str,
    to: Mapping[str, str],
    back_on: str | None = None,
    reason: str = "",
    **values: Any,
) -> Plan:
    """A rep's last day: seats end, and from the next day the accounts pass on until `back_on`.

    The territories are vacant from then on unless others sit there too.

    Args:
        to: account -> the territory that takes it; empty: they wait where they are.

    Raises:
        PlanProblem: no such rep, accounts or territories, or dates that make no sense.
    """
    demand_editable(plan, scenario_id)
    demand_days("last day", last_day, back_on or "")
    seats = plan["territory_rep"]
    mine = seats["territory_id"][
        rows_with(plan, "territory_rep", scenario_id=scenario_id, rep_id=rep_id)
    ]
    plan = leave_rep(plan, rep_id, last_day)
    next_day = day_after(last_day)
    for territory_id in mine.unique():
        plan = _vacant_from(plan, scenario_id, territory_id, next_day)
    if not to:
        return plan
    until = None if back_on is None else day_after(back_on, -1)
    return hand_over(plan, scenario_id, to, next_day, until, reason, **values)


def day_after(day: str, n_days: int = 1) -> str:
    """ISO date some days later."""
    return (date.fromisoformat(day) + timedelta(days=n_days)).isoformat()


def _vacant_from(plan: Plan, scenario_id: str, territory_id: str, day: str) -> Plan:
    """To be hired from the day, unless somebody sits there then."""
    key = {"scenario_id": scenario_id, "territory_id": territory_id}
    frame = plan["territory_rep"]
    seats = rows_with(plan, "territory_rep", **key)
    is_there = (frame["until_date"].fillna("9999-12-31") >= day).to_numpy(bool)
    if np.asarray(seats & is_there).any():
        return plan
    return plan.set_values("territory", rows_with(plan, "territory", **key), vacant_from=day)
