"""`salesplanner demo`: builds the demonstration company and runs the main job on it."""

import os
import sys
import time
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import click

from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.cli.demo_steps import Story, draw_pictures, quotas_put, side_by_side
from salesplanner.cli.optimize_report import peak_mb
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.exchange.write_excel import write_assignment_workbook
from salesplanner.optimize import solve
from salesplanner.optimize.answer import answer_of, keep_answer
from salesplanner.optimize.finished_total import solve_asked
from salesplanner.optimize.from_plan import Asked, ask
from salesplanner.optimize.items import WORKLOAD
from salesplanner.optimize.options import Balance, Options
from salesplanner.optimize.result import Result, Settings
from salesplanner.optimize.verified import verified
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress
from salesplanner.sample import build_demo_plan

LAYER = "field"
BALANCE = Balance(measure=WORKLOAD, share=Fraction(1, 10))
SOLVE_SECONDS = {"counties": 35.0, "zip3": 20.0, "zip5": 150.0}


@click.command(epilog="Example:  salesplanner demo --out my-demo --no-window")
@click.option(
    "--out",
    default="salesplanner-demo",
    show_default=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the files go.",
)
@click.option("--accounts", default=5_000, show_default=True, help="100 to 100,000.")
@click.option(
    "--units",
    default="counties",
    show_default=True,
    type=click.Choice(["counties", "zip3", "zip5"]),
    help="What is assigned.",
)
@click.option("--territories", default=80, show_default=True, help="Territories, and reps.")
@click.option("--seed", default=7, show_default=True, help="Same seed, same company.")
@click.option("--no-window", is_flag=True, help="Do not open the window at the end.")
@click.pass_obj
def demo_verb(
    output: Output, /, out: Path, accounts: int, units: str, territories: int, seed: int,
    no_window: bool,
) -> int:  # fmt: skip
    """Build the demonstration company and run the main job on it."""
    began = time.monotonic()
    folder = made_folder(out)
    with Document.create(folder / "demo.salesplan") as document, output.progress() as progress:
        progress.tell(0.0, "Building the demonstration company")
        document.edit("Demonstration company", build_demo_plan, accounts, territories, units, seed)
        asked, result = best_alignment(document, SOLVE_SECONDS[units], seed, progress)
        if result.has_plan:
            written = write_all(document, asked, result, folder, progress)
        document.save()
    if not result.has_plan:
        output.line(f"No alignment was found: {result.status}. {result.message}")
        return 1
    report(output, written, result, folder, time.monotonic() - began)
    if not no_window and has_screen():
        from salesplanner.app import run_window  # noqa: PLC0415 - the only place here that loads Qt

        return run_window(folder / "demo.salesplan")
    return 0


def made_folder(out: Path) -> Path:
    """The folder for the files, made if it is not there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlanProblem(
            f"The folder cannot be made: {error.strerror}.", str(out), "Choose another with --out."
        ) from error
    return out


def best_alignment(
    document: Document, seconds: float, seed: int, progress: Progress
) -> tuple[Asked, Result]:
    """Least travel, in one piece, workload within 10 %, at the homes of the reps.

    Territories whose band had to give are listed in the result's relaxations.
    """
    scenario_id = document.plan.adopted_scenario()
    asked = ask(document.plan, scenario_id, Options(balance=(BALANCE,)))
    settings = Settings(time_limit=seconds, seed=seed)
    result = verified(asked, solve_asked(asked, solve, settings, progress.part(0.05, 0.8)))
    return asked, result


def write_all(
    document: Document, asked: Asked, result: Result, folder: Path, progress: Progress
) -> Story:
    """Keep the alignment as a scenario, set its quotas, and write workbook and pictures."""
    answer = answer_of(asked, result)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    assert asked.workload is not None
    words = {"objective": "travel", "balance": f"{WORKLOAD} {float(asked.workload.share):.0%}"}
    document.edit("Optimize: Balanced", keep_answer, answer, "Balanced", words, now)
    scenario_id = str(document.plan["scenario"].set_index("name").loc["Balanced", "scenario_id"])
    progress.tell(0.82, "Setting quotas")
    document.edit("Quotas from potential", quotas_put, scenario_id, LAYER)
    story = Story(
        measure_scenario(document.plan, asked.scenario_id, LAYER),
        measure_scenario(document.plan, scenario_id, LAYER),
    )
    progress.tell(0.86, "Writing the workbook")
    write_assignment_workbook(folder / "demo.xlsx", story.before, story.after)
    progress.tell(0.93, "Drawing")
    draw_pictures(document, story, folder / "coverage.png", folder / "expected_revenue.png")
    progress.tell(1.0, "Done")
    return story


def report(output: Output, story: Story, result: Result, folder: Path, seconds: float) -> None:
    """Before and after, what had to give way, and where the files are."""
    before, after = story.names
    title = f"{story.after.plan.info['name']}: {before} and {after}"
    output.table(title, ["", before, after], side_by_side(story, result))
    if result.relaxations:
        heavy = sorted({one.reason for one in result.relaxations})
        output.line(f"The band was widened {len(result.relaxations)} times, e.g.: {heavy[0]}.")
    for name in ("demo.salesplan", "demo.xlsx", "coverage.png", "expected_revenue.png"):
        output.line(str(folder / name))
    memory = peak_mb()
    output.line(f"{seconds:.1f} s" + (f", at most {memory:.0f} MB" if memory else ""))


def has_screen() -> bool:
    """Whether a window can be seen."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
