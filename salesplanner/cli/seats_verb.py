"""`salesplanner seats`: match reps to the territories of a scenario."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from salesplanner.cli.amounts import named, number_of
from salesplanner.cli.optimize_options import A_FILE
from salesplanner.cli.optimize_verb import free_name, scenario_named
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.optimize.seating import WISHES, Seating, SeatWishes, match_reps
from salesplanner.plan.edits.scenarios import branch_scenario, new_scenario_id
from salesplanner.plan.edits.seats import reseat
from salesplanner.plan.edits.territories import first_layer
from salesplanner.plan.model import Plan


@click.command(epilog="Example:  salesplanner seats plan.salesplan --scenario Optimized "
               "--weight relationships=2 --save-as 'Reps matched'")  # fmt: skip
@click.argument("plan", type=A_FILE)
@click.option("--scenario", help="The scenario whose reps are matched; the adopted one by default.")
@click.option("--save-as", help="Name of the scenario the answer becomes.")
@click.option("--layer", help="The layer of territories; the first one by default.")
@click.option("--weight", "weights", multiple=True, metavar="WISH=W",
              help="How much a wish counts: home (way to the accounts), relationships (years with "
              "them), skills (and languages), stay (where they sit); 1, 1, 1, 0 by default."
              )  # fmt: skip
@click.option("--any-role", is_flag=True, help="Also reps whose role is not that of the layer.")
@click.option("--dry-run", is_flag=True, help="Show the match, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def seats_verb(
    output: Output, /, plan: Path, scenario: str | None, save_as: str | None, layer: str | None,
    weights: tuple[str, ...], any_role: bool, dry_run: bool, as_json: bool,
) -> int:  # fmt: skip
    """Match reps to territories."""
    wishes = replace(_wishes(weights), any_role=any_role)
    with Document.open(plan) as document:
        scenario_id = scenario_named(document, scenario)
        document.load_scenario(scenario_id)
        layer_id = layer or first_layer(document.plan)
        found = match_reps(document.plan, scenario_id, layer_id, wishes)
        name = save_as or free_name(document, "Reps matched")
        if not dry_run:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            new_id = new_scenario_id(document.plan, name)
            document.edit(f"Match reps: {name}", _kept, scenario_id, name, new_id, found, now)
            document.save()
    if as_json:
        output.json(_document(found, None if dry_run else name))
    else:
        _print(output, found)
    return 0


def _kept(
    plan: Plan, scenario_id: str, name: str, new_id: str, found: Seating, created_at: str
) -> Plan:
    plan = branch_scenario(plan, scenario_id, name, new_id, created_at=created_at)
    return reseat(plan, new_id, found.rep_of)


def _wishes(weights: tuple[str, ...]) -> SeatWishes:
    given: dict[str, float] = {}
    for text in weights:
        wish, value = named(text, "--weight", "WISH=W")
        if wish not in WISHES:
            raise click.BadParameter(
                f"there is no {wish!r}; use {', '.join(WISHES)}", param_hint="--weight"
            )
        weight = number_of(value, "--weight")
        if weight < 0:
            raise click.BadParameter(f"{text!r} is below 0", param_hint="--weight")
        given[wish] = weight
    return SeatWishes(**given)  # type: ignore[arg-type]  # its weights are floats


def _document(found: Seating, scenario: str | None) -> dict[str, object]:
    return {
        "scenario": scenario,
        "cost": found.cost,
        "cost_before": found.cost_before,
        "seats": [asdict(seat) for seat in found.seats],
        "changed": sum(seat.rep_id != seat.before_rep_id for seat in found.seats),
        "vacant": [seat.territory_id for seat in found.seats if not seat.rep_id],
        "unseated": list(found.unseated),
    }


def _print(output: Output, found: Seating) -> None:
    rows = [
        [seat.territory_id, seat.before_rep_id or "-", seat.rep_id or "vacant",
         f"{seat.km_before:,.0f}", f"{seat.km:,.0f}", f"{seat.years_before:,.1f}",
         f"{seat.years:,.1f}", f"{seat.unmet_visits:,.0f}"]
        for seat in found.seats
    ]  # fmt: skip
    output.table("Seats", ["Territory", "rep before", "rep", "km before", "km", "years before",
                           "years", "visits without skill"], rows)  # fmt: skip
    changed = sum(seat.rep_id != seat.before_rep_id for seat in found.seats)
    output.line(f"{changed} of {len(found.seats)} territories get another rep.")
    if found.unseated:
        output.line(f"No territory is left for: {', '.join(found.unseated)}")
