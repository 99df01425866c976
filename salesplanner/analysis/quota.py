"""What each territory's quota could start from: methods side by side, and their blend."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import (
    Bools,
    Floats,
    bin_sums,
    floats,
    positions,
    texts,
)
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.territory_measures import Measures
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem

METHODS = ("potential", "history", "growth", "expected", "targets", "regression")


@dataclass(frozen=True, eq=False)
class Bases:
    """What each method would give each territory, scaled to the same total.

    table: territory_id and one column a method, in the smallest unit of the currency. missing:
    methods that have no data, with the reason. carries: (k,) False for pools and house accounts.
    """

    table: pd.DataFrame
    missing: Mapping[str, str]
    carries: Bools


def quota_bases(measures: Measures, total_amount: float) -> Bases:
    """Every method for the territories of a measured scenario (amounts add up to the total).

    potential: in proportion to potential. history: last year's revenue, all raised by the same per
    cent. growth: last year's revenue plus growth of the same amount a target share. expected: in
    proportion to expected revenue. targets: sums of account targets. regression: history as a
    straight line on potential (least squares, not negative), read off at each potential.

    Raises:
        PlanProblem: the total is not above zero.
    """
    demand_target(total_amount)
    carries = texts(measures.seats.rows, "purpose", "") == ""
    sums = measures.sums
    history = np.maximum(sums["last_year_amount"], 0.0)
    raw: dict[str, Floats] = {
        "potential": sums["potential_amount"],
        "history": history,
        "growth": _equal_growth(history, measures.seats.target_share, carries, total_amount),
        "expected": sums["expected_amount"],
        "targets": account_targets(measures),
        "regression": _regression(sums["potential_amount"], history),
    }
    table = pd.DataFrame({"territory_id": measures.cover.territory_ids.to_numpy(object)})
    missing = {}
    for name, values in raw.items():
        kept = np.where(carries, np.maximum(np.nan_to_num(values), 0.0), 0.0)
        if kept.sum() <= 0:
            missing[name] = f"No territory has any {_NEEDS[name]}."
            kept = np.full(len(kept), np.nan)
        table[name] = kept * (total_amount / kept.sum()) if name not in missing else kept
    return Bases(table, missing, np.asarray(carries, bool))


_NEEDS = {
    "potential": "potential",
    "history": "revenue of last year",
    "growth": "revenue of last year or target share",
    "expected": "expected revenue",
    "targets": "account targets",
    "regression": "potential and revenue of last year",
}


def basis_of(bases: Bases, method: str, weights: Mapping[str, float] | None = None) -> Floats:
    """The basis of one method, or of the blend of several, (k,).

    Args:
        method: one of METHODS, or 'blend' with weights by method (scaled to add up to 1).

    Raises:
        PlanProblem: no such method, no data for it, or weights that make no blend.
    """
    if method != "blend":
        return _one_basis(bases, method)
    chosen = {name: weight for name, weight in (weights or {}).items() if weight}
    if not chosen or min(chosen.values()) < 0:
        raise PlanProblem(
            "The weights of the blend are not a blend.",
            "option method",
            "Give weights of zero or more, at least one above zero.",
        )
    total = sum(chosen.values())
    parts = [_one_basis(bases, name) * (weight / total) for name, weight in chosen.items()]
    return np.asarray(np.sum(parts, axis=0))


def _one_basis(bases: Bases, method: str) -> Floats:
    if method not in METHODS:
        raise PlanProblem(
            f"There is no quota method {method!r}.",
            "option method",
            f"Choose one of {', '.join(METHODS)} or a blend.",
        )
    if method in bases.missing:
        raise PlanProblem(bases.missing[method], f"method {method}", "Choose another method.")
    return bases.table[method].to_numpy(np.float64)


def account_targets(measures: Measures) -> Floats:
    """Targets of accounts by territory, (k,): the year's, else the sum of its parts."""
    plan, year = measures.plan, fiscal_year(measures.plan)
    table = plan["account_target"]
    period = texts(table, "period", "")
    whole = period == str(year.year)
    part = np.isin(period, year.months) | np.char.startswith(period.astype(str), f"{year.year}-Q")
    account = positions(measures.facts.known.accounts, texts(table, "account_id"))
    amount = floats(table, "amount")
    n = measures.facts.known.n_accounts
    by_year = bin_sums(np.where(whole, account, -1), amount, n)
    by_part = bin_sums(np.where(part & ~whole, account, -1), amount, n)
    target = np.where(by_year > 0, by_year, by_part)
    covered, k = measures.cover, measures.n_territories
    total = bin_sums(covered.territory, target * covered.share, k)
    return total + bin_sums(
        covered.split_territory, target[covered.split_account] * covered.split_share, k
    )


