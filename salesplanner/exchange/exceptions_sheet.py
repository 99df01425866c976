"""The report of all exceptions as a sheet: who, why, how old, how much, and what the rules say."""

from pathlib import Path

import pandas as pd

from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.exceptions import exception_report
from salesplanner.analysis.layers import layer_name
from salesplanner.exchange.plain_sheet import write_sheet
from salesplanner.plan.model import Plan

_WIDTHS = (14, 12, 30, 10, 24, 24, 9, 9, 20, 36, 16, 12, 10, 12, 20, 8, 14)
_FORMATS = {"Revenue": "#,##0", "Age, days": "#,##0", "Share": "0%"}


def exceptions_sheet(plan: Plan, scenario_id: str) -> pd.DataFrame:
    """One row an exception of every layer, money in whole units of the currency."""
    layers = plan["layer"].sort_values(["position", "layer_id"], kind="stable")["layer_id"]
    parts = [_of_layer(plan, scenario_id, str(layer_id)) for layer_id in layers]
    return pd.concat(parts, ignore_index=True)


def write_exceptions(path: Path, plan: Plan, scenario_id: str) -> Path:
    """The report as CSV where the name ends so, else as a workbook with one sheet.

    Raises:
        PlanProblem: the file cannot be written.
    """
    table = exceptions_sheet(plan, scenario_id)
    return write_sheet(path, "Exceptions", table, _WIDTHS, _FORMATS, n_frozen=3)


def _of_layer(plan: Plan, scenario_id: str, layer_id: str) -> pd.DataFrame:
    report, money = exception_report(plan, scenario_id, layer_id), currency_scale(plan)
    rows = plan.of_scenario("territory", scenario_id)
    names = dict(zip(rows["territory_id"], rows["name"].fillna(rows["territory_id"]), strict=True))
    owners = plan["rep"].set_index("rep_id")["name"]
    owner = report["owner_id"].map(owners).fillna(report["owner_id"])
    return pd.DataFrame({
        "Layer": layer_name(plan, layer_id), "Account": report["account_id"],
        "Name": report["name"], "Kind": report["kind"],
        "Territory": report["territory_id"].map(names),
        "Rules would say": report["otherwise_territory_id"].map(names),
        "Share": report["share"], "Stale": report["is_stale"].map({True: "yes", False: ""}),
        "Owner": owner, "Reason": report["reason"], "By": report["made_by"],
        "Made on": report["made_on"], "Age, days": report["age_days"],
        "Until": report["until_date"], "Then": report["then_territory_id"].map(names),
        "Locked": report["is_locked"].map({True: "yes", False: ""}),
        "Revenue": report["revenue_amount"].astype("Float64") / money,
    })  # fmt: skip
