"""How the quota a rep is assigned for the year falls on its months."""

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, Ints, decisions, index_of, positions, texts
from salesplanner.analysis.fiscal_year import days, fiscal_year
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.rounding import whole_rows
from salesplanner.analysis.territory_measures import Measures
from salesplanner.analysis.working_hours import productive_shares


def assigned_months(measures: Measures, rows: pd.DataFrame) -> Ints:
    """(n, 12) in the smallest unit; each row adds up to its assigned_amount.

    rows: as from `rep_quotas`. Months are weighted by the months of the territory's quota, by the
    days the rep sits on it, and by presence and ramp.
    """
    if rows.empty:
        return np.zeros((0, 12), np.int64)
    plan, year = measures.plan, fiscal_year(measures.plan)
    at = positions(index_of(plan["rep"], "rep_id"), texts(rows, "rep_id"))
    there = productive_shares(plan)[at]
    seats = _seated(measures)
    months = _territory_months(measures, year.months)
    seasonal = seasonal_shares(plan)
    weights = []
    for row, present in zip(rows.to_dict("records"), there, strict=True):
        known = months.get((row["territory_id"], row["component"]), seasonal)
        seat = seats.get((row["territory_id"], row["rep_id"]), np.ones(12))
        weights.append(known * seat * present)
    return whole_rows(np.array(weights), rows["assigned_amount"].to_numpy(np.int64), 1)


def _seated(measures: Measures) -> dict[tuple[object, object], Floats]:
    """Share of each month a rep sits on a territory."""
    rows = decisions(measures.plan, "territory_rep", measures.scenario_id)
    first, last = (
        days(texts(rows, name), f"table territory_rep, column {name}")
        for name in ("from_date", "until_date")
    )
    shares = fiscal_year(measures.plan).share_of_months(first, last)
    answer: dict[tuple[object, object], Floats] = {}
    for key, share in zip(
        zip(rows["territory_id"], rows["rep_id"], strict=True), shares, strict=True
    ):
        answer[key] = np.asarray(answer.get(key, np.zeros(12)) + share, np.float64)
    return answer


def _territory_months(
    measures: Measures, months: tuple[str, ...]
) -> dict[tuple[object, object], Floats]:
    """Monthly quotas of territories and components that have any."""
    rows = decisions(measures.plan, "quota", measures.scenario_id)
    rows = rows[rows["period"].isin(months).to_numpy(bool)]
    answer: dict[tuple[object, object], Floats] = {}
    for key, part in rows.groupby(["territory_id", "component"]):
        amounts = part.set_index("period")["revised_amount"].reindex(list(months))
        known = amounts.astype("Float64").fillna(0).to_numpy(np.float64)
        if known.any():
            answer[key[0], key[1]] = np.asarray(known)
    return answer


def past_months(rows: pd.DataFrame, column: str, year: int, measures: Measures) -> Ints:
    """(n, 12) of rows of table actual that lie in a fiscal year; 0 for those outside.

    A quarter is shared evenly over its months, a year by season: both are estimates within it.
    """
    plan_year = fiscal_year(measures.plan)
    months = [f"{n // 12}-{n % 12 + 1:02d}" for n in
              plan_year.month_numbers + 12 * (year - plan_year.year)]  # fmt: skip
    weights = np.zeros((len(rows), 12))
    seasonal = seasonal_shares(measures.plan)
    for position, period in enumerate(texts(rows, "period", "")):
        if period == str(year):
            weights[position] = seasonal
        elif period in months:
            weights[position, months.index(period)] = 1.0
        elif period[:5] == f"{year}-" and period[5:6] == "Q":
            quarter = int(period[6:]) - 1
            weights[position, 3 * quarter : 3 * quarter + 3] = 1.0
    amounts = rows[column].fillna(0).to_numpy(np.int64)
    inside = weights.any(axis=1)
    answer = np.zeros((len(rows), 12), np.int64)
    signs = np.sign(amounts[inside])[:, None]
    answer[inside] = whole_rows(weights[inside], np.abs(amounts[inside]), 1) * signs
    return answer
