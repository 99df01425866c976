"""Beginning a plan: from nothing, or as the demonstration company."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from salesplanner.document import Document
from salesplanner.exchange.units_file import read_units_table
from salesplanner.geography.read_shapes import READERS, read_own_map
from salesplanner.geography.shipped import load_units
from salesplanner.geography.units import UnitSet
from salesplanner.plan.edits.beginnings import begin_plan
from salesplanner.plan.edits.maps import put_map
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress
from salesplanner.sample import build_demo_plan
from salesplanner.ui.actions import Command, when_free
from salesplanner.ui.dialogs.new_plan_dialog import NewPlanDialog
from salesplanner.ui.plan_commands import may_leave, open_path

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


@dataclass(frozen=True)
class Beginning:
    """What a new plan begins with; `units_file` goes before `units`."""

    path: Path
    name: str
    year: int
    first_month: int
    currency: str
    units: str = ""
    units_file: Path | None = None


@dataclass(frozen=True)
class Begun:
    """The file that was made, and what was odd about the map."""

    path: Path
    odd: tuple[str, ...] = ()


def new_plan(window: "MainWindow") -> None:
    """Ask what the plan is about, make its file in the background, and open it."""
    dialog = NewPlanDialog(Path(str(window.preferences.get("folder", str(Path.home())))), window)
    if dialog.exec() != QDialog.DialogCode.Accepted or not may_leave(window):
        return
    wanted = Beginning(
        dialog.path, dialog.plan_name, dialog.year.value(), dialog.first_month.currentIndex() + 1,
        dialog.currency_code, dialog.units_kind, dialog.units_file,
    )  # fmt: skip
    window.jobs.run(
        "Making the plan",
        lambda progress: begin(wanted, progress),
        lambda begun: _show(window, begun),
        window.job_failed,
    )


def begin(wanted: Beginning, progress: Progress) -> Begun:
    """Make the plan's file: the task of the job.

    Raises:
        PlanProblem: the map or the file cannot be read or written; nothing is left behind.
    """
    progress.say(0.05, "Reading the map")
    units, odd = _units_of(wanted)
    progress.say(0.5, "Putting the map into the plan")
    with Document.create(wanted.path) as document:
        document.edit("New plan", _begun, wanted, units)
        progress.say(0.8, "Writing the file")
        document.save()
    progress.tell(1.0, "Done")
    return Begun(wanted.path, odd)


def _units_of(wanted: Beginning) -> tuple[UnitSet, tuple[str, ...]]:
    file = wanted.units_file
    if file is None:
        return load_units(wanted.units), ()
    if file.suffix.lower() not in READERS:
        odd: list[PlanProblem] = []
        return read_units_table(file, odd), tuple(str(problem) for problem in odd)
    own = read_own_map(file)
    return own.units, tuple(str(problem) for problem in own.problems)


def _begun(plan: Plan, wanted: Beginning, units: UnitSet) -> Plan:
    plan = begin_plan(plan, wanted.name, wanted.year, wanted.first_month, wanted.currency)
    return put_map(plan, units)


def _show(window: "MainWindow", begun: Begun) -> None:
    def say_odd() -> None:
        if begun.odd:
            window.say(f"{len(begun.odd)} things were odd about the map, e.g.: {begun.odd[0]}")

    open_path(window, begun.path, say_odd)


def open_sample(window: "MainWindow") -> None:
    """Build the demonstration company in a folder of its own, and open it."""
    if not may_leave(window):
        return
    folder = Path(tempfile.mkdtemp(prefix="salesplanner-sample-"))
    window.jobs.run(
        "Building the demonstration company",
        lambda progress: build_sample(folder / "Halden Instruments.salesplan", progress),
        lambda path: open_path(window, path),
        window.job_failed,
        lambda: window.say("Stopped; no plan was made."),
    )


def build_sample(path: Path, progress: Progress, n_accounts: int = 5_000) -> Path:
    """Make the demonstration company's plan at `path`: the task of the job."""
    progress.say(0.1, "Building the demonstration company")
    with Document.create(path) as document:
        document.edit("Demonstration company", build_demo_plan, n_accounts)
        progress.say(0.8, "Writing the file")
        document.save()
    return path


NEW_PLAN_COMMANDS = (
    Command("new_plan", "New plan...", "Begin a plan: map, year, currency", "Plan", new_plan,
            "Ctrl+N", "file-plus", when_free),
    Command("open_sample", "Open the sample", "A made-up company with 5,000 accounts to try "
            "everything on", "Plan", open_sample, "", "lightbulb", when_free),
)  # fmt: skip
