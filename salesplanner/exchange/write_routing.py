"""Tables other systems look things up in: unit to territory, and who gets a lead from where."""

from pathlib import Path

import pandas as pd

from salesplanner.exchange.crm_tables import CrmTables
from salesplanner.exchange.files import write_rows
from salesplanner.plan.model import Plan, equals


def write_routing(folder: Path, plan: Plan, scenario_id: str, tables: CrmTables) -> list[Path]:
    """Write zip_to_territory.csv and lead_routing.csv (unit, territory, rep, e-mail).

    Units that lie in a host (PO boxes, single buildings) are listed too, with the host's territory.

    Raises:
        PlanProblem: the folder cannot be written.
    """
    units = _units(plan, scenario_id, tables)
    reps = tables.reps.set_index("rep_id")
    first = tables.seats.drop_duplicates("territory_id").set_index("territory_id")["rep_id"]
    rep = units["territory_id"].map(first)
    names = tables.territories.set_index("territory_id")["name"]
    routed = pd.DataFrame(
        {
            "unit_id": units["unit_id"],
            "name": units["name"],
            "territory_id": units["territory_id"],
            "territory": units["territory_id"].map(names),
            "rep": rep.map(reps["name"]),
            "email": rep.map(reps["email"]),
        }
    )
    short = routed[["unit_id", "territory"]]
    headers = ("Unit", "Name", "Territory ID", "Territory", "Rep", "Email")
    return [
        write_rows(folder / "zip_to_territory.csv", ("ZIP", "Territory"), _cells(short)),
        write_rows(folder / "lead_routing.csv", headers, _cells(routed)),
    ]


def _units(plan: Plan, scenario_id: str, tables: CrmTables) -> pd.DataFrame:
    rows = plan.of_scenario("unit_assignment", scenario_id)
    rows = rows[equals(rows, "layer_id", tables.layer_id)]
    territory = rows.set_index("unit_id")["territory_id"]
    units = plan["unit"][["unit_id", "name", "host_unit_id"]].copy()
    own = units["unit_id"].map(territory)
    units["territory_id"] = own.fillna(units["host_unit_id"].map(territory))
    return units


def _cells(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    cells = frame.astype(object)
    return list(cells.where(cells.notna(), None).itertuples(index=False, name=None))
