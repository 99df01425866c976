"""Who and what is covered: by territory, by segment, and what nobody covers."""

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import floats, ratio, texts
from salesplanner.analysis.territory_measures import Measures

NOBODY = "unassigned"


def coverage_by_segment(measures: Measures) -> pd.DataFrame:
    """Accounts, revenue, potential, penetration by territory and segment, long form.

    Columns territory_id ('unassigned' where no territory covers them), segment, accounts,
    customers, revenue_amount, potential_amount, expected_amount, penetration_share.
    """
    accounts = measures.plan["account"]
    names = np.append(measures.cover.territory_ids.to_numpy(object), [NOBODY])
    frame = pd.DataFrame(
        {
            "territory_id": names[measures.cover.territory],
            "segment": texts(accounts, "segment", "none"),
            "accounts": 1,
            "customers": (texts(accounts, "status", "") == "customer").astype(int),
            "revenue_amount": measures.facts.amounts["revenue_amount"],
            "potential_amount": measures.facts.amounts["potential_amount"],
            "expected_amount": measures.account_revenue,
        }
    )
    frame = frame[measures.cover.is_inside]
    sums = frame.groupby(["territory_id", "segment"], sort=True).sum().reset_index()
    sums["penetration_share"] = ratio(
        sums["revenue_amount"].to_numpy(np.float64), sums["potential_amount"].to_numpy(np.float64)
    )
    return sums


def unassigned_accounts(measures: Measures) -> pd.DataFrame:
    """Accounts no territory covers, the largest revenue first, and why as far as is known."""
    at = np.flatnonzero((measures.cover.territory < 0) & measures.cover.is_inside)
    accounts = measures.plan["account"].iloc[at]
    has_unit = measures.facts.known.account_unit[at] >= 0
    table = pd.DataFrame(
        {
            "account_id": texts(accounts, "account_id"),
            "name": texts(accounts, "name", ""),
            "unit_id": texts(accounts, "unit_id", ""),
            "revenue_amount": measures.facts.amounts["revenue_amount"][at],
            "potential_amount": floats(accounts, "potential_amount"),
            "why": np.where(has_unit, "its unit is in no territory", "it lies in no unit"),
        }
    )
    return table.sort_values("revenue_amount", ascending=False, kind="stable", ignore_index=True)


def expected_by_account(measures: Measures) -> pd.DataFrame:
    """The forecast of each account in its parts, and what is expected in this scenario."""
    made = measures.facts.forecast.of(measures.cover.is_inside)
    names = np.append(measures.cover.territory_ids.to_numpy(object), [""])
    return pd.DataFrame(
        {
            "account_id": texts(measures.plan["account"], "account_id"),
            "territory_id": names[measures.cover.territory],
            "retained_amount": made.retained,
            "won_amount": made.won,
            "new_amount": made.new,
            "forecast_amount": made.amount,
            "expected_amount": measures.account_revenue,
        }
    )
