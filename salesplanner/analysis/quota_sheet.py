"""The quota sheet, left to right: basis, planned, adjustment, revised, share, ramp, assigned."""

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import (
    Bools,
    Floats,
    Ints,
    Objects,
    bin_sums,
    decisions,
    floats,
    index_of,
    positions,
    ratio,
    texts,
)
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.fiscal_year import days, fiscal_year
from salesplanner.analysis.quota import last_attainment
from salesplanner.analysis.rounding import whole_rows
from salesplanner.analysis.territory_measures import Measures
from salesplanner.analysis.working_hours import (
    productive_seat_shares,
    productive_shares,
    seat_months,
)
from salesplanner.plan.model import Plan

_FAR_OUT = 3.5  # robust z-score beyond which a value is an outlier (Iglewicz and Hoaglin 1993)


def quota_rows(
    measures: Measures,
    components: tuple[str, ...],
    basis: Floats,
    planned: Ints,
    seasonal: Floats,
    unit: int,
) -> pd.DataFrame:
    """Rows for the edit `set_quotas`: one a territory and component for the year, and its months.

    Args:
        basis, planned: (k, c) in the smallest unit of the currency.
        seasonal: (12,) share of each month.
        unit: months are multiples of it, the rest sits on the largest month.

    Adjustments by hand of earlier year rows stay, and are spread over the months alike.
    """
    year = fiscal_year(measures.plan)
    k, c = planned.shape
    territory = np.repeat(measures.cover.territory_ids.to_numpy(object), c)
    component = np.tile(np.array(components, object), k)
    adjustment, reason = _earlier_adjustments(measures, territory, component, str(year.year))
    flat = planned.ravel()
    whole = pd.DataFrame(
        {
            "territory_id": territory,
            "period": str(year.year),
            "component": component,
            "basis_amount": np.rint(basis.ravel()).astype(np.int64),
            "planned_amount": flat,
            "adjustment_amount": adjustment,
            "reason": reason,
        }
    )
    shares = np.tile(seasonal, (len(flat), 1))
    by_month = whole_rows(shares, flat, unit)
    revised = whole_rows(shares, flat + adjustment, unit)
    monthly = pd.DataFrame(
        {
            "territory_id": np.repeat(territory, 12),
            "period": np.tile(np.array(year.months, object), len(flat)),
            "component": np.repeat(component, 12),
            "basis_amount": np.rint(np.outer(basis.ravel(), seasonal)).ravel().astype(np.int64),
            "planned_amount": by_month.ravel(),
            "adjustment_amount": (revised - by_month).ravel(),
            "reason": np.repeat(reason, 12),
        }
    )
    return pd.concat([whole, monthly], ignore_index=True)


def _earlier_adjustments(
    measures: Measures, territory: Objects, component: Objects, period: str
) -> tuple[Ints, Objects]:
    rows = decisions(measures.plan, "quota", measures.scenario_id)
    rows = rows[(texts(rows, "period", "") == period) & rows["adjustment_amount"].notna()]
    keys = zip(texts(rows, "territory_id"), texts(rows, "component", ""), strict=True)
    values = zip(rows["adjustment_amount"], texts(rows, "reason"), strict=True)
    known = dict(zip(keys, values, strict=True))
    found = [known.get(key, (0, pd.NA)) for key in zip(territory, component, strict=True)]
    amounts = np.array([int(amount) for amount, _reason in found], np.int64)
    return amounts, np.array([reason for _amount, reason in found], object)


def rep_quotas(measures: Measures, seasonal: Floats) -> pd.DataFrame:
    """Rows for the edit `set_rep_quotas`: each rep's part of each quota of the year.

    assigned = revised x share x ramp_share + adjustment, rounded to the smallest unit. ramp_share
    = sum over months of seasonal share x share of the month the rep is there x ramp.
    """
    plan = measures.plan
    quota = year_rows(measures)
    seats = _sitting(measures, seasonal)
    rows = quota.merge(seats, on="territory_id")
    earlier = decisions(plan, "rep_quota", measures.scenario_id)
    key = ["territory_id", "rep_id", "period", "component"]
    rows = rows.drop(columns=["adjustment_amount", "reason"]).merge(
        earlier[[*key, "adjustment_amount", "reason"]], on=key, how="left"
    )
    rows["adjustment_amount"] = rows["adjustment_amount"].fillna(0)
    exact = floats(rows, "revised_amount") * rows["share"] * rows["ramp_share"]
    rows["assigned_amount"] = np.rint(exact).astype("int64") + rows["adjustment_amount"]
    names = [*key, "share", "ramp_share", "adjustment_amount", "reason", "assigned_amount"]
    return pd.DataFrame(rows[names])


