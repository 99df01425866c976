"""salesplanner open PLAN: the window."""

from pathlib import Path

import click


@click.command("open", help="Open PLAN in the window.\n\nExample: salesplanner open plan.salesplan")
@click.argument("plan", required=False, type=click.Path(dir_okay=False, path_type=Path))
def open_verb(plan: Path | None = None) -> int:
    from salesplanner.app import run_window  # noqa: PLC0415 - no other verb may load Qt

    return run_window(plan)
