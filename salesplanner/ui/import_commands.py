"""Bringing files in through the window."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog

from salesplanner.plan import Plan
from salesplanner.problems import PlanProblem
from salesplanner.ui.actions import Command, always, when_idle

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


def import_file(window: "MainWindow", source: Path | str | None = None, kind: str = "") -> bool:
    """Lead through an import; True where something was brought in."""
    # All the readers of files take a second to load: the start of the window does not wait for it.
    from salesplanner.ui.dialogs.import_dialog import ImportDialog  # noqa: PLC0415
    from salesplanner.ui.dialogs.import_state import ImportState  # noqa: PLC0415

    document = window.session.document
    assert document is not None
    folder = Path(str(window.preferences.get("folder", str(Path.home()))))
    state = ImportState(document.plan, document.read_bulk)
    dialog = ImportDialog(state, lambda label, plan: _commit(window, label, plan), folder, window)
    if source is not None:
        dialog.read(source, kind)
    is_done = dialog.exec() == QDialog.DialogCode.Accepted
    if isinstance(source, Path):
        window.preferences.set("folder", str(source.parent))
    dialog.deleteLater()
    return is_done


def import_dropped(window: "MainWindow", data: QMimeData) -> bool:
    """Lead through the files that were let go over the window, one after the other."""
    sources: Sequence[Path] = dropped_sources(data.urls())
    if not sources or not when_idle(window):
        return False
    for source in sources:
        if not import_file(window, source):
            break
    return True


def can_import(window: "MainWindow", data: QMimeData) -> bool:
    """Whether what is held over the window could be imported."""
    return when_idle(window) and bool(dropped_sources(data.urls()))


def dropped_sources(urls: Iterable[QUrl]) -> list[Path]:
    """The files and folders among what was let go, but for plans."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() != ".salesplan"]


def _commit(window: "MainWindow", label: str, after: Plan) -> bool:
    return window.session.edit(label, _imported, after)


def _imported(_plan: Plan, after: Plan) -> Plan:
    """An edit whose work was done beforehand; the dialog kept all other edits out meanwhile."""
    return after


def save_template(window: "MainWindow") -> None:
    """Ask for a kind of file and a place, and write a workbook to fill in."""
    from salesplanner.exchange.targets import KINDS  # noqa: PLC0415 - slow to load
    from salesplanner.exchange.templates import write_template  # noqa: PLC0415

    meanings = {f"{kind.capitalize()}: {KINDS[kind].meaning}": kind for kind in KINDS}
    text, is_given = QInputDialog.getItem(
        window, "Import template", "A workbook to fill in, for", list(meanings), 0, False
    )
    if not is_given:
        return
    folder = Path(str(window.preferences.get("folder", str(Path.home()))))
    name, _ = QFileDialog.getSaveFileName(
        window, "Save the template", str(folder / f"{meanings[text]} template.xlsx"),
        "Spreadsheets (*.xlsx)",
    )  # fmt: skip
    if not name:
        return
    try:
        path = write_template(meanings[text], Path(name).with_suffix(".xlsx"))
    except PlanProblem as problem:
        window.show_problem(problem)
        return
    window.say(f"Wrote {path.name}: fill it in, then import it.")


IMPORT_COMMANDS = (
    Command("import", "Import...", "Bring in accounts, reps, bookings and more from a file, a "
            "folder or the clipboard", "Plan", import_file, "Ctrl+I", "import", when_idle,
            on_toolbar=True),
    Command("import_template", "Import template...", "A workbook to fill in, with the meaning of "
            "each column", "Plan", save_template, "", "file-spreadsheet", always),
)  # fmt: skip
