"""What the Plan, Edit and Help menus do."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from salesplanner.document import Document
from salesplanner.problems import PlanProblem
from salesplanner.ui.actions import Command, always, when_free, with_plan
from salesplanner.ui.opening import open_in_background

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

PLAN_FILES = "SalesPlanner plans (*.salesplan)"


def open_plan(window: "MainWindow") -> None:
    """Ask for a plan file and open it."""
    folder = str(window.preferences.get("folder", str(Path.home())))
    name, _ = QFileDialog.getOpenFileName(window, "Open a plan", folder, PLAN_FILES)
    if name:
        open_path(window, Path(name))


def open_path(window: "MainWindow", path: Path, then: Callable[[], object] = lambda: None) -> None:
    """Open a plan file in this window, after asking about unsaved work; `then` comes after."""
    if may_leave(window):
        open_in_background(window, path, lambda: Document.open(path), then)


def dropped_plan(data: QMimeData) -> Path | None:
    """The plan file among what was let go over the window."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() == ".salesplan"), None)


def offer_recovery(window: "MainWindow") -> bool:
    """Offer what a crash left unsaved, the latest first; True where some of it was opened."""
    for recovery in Document.recoverable():
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            window,
            "Unsaved work was found",
            f"{recovery.path.name} was not closed properly. {recovery.n_steps} unsaved steps are "
            f"kept, the last: {recovery.last_label}.\n\nOpen them? Discard gives them up.",
            buttons.Open | buttons.Discard | buttons.Cancel,
            buttons.Open,
        )
        if answer == buttons.Open:
            open_in_background(window, recovery.path, partial(Document.recover, recovery))
            return True
        if answer == buttons.Discard:
            Document.discard(recovery)
    return False


def show_backups(window: "MainWindow") -> None:
    """List the kept versions of the plan; the chosen one is put in place and opened."""
    document = window.session.document
    assert document is not None
    path = document.path
    kept = Document.backups(path)
    if not kept:
        window.say("No earlier saved version is kept yet.")
        return
    texts = [f"{one.number}: {one.saved_at:%Y-%m-%d %H:%M:%S}" for one in kept]
    text, is_given = QInputDialog.getItem(
        window, "Earlier versions", "Go back to the version saved at", texts, 0, False
    )
    if not is_given or not may_leave(window):
        return
    window.session.open(None)
    try:
        Document.restore(path, kept[texts.index(text)].number)
    except PlanProblem as problem:
        window.show_problem(problem)
    open_path(window, path)


def save(window: "MainWindow") -> bool:
    """Save; asks where another program changed the file meanwhile."""
    document = window.session.document
    assert document is not None
    if document.is_read_only:
        return save_as(window)
    if document.is_changed_elsewhere and not _may_replace(window):
        return False
    return window.session.save(force=True)


def _may_replace(window: "MainWindow") -> bool:
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.warning(
        window,
        "Changed elsewhere",
        "Another program changed the file since it was opened here. Replace it by this plan?",
        buttons.Yes | buttons.Cancel,
        buttons.Cancel,
    )
    return answer == buttons.Yes


def save_as(window: "MainWindow") -> bool:
    """Ask where, and save the plan there; the window goes on with the new file."""
    document = window.session.document
    assert document is not None
    name, _ = QFileDialog.getSaveFileName(
        window, "Save the plan as", str(document.path), PLAN_FILES
    )
    if not name:
        return False
    path = Path(name)
    path = path if path.suffix else path.with_suffix(".salesplan")
    try:
        document.save(path)
    except PlanProblem as problem:
        window.show_problem(problem)
        return False
    window.preferences.add_recent(path)
    window.session.told_saved()
    return True


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
        return save(window)
    return answer == buttons.Discard


PLAN_COMMANDS = (
    Command(
        "open", "Open...", "Open a plan file", "Plan", open_plan, "Ctrl+O", "folder-open",
        when_free,
    ),
    Command(
        "save", "Save", "Save the plan to its file", "Plan", save, "Ctrl+S", "save",
        on_toolbar=True,
    ),
    Command(
        "save_as", "Save as...", "Save the plan to another file", "Plan", save_as,
        "Ctrl+Shift+S", "save-all",
    ),
    Command("backups", "Earlier versions...", "Go back to a version saved before", "Plan",
            show_backups, "", "history"),
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
