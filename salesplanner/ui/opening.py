"""Opening a plan in the background: read, measured and its map drawn before the window shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from salesplanner.analysis.territory_measures import (
    Measures,
    measure_scenario,
    territory_table,
)
from salesplanner.document import Document
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress
from salesplanner.ui.session import shown_first
from salesplanner.ui.views.map_geography import Drawn, drawn

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


@dataclass(frozen=True, eq=False)
class Opened:
    """A plan read from its file, and what its first page shows; measures where it has any."""

    document: Document
    measures: Measures | None
    drawn: Drawn


def open_in_background(
    window: "MainWindow",
    path: Path,
    read: Callable[[], Document],
    then: Callable[[], object] = lambda: None,
) -> None:
    """Read a plan while the window stays alive, and show it; `then` comes after that.

    The plan shown before stays open until the new one is there.
    """

    def show(opened: Opened) -> None:
        window.is_opening = False
        window.session.open(opened.document)
        window.show_opened(opened.measures, opened.drawn)
        window.preferences.add_recent(path)
        window.preferences.set("folder", str(path.parent))
        _tell(window, opened.document)
        then()

    def fail(error: Exception) -> None:
        window.end_opening()
        window.job_failed(error)

    name = f"Opening {path.name}"
    try:
        window.jobs.run(name, lambda way: prepare(read, way), show, fail, window.end_opening)
    except PlanProblem as problem:
        window.show_problem(problem)
        return
    window.begin_opening(path)


def prepare(read: Callable[[], Document], progress: Progress) -> Opened:
    """Read a plan and all that its first page shows: the task of the job.

    Raises:
        PlanProblem: it cannot be read.
        Stopped: it was stopped; the plan is closed again.
    """
    progress.say(0.05, "Reading the plan")
    document = read()
    try:
        progress.say(0.5, "Drawing the map")
        made = drawn(document.plan, document.read_bulk("shape"))
        progress.say(0.7, "Counting")
        measures = _measured(document)
        progress.say(1.0, "Showing the plan")
    except BaseException:
        document.close()
        raise
    return Opened(document, measures, made)


def _measured(document: Document) -> Measures | None:
    """The measures the first page asks for; none where there is no scenario or they make no sense.

    What makes no sense is then said by the page that asks for it.
    """
    scenario_id, layer_id = shown_first(document.plan)
    if not scenario_id:
        return None
    try:
        measures = measure_scenario(document.plan, scenario_id, layer_id)
        territory_table(measures)  # counted here, and kept
    except PlanProblem:
        return None
    return measures


def _tell(window: "MainWindow", document: Document) -> None:
    """Say what a planner should know about the file: only what keeps them from work stops them."""
    if document.notices:
        window.say(" ".join(document.notices))
    if document.is_read_only:
        QMessageBox.information(window, document.path.name, document.read_only_reason)
