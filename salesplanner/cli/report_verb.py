"""`salesplanner report`: every measure by territory and level, and against another scenario."""

from pathlib import Path
from typing import Any

import click
import pandas as pd

from salesplanner.analysis.compactness import polsby_popper_of
from salesplanner.analysis.compare import balance_table, compare, summary
from salesplanner.analysis.coverage import coverage_by_segment
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.disruption_levels import disruption_by_level
from salesplanner.analysis.revenue_steps import revenue_waterfall
from salesplanner.analysis.roll_up import levels_table
from salesplanner.analysis.territory_measures import Measures
from salesplanner.cli.measured import measured
from salesplanner.cli.output import Output
from salesplanner.cli.report_sections import (
    accounts_part,
    capacity_part,
    forecast_part,
    months_part,
    print_parts,
    quota_part,
    sizing_part,
    told,
    whole_rows,
)
from salesplanner.document import Document
from salesplanner.geography.polygons import outlines_from_wkb

A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    epilog="Example:  salesplanner report plan.salesplan --scenario B --compare A --json"
)
@click.argument("plan", type=A_FILE)
@click.option("--scenario", help="Name or id of the scenario; default: the adopted one.")
@click.option("--compare", "other", help="Another scenario: what changes hands against it.")
@click.option("--on", "day", help="What the scenario says on a day, e.g. 2027-07-01.")
@click.option("--layer", help="Name or id of the layer; default: the first.")
@click.option("--accounts", "with_accounts", is_flag=True, help="With --json: every account too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")
@click.pass_obj
def report_verb(
    output: Output, plan: Path, scenario: str | None, other: str | None, day: str | None,
    layer: str | None, with_accounts: bool, as_json: bool,
) -> int:  # fmt: skip
    """Report every measure of a scenario by territory and level.

    Beside the measures: capacity by month, number of reps, bookings forecast, quotas and their
    fairness. A part that cannot be counted says why.
    """
    with Document.open(plan, read_only=True) as document:
        measures = measured(document, scenario, layer, day)
        before = measured(document, other, layer) if other else None
        table = _levels(document, measures)
        parts = _parts(document, measures)
    scale = currency_scale(measures.plan)
    if as_json:
        answer = _answer(measures, before, table, scale) | parts
        if with_accounts:
            answer["accounts"] = accounts_part(measures)
        output.json(answer)
    else:
        _print(output, measures, before, table, scale)
        print_parts(output, parts, str(measures.plan.info["currency"]))
    return 0


def _levels(document: Document, measures: Measures) -> pd.DataFrame:
    """Measures of territories and levels in whole currency, with Polsby-Popper of outlines."""
    shapes = document.read_bulk("shape")
    table = levels_table(measures)
    if len(shapes):
        packed = dict(zip(shapes["unit_id"], shapes["outline"], strict=True))
        known = measures.facts.known
        outlines = outlines_from_wkb(tuple(str(one) for one in known.units), packed)
        owner, k = measures.cover.unit_territory, measures.n_territories
        found = polsby_popper_of(measures.plan, known, owner, outlines, k)
        table["polsby_popper"] = table["territory_id"].map(
            dict(zip(measures.cover.territory_ids, found, strict=True))
        )
    return in_whole_currency(table, currency_scale(measures.plan))


def _parts(document: Document, measures: Measures) -> dict[str, dict[str, Any]]:
    by_month = document.bookings_by("period")
    by_account = document.bookings_by("account_id", "period", last_months=12)
    return {
        "capacity": told(lambda: capacity_part(measures)),
        "sizing": told(lambda: sizing_part(measures)),
        "forecast": told(lambda: forecast_part(measures, by_month, by_account)),
        "quotas": told(lambda: quota_part(measures)),
    }


def in_whole_currency(table: pd.DataFrame, scale: int) -> pd.DataFrame:
    """Amount columns divided by the scale, and without the ending _amount.

    A measure of the planner's map that is called like one of them becomes `NAME of units`.
    """
    amounts = [name for name in table.columns if name.endswith("_amount")]
    changed = table.assign(**{name: table[name] / scale for name in amounts})
    plain = {name: name.removesuffix("_amount") for name in amounts}
    of_units = {name: f"{name} of units" for name in plain.values() if name in table.columns}
    return changed.rename(columns=plain | of_units)


def _answer(
    measures: Measures, before: Measures | None, table: pd.DataFrame, scale: int
) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "scenario": measures.scenario_id,
        "layer": measures.layer_id,
        "currency": str(measures.plan.info["currency"]),
        "summary": _summary(measures, scale),
        "balance": balance_table(measures, measures.plan).to_dict("records"),
        "levels": table.to_dict("records"),
        "unassigned": _in_whole(measures.unassigned, scale),
        "segments": whole_rows(coverage_by_segment(measures), scale),
        "waterfall": [
            {"step": row["step"], "amount": row["amount"] / scale}
            for row in revenue_waterfall(measures).to_dict("records")
        ],
        "months": months_part(measures),
    }
    if before is not None:
        found = compare(before, measures)
        by_level = disruption_by_level(before, measures, found.disruption)
        answer["compare"] = {
            "against": before.scenario_id,
            "disruption": _scaled_rows(found.disruption.totals, scale),
            "totals": _scaled_rows(found.totals, scale),
            "by_rep": whole_rows(found.disruption.by_hand, scale),
            "by_level": whole_rows(by_level, scale),
            "movers": whole_rows(found.disruption.movers, scale),
        }
    return answer


def _in_whole(values: dict[str, float], scale: int) -> dict[str, float]:
    return {
        name.removesuffix("_amount"): value / scale if name.endswith("_amount") else value
        for name, value in values.items()
    }


def _summary(measures: Measures, scale: int) -> dict[str, float]:
    return _in_whole(summary(measures), scale)


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
