"""What leaves the laptop, from the window: one dialog for all kinds, written in the background."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QMessageBox

from salesplanner.geography.polygons import outlines_from_wkb
from salesplanner.progress import Progress
from salesplanner.ui.actions import Command, when_idle

if TYPE_CHECKING:
    from salesplanner.exchange.export import Exported
    from salesplanner.ui.main_window import MainWindow


def export_as(window: "MainWindow", kind: str = "") -> None:
    """Ask what and where, and write it in the background."""
    # The writers of all formats take seconds to load: the start of the window does not wait.
    from salesplanner.ui.dialogs.export_dialog import ExportDialog  # noqa: PLC0415

    document = window.session.document
    assert document is not None
    folder = Path(str(window.preferences.get("export_folder", document.path.parent)))
    kind = kind or str(window.preferences.get("export_kind", "xlsx"))
    dialog = ExportDialog(folder, document.path.stem, kind, window)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    asked = dialog.wanted()
    window.preferences.set("export_folder", str(asked.place.parent))
    window.preferences.set("export_kind", asked.kind)
    start(window, asked.kind, asked.place, asked.choice)


def start(window: "MainWindow", kind: str, place: Path, choice: str = "") -> None:
    """Write one kind of export in the background; says what was written."""
    session = window.session
    assert session.document is not None
    if kind == "review-pack" and not _opens_round(window, choice):
        return
    shapes = session.document.read_bulk("shape")
    packed = dict(zip(shapes["unit_id"], shapes["outline"], strict=True))
    unit_ids = tuple(session.plan["unit"]["unit_id"])
    plan, scenario_id, layer_id = session.plan, session.scenario_id, session.layer_id

    def task(progress: Progress) -> "Exported":
        from salesplanner.exchange.export import Export, export  # noqa: PLC0415 - as above

        outlines = outlines_from_wkb(unit_ids, packed)
        asked = Export(
            plan, scenario_id, layer_id, outlines, place,
            org_folder=Path(choice) if choice and kind == "salesforce" else None,
            template=Path(choice) if choice and kind == "letters" else None,
            on=choice if kind == "report" else "",
        )  # fmt: skip
        return export(kind, asked, progress)

    window.jobs.run(
        "Exporting", task, lambda written: tell(window, written, kind, place), window.job_failed
    )


def _opens_round(window: "MainWindow", name: str) -> bool:
    """A round of review is opened and kept: its answers are compared with what was sent."""
    from salesplanner.exchange.review import open_round  # noqa: PLC0415 - as above

    session = window.session
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return session.edit(
        "Send for review", open_round, session.scenario_id, session.layer_id, now, name
    )


def tell(window: "MainWindow", written: "Exported", kind: str, place: Path) -> None:
    """Say what was written, and offer to look at it."""
    window.say(f"Wrote {len(written.files)} file(s) to {place}.")
    lines = [str(path) for path in written.files[:12]]
    lines += ["..."] if len(written.files) > len(lines) else []
    steps = [written.next_step]
    steps += ["Save the plan: it remembers what was sent."] if kind == "review-pack" else []
    box = QMessageBox(QMessageBox.Icon.Information, "Export", "Written:", parent=window)
    box.setInformativeText("\n".join([*lines, "", *steps]).strip())
    look = box.addButton("Show folder", QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Ok)
    box.exec()
    if box.clickedButton() is look:
        folder = place if place.is_dir() else place.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


EXPORT_COMMANDS = (
    Command("export", "Export...", "Write workbooks, reports, letters, maps, books and CRM files",
            "Plan", export_as, "Ctrl+E", "share", when_idle, on_toolbar=True),
)  # fmt: skip