def year_rows(measures: Measures) -> pd.DataFrame:
    rows = decisions(measures.plan, "quota", measures.scenario_id)
    year = str(fiscal_year(measures.plan).year)
    own = rows["territory_id"].isin(measures.cover.territory_ids)
    chosen: Bools = (texts(rows, "period", "") == year) & own.to_numpy(bool)
    return rows.loc[chosen].reset_index(drop=True)


def _sitting(measures: Measures, seasonal: Floats) -> pd.DataFrame:
    """territory_id, rep_id, share, ramp_share of everyone who sits on a territory."""
    plan = measures.plan
    rows = decisions(plan, "territory_rep", measures.scenario_id)
    rep = positions(index_of(plan["rep"], "rep_id"), texts(rows, "rep_id"))
    rows, rep = rows[rep >= 0], rep[rep >= 0]
    first = days(texts(rows, "from_date"), "table territory_rep, column from_date")
    last = days(texts(rows, "until_date"), "table territory_rep, column until_date")
    there = seat_months(plan, rep, first, last) * productive_shares(plan)[rep]
    return pd.DataFrame(
        {
            "territory_id": texts(rows, "territory_id"),
            "rep_id": texts(rows, "rep_id"),
            "share": floats(rows, "share", 1.0),
            "ramp_share": there @ seasonal,
        }
    )


def quota_sheet(measures: Measures, seasonal: Floats) -> pd.DataFrame:
    """One row a territory with its year's quota (all components), left to right.

    basis_amount, planned_amount, adjustment_amount, reason, revised_amount, share, ramp_share,
    rep_adjustment_amount, assigned_amount; beside them quota / potential, quota / expected
    revenue, growth on last year, last attainment, and which of these stand out from the others.
    """
    quota = year_rows(measures)
    ids = measures.cover.territory_ids
    at = positions(ids, texts(quota, "territory_id"))
    k = len(ids)
    columns = ("basis_amount", "planned_amount", "adjustment_amount", "revised_amount")
    sheet = pd.DataFrame(
        {"territory_id": ids.to_numpy(object), "name": texts(measures.seats.rows, "name", "")}
    )
    sheet["rep_name"] = measures.seats.rep_names
    for name in columns:
        sheet[name] = bin_sums(at, floats(quota, name), k)
    sheet.insert(6, "reason", _reasons(quota, at, k))
    sheet = _with_assignment(measures, sheet, seasonal)
    revised = sheet["revised_amount"].to_numpy(np.float64)
    sums = measures.sums
    sheet["quota_to_potential"] = ratio(revised, sums["potential_amount"])
    sheet["quota_to_expected"] = ratio(revised, sums["expected_amount"])
    sheet["growth_share"] = ratio(revised, sums["last_year_amount"]) - 1
    sheet["last_attainment_share"] = last_attainment(measures.plan, measures.scenario_id, measures)
    sheet["stands_out"] = outliers(
        sheet, ("quota_to_potential", "quota_to_expected", "growth_share")
    )
    return sheet


def with_limits(measures: Measures, sheet: pd.DataFrame) -> pd.DataFrame:
    """The sheet with floor_amount and cap_amount of each territory, and check_amount.

    check: sum of the months' revised quotas less that of the year, 0 where there are no months.
    """
    ids = measures.cover.territory_ids
    scale = float(currency_scale(measures.plan))
    rows = decisions(measures.plan, "territory_limit", measures.scenario_id)
    rows = rows[texts(rows, "measure_id", "") == "quota"]
    at = positions(ids, texts(rows, "territory_id"))
    ends = {}
    for name, column in (("floor_amount", "lower"), ("cap_amount", "upper")):
        values = np.full(len(ids), np.nan)
        values[at[at >= 0]] = floats(rows, column, np.nan)[at >= 0] * scale
        ends[name] = values
    quota = decisions(measures.plan, "quota", measures.scenario_id)
    months = np.isin(texts(quota, "period", ""), fiscal_year(measures.plan).months)
    owner = np.where(months, positions(ids, texts(quota, "territory_id")), -1)
    sums = bin_sums(owner, floats(quota, "revised_amount"), len(ids))
    has_months = bin_sums(owner, np.ones(len(quota)), len(ids)) > 0
    check = np.where(has_months, sums - sheet["revised_amount"].to_numpy(np.float64), 0.0)
    return sheet.assign(**ends, check_amount=check)


