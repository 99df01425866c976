"""A plain set of CSV files any system can read: territories, sellers, accounts, units, quotas."""

from pathlib import Path

import pandas as pd

from salesplanner.exchange.crm_tables import CrmTables
from salesplanner.exchange.files import write_rows
from salesplanner.plan.model import Plan, equals

_TERRITORIES = {
    "territory_id": "Territory ID",
    "name": "Territory name",
    "level_id": "Level",
    "parent_id": "Parent ID",
}
_ACCOUNTS = {
    "account_id": "Account ID",
    "name": "Account name",
    "postal_code": "Postal code",
    "territory_id": "Territory ID",
    "rep_id": "Rep ID",
}
_QUOTAS = {
    "component": "Quota component",
    "territory_id": "Territory ID",
    "amount": "Value",
    "period": "Period",
}


def write_neutral(folder: Path, plan: Plan, scenario_id: str, tables: CrmTables) -> list[Path]:
    """Write hierarchy, seller_assignment, accounts, unit_to_territory and quota, all CSV.

    Raises:
        PlanProblem: the folder cannot be written.
    """
    return [
        _write(folder / "hierarchy.csv", tables.territories, _TERRITORIES),
        _write_sellers(folder / "seller_assignment.csv", plan, scenario_id, tables),
        _write(folder / "accounts.csv", tables.accounts, _ACCOUNTS),
        _write_units(folder / "unit_to_territory.csv", plan, scenario_id, tables),
        _write(folder / "quota.csv", tables.quotas, _QUOTAS),
    ]


def _write(path: Path, frame: pd.DataFrame, columns: dict[str, str]) -> Path:
    cells = frame[list(columns)].astype(object)
    rows = cells.where(cells.notna(), None).itertuples(index=False)
    return write_rows(path, columns.values(), rows)


def _write_sellers(path: Path, plan: Plan, scenario_id: str, tables: CrmTables) -> Path:
    seats = plan.of_scenario("territory_rep", scenario_id)
    seats = seats[seats["territory_id"].isin(tables.territories["territory_id"])]
    seats = seats.merge(plan["rep"][["rep_id", "email"]], on="rep_id", how="left")
    seats["percent"] = (seats["share"].fillna(1) * 100).round(2)
    columns = {
        "rep_id": "Rep ID",
        "email": "Email Address",
        "percent": "Ownership Percentage",
        "territory_id": "Territory ID",
        "from_date": "Effective Date",
        "until_date": "End Date",
    }
    return _write(path, seats, columns)


def _write_units(path: Path, plan: Plan, scenario_id: str, tables: CrmTables) -> Path:
    units = plan.of_scenario("unit_assignment", scenario_id)
    units = units[equals(units, "layer_id", tables.layer_id)]
    names = tables.territories.set_index("territory_id")
    parents = names["parent_id"]
    frame = pd.DataFrame(
        {
            "unit": units["unit_id"],
            "territory": units["territory_id"].map(names["name"]),
            "district": units["territory_id"].map(parents).map(names["name"]),
        }
    )
    frame["region"] = units["territory_id"].map(parents).map(parents).map(names["name"])
    columns = {"unit": "Unit", "territory": "Territory", "district": "District", "region": "Region"}
    return _write(path, frame, columns)
