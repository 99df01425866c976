"""Next year's plan out of this year's, as a command."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtWidgets import QDialog, QFileDialog

from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.next_year import next_year
from salesplanner.document import Document
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress
from salesplanner.ui.actions import Command, when_idle
from salesplanner.ui.dialogs.next_year_dialog import NextYearDialog
from salesplanner.ui.plan_commands import PLAN_FILES, may_leave, open_path
from salesplanner.ui.scenario_commands import scenario_name

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


@dataclass(frozen=True)
class NextYear:
    """Which plan is rolled forward, to which file, and with what target."""

    path: Path
    out: Path
    target_amount: int | None = None
    keep_scenarios: bool = False


def begin_next_year(window: "MainWindow") -> None:
    """Ask for target and file, write next year's plan in the background, and open it."""
    document = window.session.document
    assert document is not None
    plan = document.plan
    if not may_begin(window) or not may_leave(window):
        return
    info, scale = plan.info, currency_scale(plan)
    year, known = int(info["fiscal_year"]), info["target_amount"]
    target = 0 if pd.isna(known) else int(known)
    name = scenario_name(window, plan.adopted_scenario())
    dialog = NextYearDialog(year, name, target, scale, window)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    out = _asked_file(window, document.path, year)
    if out is None:
        return
    wanted = NextYear(document.path, out, dialog.target_amount(), dialog.keep.isChecked())
    window.session.open(None)  # its file is read by the task

    def show(path: Path) -> None:
        open_path(window, path, lambda: window.say(f"This is the plan of {year + 1}."))

    def fail(error: Exception) -> None:
        open_path(window, wanted.path)
        window.job_failed(error)

    window.jobs.run(
        f"Making the plan of {year + 1}",
        lambda progress: roll(wanted, progress),
        show,
        fail,
        lambda: open_path(window, wanted.path),
    )  # fmt: skip


def may_begin(window: "MainWindow") -> bool:
    """Whether the plan has what next year is made of; says what is missing."""
    plan = window.session.plan
    if plan["plan_info"].empty or pd.isna(plan.info["fiscal_year"]) or plan["scenario"].empty:
        remedy = "Give the plan a year and a scenario first."
        window.show_problem(PlanProblem("There is nothing to roll forward yet.", "", remedy))
        return False
    return True


def roll(wanted: NextYear, progress: Progress) -> Path:
    """Write next year's plan; the plan itself stays as it is: the task of the job.

    Raises:
        PlanProblem: the plan cannot be read or rolled forward, or the file cannot be written.
    """
    progress.say(0.05, "Reading the plan")
    with Document.open(wanted.path) as document:
        progress.say(0.3, "Taking along what was booked and who owns what")
        document.edit(
            "Roll forward", next_year, document.query,
            target_amount=wanted.target_amount, keep_scenarios=wanted.keep_scenarios,
        )  # fmt: skip
        progress.say(0.8, "Writing the file")
        document.save(wanted.out)
    return wanted.out


def _asked_file(window: "MainWindow", path: Path, year: int) -> Path | None:
    """Where it is to be written; None where no file was chosen, or the plan's own."""
    stem = path.stem
    later = stem.replace(str(year), str(year + 1)) if str(year) in stem else f"{stem} {year + 1}"
    name, _ = QFileDialog.getSaveFileName(
        window, f"Save the plan of {year + 1} as", str(path.with_stem(later)), PLAN_FILES
    )
    if not name:
        return None
    out = Path(name)
    out = out if out.suffix else out.with_suffix(path.suffix)
    if out.resolve() == path.resolve():
        remedy = "Choose another name: this year's plan is kept."
        window.show_problem(PlanProblem("That is the file of this year's plan.", str(out), remedy))
        return None
    return out


NEXT_YEAR_COMMANDS = (
    Command("next_year", "Next year's plan...", "Roll this plan forward into a file of its own",
            "Plan", begin_next_year, "", "calendar", when_idle),
)  # fmt: skip
