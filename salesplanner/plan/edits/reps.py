"""Edits of reps: hire, leave, move, change capacity."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from salesplanner.plan.demands import (
    demand_all,
    demand_between,
    demand_no_row,
    demand_row,
    demand_text,
    new_id,
    rows_with,
)
from salesplanner.plan.model import Plan, is_in
from salesplanner.problems import PlanProblem


def hire_rep(
    plan: Plan, name: str, hire_date: str | None = None, rep_id: str | None = None, **values: Any
) -> Plan:
    """A new rep; values are further columns (role_id, manager_id, latitude, ramp_id, ...).

    Raises:
        PlanProblem: the id is taken, or the name is empty.
    """
    name = demand_text(name, "name of the rep")
    rep_id = rep_id or new_id(plan, "rep", "rep_id", name)
    demand_no_row(plan, "rep", rep_id=rep_id)
    row = {"rep_id": rep_id, "name": name, "hire_date": hire_date, "full_time_share": 1.0}
    return plan.put("rep", pd.DataFrame([row | values]))


def change_reps(plan: Plan, rep_ids: Iterable[str], **values: Any) -> Plan:
    """The same new values for some reps; None empties a column.

    Raises:
        PlanProblem: unknown reps, or a manager who reports to one of them.
    """
    ids = demand_all(plan, "rep", "rep_id", rep_ids)
    if values.get("manager_id") is not None:
        demand_row(plan, "rep", rep_id=values["manager_id"])
    filled = {name: pd.NA if value is None else value for name, value in values.items()}
    return plan.set_values("rep", is_in(plan["rep"], "rep_id", ids), **filled)


def leave_rep(plan: Plan, rep_id: str, leave_date: str) -> Plan:
    """The rep's last day; seats in all scenarios that reach beyond it end on it.

    Raises:
        PlanProblem: no such rep, or a day before the first.
    """
    row = demand_row(plan, "rep", rep_id=rep_id)
    if row["hire_date"] is not pd.NA and leave_date < row["hire_date"]:
        raise PlanProblem(
            f"{row['name']} was hired on {row['hire_date']}, after {leave_date}.",
            f"table rep, row {rep_id}, column leave_date",
            "Give a later day.",
        )
    plan = plan.set_values("rep", rows_with(plan, "rep", rep_id=rep_id), leave_date=leave_date)
    plan.demand_all_loaded()
    seats = plan["territory_rep"]
    mine = rows_with(plan, "territory_rep", rep_id=rep_id)
    never = mine & (seats["from_date"] > leave_date).fillna(False).to_numpy(bool)
    longer = mine & ~never & (seats["until_date"].fillna("9999") > leave_date).to_numpy(bool)
    plan = plan.set_values("territory_rep", longer, until_date=leave_date)
    return plan.remove("territory_rep", never)


def move_rep(
    plan: Plan,
    rep_id: str,
    latitude: float | None = None,
    longitude: float | None = None,
    **address: Any,
) -> Plan:
    """Another home: coordinates in degrees (or x_km and y_km), and any of the address columns."""
    demand_row(plan, "rep", rep_id=rep_id)
    places = ("x_km", "y_km", "street", "city", "state", "postal_code", "country")
    if set(address) - set(places):
        raise KeyError(f"rep has no place column {sorted(set(address) - set(places))}")
    values = {"latitude": latitude, "longitude": longitude} | address
    return change_reps(plan, [rep_id], **values)


def change_capacity(
    plan: Plan,
    rep_ids: Iterable[str],
    full_time_share: float | None = None,
    ramp_id: str | None = None,
) -> Plan:
    """Full-time share (0 to 1) and ramp; None leaves one as it is."""
    values: dict[str, Any] = {}
    if full_time_share is not None:
        values["full_time_share"] = demand_between(full_time_share, 0, 1, "full-time share")
    if ramp_id is not None:
        if not rows_with(plan, "ramp", ramp_id=ramp_id).any():
            raise PlanProblem(f"There is no ramp {ramp_id!r}.", "table ramp", "Add it first.")
        values["ramp_id"] = ramp_id
    return change_reps(plan, rep_ids, **values)


def add_leave(
    plan: Plan, rep_id: str, from_date: str, until_date: str, share: float = 1.0, reason: str = ""
) -> Plan:
    """Time a rep is away, altogether or for a share of it."""
    demand_row(plan, "rep", rep_id=rep_id)
    demand_between(share, 0, 1, "share of the time away")
    if until_date < from_date:
        raise PlanProblem(
            f"The last day {until_date} is before the first day {from_date}.",
            f"table leave, row {rep_id}",
            "Give a later last day.",
        )
    row = {
        "rep_id": rep_id,
        "from_date": from_date,
        "until_date": until_date,
        "share": share,
        "reason": reason or None,
    }
    return plan.put("leave", pd.DataFrame([row]))


def remove_leave(plan: Plan, rep_id: str, from_date: str) -> Plan:
    """Take back time a rep is away."""
    demand_row(plan, "leave", rep_id=rep_id, from_date=from_date)
    return plan.remove("leave", rows_with(plan, "leave", rep_id=rep_id, from_date=from_date))


def remove_reps(plan: Plan, rep_ids: Iterable[str]) -> Plan:
    """Take reps out as if they had never been there (who only leaves gets a leave date).

    Seats, rep quotas, leave and second lines go in all scenarios; accounts lose their owner,
    reps their manager. What they sold (table actual) stays out too.
    """
    plan.demand_all_loaded()
    ids = demand_all(plan, "rep", "rep_id", rep_ids)
    for table, column in (
        ("territory_rep", "rep_id"), ("rep_quota", "rep_id"), ("leave", "rep_id"),
        ("actual", "rep_id"), ("dotted_manager", "rep_id"), ("dotted_manager", "manager_id"),
        ("pair_rule", "rep_id"),
    ):  # fmt: skip
        plan = plan.remove(table, is_in(plan[table], column, ids))
    for table, column in (
        ("account", "owner_id"), ("rep", "manager_id"), ("territory", "manager_id"),
    ):  # fmt: skip
        plan = plan.set_values(table, is_in(plan[table], column, ids), **{column: pd.NA})
    return plan.remove("rep", is_in(plan["rep"], "rep_id", ids))
