"""`salesplanner new`: a new plan on a map."""

from dataclasses import replace
from pathlib import Path

import click

from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.exchange.units_file import (
    read_borders_file,
    read_distances_file,
    read_units_table,
)
from salesplanner.geography.read_shapes import READERS, read_own_map
from salesplanner.geography.shipped import load_units
from salesplanner.geography.units import UnitSet
from salesplanner.plan.edits.beginnings import begin_plan
from salesplanner.plan.edits.finer import split_units
from salesplanner.plan.edits.maps import put_distances, put_map
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

SHIPPED = (
    "us-counties", "us-counties-2023", "us-zip3", "us-zip5", "us-states", "world-countries",
    "world-states",
)  # fmt: skip
A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(epilog="Example:  salesplanner new plan.salesplan --units us-counties --year 2027")
@click.argument("plan", type=A_FILE)
@click.option("--units", type=click.Choice(SHIPPED), help="A map that comes with the app.")
@click.option(
    "--units-file",
    type=A_FILE,
    help="Units: CSV, Excel, GeoJSON, TopoJSON, "
    "GeoPackage or shapefile. As CSV: unit_id, name, latitude, longitude (or x_km, y_km "
    "on a flat plane), and any numeric columns: each becomes a measure.",
)
@click.option(
    "--borders-file",
    type=A_FILE,
    help="Borders: CSV unit_a,unit_b[,length_km]. "
    "Left out: from outlines, else from nearest neighbours.",
)
@click.option(
    "--distances-file",
    type=A_FILE,
    help="CSV from_id,to_id,km (or minutes), or .npz "
    "with km (n x n, in the order of the units file); used instead of computed ones.",
)
@click.option(
    "--split",
    multiple=True,
    metavar="UNIT",
    help="Put the ZIP areas in the place of a county, state or three-digit ZIP area that is too "
    "large for a territory; may be given more than once.",
)
@click.option("--currency", default="USD", show_default=True, help="ISO code.")
@click.option("--year", default=2027, show_default=True, help="Fiscal year.")
@click.option("--first-month", default=1, show_default=True, help="Month the year begins with.")
@click.pass_obj
def new_verb(  # noqa: PLR0917 - click hands over each option
    output: Output,
    plan: Path,
    units: str | None,
    units_file: Path | None,
    borders_file: Path | None,
    distances_file: Path | None,
    split: tuple[str, ...],
    currency: str,
    year: int,
    first_month: int,
) -> None:
    """Make a new plan on a map."""
    demand_folder(plan)
    unit_set = _units_of(output, units, units_file, borders_file, distances_file)
    with Document.create(plan) as document:
        document.edit("New plan", _begun, plan.stem, year, first_month, currency, unit_set)
        if distances_file is not None:
            demand_order(distances_file, units_file, unit_set)
            ways = read_distances_file(distances_file, unit_set.unit_ids)
            document.edit("Imported distances", put_distances, *ways)
        if split:
            document.edit("Split units", split_units, split, load_units("us-zip5"))
        document.save()
        n_units, n_borders = len(document.plan["unit"]), len(document.plan["border"])
    output.line(
        f"{plan}: {n_units:,} units, {n_borders:,} borders, {len(unit_set.measures)} measures"
    )


def demand_folder(path: Path) -> None:
    """Raise PlanProblem unless the folder a plan shall go to is there."""
    if path.suffix != ".salesplan":
        raise PlanProblem(
            "A plan's name ends in .salesplan.", str(path), f"Call it {path.stem}.salesplan."
        )
    if not path.resolve().parent.is_dir():
        raise PlanProblem("There is no such folder.", str(path.parent), "Make it first.")


def demand_order(distances: Path, units_file: Path | None, units: UnitSet) -> None:
    """Raise PlanProblem where a matrix would follow an order that is not the file's."""
    if distances.suffix.lower() == ".npz" and units_file is not None and units.kind in SHIPPED:
        raise PlanProblem(
            "A matrix needs units in the order of the file, and these come from a shipped map.",
            str(distances), "Give the distances as CSV from_id,to_id,km.",
        )  # fmt: skip


def _begun(
    plan: Plan, name: str, year: int, first_month: int, currency: str, units: UnitSet
) -> Plan:
    return put_map(begin_plan(plan, name, year, first_month, currency), units)


def _units_of(
    output: Output,
    kind: str | None,
    file: Path | None,
    borders: Path | None,
    distances: Path | None,
) -> UnitSet:
    if (kind is None) == (file is None):
        what = "Neither" if kind is None else "Both"
        raise click.UsageError(f"{what} --units and --units-file given: exactly one is needed.")
    if file is None:
        if borders is not None or distances is not None:
            raise click.UsageError("--borders-file and --distances-file go with --units-file.")
        assert kind is not None
        return load_units(kind)
    units = _units_of_file(output, file)
    if borders is not None:
        units = replace(units, borders=read_borders_file(borders, units.unit_ids))
    return units


def _units_of_file(output: Output, file: Path) -> UnitSet:
    """A table of units, or a map with outlines; what was odd about it is said."""
    if file.suffix.lower() not in READERS:
        odd: list[PlanProblem] = []
        units = read_units_table(file, odd)
    else:
        own = read_own_map(file)
        units, odd = own.units, list(own.problems)
    for problem in odd:
        output.complain(str(problem))
    return units
