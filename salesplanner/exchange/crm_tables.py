"""What every CRM wants to know of a scenario, as plain tables."""

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.plan.model import Plan


@dataclass(frozen=True)
class CrmTables:
    """One layer of one scenario.

    territories: territory_id, name, level_id, parent_id, depth (0 the top), parents first.
    seats: territory_id, rep_id. accounts: account_id, name, territory_id, rep_id, owner_id.
    quotas: territory_id, rep_id, period, component, amount (Decimal, whole currency).
    reps: rep_id, name, email, ...
    """

    layer_id: str
    layer_name: str
    territories: pd.DataFrame
    seats: pd.DataFrame
    accounts: pd.DataFrame
    quotas: pd.DataFrame
    reps: pd.DataFrame


def crm_tables(plan: Plan, scenario_id: str, layer_id: str) -> CrmTables:
    """The tables of one layer.

    Raises:
        PlanProblem: there is no such scenario.
    """
    layers = plan["layer"].set_index("layer_id")["name"]
    territories = _territories(plan, scenario_id, layer_id)
    seats = _seats(plan, scenario_id, territories)
    return CrmTables(
        layer_id=layer_id,
        layer_name=str(layers.get(layer_id, layer_id)),
        territories=territories,
        seats=seats,
        accounts=_accounts(plan, scenario_id, layer_id, seats),
        quotas=_quotas(plan, scenario_id, territories, seats),
        reps=plan["rep"],
    )


def _territories(plan: Plan, scenario_id: str, layer_id: str) -> pd.DataFrame:
    """The territories of the layer and everything above them, parents first."""
    everything = plan.of_scenario("territory", scenario_id)
    by_id = everything.set_index("territory_id", drop=False)
    is_of_layer = (everything["layer_id"] == layer_id).fillna(False).to_numpy(bool)
    wanted: dict[str, int] = {}
    for territory_id in everything["territory_id"][is_of_layer]:
        line = [territory_id]
        while (parent := by_id["parent_id"].get(line[-1])) in by_id.index and parent not in line:
            line.append(parent)
        wanted |= {name: len(line) - 1 - step for step, name in enumerate(line)}
    chosen = by_id.loc[[name for name in by_id.index if name in wanted]].reset_index(drop=True)
    chosen["depth"] = [wanted[name] for name in chosen["territory_id"]]
    return chosen.sort_values(["depth", "territory_id"], kind="stable", ignore_index=True)


def _seats(plan: Plan, scenario_id: str, territories: pd.DataFrame) -> pd.DataFrame:
    """Who sits where at the end of what is planned; the largest share first."""
    seats = plan.of_scenario("territory_rep", scenario_id)
    seats = seats[seats["territory_id"].isin(territories["territory_id"])]
    seats = seats[seats["until_date"].isna()]
    order = ["territory_id", "share", "rep_id"]
    seats = seats.sort_values(order, ascending=[True, False, True], kind="stable")
    return seats[["territory_id", "rep_id"]].drop_duplicates(ignore_index=True)


def _accounts(plan: Plan, scenario_id: str, layer_id: str, seats: pd.DataFrame) -> pd.DataFrame:
    covered = territory_of_accounts(plan, scenario_id, layer_id)
    first_rep = seats.drop_duplicates("territory_id").set_index("territory_id")["rep_id"]
    facts = plan["account"][["account_id", "name", "domain", "postal_code", "owner_id"]]
    accounts = facts.merge(covered[["account_id", "territory_id"]], on="account_id", how="left")
    accounts["rep_id"] = accounts["territory_id"].map(first_rep)
    return accounts


def _quotas(
    plan: Plan, scenario_id: str, territories: pd.DataFrame, seats: pd.DataFrame
) -> pd.DataFrame:
    """Monthly quota of each rep, the revised quota of the territory where none is given by rep."""
    unit = Decimal(10) ** int(plan.info["currency_digits"])
    quotas = plan.of_scenario("quota", scenario_id)
    is_month = quotas["period"].str.fullmatch(r"\d{4}-\d{2}").fillna(False).to_numpy(bool)
    lowest = territories["territory_id"][territories["depth"] == territories["depth"].max()]
    quotas = quotas[is_month & quotas["territory_id"].isin(lowest).to_numpy(bool)]
    first_rep = seats.drop_duplicates("territory_id").set_index("territory_id")["rep_id"]
    amounts = quotas["revised_amount"].fillna(quotas["planned_amount"]).fillna(0)
    return pd.DataFrame(
        {
            "territory_id": quotas["territory_id"],
            "rep_id": quotas["territory_id"].map(first_rep),
            "period": quotas["period"],
            "component": quotas["component"],
            "amount": [Decimal(int(amount)) / unit for amount in amounts],
        }
    ).reset_index(drop=True)
