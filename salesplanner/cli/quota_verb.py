"""`salesplanner quota`: share the target out over the territories, to the unit, and keep it."""

from pathlib import Path
from typing import Any

import click

from salesplanner.analysis.quota import METHODS
from salesplanner.analysis.quota_sheet import quota_sheet
from salesplanner.analysis.territory_measures import remeasure
from salesplanner.cli.measured import measured
from salesplanner.cli.output import Output
from salesplanner.cli.quota_answer import print_methods, print_quotas, quota_answer
from salesplanner.cli.quota_options import quotas_asked
from salesplanner.document import Document
from salesplanner.optimize.quota_plan import find_quotas, keep_quotas

A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    epilog="Example:  salesplanner quota plan.salesplan --target 250M --method blend:60,40 "
    "--growth-band -5%:25% --over-assign territory=8% --component Pumps=70% --component Service=30%"
)
@click.argument("plan", type=A_FILE)
@click.option("--scenario", help="Name or id of the scenario; default: the adopted one.")
@click.option("--layer", help="Name or id of the layer; default: the first.")
@click.option("--target", help="Amount in whole currency (250000000 or 250M); default: the plan's.")
@click.option(
    "--method",
    default="potential",
    help=f"{', '.join(METHODS)}, or blend:w1,w2,... with weights in this order.",
)
@click.option("--growth-band", help="LOW:HIGH of quota against last year's revenue, as -5%:25%.")
@click.option("--over-assign", multiple=True, help="LEVEL=SHARE above what its parent carries.")
@click.option(
    "--level-target", multiple=True, help="DISTRICT=AMOUNT set from above; may be repeated."
)
@click.option(
    "--component",
    multiple=True,
    help="PRODUCT LINE=SHARE of the target, repeated until 100 %; or history, from bookings.",
)
@click.option("--round", "rounding", default="1000", help="Whole currency quotas are multiples of.")
@click.option("--seasonality", help="Pattern that spreads the year over its months.")
@click.option("--methods", "side_by_side", is_flag=True, help="Print all methods side by side too.")
@click.option("--dry-run", is_flag=True, help="Show the quotas and leave the plan as it is.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
@click.pass_obj
def quota_verb(
    output: Output, /, plan: Path, scenario: str | None, layer: str | None, as_json: bool,
    dry_run: bool, side_by_side: bool, **given: Any,
) -> int:  # fmt: skip
    """Set quotas that add up to the target at every level, month by month, and save them."""
    with Document.open(plan, read_only=dry_run) as document:
        measures = measured(document, scenario, layer)
        found = find_quotas(measures, quotas_asked(document, measures, given))
        if dry_run:
            after = keep_quotas(document.plan, measures.scenario_id, found)
        else:
            document.edit("Set quotas", keep_quotas, measures.scenario_id, found)
            document.save()
            after = document.plan
        sheet = quota_sheet(remeasure(measures, after), found.seasonal)
        if as_json:
            output.json(quota_answer(after, found, sheet, given["method"]))
            return 1 if found.promises_broken else 0
        print_quotas(output, after, found, sheet, given["method"])
        if side_by_side:
            print_methods(output, after, found)
    return 1 if found.promises_broken else 0
