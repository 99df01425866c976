"""salesplanner state: move a scenario on, past the checks at its gate."""

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from salesplanner.analysis.gates import in_the_way, move_on
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.cli.optimize_verb import scenario_named
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.plan.edits.scenarios import NEXT_STATES
from salesplanner.plan.edits.territories import first_layer


@click.command(epilog="Example:  salesplanner state plan.salesplan approved --why 'Board, 12 May'")
@click.argument("plan", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("state", type=click.Choice(list(NEXT_STATES)))
@click.option("--scenario", help="Which scenario; the adopted one by default.")
@click.option("--why", default="", help="Why, for the history.")
@click.option("--anyway", is_flag=True, help="Pass over what is in the way; needs --why.")
@click.option("--dry-run", is_flag=True, help="Only list what is in the way.")
@click.pass_obj
def state_verb(
    output: Output, plan: Path, state: str, scenario: str | None, why: str, anyway: bool,
    dry_run: bool,
) -> int:  # fmt: skip
    """Move a scenario on: draft, in review, approved, published, recalled."""
    with Document.open(plan, read_only=dry_run) as document:
        scenario_id = scenario_named(document, scenario)
        document.load_scenario(scenario_id)
        layer = first_layer(document.plan)
        measures = measure_scenario(document.plan, scenario_id, layer)
        found = in_the_way(measures, state)
        for one in found:
            output.line(f"In the way: {one.what} {one.remedy}")
        if dry_run or (found and not anyway):
            return 1 if found else 0
        now = datetime.now(UTC).isoformat(timespec="seconds")
        document.edit(f"Scenario {state}", move_on, measures, state, getpass.getuser(), now, why,
                      anyway=anyway)  # fmt: skip
        document.save()
    output.line(f"The scenario is {state}.")
    return 0
