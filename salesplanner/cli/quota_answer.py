"""What `salesplanner quota` answers: one JSON document, or tables."""

from typing import Any

import pandas as pd

from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.quota import METHODS
from salesplanner.analysis.quota_sheet import quota_totals, seasonal_distance
from salesplanner.cli.output import Output
from salesplanner.optimize.quota_plan import QuotasFound
from salesplanner.plan.model import Plan


def quota_answer(
    plan: Plan, found: QuotasFound, sheet: pd.DataFrame, method: str
) -> dict[str, Any]:
    """The JSON document; amounts in whole currency."""
    scale = currency_scale(plan)
    distance = seasonal_distance(found.rows, found.seasonal, plan)["distance_amount"]
    return {
        "target": found.asked.target_amount / scale,
        "currency": str(plan.info["currency"]),
        "method": method,
        "over_assignment": dict(zip(found.steps.levels, found.steps.share, strict=True)),
        "total": found.steps.territory_total / scale,
        "round": found.asked.unit / scale,
        "components": dict(found.asked.component_shares or {}),
        "level_targets": {name: x / scale for name, x in found.asked.level_targets.items()},
        "mean_deviation": found.allocation.mean_deviation,
        "most_deviation": found.allocation.most_deviation,
        "most_seasonal_distance": float(distance.abs().max()) / scale,
        "relaxations": [one.text for one in found.allocation.relaxations],
        "rounded_out": [one.text for one in found.allocation.outside],
        "notes": list(found.notes),
        "levels": [whole_row(row, scale) for row in found.levels.to_dict("records")],
        "territories": _territories(plan, found, sheet, scale),
        "methods": _methods(found, scale),
        "methods_without_figures": dict(found.bases.missing),
        "check": whole_row(
            quota_totals(sheet, found.steps.territory_total).iloc[0].to_dict(), scale
        ),
    }


def _territories(
    plan: Plan, found: QuotasFound, sheet: pd.DataFrame, scale: int
) -> list[dict[str, Any]]:
    year = str(plan.info["fiscal_year"])
    key = ["territory_id", "component", "period"]
    planned = (found.rows.set_index(key)["planned_amount"] / scale).sort_index()
    monthly = planned.drop(year, level="period").groupby(["territory_id", "period"]).sum()
    holders = {name for name in found.allocation.holds_rest if name}
    components = list(found.asked.component_shares or {})
    return [
        {
            **whole_row(row, scale),
            "months": monthly[row["territory_id"]].to_dict(),
            "components": {
                name: {
                    "planned": float(planned[row["territory_id"], name, year]),
                    "months": planned[row["territory_id"], name].drop(year).to_dict(),
                }
                for name in components
            },
            "holds_rest": row["territory_id"] in holders,
        }
        for row in sheet.to_dict("records")
    ]


def _methods(found: QuotasFound, scale: int) -> list[dict[str, Any]]:
    """All methods side by side, scaled to the same total."""
    names = [name for name in METHODS if name not in found.bases.missing]
    return [
        {"territory_id": row["territory_id"], **{name: row[name] / scale for name in names}}
        for row in found.bases.table.to_dict("records")
    ]


def whole_row(row: dict[Any, Any], scale: int) -> dict[str, Any]:
    """A row with its amounts in whole currency and without the ending that says they are not."""
    return {
        str(name).removesuffix("_amount"): value / scale if str(name).endswith("_amount") else value
        for name, value in row.items()
    }


def print_quotas(
    output: Output, plan: Plan, found: QuotasFound, sheet: pd.DataFrame, method: str
) -> None:
    """The sheet, the levels, the check, and what was said about them."""
    scale, currency = currency_scale(plan), plan.info["currency"]

    def money(amount: float) -> str:
        return f"{amount / scale:,.0f}"

    columns = ("Territory", "Rep", "Basis", "Planned", "Adjusted", "Revised", "Ramp", "Assigned",
               "Growth", "Of potential")  # fmt: skip
    rows = [
        (
            row["name"] or row["territory_id"], row["rep_name"], money(row["basis_amount"]),
            money(row["planned_amount"]), money(row["adjustment_amount"]),
            money(row["revised_amount"]), f"{row['ramp_share']:.0%}",
            money(row["assigned_amount"]), _percent(row["growth_share"]),
            _percent(row["quota_to_potential"]),
        )
        for row in sheet.to_dict("records")
    ]  # fmt: skip
    title = f"Quotas, {currency}, target {money(found.asked.target_amount)}, method {method}"
    output.table(title, columns, rows)
    above = found.levels[found.levels["level_id"] != found.steps.levels[-1]]
    output.table(
        "Levels",
        ("Level", "Name", "Carries", "Below", "Bottom up", "Gap"),
        [
            (row["level_id"], row["name"], money(row["quota_amount"]), money(row["below_amount"]),
             money(row["bottom_up_amount"]), money(row["gap_amount"]))
            for row in above.to_dict("records")
        ],
    )  # fmt: skip
    if found.asked.component_shares:
        _print_components(output, plan, found, money)
    check = quota_totals(sheet, found.steps.territory_total).iloc[0]
    output.line(f"Planned quotas differ from the target by {money(check['check_planned_amount'])}.")
    for text in found.promises_broken:
        output.line(text.removesuffix(".") + ".")
    for note in found.notes:
        output.line(note)


def print_methods(output: Output, plan: Plan, found: QuotasFound) -> None:
    """All methods side by side."""
    scale = currency_scale(plan)
    names = [name for name in METHODS if name not in found.bases.missing]
    rows = [
        (str(row["territory_id"]), *(f"{row[name] / scale:,.0f}" for name in names))
        for row in found.bases.table.to_dict("records")
    ]
    title = f"Methods side by side, {plan.info['currency']}, all with the same total"
    output.table(title, ("Territory", *(name.capitalize() for name in names)), rows)
    for name, reason in found.bases.missing.items():
        output.line(f"{name.capitalize()}: {reason}")


def _print_components(output: Output, plan: Plan, found: QuotasFound, money: Any) -> None:
    year = str(plan.info["fiscal_year"])
    rows = found.rows[(found.rows["period"] == year).to_numpy(bool)]
    table = rows.pivot_table("planned_amount", "territory_id", "component", "sum", sort=False)
    output.table(
        "By product line",
        ("Territory", *(str(name) for name in table.columns)),
        [(str(key), *(money(value) for value in row)) for key, *row in table.itertuples()],
    )


def _percent(share: float) -> str:
    return "-" if pd.isna(share) else f"{share:.1%}"
