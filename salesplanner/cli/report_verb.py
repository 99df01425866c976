"""`salesplanner report`: every measure by territory and level, and against another scenario."""

from pathlib import Path
from typing import Any

import click
import pandas as pd

from salesplanner.analysis.compare import compare, summary
from salesplanner.analysis.coverage import coverage_by_segment
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.revenue_steps import revenue_waterfall
from salesplanner.analysis.roll_up import levels_table
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.plan.demands import scenario_called
from salesplanner.plan.edits.territories import first_layer
from salesplanner.plan.on_day import plan_on

A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    epilog="Example:  salesplanner report plan.salesplan --scenario B --compare A --json"
)
@click.argument("plan", type=A_FILE)
@click.option("--scenario", help="Name or id of the scenario; default: the adopted one.")
@click.option("--compare", "other", help="Another scenario: what changes hands against it.")
@click.option("--on", "day", help="What the scenario says on a day, e.g. 2027-07-01.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")
@click.pass_obj
def report_verb(
    output: Output, plan: Path, scenario: str | None, other: str | None, day: str | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Report every measure of a scenario by territory and level."""
    with Document.open(plan, read_only=True) as document:
        measures = _measured(document, scenario, day)
        before = _measured(document, other) if other else None
    scale = currency_scale(measures.plan)
    table = in_whole_currency(levels_table(measures), scale)
    if as_json:
        output.json(_answer(measures, before, table, scale))
    else:
        _print(output, measures, before, table, scale)
    return 0


def _measured(document: Document, name: str | None, day: str | None = None) -> Measures:
    scenario_id = scenario_called(document.plan, name) if name else document.plan.adopted_scenario()
    document.load_scenario(document.plan.adopted_scenario())
    document.load_scenario(scenario_id)
    distances = document.read_bulk("distance")
    plan = plan_on(document.plan, scenario_id, day) if day else document.plan
    return measure_scenario(plan, scenario_id, first_layer(plan), distances)


def in_whole_currency(table: pd.DataFrame, scale: int) -> pd.DataFrame:
    """Amount columns divided by the scale, and without the ending _amount."""
    amounts = [name for name in table.columns if name.endswith("_amount")]
    changed = table.assign(**{name: table[name] / scale for name in amounts})
    return changed.rename(columns={name: name.removesuffix("_amount") for name in amounts})


def _answer(
    measures: Measures, before: Measures | None, table: pd.DataFrame, scale: int
) -> dict[str, Any]:
    segments = in_whole_currency(coverage_by_segment(measures), scale)
    answer: dict[str, Any] = {
        "scenario": measures.scenario_id,
        "layer": measures.layer_id,
        "currency": str(measures.plan.info["currency"]),
        "summary": _summary(measures, scale),
        "levels": table.to_dict("records"),
        "segments": segments.to_dict("records"),
        "waterfall": [
            {"step": row["step"], "amount": row["amount"] / scale}
            for row in revenue_waterfall(measures).to_dict("records")
        ],
    }
    if before is not None:
        found = compare(before, measures)
        answer["compare"] = {
            "against": before.scenario_id,
            "disruption": _scaled_rows(found.disruption.totals, scale),
            "totals": _scaled_rows(found.totals, scale),
            "by_rep": in_whole_currency(found.disruption.by_hand, scale).to_dict("records"),
            "movers": in_whole_currency(found.disruption.movers, scale).to_dict("records"),
        }
    return answer


def _summary(measures: Measures, scale: int) -> dict[str, float]:
    return {
        name.removesuffix("_amount"): value / scale if name.endswith("_amount") else value
        for name, value in summary(measures).items()
    }


def _scaled_rows(table: pd.DataFrame, scale: int) -> list[dict[str, Any]]:
    """Rows of `measure` and numbers: those of amounts in whole currency, shares untouched."""
    is_amount = table["measure"].str.endswith("_amount").to_numpy(bool)
    changed = table.copy()
    for name in table.columns.drop("measure"):
        if not name.endswith("_share"):
            changed[name] = table[name].where(~is_amount, table[name] / scale)
    changed["measure"] = [name.removesuffix("_amount") for name in table["measure"]]
    return [{str(key): value for key, value in row.items()} for row in changed.to_dict("records")]


_COLUMNS = (
    ("accounts", "Accounts", "{:,.0f}"), ("revenue", "Revenue", "{:,.0f}"),
    ("potential", "Potential", "{:,.0f}"), ("penetration_share", "Won", "{:.0%}"),
    ("expected", "Expected", "{:,.0f}"), ("workload_hours", "Work h", "{:,.0f}"),
    ("utilisation_share", "Used", "{:.0%}"), ("selling_time_share", "Selling", "{:.0%}"),
    ("workload_hours_index", "Index", "{:.0f}"), ("parts", "Parts", "{:.0f}"),
)  # fmt: skip
_MONEY = ("revenue", "potential", "expected")
_LARGE = 10_000_000.0


def _print(
    output: Output, measures: Measures, before: Measures | None, table: pd.DataFrame, scale: int
) -> None:
    currency = measures.plan.info["currency"]
    is_large = float(table["potential"].abs().max()) >= _LARGE
    if is_large:  # thousands, so that a line holds all columns
        table = table.assign(**{name: table[name] / 1000 for name in _MONEY})
    output.line(f"Amounts in {'thousand ' if is_large else ''}{currency} a year.")
    heads = ("Territory", *(title for _name, title, _form in _COLUMNS))
    for level in list(dict.fromkeys(table["level_id"])):
        rows = table[table["level_id"] == level].to_dict("records")
        body = [(str(row["name"]), *(_cell(row, n, f) for n, _t, f in _COLUMNS)) for row in rows]
        output.table(str(level).capitalize(), heads, body)
    loose = measures.unassigned
    output.line(
        f"Unassigned: {loose['accounts']:,.0f} accounts, {loose['units']:,.0f} units, revenue"
        f" {loose['revenue_amount'] / scale:,.0f} {currency}."
    )
    if before is not None:
        _print_changes(output, before, measures, scale)


def _cell(row: dict[Any, Any], name: str, form: str) -> str:
    value = row.get(name)
    return "-" if value is None or pd.isna(value) else form.format(value)


def _print_changes(output: Output, before: Measures, after: Measures, scale: int) -> None:
    found = compare(before, after).disruption
    rows = [
        (
            row["measure"].replace("_", " "), f"{row['total']:,.0f}", f"{row['moved']:,.0f}",
            f"{row['moved_share']:.1%}", f"{row['changed_hands_share']:.1%}",
        )
        for row in _scaled_rows(found.totals, scale)
    ]  # fmt: skip
    heads = ("Against the other scenario", "Total", "Changes territory", "Share", "Changes hands")
    output.table("Disruption", heads, rows)
