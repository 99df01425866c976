"""Keeping what a solve found: a new scenario, or, when asked, a chosen one made over."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from salesplanner.plan.demands import demand_all, demand_editable, rows_with
from salesplanner.plan.edits.scenarios import branch_scenario, new_scenario_id
from salesplanner.plan.edits.territories import KEYED, first_layer, in_scenario
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan, equals, is_in


def save_solution(
    plan: Plan,
    scenario_id: str,
    name: str | None,
    *,
    units: Mapping[str, str | None] | None = None,
    accounts: Mapping[str, str] | None = None,
    layer_id: str | None = None,
    territories: pd.DataFrame | None = None,
    centres: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    seed: int | None = None,
    data_hash: str | None = None,
    gap_share: float | None = None,
    created_at: str | None = None,
    new_id: str | None = None,
) -> Plan:
    """Store a finished assignment as a scenario branched from the one it was solved on.

    name: of the new scenario (`new_scenario_id(plan, name)` tells its id beforehand, or give
        `new_id`); None makes the scenario itself over.
    units: unit_id -> territory_id (None: unassigned); units not named stay as they are.
    accounts: account_id -> territory_id; stored as exceptions of kind `solved`, in place of the
        earlier solved ones; named, held-over, split and hand-moved accounts stay untouched.
    territories: rows of table territory (scenario_id may be absent) that take the place of all
        territories of the layer, for a solve with free centres: then what the old ones had (seats,
        limits, quotas, exceptions) goes, and rules that point to them are switched off.
    centres: territory_id -> unit_id of its centre.

    Raises:
        PlanProblem: unknown scenario, units, accounts or territories, or a taken name.
    """
    if name is None:
        demand_editable(plan, scenario_id)
        target = scenario_id
    else:
        target = new_id or new_scenario_id(plan, name)
        plan = branch_scenario(plan, scenario_id, name, target)
    layer = layer_id or first_layer(plan)
    if territories is not None:
        plan = replace_territories(plan, target, layer, territories)
    if units is not None:
        plan = _solved_units(plan, target, layer, units)
    if accounts is not None:
        plan = _solved_accounts(plan, target, layer, accounts)
    if centres:
        plan = _centred(plan, target, centres)
    made = {
        "made_by": "solve",
        "settings": json.dumps(dict(settings or {}), sort_keys=True),
        "seed": seed,
        "data_hash": data_hash,
        "gap_share": gap_share,
        "created_at": created_at,
    }
    values = {column: pd.NA if value is None else value for column, value in made.items()}
    return plan.set_values("scenario", rows_with(plan, "scenario", scenario_id=target), **values)


def replace_territories(
    plan: Plan, scenario_id: str, layer_id: str, territories: pd.DataFrame
) -> Plan:
    """All territories of a layer replaced by others; ids in both keep what they have."""
    demand_editable(plan, scenario_id)
    rows = territories.assign(scenario_id=scenario_id, layer_id=layer_id)
    if "level_id" not in rows:
        rows = rows.assign(level_id="territory")
    old = rows_with(
        plan, "territory", scenario_id=scenario_id, layer_id=layer_id, level_id="territory"
    )
    gone = sorted(set(plan["territory"]["territory_id"][old]) - set(rows["territory_id"]))
    for table in (*KEYED, "carve_rule"):
        where = rows_with(plan, table, scenario_id=scenario_id)
        where &= is_in(plan[table], "territory_id", gone)
        if table == "carve_rule":
            plan = plan.set_values(table, where, territory_id=pd.NA, is_active=False)
        else:
            plan = plan.remove(table, where)
    overlays = rows_with(plan, "overlay_assignment", scenario_id=scenario_id)
    named = is_in(plan["overlay_assignment"], "territory_id", gone)
    named |= is_in(plan["overlay_assignment"], "followed_id", gone)
    plan = plan.remove("overlay_assignment", overlays & named)
    where = rows_with(plan, "unit_assignment", scenario_id=scenario_id, layer_id=layer_id)
    where &= is_in(plan["unit_assignment"], "territory_id", gone)
    plan = plan.set_values("unit_assignment", where, territory_id=pd.NA)
    where = rows_with(plan, "account_assignment", scenario_id=scenario_id)
    where &= is_in(plan["account_assignment"], "then_territory_id", gone)
    plan = plan.set_values("account_assignment", where, then_territory_id=pd.NA)
    return plan.remove("territory", old).put("territory", rows)


def _solved_units(
    plan: Plan, scenario_id: str, layer: str, units: Mapping[str, str | None]
) -> Plan:
    ids = demand_all(plan, "unit", "unit_id", units)
    _demand_territories(plan, scenario_id, units.values())
    key = {"scenario_id": scenario_id, "layer_id": layer}
    old = plan.of_scenario("unit_assignment", scenario_id)
    old = old[equals(old, "layer_id", layer)]
    locked = old.set_index("unit_id")["is_locked"].reindex(ids).fillna(False)
    rows = pd.DataFrame(
        key
        | {
            "unit_id": ids,
            "territory_id": [units[unit_id] for unit_id in ids],
            "is_locked": locked.to_numpy(bool),
        }
    )
    return plan.put("unit_assignment", rows)


def _solved_accounts(plan: Plan, scenario_id: str, layer: str, accounts: Mapping[str, str]) -> Plan:
    ids = demand_all(plan, "account", "account_id", accounts)
    _demand_territories(plan, scenario_id, accounts.values())
    key = {"scenario_id": scenario_id, "layer_id": layer}
    earlier = rows_with(plan, "account_assignment", **key, kind="solved")
    earlier &= is_in(plan["account_assignment"], "account_id", ids)
    plan = plan.remove("account_assignment", earlier)
    kept = rows_with(plan, "account_assignment", **key)
    kept_ids = set(plan["account_assignment"]["account_id"][kept])
    ids = [account_id for account_id in ids if account_id not in kept_ids]
    if not ids:
        return plan
    values = {
        "account_id": ids,
        "territory_id": [accounts[account_id] for account_id in ids],
        "from_date": "",
        "kind": "solved",
        "share": 1.0,
        "is_locked": False,
    }
    return plan.put("account_assignment", pd.DataFrame(key | values))


def _demand_territories(plan: Plan, scenario_id: str, names: Any) -> None:
    used = [str(name) for name in dict.fromkeys(names) if name is not None]
    own = in_scenario(plan, scenario_id)
    demand_all(own, "territory", "territory_id", used)


def _centred(plan: Plan, scenario_id: str, centres: Mapping[str, str]) -> Plan:
    demand_all(plan, "unit", "unit_id", centres.values())
    own = in_scenario(plan, scenario_id)
    ids = demand_all(own, "territory", "territory_id", centres)
    where = rows_with(plan, "territory", scenario_id=scenario_id)
    where &= is_in(plan["territory"], "territory_id", ids)
    chosen = plan["territory"]["territory_id"][where].map(dict(centres))
    text = TABLES["territory"].dtypes()["centre_unit_id"]
    return plan.set_values("territory", where, centre_unit_id=chosen.astype(text))
