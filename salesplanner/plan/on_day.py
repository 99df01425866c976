"""The plan as it stands on one day: what is dated is in force or gone, the rest as it was."""

import numpy as np
import pandas as pd

from salesplanner.plan.demands import FROM_THE_BEGINNING, demand_days, rows_with
from salesplanner.plan.model import Plan
from salesplanner.plan.positions import Mask

_OPEN = "9999-12-31"
# Which of the steps of MODEL.md an exception belongs to: later dates replace earlier ones of one.
_RANK = {"holdover": 2, "solved": 4}


def plan_on(plan: Plan, scenario_id: str, day: str) -> Plan:
    """A scenario as it stands on a day: only for looking at, it is no edit.

    Seats and exceptions in force on the day count from the beginning and without an end, so that
    every measure says what a year like this day would be; the others are taken out. An exception
    that ended and says where its account goes then has sent it there.

    Raises:
        PlanProblem: no such scenario, or no such day.
    """
    plan.demand_scenario(scenario_id)
    demand_days("day", day)
    plan = _seats_on(plan, scenario_id, day)
    return _exceptions_on(plan, scenario_id, day)


def _seats_on(plan: Plan, scenario_id: str, day: str) -> Plan:
    mine = rows_with(plan, "territory_rep", scenario_id=scenario_id)
    rows = plan["territory_rep"][mine]
    now = rows[_has_begun(rows, day) & ~_has_ended(rows, day)]
    now = now.sort_values("from_date", kind="stable")
    now = now.assign(from_date=FROM_THE_BEGINNING, until_date=None)
    now = now.drop_duplicates(["territory_id", "rep_id"], keep="last")
    return plan.remove("territory_rep", mine).put("territory_rep", now)


def _exceptions_on(plan: Plan, scenario_id: str, day: str) -> Plan:
    mine = rows_with(plan, "account_assignment", scenario_id=scenario_id)
    rows = plan["account_assignment"][mine]
    ended = _has_ended(rows, day)
    goes = rows["then_territory_id"].notna().to_numpy(bool)
    territory = rows["territory_id"].where(~ended, rows["then_territory_id"])
    rows = rows.assign(territory_id=territory)[_has_begun(rows, day) & (~ended | goes)]
    locked = rows["is_locked"].fillna(False).to_numpy(bool)
    rank = rows["kind"].map(lambda kind: _RANK.get(str(kind), 1)).where(~locked, 1)
    rows = rows.assign(rank=rank.astype("int64"))
    same = rows.groupby(["layer_id", "account_id", "rank"])["from_date"]
    rows = rows[(rows["from_date"] == same.transform("max")).to_numpy(bool)]
    rows = rows.assign(from_date=FROM_THE_BEGINNING, until_date=None, then_territory_id=None)
    rows = _whole(rows).sort_values(["rank", "share"], ascending=[True, False], kind="stable")
    rows = rows.drop_duplicates(["layer_id", "account_id", "territory_id"])
    return plan.remove("account_assignment", mine).put(
        "account_assignment", rows.drop(columns="rank")
    )


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Parts of a split that are in force share the account among themselves."""
    split = (rows["kind"] == "split").fillna(False).to_numpy(bool)
    total = rows.groupby(["layer_id", "account_id", "kind"])["share"].transform("sum")
    scaled = rows["share"] / total.where(total > 0, 1.0)
    return rows.assign(share=rows["share"].where(~split, scaled))


def _has_begun(rows: pd.DataFrame, day: str) -> Mask:
    return np.array((rows["from_date"] <= day).fillna(False), dtype=bool)


def _has_ended(rows: pd.DataFrame, day: str) -> Mask:
    return np.array(rows["until_date"].fillna(_OPEN) < day, dtype=bool)