def last_attainment(plan: Plan, scenario_id: str, measures: Measures) -> Floats:
    """Sold / quota of the last year on record for the rep on each territory, (k,); NaN: unknown."""
    table = plan["actual"]
    if table.empty:
        return np.full(measures.n_territories, np.nan)
    year = pd.Series(texts(table, "period", "")).str[:4]
    last = table[(year == year.max()).to_numpy(bool)]
    sums = last.groupby("rep_id")[["actual_amount", "quota_amount"]].sum()
    quota = sums["quota_amount"].astype("float64")
    ratio = (sums["actual_amount"].astype("float64") / quota.where(quota > 0)).to_dict()
    reps = np.append(texts(plan["rep"], "rep_id"), [""])[measures.seats.rep]
    return np.array([ratio.get(rep, np.nan) for rep in reps], np.float64)


def seasonal_shares(plan: Plan, seasonality_id: str | None = None) -> Floats:
    """Share of the year in each month of the plan year, (12,).

    Without a name: the plan's only or 'standard' pattern, else equal months.

    Raises:
        PlanProblem: no such pattern, a month missing, or shares that do not add up to 1.
    """
    table = plan["seasonality"]
    names = list(dict.fromkeys(texts(table, "seasonality_id")))
    if seasonality_id is None:
        if len(names) != 1 and "standard" not in names:
            return np.full(12, 1 / 12)
        seasonality_id = "standard" if "standard" in names else str(names[0])
    rows = table[equals(table, "seasonality_id", seasonality_id)]
    where = f"table seasonality, pattern {seasonality_id}"
    if rows.empty:
        raise PlanProblem(
            f"There is no seasonality {seasonality_id!r}.",
            "table seasonality",
            f"Choose one of: {', '.join(map(str, names)) or 'none yet'}.",
        )
    by_month = np.full(13, np.nan)
    by_month[floats(rows, "month").astype(np.int64)] = floats(rows, "share")
    if np.isnan(by_month[1:]).any():
        raise PlanProblem("Not every month has a share.", where, "Give all twelve.")
    if abs(by_month[1:].sum() - 1) > 1e-6:
        raise PlanProblem(
            f"The twelve shares add up to {by_month[1:].sum():.4f} and not to 1.",
            where,
            "Change them until they add up to 1.",
        )
    return np.asarray(by_month[fiscal_year(plan).calendar_months])


def demand_target(amount: float) -> None:
    """Refuse a target that is not above zero."""
    if not amount > 0:
        raise PlanProblem(
            "The target is not above zero.", "target", "Give the amount to be reached."
        )


def _equal_growth(history: Floats, share: Floats, carries: Bools, total: float) -> Floats:
    """Last year plus the same growth a target share; nobody below zero."""
    share = np.where(carries, share, 0.0)
    growth = total - history[carries].sum()
    scale = share.sum()
    return np.maximum(history + (growth * share / scale if scale > 0 else 0.0), 0.0)


def _regression(potential: Floats, history: Floats) -> Floats:
    """The line through (potential, history), at each potential; both known or no line."""
    known = (potential > 0) & (history > 0)
    if known.sum() < 3 or np.ptp(potential[known]) <= 0:
        return np.zeros(len(potential))
    design = np.column_stack([np.ones(known.sum()), potential[known]])
    (start, slope), *_ = np.linalg.lstsq(design, history[known])
    return np.where(potential > 0, np.maximum(start + slope * potential, 0.0), 0.0)
