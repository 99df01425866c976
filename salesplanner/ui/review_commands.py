"""Review rounds and the states of a scenario, as commands."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from salesplanner.analysis.gates import in_the_way, move_on
from salesplanner.exchange.review import Review, bring_back
from salesplanner.plan.edits.scenarios import NEXT_STATES
from salesplanner.progress import Progress
from salesplanner.ui.actions import Command, when_idle
from salesplanner.ui.dialogs.review_dialog import ReviewDialog
from salesplanner.ui.export_commands import export_as

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


def send(window: "MainWindow") -> None:
    """Write a review workbook for each manager."""
    export_as(window, "review-pack")


def bring(window: "MainWindow") -> None:
    """Ask for the workbooks that came back, read them in the background, show the differences."""
    session = window.session
    assert session.document is not None
    folder = str(window.preferences.get("export_folder", session.document.path.parent))
    names, _ = QFileDialog.getOpenFileNames(
        window, "Workbooks that came back", folder, "Workbooks (*.xlsx *.xlsm *.ods *.xls)"
    )
    if not names:
        return
    session.document.load_all_scenarios()
    plan, files = session.plan, [Path(name) for name in names]

    def task(progress: Progress) -> Review:
        progress.say(0.1, "Reading what came back")
        return bring_back(plan, files)

    window.jobs.run("Reading reviews", task, lambda found: show(window, found), window.job_failed)


def show(window: "MainWindow", found: Review) -> None:
    """The differences, of the scenario they are about."""
    if found.scenario_id != window.session.scenario_id:
        window.session.show_scenario(found.scenario_id)
    ReviewDialog(window.session, found, window).exec()


def change_state(window: "MainWindow") -> None:
    """Move the scenario shown on, past the checks at its gate."""
    session, measures = window.session, window.numbers.measures
    row = session.plan["scenario"].set_index("scenario_id").loc[session.scenario_id]
    now = str(row["state"] or "draft")
    states = list(NEXT_STATES[now])
    state, is_given = QInputDialog.getItem(
        window, "State of the scenario", f"{row['name']} is {now}. It becomes", states, 0, False
    )
    if not is_given:
        return
    found = in_the_way(measures, state)
    anyway = bool(found) and _passes_over(window, [f"{one.what} {one.remedy}" for one in found])
    if found and not anyway:
        return
    why = ""
    if found or state == "recalled":
        why, is_given = QInputDialog.getText(window, "State of the scenario", "Why?")
        if not is_given:
            return
    when = datetime.now(UTC).isoformat(timespec="seconds")
    session.edit(f"Scenario {state}", move_on, measures, state, getpass.getuser(), when, why,
                 anyway=anyway)  # fmt: skip


def _passes_over(window: "MainWindow", lines: list[str]) -> bool:
    more = [f"And {len(lines) - 8} more."] if len(lines) > 8 else []
    text = "\n\n".join([*lines[:8], *more, "Go on all the same, with a reason?"])
    answer = QMessageBox.question(window, "In the way", text)
    return answer == QMessageBox.StandardButton.Yes


REVIEW_COMMANDS = (
    Command("send_review", "Send for review...", "Write a review workbook for each manager",
            "Scenario", send, "", "upload", when_idle),
    Command("bring_review", "Bring answers back...", "Show what managers sent back, and decide",
            "Scenario", bring, "Ctrl+Shift+B", "download", when_idle),
    Command("change_state", "Change state...", "Draft, in review, approved, published, recalled",
            "Scenario", change_state, "", "flag", when_idle),
)  # fmt: skip
