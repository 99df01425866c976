"""Edits of quotas; how they are found is analysis and optimize, here they are kept."""

from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.plan.demands import demand_editable, demand_row, demand_text, rows_with
from salesplanner.plan.edits.cells import typed_rows
from salesplanner.plan.model import Plan, equals, has_keys, is_in
from salesplanner.problems import PlanProblem

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
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

    The months of an adjusted year follow in proportion and add up to it; what the reps of the
    territory are assigned follows as well.

    Raises:
        PlanProblem: no such quota, a locked one, or an adjustment without reason.
    """
    demand_editable(plan, scenario_id)
    key = {"scenario_id": scenario_id, "territory_id": territory_id, "component": component}
    row = demand_row(plan, "quota", **key, period=period)
    if row["is_locked"] is not pd.NA and row["is_locked"]:
        raise PlanProblem(
            f"The quota of {territory_id!r} for {period} is locked.",
            "table quota, column is_locked",
            "Unlock it first.",
        )
    if adjustment_amount:
        reason = demand_text(reason, "reason for the adjustment")
    planned = 0 if row["planned_amount"] is pd.NA else int(row["planned_amount"])
    revised = planned + adjustment_amount
    where = rows_with(plan, "quota", **key, period=period)
    plan = _adjusted(plan, where, np.array([adjustment_amount]), reason)
    plan = _with_assigned(plan, key | {"period": period}, revised)
    parts = rows_with(plan, "quota", **key)
    parts &= plan["quota"]["period"].str.startswith(f"{period}-").to_numpy(bool, na_value=False)
    if parts.any():
        months = plan["quota"].loc[parts, "planned_amount"].fillna(0).to_numpy("int64")
        plan = _adjusted(plan, parts, in_proportion(months, revised) - months, reason)
    return plan


def adjust_territory_quota(
    plan: Plan, scenario_id: str, territory_id: str, period: str, amount: int, reason: str
) -> Plan:
    """Adjust the quota of a territory over all product lines, shared out in proportion to them.

    Raises:
        PlanProblem: no such quota, a locked one, or an adjustment without reason.
    """
    key = {"scenario_id": scenario_id, "territory_id": territory_id, "period": period}
    rows = plan["quota"].loc[rows_with(plan, "quota", **key)]
    if rows.empty:
        raise PlanProblem(
            f"There is no quota of {territory_id!r} for {period}.", "table quota", "Set it first."
        )
    planned = rows["planned_amount"].fillna(0).to_numpy("int64")
    whole = int(planned.sum())
    shares = in_proportion(planned, whole + amount) - planned
    for component, part in zip(rows["component"], shares, strict=True):
        plan = adjust_quota(
            plan, scenario_id, territory_id, period, int(part), reason, str(component)
        )
    return plan


def relieve_territory(
    plan: Plan, scenario_id: str, territory_id: str, amount: int, reason: str
) -> Plan:
    """Relief (below zero) or an addition for the reps on a territory, shared out by what each is
    assigned of each product line.

    Raises:
        PlanProblem: nobody has a quota there, or no reason is given.
    """
    key = {"scenario_id": scenario_id, "territory_id": territory_id}
    rows = plan["rep_quota"].loc[rows_with(plan, "rep_quota", **key)]
    if rows.empty:
        raise PlanProblem(
            f"No rep has a quota on {territory_id!r}.", "table rep_quota", "Set quotas first."
        )
    assigned = (rows["assigned_amount"] - rows["adjustment_amount"].fillna(0)).fillna(0)
    parts = assigned.clip(lower=0).to_numpy("int64")
    shares = in_proportion(parts, int(parts.sum()) + amount) - parts
    for row, part in zip(rows.to_dict("records"), shares, strict=True):
        plan = adjust_rep_quota(
            plan, scenario_id, territory_id, str(row["rep_id"]), int(part), reason,
            str(row["period"]), str(row["component"]),
        )  # fmt: skip
    return plan


def _adjusted(plan: Plan, where: Bools, adjustments: Ints, reason: str) -> Plan:
    rows = plan["quota"].loc[where]
    planned = rows["planned_amount"].fillna(0).to_numpy("int64")
    return plan.put(
        "quota",
        rows.assign(
            adjustment_amount=adjustments,
            revised_amount=planned + adjustments,
            reason=reason or None,
        ),
    )


def in_proportion(parts: Ints, total: int) -> Ints:
    """Whole amounts in proportion to `parts` (n,) that add up to `total` exactly.

    Multiples of what the parts are multiples of, the largest apart, on which the rest sits.
    """
    largest = int(np.argmax(parts))
    others = np.delete(parts, largest)
    unit = max(int(np.gcd.reduce(others)) if len(others) else 1, 1)
    whole = int(parts.sum())
    shares = [Fraction(int(part), whole) if whole else Fraction(1, len(parts)) for part in parts]
    answer = np.array([round(share * total / unit) * unit for share in shares], np.int64)
    answer[largest] += total - int(answer.sum())
    return answer


def adjust_rep_quota(
    plan: Plan,
    scenario_id: str,
    territory_id: str,
    rep_id: str,
    adjustment_amount: int,
    reason: str,
    period: str = "",
    component: str = "",
) -> Plan:
    """Relief (below zero) or an addition for one rep, with the reason for it; 0 takes it back.

    period: left out, the plan year.

    Raises:
        PlanProblem: the rep has no quota there, or no reason is given.
    """
    demand_editable(plan, scenario_id)
    if adjustment_amount:
        reason = demand_text(reason, "reason for the relief")
    key = {
        "scenario_id": scenario_id,
        "territory_id": territory_id,
        "rep_id": rep_id,
        "period": period or str(plan.info["fiscal_year"]),
        "component": component,
    }
    row = demand_row(plan, "rep_quota", **key)
    before = 0 if row["adjustment_amount"] is pd.NA else int(row["adjustment_amount"])
    assigned = 0 if row["assigned_amount"] is pd.NA else int(row["assigned_amount"])
    return plan.set_values(
        "rep_quota",
        rows_with(plan, "rep_quota", **key),
        adjustment_amount=adjustment_amount,
        reason=reason or pd.NA,
        assigned_amount=assigned - before + adjustment_amount,
    )


def _with_assigned(plan: Plan, key: dict[str, str], revised: int) -> Plan:
    """What reps are assigned of a quota that changed: revised x share x ramp + adjustment."""
    where = rows_with(plan, "rep_quota", **key)
    if not where.any():
        return plan
    rows = plan["rep_quota"].loc[where]
    part = rows["share"].fillna(1.0) * rows["ramp_share"].fillna(1.0)
    assigned = (part.to_numpy("float64") * revised).round().astype("int64")
    adjusted = rows["adjustment_amount"].fillna(0).to_numpy("int64")
    return plan.put("rep_quota", rows.assign(assigned_amount=assigned + adjusted))


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
