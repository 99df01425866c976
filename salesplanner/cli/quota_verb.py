"""`salesplanner quota`: share the target out over the territories, to the unit, and keep it."""

from pathlib import Path
from typing import Any

import click
import pandas as pd

from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.quota import (
    METHODS,
)
from salesplanner.analysis.quota_sheet import (
    quota_sheet,
    quota_totals,
    seasonal_distance,
)
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.cli.amounts import money_of, named, number_of, share_of, signed_share_of
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.optimize.quota_plan import QuotasAsked, QuotasFound, find_quotas, keep_quotas
from salesplanner.plan.demands import scenario_called
from salesplanner.plan.edits.territories import first_layer
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    epilog="Example:  salesplanner quota plan.salesplan --target 250M --method blend:60,40 "
    "--growth-band -5%:25% --over-assign territory=8% --round 1000"
)
@click.argument("plan", type=A_FILE)
@click.option("--scenario", help="Name or id of the scenario; default: the adopted one.")
@click.option("--target", help="Amount in whole currency (250000000 or 250M); default: the plan's.")
@click.option(
    "--method",
    default="potential",
    help=f"{', '.join(METHODS)}, or blend:w1,w2,... with weights in this order.",
)
@click.option("--growth-band", help="LOW:HIGH of quota against last year's revenue, as -5%:25%.")
@click.option("--over-assign", multiple=True, help="LEVEL=SHARE above what its parent carries.")
@click.option("--round", "rounding", default="1000", help="Whole currency quotas are multiples of.")
@click.option("--seasonality", help="Pattern that spreads the year over its months.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
@click.pass_obj
def quota_verb(
    output: Output, /, plan: Path, scenario: str | None, target: str | None, as_json: bool,
    **given: Any,
) -> int:  # fmt: skip
    """Set quotas that add up to the target at every level, month by month, and save them."""
    with Document.open(plan) as document:
        scenario_id = _load(document, scenario)
        asked = _asked(document.plan, target, given)
        layer_id = first_layer(document.plan)
        found = find_quotas(measure_scenario(document.plan, scenario_id, layer_id), asked)
        document.edit("Set quotas", keep_quotas, scenario_id, found)
        document.save()
        measures = measure_scenario(document.plan, scenario_id, found.measures.layer_id)
        sheet = quota_sheet(measures, found.seasonal)
        if as_json:
            output.json(_answer(document.plan, found, sheet, given["method"]))
        else:
            _print(output, document.plan, found, sheet, given["method"])
    return 1 if found.allocation.relaxations else 0


def _load(document: Document, scenario: str | None) -> str:
    plan = document.plan
    scenario_id = scenario_called(plan, scenario) if scenario else plan.adopted_scenario()
    document.load_scenario(scenario_id)
    return scenario_id


def _asked(plan: Plan, target: str | None, given: dict[str, Any]) -> QuotasAsked:
    scale = currency_scale(plan)
    over = [named(text, "--over-assign", "LEVEL=SHARE") for text in given["over_assign"]]
    method, weights = _method_of(given["method"])
    return QuotasAsked(
        target_amount=_target_of(plan, target, scale),
        unit=_unit_of(given["rounding"], scale),
        method=method,
        weights=weights,
        over_assign={level: float(share_of(share, "--over-assign")) for level, share in over},
        growth_band=_band(given["growth_band"]),
        seasonality_id=given["seasonality"],
    )


def _target_of(plan: Plan, text: str | None, scale: int) -> int:
    if text is None:
        known = plan.info["target_amount"]
        if pd.isna(known):
            raise PlanProblem("The plan has no target.", "--target", "Give the amount to reach.")
        return int(known)
    return money_of(text, "--target", scale)


def _unit_of(text: str, scale: int) -> int:
    unit = round(number_of(text, "--round") * scale)
    if unit < 1:
        raise click.BadParameter(f"{text!r} is less than the smallest coin", param_hint="--round")
    return unit


def _method_of(text: str) -> tuple[str, dict[str, float] | None]:
    name, _sign, weights = text.partition(":")
    if name != "blend":
        return text, None
    numbers = [number_of(word, "--method") for word in weights.split(",") if word.strip()]
    if len(numbers) > len(METHODS):
        raise click.BadParameter(
            f"{len(numbers)} weights for {len(METHODS)} methods", param_hint="--method"
        )
    return "blend", dict(zip(METHODS, numbers, strict=False))


def _band(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    low, sign, high = text.partition(":")
    if not sign:
        raise click.BadParameter(f"{text!r} is not LOW:HIGH", param_hint="--growth-band")
    return (
        signed_share_of(low, "--growth-band") if low.strip() else -1.0,
        signed_share_of(high, "--growth-band") if high.strip() else float("inf"),
    )


def _answer(plan: Plan, found: QuotasFound, sheet: pd.DataFrame, method: str) -> dict[str, Any]:
    """The JSON document; amounts in whole currency."""
    scale = currency_scale(plan)
    year = str(plan.info["fiscal_year"])
    monthly = found.rows[(found.rows["period"] != year).to_numpy(bool)]
    months = {
        territory: dict(zip(rows["period"], rows["planned_amount"] / scale, strict=True))
        for territory, rows in monthly.groupby("territory_id")
    }
    holders = {name for name in found.allocation.holds_rest if name}
    territories = [
        {
            **_whole(row, scale),
            "months": months.get(row["territory_id"], {}),
            "holds_rest": row["territory_id"] in holders,
        }
        for row in sheet.to_dict("records")
    ]
    distance = seasonal_distance(found.rows, found.seasonal, plan)["distance_amount"]
    return {
        "target": found.asked.target_amount / scale,
        "currency": str(plan.info["currency"]),
        "method": method,
        "over_assignment": dict(zip(found.steps.levels, found.steps.share, strict=True)),
        "total": found.steps.territory_total / scale,
        "round": found.asked.unit / scale,
        "mean_deviation": found.allocation.mean_deviation,
        "most_deviation": found.allocation.most_deviation,
        "most_seasonal_distance": float(distance.abs().max()) / scale,
        "relaxations": [relaxation.text for relaxation in found.allocation.relaxations],
        "levels": [_whole(row, scale) for row in found.levels.to_dict("records")],
        "territories": territories,
        "check": _whole(quota_totals(sheet, found.steps.territory_total).iloc[0].to_dict(), scale),
    }


def _whole(row: dict[Any, Any], scale: int) -> dict[str, Any]:
    """A row with its amounts in whole currency and without the ending that says they are not."""
    return {
        str(name).removesuffix("_amount"): value / scale if str(name).endswith("_amount") else value
        for name, value in row.items()
    }


def _print(
    output: Output, plan: Plan, found: QuotasFound, sheet: pd.DataFrame, method: str
) -> None:
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
    check = quota_totals(sheet, found.steps.territory_total).iloc[0]
    output.line(f"Planned quotas differ from the target by {money(check['check_planned_amount'])}.")
    for relaxation in found.allocation.relaxations:
        output.line(relaxation.text + ".")


def _percent(share: float) -> str:
    return "-" if pd.isna(share) else f"{share:.1%}"
