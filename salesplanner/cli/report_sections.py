"""The parts of `salesplanner report` beside the measures by territory, as JSON.

A part that cannot be counted, because a plan has no target or too short a history, says why and
leaves the others as they are.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.analysis.attainment import chance_by_territory, simulate
from salesplanner.analysis.capacity import capacity_plan
from salesplanner.analysis.coverage import expected_by_account
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.disruption import revenue_at_risk
from salesplanner.analysis.fairness import fairness_by_group, fairness_by_territory
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.forecast import (
    bookings_by_territory,
    bookings_forecast,
    territory_forecast,
)
from salesplanner.analysis.quota import account_targets, seasonal_shares
from salesplanner.analysis.quota_levels import cascade, level_quotas
from salesplanner.analysis.quota_sheet import quota_sheet
from salesplanner.analysis.revenue_steps import expected_by_level
from salesplanner.analysis.sizing import best_heads, sizing
from salesplanner.analysis.territory_measures import Measures
from salesplanner.cli.output import Output
from salesplanner.problems import PlanProblem

_RUNS, _SEED = 2_000, 7


def told(part: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The part, or what is wrong with it, where, and what to do."""
    try:
        return part()
    except PlanProblem as problem:
        return {"problem": problem.what, "where": problem.where, "remedy": problem.remedy}


def whole_rows(table: pd.DataFrame, scale: int) -> list[dict[str, Any]]:
    """Rows with amounts in whole currency and without the ending _amount."""
    amounts = [name for name in table.columns if name.endswith("_amount")]
    changed = table.assign(**{name: table[name] / scale for name in amounts})
    renamed = changed.rename(columns={name: name.removesuffix("_amount") for name in amounts})
    return [{str(key): value for key, value in row.items()} for row in renamed.to_dict("records")]


def target_of(measures: Measures) -> float:
    """The plan's target.

    Raises:
        PlanProblem: it has none.
    """
    known = measures.plan.info["target_amount"]
    if pd.isna(known):
        raise PlanProblem(
            "The plan has no target.", "table plan_info, column target_amount", "Set the target."
        )
    return float(known)


def capacity_part(measures: Measures) -> dict[str, Any]:
    """The capacity plan by month against the target, and what would close the gap."""
    scale = currency_scale(measures.plan)
    found = capacity_plan(measures, target_of(measures), seasonal_shares(measures.plan))
    return {
        "productivity": found.productivity_amount / scale,
        "gap": found.gap_amount / scale,
        "months": whole_rows(found.table, scale),
        "heads_to_close": whole_rows(found.heads_to_close, scale),
    }


def sizing_part(measures: Measures) -> dict[str, Any]:
    """Revenue, cost and profit against the number of reps."""
    table = sizing(measures)
    return {
        "best_heads": best_heads(table),
        "heads": whole_rows(table, currency_scale(measures.plan)),
    }


def forecast_part(
    measures: Measures, by_month: pd.DataFrame, by_account: pd.DataFrame
) -> dict[str, Any]:
    """The bookings forecast of the company and of territories, and which method was better."""
    scale = currency_scale(measures.plan)
    found = bookings_forecast(by_month, fiscal_year(measures.plan).months)
    covered, accounts = measures.cover, measures.facts.known.accounts
    ids = covered.territory_ids.to_numpy(object)
    recent = bookings_by_territory(ids, covered.territory, accounts, by_account)
    return {
        "method": found.method,
        "error_share": found.error_share,
        "other_error_share": found.other_error_share,
        "months_tested": found.n_tested,
        "months": whole_rows(found.table, scale),
        "territories": whole_rows(territory_forecast(found, recent), scale),
    }


def quota_part(measures: Measures) -> dict[str, Any]:
    """The quota sheet, top-down against bottom-up at every level, and fairness by group."""
    plan, scale = measures.plan, currency_scale(measures.plan)
    sheet = quota_sheet(measures, seasonal_shares(plan))
    revised = sheet["revised_amount"].to_numpy(np.float64)
    if revised.sum() <= 0:
        raise PlanProblem(
            "The scenario has no quotas.", "table quota", "Set them: salesplanner quota PLAN."
        )
    steps = cascade(measures, round(float(revised.sum())))
    levels = level_quotas(measures, revised, steps, 1, account_targets(measures))
    assigned = sheet["assigned_amount"].to_numpy(np.float64)
    chance = chance_by_territory(simulate(measures, assigned, float(revised.sum()), _RUNS, _SEED))
    fair = fairness_by_territory(measures, sheet, chance)
    return {
        "sheet": whole_rows(sheet, scale),
        "levels": whole_rows(levels, scale),
        "fairness": {
            "territories": whole_rows(fair, scale),
            **{
                f"by_{name}": whole_rows(fairness_by_group(fair, name), scale)
                for name in ("role", "tenure", "region")
            },
        },
    }


