"""salesplanner export: workbooks, maps, letters, books and CRM files."""

from datetime import UTC, datetime
from pathlib import Path

import click

from salesplanner.cli.optimize_verb import scenario_named
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.exchange.export import FOLDERS, WRITERS, Export, export
from salesplanner.exchange.review import open_round
from salesplanner.geography.polygons import outlines_from_wkb
from salesplanner.plan.edits.territories import first_layer
from salesplanner.plan.on_day import plan_on
from salesplanner.problems import PlanProblem


@click.command(
    epilog="Example:  salesplanner export plan.salesplan --as xlsx --out assignment.xlsx"
)
@click.argument("plan", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--scenario", help="Which scenario; the adopted one by default.")
@click.option("--on", "day", help="What the scenario says on a day, e.g. 2027-07-01.")
@click.option("--layer", help="Which layer; the first one by default.")
@click.option(
    "--as", "kind", required=True, type=click.Choice(list(WRITERS)), help="What to write."
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The file, or the folder for kinds of several files.",
)
@click.option(
    "--org",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Salesforce: folder of success files and of the org's current export.",
)
@click.option("--round", "round_name", default="", help="Review packs: what the round is called.")
@click.option(
    "--template",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Letters: a Word template of your own.",
)
@click.option("--forecasting-type", default="", help="Salesforce: id of the forecasting type.")
@click.pass_obj
def export_verb(
    output: Output, /, *, plan: Path, scenario: str | None, day: str | None, layer: str | None,
    kind: str, out: Path,
    org: Path | None, round_name: str, template: Path | None, forecasting_type: str,
) -> int:  # fmt: skip
    """Write what others wait for."""
    demand_place(kind, out)
    with Document.open(plan) as document:
        scenario_id = scenario_named(document, scenario)
        document.load_scenario(scenario_id)
        layer_id = layer or first_layer(document.plan)
        if kind == "review-pack":
            now = datetime.now(UTC).isoformat(timespec="seconds")
            document.edit("Send for review", open_round, scenario_id, layer_id, now, round_name)
        shapes = document.read_bulk("shape")
        packed = dict(zip(shapes["unit_id"], shapes["outline"], strict=True))
        is_on_day = bool(day) and kind != "report"  # a report takes the day itself
        asked = Export(
            plan=plan_on(document.plan, scenario_id, day or "") if is_on_day else document.plan,
            scenario_id=scenario_id,
            layer_id=layer_id,
            outlines=outlines_from_wkb(tuple(document.plan["unit"]["unit_id"]), packed),
            out=out,
            org_folder=org,
            forecasting_type_id=forecasting_type,
            template=template,
            on=day or "",
        )
        with output.progress() as progress:
            written = export(kind, asked, progress)
        if kind == "review-pack":
            document.save()  # the answers are compared with what the plan says was sent
    for path in written.files:
        output.line(str(path))
    if written.next_step:
        output.line(written.next_step)
    return 0


def demand_place(kind: str, out: Path) -> None:
    """Raise PlanProblem where a file is asked for and a folder given, or the other way round."""
    if kind in FOLDERS and out.is_file():
        raise PlanProblem("A folder is needed here.", str(out), "Name a folder with --out.")
    if kind not in FOLDERS and out.is_dir():
        raise PlanProblem("A file is needed here.", str(out), "Name a file with --out.")
