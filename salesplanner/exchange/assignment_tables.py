"""The tables of the assignment workbook, out of two measured scenarios."""

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Objects, decisions, floats, ratio, texts
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.roll_up import COMPANY, levels_table
from salesplanner.analysis.territory_measures import Measures, territory_table
from salesplanner.analysis.who_covers import STEPS
from salesplanner.analysis.why_column import why_column


def assignment_sheets(before: Measures, after: Measures) -> dict[str, pd.DataFrame]:
    """Every sheet of tables by its name, money in whole units of the currency."""
    accounts = accounts_table(before, after)
    return {
        "Summary": summary_table(after),
        "Accounts": accounts,
        "Changes": accounts[accounts["Changed"] == "Y"].reset_index(drop=True),
        "Units": units_table(before, after),
        "Reps": reps_table(after),
        "Quota_Monthly": quota_table(after),
        "Rollup": rollup_table(after),
        "Capacity": capacity_table(after),
    }


def summary_table(after: Measures) -> pd.DataFrame:
    """One row a territory; money in whole units of the currency."""
    table, money = territory_table(after), currency_scale(after.plan)
    quota = _year_quota(after).reindex(table["territory_id"]).to_numpy("float64") / money
    potential, revenue = (
        table[name].to_numpy("float64") / money for name in ("potential_amount", "revenue_amount")
    )
    return pd.DataFrame({
        "Territory": table["territory_id"], "Name": table["name"], "Rep": table["rep_name"],
        "District": table["parent_id"], "Units": table["units"], "Accounts": table["accounts"],
        "Potential": potential, "Revenue": revenue,
        "Workload h": table["workload_hours"], "Travel h": table["travel_hours"],
        "Capacity h": table["capacity_hours"], "Utilisation": table["utilisation_share"],
        "Selling time": table["selling_time_share"],
        "Workload index": table["workload_hours_index"],
        "Potential index": table["potential_amount_index"],
        "Inertia, h km2": table["inertia"], "Parts": table["parts"],
        "Expected revenue": table["expected_amount"] / money,
        "Quota": quota, "Quota / potential": ratio(quota, potential),
        "Growth asked": ratio(quota, revenue) - 1,
        "Quota / expected": ratio(quota, table["expected_amount"].to_numpy("float64") / money),
    })  # fmt: skip


def accounts_table(before: Measures, after: Measures) -> pd.DataFrame:
    """One row an account: from where to where, and why."""
    accounts, money = after.plan["account"], currency_scale(after.plan)
    old, new = _territories(before), _territories(after)
    reps_old, reps_new = _reps(before), _reps(after)
    changed = old != new
    locked = decisions(after.plan, "account_assignment", after.scenario_id, after.layer_id)
    is_locked = locked["is_locked"].fillna(False).to_numpy(bool)
    return pd.DataFrame({
        "Account": accounts["account_id"], "Name": accounts["name"], "City": accounts["city"],
        "State": accounts["state"], "ZIP": accounts["postal_code"],
        "Segment": accounts["segment"], "Industry": accounts["industry"],
        "Unit": accounts["unit_id"],
        "Revenue": floats(accounts, "revenue_amount") / money,
        "Potential": floats(accounts, "potential_amount") / money,
        "From territory": old, "From rep": reps_old, "To territory": new, "To rep": reps_new,
        "Changed": np.where(changed, "Y", "N"),
        "Reason": np.array(STEPS, object)[after.cover.step],
        "Why": why_column(after.plan, after.scenario_id, after.layer_id, after.facts.known,
                          after.cover),
        "Lock": np.where(accounts["account_id"].isin(locked["account_id"][is_locked]), "Y", ""),
    })  # fmt: skip


def units_table(before: Measures, after: Measures) -> pd.DataFrame:
    """One row a unit: the territory before and after."""
    units = after.plan["unit"]
    old, new = (
        np.append(m.cover.territory_ids.to_numpy(object), [""])[m.cover.unit_territory]
        for m in (before, after)
    )
    return pd.DataFrame({
        "Unit": units["unit_id"], "Name": units["name"], "Population": units["population"],
        "From territory": old, "To territory": new, "Changed": np.where(old != new, "Y", "N"),
    })  # fmt: skip


def reps_table(after: Measures) -> pd.DataFrame:
    """One row a rep on a territory."""
    plan, money = after.plan, currency_scale(after.plan)
    sitting = decisions(plan, "territory_rep", after.scenario_id)
    rows = sitting.merge(plan["rep"], on="rep_id", how="left")
    quota = decisions(plan, "rep_quota", after.scenario_id)
    quota = quota[texts(quota, "period", "") == str(fiscal_year(plan).year)]
    assigned = quota.groupby("rep_id")["assigned_amount"].sum()
    return pd.DataFrame({
        "Rep": rows["rep_id"], "Name": rows["name"], "Territory": rows["territory_id"],
        "Role": rows["role_id"], "Manager": rows["manager_id"], "E-mail": rows["email"],
        "Home": rows["city"], "State": rows["state"], "ZIP": rows["postal_code"],
        "Hired": rows["hire_date"], "Full time": rows["full_time_share"],
        "Assigned quota": assigned.reindex(rows["rep_id"]).to_numpy("float64") / money,
    })  # fmt: skip


