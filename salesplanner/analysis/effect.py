"""What an edit would do: to the territories it touches and to the whole, before it is committed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.balance import spread
from salesplanner.analysis.columns import (
    Bools,
    Floats,
    Objects,
    bin_sums,
    floats,
    index_of,
    positions,
    ratio,
    texts,
)
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.quota_sheet import year_rows
from salesplanner.analysis.territory_measures import Measures, remeasure, territory_table
from salesplanner.plan.model import Plan

SHOWN = (
    "accounts",
    "revenue_amount",
    "potential_amount",
    "workload_hours",
    "workload_hours_index",
    "travel_hours",
    "utilisation_share",
    "selling_time_share",
    "expected_amount",
)
QUOTA = "quota_with_accounts_amount"
WHOLE = (
    "least_index",
    "most_index",
    "share_in_band",
    "travel_hours",
    "selling_time_share",
    "expected_amount",
    "moved_accounts",
    "moved_revenue_amount",
)


@dataclass(frozen=True, eq=False)
class Effect:
    """territories: one row a touched territory and measure (territory_id, name, measure, before,
    after, change). whole: measure, before, after, change, over the layer. `after` are the measures
    of the plan after the edit.
    """

    territories: pd.DataFrame
    whole: pd.DataFrame
    after: Measures


def effect(before: Measures, plan: Plan, baseline: Measures | None = None) -> Effect:
    """Compare measures before an edit with those of the plan it would give.

    Args:
        before: the layer as it is.
        plan: the plan after the edit; not committed.
        baseline: what disruption is counted against; none: against `before`.
    """
    after = remeasure(before, plan)
    one, other = territory_table(before), territory_table(after)
    joined = one.merge(other, on="territory_id", how="outer", suffixes=("_before", "_after"))
    touched = np.zeros(len(joined), bool)
    for name in ("accounts", "units", "workload_hours", "revenue_amount"):
        a, b = joined[f"{name}_before"].fillna(0), joined[f"{name}_after"].fillna(0)
        touched |= ~np.isclose(a, b)
    rows = [
        {
            "territory_id": row["territory_id"],
            "name": row["name_after"] if pd.notna(row["name_after"]) else row["name_before"],
            "measure": name,
            "before": row[f"{name}_before"],
            "after": row[f"{name}_after"],
        }
        for _, row in joined[touched].iterrows()
        for name in SHOWN
    ]
    rows += _quota_lines(before, after, joined[touched])
    territories = pd.DataFrame(rows, columns=["territory_id", "name", "measure", "before", "after"])
    against = baseline or before
    whole = pd.DataFrame(
        {
            "measure": WHOLE,
            "before": _whole(before, one, against),
            "after": _whole(after, other, against),
        }
    )
    for table in (territories, whole):
        table["change"] = table["after"] - table["before"]
    return Effect(territories, whole, after)


def _quota_lines(
    before: Measures, after: Measures, touched: pd.DataFrame
) -> list[dict[str, object]]:
    """One row a touched territory: its quota as set, and if it went with the accounts."""
    quota = _quotas(before)
    if not quota.any():
        return []
    moved = quota_with_accounts(before, after, quota)
    names = touched.set_index("territory_id")["name_before"].dropna()
    at = index_of(before.table, "territory_id").get_indexer(names.index)
    return [
        {"territory_id": one, "name": name, "measure": QUOTA, "before": quota[row],
         "after": quota[row] + moved[row]}
        for row, (one, name) in zip(at, names.items(), strict=True)
    ]  # fmt: skip


def quota_with_accounts(before: Measures, after: Measures, quota: Floats) -> Floats:
    """(k,) what each territory's quota would change by if quota went with the accounts.

    quota x expected revenue of the account / expected revenue of the territory it leaves.
    Accounts that leave for a territory that is new, or for none, only take quota away.
    """
    ids = before.cover.territory_ids
    old = before.cover.territory
    if len(old) != len(after.cover.territory):
        return np.zeros(len(ids))
    new = np.append(positions(pd.Index(ids), after.cover.territory_ids.to_numpy(object)), -1)[
        after.cover.territory
    ]
    expected = before.account_revenue
    rate = np.append(ratio(quota, bin_sums(old, expected, len(ids))), 0.0)
    part = np.where(old != new, np.nan_to_num(rate)[old] * expected, 0.0)
    return bin_sums(new, part, len(ids)) - bin_sums(old, part, len(ids))


def _quotas(measures: Measures) -> Floats:
    """(k,) the year's revised quota of each territory."""
    rows, ids = year_rows(measures), measures.cover.territory_ids
    at = positions(ids, texts(rows, "territory_id"))
    return bin_sums(at, floats(rows, "revised_amount"), len(ids))


def _whole(measures: Measures, table: pd.DataFrame, baseline: Measures) -> list[float]:
    band = parameter(measures.plan, "band_share")
    values = table["workload_hours"].to_numpy(np.float64)
    how = spread(values, measures.seats.target_share, band)
    sums = {name: table[name].sum() for name in ("customer_hours", "paid_hours")}
    share = ratio(np.array([sums["customer_hours"]]), np.array([sums["paid_hours"]]))
    moved = _moved(measures, baseline)
    return [
        how.least_index,
        how.most_index,
        how.share_in_band,
        float(table["travel_hours"].sum()),
        float(share[0]),
        float(table["expected_amount"].sum()),
        float(moved.sum()),
        float(measures.facts.amounts["revenue_amount"][moved].sum()),
    ]


def _moved(measures: Measures, baseline: Measures) -> Bools:
    """Accounts whose territory is another than in the baseline, (n,)."""
    if len(measures.cover.territory) != len(baseline.cover.territory):
        return np.zeros(len(measures.cover.territory), bool)
    differs: Bools = _owners(measures) != _owners(baseline)
    return differs


def _owners(measures: Measures) -> Objects:
    names = np.append(measures.cover.territory_ids.to_numpy(object), [""])
    return np.asarray(names[measures.cover.territory])
