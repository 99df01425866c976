"""All exceptions of a scenario, and what the rules would have said without them."""

import numpy as np
import pandas as pd

from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.plan.model import Plan, equals


def exception_report(plan: Plan, scenario_id: str, layer_id: str) -> pd.DataFrame:
    """One row an exception, the oldest first within its kind.

    Columns: account_id, name, kind, territory_id, otherwise_territory_id (what rules, families and
    units say without any exception), is_stale (it says what would be so anyway), owner_id, reason,
    made_by, made_on, age_days (on the day of the data), until_date, is_locked, revenue_amount.

    Raises:
        PlanProblem: no such scenario.
    """
    rows = plan.of_scenario("account_assignment", scenario_id)
    rows = rows[equals(rows, "layer_id", layer_id) & ~equals(rows, "kind", "solved")]
    without = plan.remove("account_assignment", _exceptions_of(plan, scenario_id, layer_id))
    otherwise = territory_of_accounts(without, scenario_id, layer_id).set_index("account_id")
    facts = plan["account"].set_index("account_id")
    report = rows[
        ["account_id", "kind", "territory_id", "reason", "made_by", "made_on", "until_date",
         "from_date", "then_territory_id",
         "is_locked", "share"]
    ].copy()  # fmt: skip
    report["name"] = report["account_id"].map(facts["name"])
    report["owner_id"] = report["account_id"].map(facts["owner_id"])
    report["revenue_amount"] = report["account_id"].map(facts["revenue_amount"])
    report["otherwise_territory_id"] = report["account_id"].map(otherwise["territory_id"])
    same = (report["otherwise_territory_id"] == report["territory_id"]).fillna(False)
    report["is_stale"] = same & ~report["is_locked"].fillna(False)
    report["age_days"] = _age_days(plan, report["made_on"])
    order = ["kind", "age_days", "account_id"]
    return report.sort_values(order, ascending=[True, False, True], ignore_index=True)


def stale_exceptions(plan: Plan, scenario_id: str, layer_id: str) -> list[str]:
    """Accounts whose exception says what would be so without it: safe to clean up."""
    report = exception_report(plan, scenario_id, layer_id)
    return [str(name) for name in report["account_id"][report["is_stale"]].unique()]


def _exceptions_of(plan: Plan, scenario_id: str, layer_id: str) -> np.ndarray:
    rows = plan["account_assignment"]
    here = equals(rows, "scenario_id", scenario_id) & equals(rows, "layer_id", layer_id)
    return here & ~equals(rows, "kind", "solved")


def _age_days(plan: Plan, made_on: pd.Series) -> "pd.Series[float]":
    info = plan.info
    today = str(info["data_date"]) if pd.notna(info["data_date"]) else fiscal_year(plan).first_day
    made = pd.to_datetime(made_on.str.slice(0, 10), errors="coerce", format="%Y-%m-%d")
    return (pd.Timestamp(today) - made).dt.days.astype(float)
