"""`salesplanner backups`: the saved versions of a plan, and how to get one back."""

from pathlib import Path

import click

from salesplanner.cli.output import Output
from salesplanner.document import Document


@click.command(epilog="Example:  salesplanner backups plan.salesplan --restore 2")
@click.argument("plan", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--restore", type=int, metavar="N", help="Put version N in place of the plan.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
@click.pass_obj
def backups_verb(output: Output, plan: Path, restore: int | None, as_json: bool) -> int:
    """List the last saved versions of PLAN, 1 the newest, or restore one of them.

    What is there when a version is restored becomes version 1, so that restoring can be undone.
    """
    if restore is not None:
        restored = Document.restore(plan, restore)
        output.complain(f"{plan} is as it was saved at {restored.saved_at:%Y-%m-%d %H:%M:%S} UTC.")
    versions = Document.backups(plan)
    if as_json:
        output.json(
            {
                "backups": [
                    {
                        "number": version.number,
                        "saved_at": version.saved_at.isoformat(),
                        "bytes": version.n_bytes,
                        "file": str(version.path),
                    }
                    for version in versions
                ]
            }
        )
    elif versions:
        rows = [
            (str(v.number), f"{v.saved_at:%Y-%m-%d %H:%M:%S} UTC", f"{v.n_bytes / 1e6:.1f} MB")
            for v in versions
        ]
        output.table(f"Saved versions of {plan.name}", ("Version", "Saved", "Size"), rows)
    else:
        output.line("No version of this plan was kept on this computer.")
    return 0
