"""Rolling a plan forward to the next fiscal year."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.plan.demands import FROM_THE_BEGINNING, rows_with
from salesplanner.plan.edits.facts import change_plan_info
from salesplanner.plan.edits.scenarios import adopt_scenario, branch_scenario, remove_scenario
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan, equals
from salesplanner.plan.positions import Mask
from salesplanner.problems import PlanProblem

# What was said about the last year's decisions stays with the last year.
OF_THE_YEAR = ("quota", "rep_quota", "lever", "comment", "waiver", "review_round", "decision")


def roll_forward(
    plan: Plan,
    *,
    booked: Mapping[str, int] | None = None,
    owners: Mapping[str, str] | None = None,
    target_amount: int | None = None,
    keep_scenarios: bool = False,
) -> Plan:
    """Next year's plan: what was adopted becomes today's alignment, actuals become history.

    - The adopted scenario is branched as "Today <year>" and adopted; the others go (unless kept).
    - Its quotas become the past quotas of table actual; levers, comments and reviews stay behind.
    - Seats and exceptions that ended before the new year go, what holds on has no begin any more;
      a holdover that ended passes to the territory it named.
    - Revenue of the last year is `booked` (account_id -> amount of the last fiscal year, summed
      from bookings), else the revenue of the last 12 months.
    - `owners` (account_id -> rep_id, as analysis resolves the adopted scenario) become the owners.
    - Ramps go on by themselves: they count months since hire.

    Raises:
        PlanProblem: the plan has no fiscal year or no scenario.
    """
    plan.demand_all_loaded()
    if plan["plan_info"].empty or plan.info["fiscal_year"] is pd.NA:
        raise PlanProblem("The plan has no fiscal year.", "table plan_info", "Set it first.")
    adopted, year = plan.adopted_scenario(), int(plan.info["fiscal_year"])
    first_day = first_day_of(year + 1, plan.info["first_month"])
    plan = _past_quotas(plan, adopted)
    name, today = f"Today {year + 1}", f"today-{year + 1}"
    plan = adopt_scenario(branch_scenario(plan, adopted, name, today), today)
    for table in OF_THE_YEAR:
        plan = plan.remove(table, rows_with(plan, table, scenario_id=today))
    if not keep_scenarios:
        for scenario_id in plan["scenario"]["scenario_id"].tolist():
            if scenario_id != today:
                recalled = rows_with(plan, "scenario", scenario_id=scenario_id)
                plan = plan.set_values("scenario", recalled, state="draft")
                plan = remove_scenario(plan, scenario_id)
    plan = _begun_again(_handed_on(plan, today, first_day), today, first_day)
    plan = _accounts_moved_on(plan, booked, owners, first_day)
    plan = plan.remove("leave", _before(plan["leave"]["until_date"], first_day))
    info: dict[str, Any] = {"fiscal_year": year + 1}
    if target_amount is not None:
        info["target_amount"] = target_amount
    return change_plan_info(plan, **info)


def first_day_of(fiscal_year: int, first_month: object) -> str:
    """ISO date of the first day: a fiscal year has the number of the calendar year it begins in."""
    month = 1 if first_month is pd.NA else int(str(first_month))
    return f"{fiscal_year:04d}-{month:02d}-01"


def _past_quotas(plan: Plan, scenario_id: str) -> Plan:
    """The quotas of reps, beside what they sold; a quota known from elsewhere stays."""
    quotas = plan.of_scenario("rep_quota", scenario_id)
    if quotas.empty:
        return plan
    key = list(TABLES["actual"].key)
    summed = quotas.groupby(key, as_index=False)[["assigned_amount"]].sum(min_count=1)
    where = quotas.drop_duplicates(key)[[*key, "territory_id"]]
    past = summed.merge(where, on=key).rename(columns={"assigned_amount": "quota_amount"})
    known = plan["actual"]
    both = past.merge(known, on=key, how="left", suffixes=("", "_known"))
    both["quota_amount"] = both["quota_amount_known"].fillna(both["quota_amount"])
    both["territory_id"] = both["territory_id_known"].fillna(both["territory_id"])
    return plan.put("actual", both[list(known.columns)])


def _handed_on(plan: Plan, scenario_id: str, first_day: str) -> Plan:
    """Holdovers that ended pass to the territory they named, as a move by hand."""
    frame = plan["account_assignment"]
    ended = rows_with(plan, "account_assignment", scenario_id=scenario_id)
    ended &= _before(frame["until_date"], first_day)
    passed_on = frame[ended & frame["then_territory_id"].notna().to_numpy(bool)]
    plan = plan.remove("account_assignment", ended)
    rows = passed_on.assign(
        territory_id=passed_on["then_territory_id"],
        from_date=FROM_THE_BEGINNING,
        until_date=None,
        then_territory_id=None,
        kind="hand",
        share=1.0,
        is_locked=False,
    )
    rows = rows.drop_duplicates(["layer_id", "account_id"])
    still = frame[~ended & equals(frame, "scenario_id", scenario_id)]["account_id"]
    return plan.put("account_assignment", rows[~rows["account_id"].isin(still).to_numpy(bool)])


def _begun_again(plan: Plan, scenario_id: str, first_day: str) -> Plan:
    """Seats that ended go; seats and exceptions begun by the first day count from the beginning."""
    seats = rows_with(plan, "territory_rep", scenario_id=scenario_id)
    ended = seats & _before(plan["territory_rep"]["until_date"], first_day)
    plan = plan.remove("territory_rep", ended)
    for table in ("territory_rep", "account_assignment"):
        frame = plan[table]
        begun = rows_with(plan, table, scenario_id=scenario_id)
        begun &= np.array((frame["from_date"] <= first_day).fillna(False), dtype=bool)
        rows = frame[begun].sort_values("from_date", kind="stable")
        rows = rows.assign(from_date=FROM_THE_BEGINNING)
        latest = rows.drop_duplicates(list(TABLES[table].key), keep="last")
        plan = plan.remove(table, begun).put(table, latest)
    return plan


def _accounts_moved_on(
    plan: Plan,
    booked: Mapping[str, int] | None,
    owners: Mapping[str, str] | None,
    first_day: str,
) -> Plan:
    accounts = plan["account"]
    every = np.ones(len(accounts), bool)
    last_year = accounts["revenue_amount"]
    if booked is not None:
        last_year = accounts["account_id"].map(dict(booked)).fillna(0).astype("Int64")
    plan = plan.set_values("account", every, revenue_last_year_amount=last_year)
    if not owners:
        return plan
    new = accounts["account_id"].map(dict(owners)).astype(TABLES["account"].dtypes()["owner_id"])
    moved = np.array(new.notna() & ~(new == accounts["owner_id"]).fillna(False), dtype=bool)
    return plan.set_values("account", moved, owner_id=new[moved].array, owner_since=first_day)


def _before(dates: "pd.Series[str]", first_day: str) -> Mask:
    return np.array((dates < first_day).fillna(False), dtype=bool)
