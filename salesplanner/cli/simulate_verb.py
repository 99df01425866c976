"""`salesplanner simulate`: chance to make the number, spread of attainment, cost of pay."""

from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd

from salesplanner.analysis.attainment import (
    Simulation,
    attainment_bands,
    attainment_histogram,
    by_over_assignment,
    chance_by_territory,
    simulate,
)
from salesplanner.analysis.columns import Floats, texts
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.pay import pay_at_levels, payroll, simulated_pay
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.quota_sheet import quota_sheet
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.plan.demands import scenario_called
from salesplanner.plan.edits.territories import first_layer
from salesplanner.problems import PlanProblem

A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(epilog="Example:  salesplanner simulate plan.salesplan --runs 10000 --seed 7")
@click.argument("plan", type=A_FILE)
@click.option("--scenario", help="Name or id of the scenario; default: the adopted one.")
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=7, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")
@click.pass_obj
def simulate_verb(
    output: Output, plan: Path, scenario: str | None, runs: int, seed: int, as_json: bool
) -> int:
    """Simulate the year: attainment of reps, the company's number, cost of pay."""
    with Document.open(plan, read_only=True) as document:
        whole = document.plan
        scenario_id = scenario_called(whole, scenario) if scenario else whole.adopted_scenario()
        document.load_scenario(whole.adopted_scenario())
        document.load_scenario(scenario_id)
        ways = document.read_bulk("distance")
        measures = measure_scenario(document.plan, scenario_id, first_layer(document.plan), ways)
    sheet = quota_sheet(measures, seasonal_shares(measures.plan))
    quota = sheet["assigned_amount"].to_numpy(np.float64)
    if quota.sum() <= 0:
        raise PlanProblem(
            f"The scenario {scenario_id} has no quotas to attain.",
            "table quota",
            "Set them first: salesplanner quota PLAN --target AMOUNT.",
        )
    found = simulate(measures, quota, _target(measures, sheet), runs, seed)
    answer = _answer(measures, found, sheet, runs, seed)
    if as_json:
        output.json(answer)
    else:
        _print(output, answer)
    return 0


def _target(measures: Measures, sheet: pd.DataFrame) -> float:
    """The plan's target, else what the quotas add up to."""
    known = measures.plan.info["target_amount"]
    if pd.isna(known) or int(known) <= 0:
        return float(sheet["revised_amount"].sum())
    return float(known)


def _answer(
    measures: Measures, found: Simulation, sheet: pd.DataFrame, runs: int, seed: int
) -> dict[str, Any]:
    """The JSON document; amounts in whole currency."""
    scale = currency_scale(measures.plan)
    company = found.company / scale
    target = found.target / scale
    attainment = found.attainment
    return {
        "scenario": measures.scenario_id,
        "currency": str(measures.plan.info["currency"]),
        "runs": runs,
        "seed": seed,
        "pooled": found.is_pooled,
        "assumptions": {**vars(found.chances), "correlation": found.chances.correlation()},
        "target": target,
        "chance_to_make_the_number": float((company >= target).mean()),
        "company": {"mean": float(company.mean()), **_quantiles(company)},
        "attainment": {
            "mean": float(attainment.mean(dtype=np.float64)),
            "at_quota_share": float((attainment >= 1).mean()),
            "bands": attainment_bands(found).to_dict("records"),
            "histogram": attainment_histogram(found).to_dict("records"),
        },
        "over_assignment": by_over_assignment(found).to_dict("records"),
        "pay": _pay(measures, found, company, scale),
        "territories": _territories(found, sheet, scale),
    }


def _pay(measures: Measures, found: Simulation, company: Floats, scale: int) -> dict[str, Any]:
    roll = payroll(measures)
    cost = simulated_pay(roll, found, texts(measures.seats.rows, "parent_id")) / scale
    alike = [
        {
            "attainment_share": row["attainment_share"],
            "revenue": row["revenue_amount"] / scale,
            "cost": row["cost_amount"] / scale,
            "cost_share": row["cost_share"],
        }
        for row in pay_at_levels(roll, found.quota).to_dict("records")
    ]
    share = _quantiles(cost / np.maximum(company, 1.0))
    return {
        "mean": float(cost.mean()), **_quantiles(cost), "share_of_revenue": share,
        "at_attainment": alike,
    }  # fmt: skip


def _territories(found: Simulation, sheet: pd.DataFrame, scale: int) -> list[dict[str, Any]]:
    table = pd.DataFrame(
        {
            "territory_id": sheet["territory_id"],
            "rep": sheet["rep_name"],
            "quota": found.quota / scale,
            "mean": found.results.mean(axis=0, dtype=np.float64) / scale,
            "chance_to_attain": chance_by_territory(found),
        }
    )
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _quantiles(values: Floats) -> dict[str, float]:
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    return {"p10": float(low), "p50": float(middle), "p90": float(high)}


def _print(output: Output, answer: dict[str, Any]) -> None:
    company, pay, currency = answer["company"], answer["pay"], answer["currency"]
    output.line(
        f"{answer['chance_to_make_the_number']:.0%} chance to make {answer['target']:,.0f}"
        f" {currency} ({answer['runs']:,} runs, seed {answer['seed']})."
    )
    output.table(
        "Over all runs",
        (f"{currency}", "P10", "P50", "P90", "Mean"),
        [
            (name, *(f"{part[key]:,.0f}" for key in ("p10", "p50", "p90", "mean")))
            for name, part in (("Company", company), ("Cost of pay", pay))
        ],
    )
    attained = answer["attainment"]
    bands = [(row["band"], f"{row['share']:.1%}") for row in attained["bands"]]
    title = (
        f"Attainment: {attained['at_quota_share']:.0%} at or above quota (55 to 70 % is healthy)"
    )
    output.table(title, ("Band", "Share of reps"), bands)
    output.table(
        "By over-assignment",
        ("Above the target", "At quota", "Mean attainment"),
        [
            tuple(f"{row[name]:.0%}" for name in
                  ("over_assignment_share", "at_quota_share", "mean_attainment_share"))
            for row in answer["over_assignment"]
        ],
    )  # fmt: skip
    output.table(
        "Cost of pay when all attain alike",
        ("Attainment", "Revenue", "Cost", "Share"),
        [
            (f"{row['attainment_share']:.0%}", f"{row['revenue']:,.0f}", f"{row['cost']:,.0f}",
             f"{row['cost_share']:.1%}")
            for row in pay["at_attainment"]
        ],
    )  # fmt: skip
