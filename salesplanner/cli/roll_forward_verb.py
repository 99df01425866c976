"""`salesplanner roll-forward`: next year's plan from this year's."""

from pathlib import Path

import click

from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.next_year import next_year
from salesplanner.cli.amounts import money_of
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.problems import PlanProblem

A_FILE = click.Path(path_type=Path, dir_okay=False)
_EXAMPLE = "Example:  salesplanner roll-forward plan-2027.salesplan --out plan-2028.salesplan"


@click.command(epilog=_EXAMPLE)
@click.argument("plan", type=A_FILE)
@click.option("--out", type=A_FILE, required=True, help="Where next year's plan is written.")
@click.option("--target", help="Next year's revenue target, in the plan's currency.")
@click.option("--keep-scenarios", is_flag=True, help="Keep the scenarios that were not adopted.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a line.")
@click.pass_obj
def roll_forward_verb(
    output: Output, plan: Path, out: Path, target: str | None, keep_scenarios: bool, as_json: bool
) -> int:
    """Write next year's plan to --out; PLAN stays as it is.

    The adopted scenario becomes today's alignment, its quotas become past quotas, what was booked
    becomes last year's revenue, who sits where at the end of the year owns the accounts.
    """
    if out.resolve() == plan.resolve():
        raise PlanProblem(
            "Next year's plan would take the place of this year's.", f"--out {out}",
            "Choose another file: this year's plan stays as it is.",
        )  # fmt: skip
    with Document.open(plan) as document:
        scale = currency_scale(document.plan)
        document.edit(
            "Roll forward",
            next_year,
            document.query,
            target_amount=money_of(target, "--target", scale) if target else None,
            keep_scenarios=keep_scenarios,
        )
        document.save(out)
        year = int(document.plan.info["fiscal_year"])
        scenario = document.plan.adopted_scenario()
    if as_json:
        output.json({"plan": str(out), "fiscal_year": year, "adopted_scenario": scenario})
    else:
        output.line(f"{out} is the plan of {year}; today's alignment is scenario {scenario}.")
    return 0
