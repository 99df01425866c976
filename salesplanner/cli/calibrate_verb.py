"""`salesplanner calibrate`: parameters as the plan's own history has them, kept where asked."""

from pathlib import Path

import click
import pandas as pd

from salesplanner.analysis.calibrated import calibrated, parameter_rows
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.plan.edits.parameters import set_parameters

A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(epilog="Example:  salesplanner calibrate plan.salesplan --apply elasticity")
@click.argument("plan", type=A_FILE)
@click.option(
    "--apply",
    "names",
    multiple=True,
    help="Keep the history's value of this parameter (elasticity, retention_share, ...) where it "
    "forecast better; all for all of them.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
@click.pass_obj
def calibrate_verb(output: Output, plan: Path, names: tuple[str, ...], as_json: bool) -> int:
    """Compare the parameters of expected revenue with the plan's own bookings."""
    with Document.open(plan, read_only=not names) as document:
        table = calibrated(
            document.plan,
            document.bookings_by("segment", "rep_id", "period"),
            document.bookings_by("account_id", "years_ago"),
        )
        kept = _chosen(table, names)
        if len(kept):
            document.edit("Calibrate from history", set_parameters, parameter_rows(kept))
            document.save()
    if as_json:
        columns = ["name", "scope", "value"]
        output.json(
            {"parameters": table.to_dict("records"), "kept": kept[columns].to_dict("records")}
        )
        return 0
    rows = [
        (
            f"{row['name']}, {row['scope']}", f"{row['present_value']:.3g}", f"{row['value']:.3g}",
            _error(row["present_error_share"]), _error(row["error_share"]),
            "yes" if row["is_better"] else "no", row["method"],
        )
        for row in table.to_dict("records")
    ]  # fmt: skip
    heads = ("Parameter", "Now", "History", "Error now", "Error history", "Better", "How")
    output.table("Calibration", heads, rows)
    output.line(f"{len(kept)} parameters kept in the plan." if names else "Nothing was changed.")
    return 0


def _chosen(table: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Proposals that were better, of the parameters asked for.

    Raises:
        click.BadParameter: no such parameter.
    """
    known = list(dict.fromkeys(table["name"]))
    unknown = [name for name in names if name not in (*known, "all")]
    if unknown:
        raise click.BadParameter(
            f"{unknown[0]!r} is not calibrated; choose of {', '.join(known)} or all",
            param_hint="--apply",
        )
    wanted = known if "all" in names else list(names)
    return table[table["name"].isin(wanted) & table["is_better"]]


def _error(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:.3f}"
