"""`salesplanner check`: what is wrong or odd in a plan, each with its remedy."""

from dataclasses import asdict
from pathlib import Path

import click

from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.plan.checks import Finding, check_plan
from salesplanner.plan.demands import scenario_called

A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(epilog="Example:  salesplanner check plan.salesplan --scenario 'Plan B' --json")
@click.argument("plan", type=A_FILE)
@click.option("--scenario", help="Name or id of the scenario looked at; default: the adopted one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
@click.pass_obj
def check_verb(output: Output, plan: Path, scenario: str | None, as_json: bool) -> int:
    """List what is wrong or odd in PLAN: table, key and remedy. Exit status 1 if it is unsound."""
    with Document.open(plan, read_only=True) as document:
        scenario_id = None
        if scenario is not None:
            scenario_id = scenario_called(document.plan, scenario)
            document.load_scenario(scenario_id)
        damages = [_damage(said) for said in document.damages()]
        found = damages + check_plan(document.plan, scenario_id)
    n_unsound = sum(finding.is_unsound for finding in found)
    if as_json:
        answer = {"unsound": n_unsound, "findings": [asdict(finding) for finding in found]}
        output.json(answer)
    elif found:
        rows = [_row(finding) for finding in found]
        output.table(f"{len(found)} findings", ("Where", "What", "Remedy"), rows)
    else:
        output.line("Nothing found.")
    return 1 if n_unsound else 0


def _damage(said: str) -> Finding:
    remedy = "Restore a backup: salesplanner backups PLAN --restore 1."
    return Finding("file", "", "", f"The file is damaged: {said}.", remedy, is_unsound=True)


def _row(finding: Finding) -> tuple[str, str, str]:
    place = ", ".join(part for part in (finding.table, finding.row_key, finding.column) if part)
    mark = "UNSOUND " if finding.is_unsound else ""
    return place, f"{mark}{finding.what}", finding.remedy
