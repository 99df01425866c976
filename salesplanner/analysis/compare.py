"""Two scenarios side by side: totals, what changes hands, and each territory's change."""

from dataclasses import dataclass

import pandas as pd

from salesplanner.analysis.balance import spread
from salesplanner.analysis.disruption import Disruption, disruption
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.territory_measures import BALANCED, Measures, territory_table
from salesplanner.plan.model import Plan

_TOTALS = (
    "accounts", "units", "revenue_amount", "potential_amount", "pipeline_amount", "visit_hours",
    "travel_hours", "workload_hours", "capacity_hours", "paid_hours", "customer_hours",
    "forecast_amount", "expected_amount", "inertia",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Comparison:
    """totals: measure, before, after, change. territories: the same by territory (outer join)."""

    totals: pd.DataFrame
    territories: pd.DataFrame
    disruption: Disruption


def compare(before: Measures, after: Measures) -> Comparison:
    """Compare two scenarios of one plan, measured for the same layer."""
    one, other = summary(before), summary(after)
    names = list(dict.fromkeys([*one, *other]))
    totals = pd.DataFrame(
        {
            "measure": names,
            "before": [one.get(name, float("nan")) for name in names],
            "after": [other.get(name, float("nan")) for name in names],
        }
    )
    totals["change"] = totals["after"] - totals["before"]
    keep = ["territory_id", "name", *BALANCED, "expected_amount", "travel_hours"]
    joined = territory_table(before)[keep].merge(
        territory_table(after)[keep],
        on="territory_id",
        how="outer",
        suffixes=("_before", "_after"),
    )
    return Comparison(totals, joined, disruption(before, after))


def summary(measures: Measures) -> dict[str, float]:
    """The figures of a whole scenario: sums over territories, shares, spread of each measure."""
    table = territory_table(measures)
    answer = {name: float(table[name].sum()) for name in _TOTALS if name in table}
    answer["territories"] = float(len(table))
    answer["unassigned_accounts"] = measures.unassigned["accounts"]
    answer["unassigned_units"] = measures.unassigned["units"]
    answer["unassigned_revenue_amount"] = measures.unassigned["revenue_amount"]
    answer["territories_in_parts"] = float((table["parts"] > 1).sum())
    answer["selling_time_share"] = _over(answer, "customer_hours", "paid_hours")
    answer["utilisation_share"] = _over(answer, "workload_hours", "capacity_hours")
    answer["penetration_share"] = _over(answer, "revenue_amount", "potential_amount")
    band = parameter(measures.plan, "band_share")
    for name in BALANCED:
        how = spread(table[name].to_numpy("float64"), measures.seats.target_share, band)
        answer[f"{name}_least_index"] = how.least_index
        answer[f"{name}_most_index"] = how.most_index
        answer[f"{name}_share_in_band"] = how.share_in_band
        answer[f"{name}_cv"] = how.cv
        answer[f"{name}_gini"] = how.gini
    return answer


def balance_table(measures: Measures, plan: Plan) -> pd.DataFrame:
    """One row a measure: least and most index, share in the band, variation, Gini."""
    table = territory_table(measures)
    band = parameter(plan, "band_share")
    rows = [
        {
            "measure": name,
            **vars(spread(table[name].to_numpy("float64"), measures.seats.target_share, band)),
        }
        for name in BALANCED
    ]
    return pd.DataFrame(rows)


def _over(values: dict[str, float], top: str, bottom: str) -> float:
    return values[top] / values[bottom] if values[bottom] else float("nan")
