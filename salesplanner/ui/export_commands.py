"""What leaves the laptop, from the window: one dialog for all kinds, written in the background."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from salesplanner.exchange.export import FOLDERS, WRITERS, Export, Exported, export
from salesplanner.exchange.files import safe_name
from salesplanner.geography.polygons import outlines_from_wkb
from salesplanner.progress import Progress
from salesplanner.ui.actions import Command, when_idle

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_ENDINGS = {"xlsx": ".xlsx", "pdf": ".pdf", "png": ".png", "geojson": ".geojson"}


def export_as(window: "MainWindow") -> None:
    """Ask what and where, and write it in the background."""
    kinds = list(WRITERS)
    words = [WRITERS[kind][0] for kind in kinds]
    text, is_given = QInputDialog.getItem(window, "Export", "What to write", words, 0, False)
    if not is_given:
        return
    kind = kinds[words.index(text)]
    place = ask_place(window, kind)
    if place is not None:
        start(window, kind, place)


def ask_place(window: "MainWindow", kind: str) -> Path | None:
    """The file or folder to write; None where the user changed their mind."""
    document = window.session.document
    assert document is not None
    folder = Path(str(window.preferences.get("export_folder", document.path.parent)))
    if kind in FOLDERS:
        name = QFileDialog.getExistingDirectory(window, "Export to folder", str(folder))
    else:
        usual = folder / f"{safe_name(document.path.stem)}{_ENDINGS.get(kind, '')}"
        name, _ = QFileDialog.getSaveFileName(window, "Export to file", str(usual))
    if not name:
        return None
    place = Path(name)
    window.preferences.set("export_folder", str(place if kind in FOLDERS else place.parent))
    return place


def start(window: "MainWindow", kind: str, place: Path) -> None:
    """Write one kind of export in the background; says what was written."""
    session = window.session
    assert session.document is not None
    shapes = session.document.read_bulk("shape")
    packed = dict(zip(shapes["unit_id"], shapes["outline"], strict=True))
    unit_ids = tuple(session.plan["unit"]["unit_id"])
    plan, scenario_id, layer_id = session.plan, session.scenario_id, session.layer_id

    def task(progress: Progress) -> Exported:
        outlines = outlines_from_wkb(unit_ids, packed)
        asked = Export(plan, scenario_id, layer_id, outlines, place)
        return export(kind, asked, progress)

    window.jobs.run(
        "Exporting", task, lambda written: tell(window, written, place), window.job_failed
    )


def tell(window: "MainWindow", written: Exported, place: Path) -> None:
    """Say what was written, and offer to look at it."""
    window.say(f"Wrote {len(written.files)} file(s) to {place}.")
    lines = [str(path) for path in written.files[:12]]
    lines += ["..."] if len(written.files) > len(lines) else []
    box = QMessageBox(QMessageBox.Icon.Information, "Export", "Written:", parent=window)
    box.setInformativeText("\n".join([*lines, "", written.next_step]).strip())
    look = box.addButton("Show folder", QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Ok)
    box.exec()
    if box.clickedButton() is look:
        folder = place if place.is_dir() else place.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


EXPORT_COMMANDS = (
    Command("export", "Export...", "Write workbooks, maps, books and CRM files", "Plan",
            export_as, "Ctrl+E", "share", when_idle, on_toolbar=True),
)  # fmt: skip