def quota_totals(sheet: pd.DataFrame, target_amount: float) -> pd.DataFrame:
    """Totals, and how far planned and revised quotas are from what they must add up to."""
    numbers = [name for name in sheet.columns if name.endswith("_amount")]
    totals = sheet[numbers].sum().to_frame().T
    totals["check_planned_amount"] = totals["planned_amount"] - target_amount
    totals["check_revised_amount"] = totals["revised_amount"] - target_amount
    return totals


def _reasons(quota: pd.DataFrame, at: Ints, k: int) -> Objects:
    reasons: list[list[str]] = [[] for _ in range(k)]
    for position, reason in zip(at, texts(quota, "reason", ""), strict=True):
        if reason and position >= 0 and reason not in reasons[position]:
            reasons[position].append(str(reason))
    return np.array(["; ".join(words) for words in reasons], object)


def _with_assignment(measures: Measures, sheet: pd.DataFrame, seasonal: Floats) -> pd.DataFrame:
    """share, ramp and assigned: sums over the reps of a territory; a vacant seat ramps from its
    start."""
    reps = rep_quotas(measures, seasonal)
    k, ids = len(sheet), measures.cover.territory_ids
    sitting = _sitting(measures, seasonal)
    at = positions(ids, texts(sitting, "territory_id"))
    share = bin_sums(at, floats(sitting, "share"), k)
    weighted = bin_sums(at, floats(sitting, "share") * floats(sitting, "ramp_share"), k)
    seat = productive_seat_shares(measures.plan, texts(measures.seats.rows, "vacant_from"))
    vacant = measures.seats.rep < 0
    sheet["share"] = np.where(vacant, 1.0, share)
    sheet["ramp_share"] = np.where(vacant, seat @ seasonal, np.nan_to_num(ratio(weighted, share)))
    own = positions(ids, texts(reps, "territory_id"))
    sheet["rep_adjustment_amount"] = bin_sums(own, floats(reps, "adjustment_amount"), k)
    assigned = bin_sums(own, floats(reps, "assigned_amount"), k)
    of_seat = np.rint(sheet["revised_amount"] * sheet["ramp_share"])
    sheet["assigned_amount"] = np.where(vacant, of_seat, assigned)
    return sheet


def outliers(table: pd.DataFrame, columns: tuple[str, ...]) -> Objects:
    """Which of the columns of each row lie far from the others, in words; '' for none.

    Robust z-score 0.6745 (x - median) / median absolute deviation beyond 3.5 (Iglewicz and Hoaglin
    1993, How to Detect and Handle Outliers).
    """
    words: list[list[str]] = [[] for _ in range(len(table))]
    for name in columns:
        values = table[name].to_numpy(np.float64)
        known = np.isfinite(values)
        if known.sum() < 5:
            continue
        middle = np.median(values[known])
        spread = np.median(np.abs(values[known] - middle))
        if spread <= 0:
            continue
        score = np.where(known, 0.6745 * (values - middle) / spread, 0.0)
        for position in np.flatnonzero(np.abs(score) > _FAR_OUT):
            side = "high" if score[position] > 0 else "low"
            words[position].append(f"{name.removesuffix('_share').replace('_', ' ')} {side}")
    return np.array([", ".join(parts) for parts in words], object)


def seasonal_distance(rows: pd.DataFrame, seasonal: Floats, plan: Plan) -> pd.DataFrame:
    """How far each month's quota is from its seasonal share of the year, in currency.

    rows: as from `quota_rows`. Returns territory_id, component, period, planned_amount and
    distance_amount (month - share x year).
    """
    year = fiscal_year(plan)
    is_year = texts(rows, "period", "") == str(year.year)
    key = ["territory_id", "component"]
    whole = rows[is_year].set_index(key)["planned_amount"].rename("year_amount")
    months = rows[~is_year].join(whole, on=key)
    share = pd.Series(seasonal, index=list(year.months))
    exact = months["year_amount"] * months["period"].map(share).astype(float)
    months["distance_amount"] = months["planned_amount"] - exact
    names = [*key, "period", "planned_amount", "distance_amount"]
    return pd.DataFrame(months[names]).reset_index(drop=True)
