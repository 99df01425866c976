"""What the Plan, Edit and Help menus do."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox

from salesplanner.document import Document
from salesplanner.problems import PlanProblem
from salesplanner.ui.actions import Command, always, with_plan

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_FILTER = "SalesPlanner plans (*.salesplan)"


def open_plan(window: "MainWindow") -> None:
    """Ask for a plan file and open it."""
    folder = str(window.preferences.get("folder", str(Path.home())))
    name, _ = QFileDialog.getOpenFileName(window, "Open a plan", folder, _FILTER)
    if name:
        open_path(window, Path(name))


def open_path(window: "MainWindow", path: Path) -> None:
    """Open a plan file in this window, after asking about unsaved work."""
    if not may_leave(window):
        return
    try:
        document = Document.open(path)
    except PlanProblem as problem:
        window.show_problem(problem)
        return
    window.preferences.add_recent(path)
    window.preferences.set("folder", str(path.parent))
    window.session.open(document)


def save(window: "MainWindow") -> None:
    window.session.save()


def save_as(window: "MainWindow") -> None:
    """Ask where, and save the plan there; the window goes on with the new file."""
    document = window.session.document
    assert document is not None
    name, _ = QFileDialog.getSaveFileName(window, "Save the plan as", str(document.path), _FILTER)
    if not name:
        return
    path = Path(name)
    path = path if path.suffix else path.with_suffix(".salesplan")
    try:
        document.save(path)
    except PlanProblem as problem:
        window.show_problem(problem)
        return
    window.preferences.add_recent(path)
    window.session.saved_changed.emit(True)


def close_plan(window: "MainWindow") -> None:
    if may_leave(window):
        window.session.open(None)


def may_leave(window: "MainWindow") -> bool:
    """Whether the open plan may be closed: asks where there is unsaved work."""
    document = window.session.document
    if document is None or document.is_saved:
        return True
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        window,
        "Unsaved changes",
        f"Save the changes to {document.path.name}?",
        buttons.Save | buttons.Discard | buttons.Cancel,
        buttons.Save,
    )
    if answer == buttons.Save:
        return window.session.save()
    return answer == buttons.Discard


PLAN_COMMANDS = (
    Command(
        "open", "Open...", "Open a plan file", "Plan", open_plan, "Ctrl+O", "folder-open",
        always, on_toolbar=True,
    ),
    Command(
        "save", "Save", "Save the plan to its file", "Plan", save, "Ctrl+S", "save",
        on_toolbar=True,
    ),
    Command(
        "save_as", "Save as...", "Save the plan to another file", "Plan", save_as,
        "Ctrl+Shift+S", "save-all",
    ),
    Command("close_plan", "Close plan", "Close the plan and show the start page", "Plan",
            close_plan, "Ctrl+W", "x"),
    Command("quit", "Quit", "Close the window", "Plan", lambda window: window.close(), "Ctrl+Q",
            "log-out", always),
    Command(
        "undo", "Undo", "Take back the last step", "Edit",
        lambda window: window.session.undo(), "Ctrl+Z", "undo-2", with_plan, on_toolbar=True,
    ),
    Command(
        "redo", "Redo", "Do again what was taken back", "Edit",
        lambda window: window.session.redo(), "Ctrl+Y", "redo-2", with_plan, on_toolbar=True,
    ),
)  # fmt: skip
