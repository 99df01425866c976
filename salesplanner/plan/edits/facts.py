"""Edits of the facts all scenarios share: the plan itself, parameters, calendar, norms, ramps."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from salesplanner.plan.demands import demand_no_row, demand_row, demand_text, rows_with
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

PLAN_ID = "plan"


def change_plan_info(plan: Plan, **values: Any) -> Plan:
    """Change columns of plan_info (name, fiscal_year, target_amount ...), made if absent."""
    filled = {name: pd.NA if value is None else value for name, value in values.items()}
    if plan["plan_info"].empty:
        plan = plan.put("plan_info", pd.DataFrame([{"plan_id": PLAN_ID}]))
    return plan.set_values("plan_info", rows_with(plan, "plan_info"), **filled)


def set_parameter(
    plan: Plan, name: str, value: float | None, scope: str = "all", source: str = ""
) -> Plan:
    """A number the definitions use; None takes it out, so that the built-in value holds again."""
    name = demand_text(name, "name of the parameter")
    key = {"name": name, "scope": scope}
    if value is None:
        return plan.remove("parameter", rows_with(plan, "parameter", **key))
    if not math.isfinite(value):
        raise PlanProblem(f"{value} is not a number.", f"parameter {name}", "Use a number.")
    row = key | {"value": value, "source": source or None}
    return plan.put("parameter", pd.DataFrame([row]))


def change_calendar(plan: Plan, calendar_id: str = "standard", **values: Any) -> Plan:
    """Change columns of a calendar, made if absent: working_days, hours_a_day, speed_kmh, ..."""
    if not rows_with(plan, "calendar", calendar_id=calendar_id).any():
        plan = plan.put("calendar", pd.DataFrame([{"calendar_id": calendar_id}]))
    filled = {name: pd.NA if value is None else value for name, value in values.items()}
    return plan.set_values(
        "calendar", rows_with(plan, "calendar", calendar_id=calendar_id), **filled
    )


def set_norm(
    plan: Plan,
    role_id: str,
    segment: str,
    visits: float | None,
    hours_a_visit: float | None = None,
    other_hours: float | None = None,
) -> Plan:
    """The call plan of a role and a segment, a year: visits, hours a visit, other hours."""
    row = {
        "role_id": demand_text(role_id, "role"),
        "segment": demand_text(segment, "segment"),
        "visits": visits,
        "hours_a_visit": hours_a_visit,
        "other_hours": other_hours,
    }
    return plan.put("coverage_norm", pd.DataFrame([row]))


def remove_norm(plan: Plan, role_id: str, segment: str) -> Plan:
    """Take out a line of the call plan."""
    demand_row(plan, "coverage_norm", role_id=role_id, segment=segment)
    where = rows_with(plan, "coverage_norm", role_id=role_id, segment=segment)
    return plan.remove("coverage_norm", where)


def set_ramp(plan: Plan, ramp_id: str, shares: Sequence[float]) -> Plan:
    """Share of full productivity (0 to 1) in the 1st, 2nd ... month since hire; then full."""
    ramp_id = demand_text(ramp_id, "name of the ramp")
    if not shares or not all(0 <= share <= 1 for share in shares):
        raise PlanProblem(
            "A ramp needs shares from 0 to 1.", f"table ramp, row {ramp_id}", "Correct the shares."
        )
    plan = plan.remove("ramp", rows_with(plan, "ramp", ramp_id=ramp_id))
    months = range(1, len(shares) + 1)
    return plan.put("ramp", pd.DataFrame({"ramp_id": ramp_id, "month": months, "share": shares}))


def set_seasonality(plan: Plan, seasonality_id: str, shares: Sequence[float]) -> Plan:
    """How a year spreads over January to December: twelve shares that add up to 1.

    Raises:
        PlanProblem: not twelve, a negative one, or another sum (within 0.0001).
    """
    seasonality_id = demand_text(seasonality_id, "name of the seasonality")
    if len(shares) != 12 or min(shares) < 0 or abs(sum(shares) - 1) > 1e-4:
        raise PlanProblem(
            f"{len(shares)} shares of {seasonality_id!r} add up to {sum(shares):g}.",
            "table seasonality, column share",
            "Give twelve shares that add up to 1.",
        )
    months = range(1, 13)
    rows = {"seasonality_id": seasonality_id, "month": months, "share": list(shares)}
    plan = plan.remove("seasonality", rows_with(plan, "seasonality", seasonality_id=seasonality_id))
    return plan.put("seasonality", pd.DataFrame(rows))


def add_measure(
    plan: Plan, measure_id: str, values: Mapping[str, float], name: str = "", **more: Any
) -> Plan:
    """A market figure by unit (or new values of one): unit_id -> value; more are its columns."""
    measure_id = demand_text(measure_id, "name of the measure")
    row = {"measure_id": measure_id, "name": name or measure_id, "adds_up": "sum"} | more
    plan = plan.put("measure", pd.DataFrame([row]))
    figures = {"unit_id": list(values), "measure_id": measure_id, "value": list(values.values())}
    return plan.put("unit_measure", pd.DataFrame(figures))


def forbid_border(plan: Plan, unit_a: str, unit_b: str, is_forbidden: bool = True) -> Plan:
    """A barrier: two units that touch may not be joined across their border; False lifts it."""
    one, other = sorted((unit_a, unit_b))
    demand_row(plan, "border", unit_a=one, unit_b=other)
    where = rows_with(plan, "border", unit_a=one, unit_b=other)
    return plan.set_values("border", where, is_forbidden=is_forbidden)


def add_border(plan: Plan, unit_a: str, unit_b: str, kind: str = "bridge") -> Plan:
    """Let two units be joined that do not touch: a bridge, a ferry, a tunnel."""
    one, other = sorted((unit_a, unit_b))
    for unit_id in (one, other):
        demand_row(plan, "unit", unit_id=unit_id)
    if one == other:
        raise PlanProblem("A unit has no border with itself.", one, "Choose two units.")
    demand_no_row(plan, "border", unit_a=one, unit_b=other)
    row = {"unit_a": one, "unit_b": other, "kind": kind, "is_own": True, "is_forbidden": False}
    return plan.put("border", pd.DataFrame([row]))


def remove_border(plan: Plan, unit_a: str, unit_b: str) -> Plan:
    """Take out a border the planner added; one of the map can only be forbidden."""
    one, other = sorted((unit_a, unit_b))
    row = demand_row(plan, "border", unit_a=one, unit_b=other)
    if row["is_own"] is pd.NA or not row["is_own"]:
        raise PlanProblem("This border is on the map.", f"{one} / {other}", "Forbid it instead.")
    return plan.remove("border", rows_with(plan, "border", unit_a=one, unit_b=other))
