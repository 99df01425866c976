"""`salesplanner frontier`: the trade-off between disruption and the objective."""

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from salesplanner.charts.style import LIGHT, new_figure
from salesplanner.charts.trade_off import draw_trade_off
from salesplanner.cli.amounts import share_of
from salesplanner.cli.optimize_options import A_FILE, asks, options_of
from salesplanner.cli.optimize_verb import (
    STATUS_OF_STOPPED,
    distances_of,
    free_name,
    scenario_named,
)
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.exchange.files import demand_writable, write_beside
from salesplanner.optimize import Settings, solve
from salesplanner.optimize.answer import keep_answer
from salesplanner.optimize.frontier import Point, frontier, frontier_table


@click.command(
    epilog="Example:  salesplanner frontier plan.salesplan --disruption 0%,5%,10%,20% "
    "--balance workload_hours=15% --out trade-off.png"
)
@click.argument("plan", type=A_FILE)
@click.option(
    "--disruption",
    required=True,
    metavar="0%,5%,10%",
    help="Caps on the revenue that changes territory, one solve each.",
)
@click.option("--scenario", help="The scenario to start from; the adopted one by default.")
@asks
@click.option(
    "--out",
    type=A_FILE,
    help="The chart, as PNG, PDF or SVG; trade-off.png beside the plan by default.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def frontier_verb(
    output: Output, /, plan: Path, disruption: str, scenario: str | None, out: Path | None,
    as_json: bool, **given: Any,
) -> int:  # fmt: skip
    """Solve for several caps on disruption: a scenario a point, and the chart."""
    words = [text for text in disruption.split(",") if text.strip()]
    shares = sorted({float(share_of(text, "--disruption")) for text in words})
    if not shares:
        raise click.BadParameter(
            "no share is named; write it like 0%,5%", param_hint="--disruption"
        )
    if out is not None:
        demand_writable(out)
    settings = Settings(
        time_limit=given["time_limit"], effort=given["effort"],
        gap=float(share_of(given["gap"], "--gap")), seed=given["seed"], threads=given["threads"],
    )  # fmt: skip
    with Document.open(plan) as document:
        scenario_id = scenario_named(document, scenario)
        document.load_scenario(scenario_id)
        with output.progress() as progress:
            points = frontier(
                document.plan, scenario_id, options_of(given), shares, solve, settings, progress,
                distances_of(document),
            )  # fmt: skip
        names = [_kept(document, point, settings) for point in points]
    chart = _drawn(points, out or plan.with_name("trade-off.png"))
    _report(output, points, names, chart, as_json)
    if any(point.result.status == "stopped" for point in points):
        return STATUS_OF_STOPPED
    return 0 if all(point.answer is not None for point in points) else 1


def _kept(document: Document, point: Point, settings: Settings) -> str:
    """Keep a point as a scenario; its name, '' where there is no plan."""
    if point.answer is None:
        return ""
    name = free_name(document, f"Disruption {point.share:.0%}")
    words = {"disruption": point.share, "time_limit": settings.time_limit}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    document.edit(f"Trade-off: {name}", keep_answer, point.answer, name, words, now)
    document.save()
    return name


def _drawn(points: list[Point], path: Path) -> Path | None:
    """The chart of the points that have a plan; None where there is none."""
    table = frontier_table(points).dropna(subset=["objective"])
    if table.empty:
        return None
    figure = new_figure(LIGHT, 9, 5.5)
    draw_trade_off(figure.subplots(), table, LIGHT, y_title="Objective against the first point")
    kind = path.suffix.lstrip(".") or "png"
    return write_beside(path, lambda place: figure.savefig(place, format=kind, dpi=150))


def _report(
    output: Output, points: list[Point], names: list[str], chart: Path | None, as_json: bool
) -> None:
    table = frontier_table(points)
    table["scenario"] = names
    if as_json:
        output.json({"points": table.to_dict("records"), "chart": str(chart) if chart else None})
        return
    rows = [
        [f"{row['disruption_share']:.0%}", str(row["status"]), _number(row["objective"]),
         _share(row["gap"]), str(row["scenario"])]
        for row in table.to_dict("records")
    ]  # fmt: skip
    columns = ["Most that changes", "Status", "Objective", "Gap", "Scenario"]
    output.table("Trade-off", columns, rows)
    if chart is not None:
        output.line(str(chart))


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:,.6g}"


def _share(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.2%}"