def months_part(measures: Measures) -> list[dict[str, Any]]:
    """Expected revenue by month of every territory, level and the company."""
    return whole_rows(expected_by_level(measures), currency_scale(measures.plan))


def accounts_part(measures: Measures) -> list[dict[str, Any]]:
    """The forecast of every account in its parts, what is expected, and what a change risks."""
    table = expected_by_account(measures)
    table["risk_amount"] = revenue_at_risk(measures.plan, measures)
    return whole_rows(table, currency_scale(measures.plan))


def print_parts(output: Output, parts: dict[str, dict[str, Any]], currency: str) -> None:
    """The parts as tables; what cannot be counted as a line."""
    printers = {
        "capacity": _print_capacity,
        "sizing": _print_sizing,
        "forecast": _print_forecast,
        "quotas": _print_quotas,
    }
    for name, part in parts.items():
        if "problem" in part:
            output.line(f"{name.capitalize()}: {part['problem']} {part['remedy']}")
        else:
            printers[name](output, part, currency)


def _print_capacity(output: Output, part: dict[str, Any], currency: str) -> None:
    names = ("opening_heads", "hires", "leavers", "backfills", "heads")
    rows = [
        (
            row["month"], *(f"{row[name]:.1f}" for name in names),
            f"{row['present_ramped'] + row['hired_ramped']:.1f}",
            f"{row['capacity']:,.0f}", f"{row['target']:,.0f}", f"{row['gap']:,.0f}",
        )
        for row in part["months"]
    ]  # fmt: skip
    heads = ("Month", "Opening", "Hires", "Leavers", "Backfills", "Heads", "Ramped", "Capacity",
             "Target", "Gap")  # fmt: skip
    output.table(f"Capacity plan, {currency}", heads, rows)
    first = next((row for row in part["heads_to_close"] if row["heads"] > 0), None)
    close = f" {first['heads']:.0f} heads from {first['month']} would close it." if first else ""
    output.line(f"The year's gap is {part['gap']:,.0f} {currency}.{close}")


def _print_sizing(output: Output, part: dict[str, Any], currency: str) -> None:
    every = max(1, len(part["heads"]) // 12)
    rows = [
        (
            f"{row['heads']:.0f}", f"{row['revenue']:,.0f}", f"{row['cost']:,.0f}",
            f"{row['profit']:,.0f}", f"{row['added_profit']:,.0f}",
        )
        for row in part["heads"][::every]
    ]  # fmt: skip
    heads = ("Reps", "Revenue", "Cost", "Profit", "Profit of the last rep")
    output.table(f"Number of reps, {currency} a year", heads, rows)
    output.line(f"Profit is largest with {part['best_heads']} reps.")


def _print_forecast(output: Output, part: dict[str, Any], currency: str) -> None:
    rows = [
        (row["period"], f"{row['low']:,.0f}", f"{row['base']:,.0f}", f"{row['high']:,.0f}")
        for row in part["months"]
    ]
    output.table(f"Bookings forecast, {currency}", ("Month", "Low", "Base", "High"), rows)
    other = part["other_error_share"]
    against = "" if pd.isna(other) else f", the other method {other:.1%}"
    output.line(
        f"Method: {part['method']}, off by {part['error_share']:.1%} a month in the back-test"
        f" ({part['months_tested']} months{against})."
    )


def _print_quotas(output: Output, part: dict[str, Any], _currency: str) -> None:
    for by in ("role", "tenure", "region"):
        rows = [
            (
                str(row["group"]), f"{row['territories']:.0f}",
                *(_range(row, name) for name in ("quota_to_potential", "quota_to_expected",
                                                 "growth_share", "chance_to_attain")),
                f"{row['outliers']:.0f}",
            )
            for row in part["fairness"][f"by_{by}"]
        ]  # fmt: skip
        heads = (by.capitalize(), "Territories", "Quota / potential", "Quota / expected",
                 "Growth asked", "Chance", "Stand out")  # fmt: skip
        output.table(f"Fairness of quotas by {by}: mean (least to most)", heads, rows)


def _range(row: dict[str, Any], name: str) -> str:
    mean, least, most = (row[f"{name}_{word}"] for word in ("mean", "least", "most"))
    return "-" if pd.isna(mean) else f"{mean:.0%} ({least:.0%} to {most:.0%})"