def quota_table(after: Measures) -> pd.DataFrame:
    """Territory, rep, twelve months and the year, in whole units of the currency."""
    plan, money = after.plan, currency_scale(after.plan)
    rows = decisions(plan, "quota", after.scenario_id)
    months = fiscal_year(plan).months
    rows = rows[rows["period"].isin(months).to_numpy(bool)]
    amount = pd.DataFrame({
        "territory_id": texts(rows, "territory_id"), "period": texts(rows, "period"),
        "amount": floats(rows, "revised_amount") / money,
    })  # fmt: skip
    wide = amount.pivot_table(index="territory_id", columns="period", values="amount",
                              aggfunc="sum")  # fmt: skip
    wide = wide.reindex(after.cover.territory_ids).reindex(columns=list(months)).fillna(0.0)
    table = pd.DataFrame(
        {"Territory": after.cover.territory_ids.to_numpy(object), "Rep": after.seats.rep_names}
    )
    return pd.concat([table, wide.reset_index(drop=True)], axis=1)


def rollup_table(after: Measures) -> pd.DataFrame:
    """Levels above the territory: who leads them, what they hold and what they are to bring."""
    levels, money = levels_table(after), currency_scale(after.plan)
    upper = levels[levels["level_id"] != "territory"]
    rows = decisions(after.plan, "territory", after.scenario_id).set_index("territory_id")
    named = rows["name"].reindex(upper["territory_id"]).to_numpy(object)
    leader = rows["manager_id"].reindex(upper["territory_id"])
    names = after.plan["rep"].set_index("rep_id")["name"]
    quota = _quota_of_levels(after)
    ids = upper["territory_id"].where(upper["level_id"] != COMPANY, COMPANY)
    return pd.DataFrame({
        "Level": upper["level_id"].to_numpy(object),
        "Name": np.where(pd.isna(named), ids.to_numpy(object), named),
        "Leader": names.reindex(leader).to_numpy(object),
        "Accounts": upper["accounts"].to_numpy("float64"),
        "Revenue": upper["revenue_amount"].to_numpy("float64") / money,
        "Potential": upper["potential_amount"].to_numpy("float64") / money,
        "Expected revenue": upper["expected_amount"].to_numpy("float64") / money,
        "Quota": quota.reindex(ids).to_numpy("float64") / money,
    })  # fmt: skip


def capacity_table(after: Measures) -> pd.DataFrame:
    """Hours of every territory by month: what its seat can give, against what it is asked for."""
    hours, table = after.seats.hours.capacity, territory_table(after)
    months = pd.DataFrame(hours, columns=list(fiscal_year(after.plan).months))
    names = pd.DataFrame({"Territory": table["territory_id"], "Rep": table["rep_name"]})
    asked = pd.DataFrame({
        "Capacity h": hours.sum(axis=1), "Workload h": table["workload_hours"],
        "Spare h": hours.sum(axis=1) - table["workload_hours"].to_numpy("float64"),
        "Utilisation": table["utilisation_share"],
    })  # fmt: skip
    return pd.concat([names, months, asked], axis=1)


def _quota_of_levels(after: Measures) -> "pd.Series[float]":
    rows = decisions(after.plan, "territory", after.scenario_id)
    parent = dict(zip(texts(rows, "territory_id"), texts(rows, "parent_id"), strict=True))
    sums: dict[object, float] = {COMPANY: 0.0}
    for territory, amount in _year_quota(after).items():
        sums[COMPANY] += amount
        above = parent.get(territory)
        while above is not None and not pd.isna(above):
            sums[above] = sums.get(above, 0.0) + amount
            above = parent.get(above)
    return pd.Series(sums)


def _year_quota(after: Measures) -> "pd.Series[float]":
    rows = decisions(after.plan, "quota", after.scenario_id)
    rows = rows[texts(rows, "period", "") == str(fiscal_year(after.plan).year)]
    sums: pd.Series[float] = rows.groupby("territory_id")["revised_amount"].sum().astype("float64")
    return sums


def _territories(measures: Measures) -> Objects:
    names = np.append(measures.cover.territory_ids.to_numpy(object), [""])
    return np.asarray(names[measures.cover.territory])


def _reps(measures: Measures) -> Objects:
    names = np.append(measures.seats.rep_names, [""])
    return np.asarray(names[measures.cover.territory])
