"""Edits of quotas; how they are found is analysis and optimize, here they are kept."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from salesplanner.plan.demands import demand_editable, demand_row, demand_text, rows_with
from salesplanner.plan.edits.cells import typed_rows
from salesplanner.plan.model import Plan, equals, has_keys, is_in
from salesplanner.problems import PlanProblem

QUOTA_KEY = ("scenario_id", "territory_id", "period", "component")


def set_quotas(
    plan: Plan,
    scenario_id: str,
    rows: pd.DataFrame,
    *,
    replace_all: bool = False,
    keep_locked: bool = True,
) -> Plan:
    """Store quotas as a method found them.

    rows: territory_id, period, planned_amount (smallest unit of the currency), and where known
        component ('' when absent), basis_amount, adjustment_amount, reason. revised_amount is
        planned plus adjustment, always computed here.
    replace_all: quotas of the scenario that are not in rows go, locked ones apart.
    keep_locked: a locked quota keeps its row, whatever rows say.

    Raises:
        PlanProblem: a territory that does not exist, or an amount that is not whole.
    """
    demand_editable(plan, scenario_id)
    rows = rows.assign(scenario_id=scenario_id)
    if "component" not in rows:
        rows = rows.assign(component="")
    typed = _revised(typed_rows("quota", rows))
    own = plan.of_scenario("territory", scenario_id)["territory_id"]
    strangers = typed["territory_id"][~typed["territory_id"].isin(own)]
    if len(strangers):
        raise PlanProblem(
            f"There is no territory {strangers.iloc[0]!r}.",
            "table quota, column territory_id",
            "Use territories of the scenario.",
        )
    locked = rows_with(plan, "quota", scenario_id=scenario_id, is_locked=True)
    if keep_locked:
        typed = typed[~has_keys(typed, plan["quota"][locked], QUOTA_KEY)]
    if replace_all:
        gone = rows_with(plan, "quota", scenario_id=scenario_id)
        plan = plan.remove("quota", gone & ~(locked & keep_locked))
    return plan.put("quota", typed)


def adjust_quota(
    plan: Plan,
    scenario_id: str,
    territory_id: str,
    period: str,
    adjustment_amount: int,
    reason: str,
    component: str = "",
) -> Plan:
    """Set the adjustment by hand of one quota, with the reason for it; 0 takes it back.

    Raises:
        PlanProblem: no such quota, a locked one, or an adjustment without reason.
    """
    demand_editable(plan, scenario_id)
    key = {"scenario_id": scenario_id, "territory_id": territory_id, "period": period}
    row = demand_row(plan, "quota", **key, component=component)
    if row["is_locked"] is not pd.NA and row["is_locked"]:
        raise PlanProblem(
            f"The quota of {territory_id!r} for {period} is locked.",
            "table quota, column is_locked",
            "Unlock it first.",
        )
    if adjustment_amount:
        reason = demand_text(reason, "reason for the adjustment")
    planned = 0 if row["planned_amount"] is pd.NA else int(row["planned_amount"])
    return plan.set_values(
        "quota",
        rows_with(plan, "quota", **key, component=component),
        adjustment_amount=adjustment_amount,
        reason=reason or pd.NA,
        revised_amount=planned + adjustment_amount,
    )


def lock_quotas(
    plan: Plan,
    scenario_id: str,
    territory_ids: Iterable[str],
    is_locked: bool = True,
    period: str | None = None,
    component: str | None = None,
) -> Plan:
    """A new allocation leaves locked quotas as they are; None means every period or component."""
    demand_editable(plan, scenario_id)
    where = rows_with(plan, "quota", scenario_id=scenario_id, period=period, component=component)
    where &= is_in(plan["quota"], "territory_id", territory_ids)
    if not where.any():
        raise PlanProblem("There is no such quota.", "table quota", "Set quotas first.")
    return plan.set_values("quota", where, is_locked=is_locked)


def remove_quotas(plan: Plan, scenario_id: str, territory_ids: Iterable[str] | None = None) -> Plan:
    """Take out the quotas of some territories, or all; locked ones too."""
    demand_editable(plan, scenario_id)
    for table in ("quota", "rep_quota"):
        where = rows_with(plan, table, scenario_id=scenario_id)
        if territory_ids is not None:
            where &= is_in(plan[table], "territory_id", territory_ids)
        plan = plan.remove(table, where)
    return plan


def set_rep_quotas(plan: Plan, scenario_id: str, rows: pd.DataFrame) -> Plan:
    """Store the quotas of reps in place of all earlier ones of the scenario.

    rows: territory_id, rep_id, period, component, share, ramp_share, adjustment_amount, reason,
        assigned_amount (revised x share x ramp_share, plus adjustment: computed by analysis).
    """
    demand_editable(plan, scenario_id)
    rows = rows.assign(scenario_id=scenario_id)
    if "component" not in rows:
        rows = rows.assign(component="")
    plan = plan.remove("rep_quota", equals(plan["rep_quota"], "scenario_id", scenario_id))
    return plan.put("rep_quota", typed_rows("rep_quota", rows))


def _revised(rows: pd.DataFrame) -> pd.DataFrame:
    planned = rows["planned_amount"].fillna(0)
    adjustment = (
        rows["adjustment_amount"].fillna(0)
        if "adjustment_amount" in rows
        else pd.Series(np.zeros(len(rows), "int64"), rows.index, dtype="Int64")
    )
    locked = rows["is_locked"].fillna(False) if "is_locked" in rows else False
    return rows.assign(
        adjustment_amount=adjustment, revised_amount=planned + adjustment, is_locked=locked
    )
