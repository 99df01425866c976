"""Bringing files in through the window: step by step, back, stop, and one step to undo."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import saved_document
from driver import Planner
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog

from salesplanner.plan import Plan
from salesplanner.ui.dialogs import import_dialog
from salesplanner.ui.dialogs.import_dialog import COLUMNS, DOUBTS, DUPLICATES, SUMMARY, ImportDialog

CRM = """Customer No,Customer Name,City,Zip,Revenue,Since,Staff
C1,Alpha Works Inc,Boston,02139,"1,200.50",01/02/2019,12
C2,Beta Labs LLC,Denver,80202,900,03/04/2020,many
C3,Gamma Foods,Miami,33101,5,05/06/2021,7
"""


@pytest.fixture
def planner(qtbot, monkeypatch, tmp_path) -> Planner:
    planner = Planner(qtbot, monkeypatch, tmp_path)
    planner.open(saved_document(tmp_path))
    return planner


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    path = tmp_path / "crm.csv"
    path.write_text(CRM, "utf-8")
    return path


def plan_of(planner: Planner) -> Plan:
    return planner.window.session.plan


def importing(planner: Planner, use: Callable[[ImportDialog], Any]) -> None:
    """Press Import and do something with the dialog."""
    planner.press_and("import", ImportDialog, use)
    planner.settle()


def ready(planner: Planner, dialog: ImportDialog) -> None:
    planner.until(lambda: not dialog.jobs.is_busy)


def go_on(planner: Planner, dialog: ImportDialog) -> None:
    dialog.next.click()
    ready(planner, dialog)


def read(planner: Planner, dialog: ImportDialog, source: Path | str) -> None:
    dialog.read(source)
    ready(planner, dialog)


def test_a_file_is_imported_in_one_step_that_can_be_undone(planner, crm):
    before = plan_of(planner)["account"]
    steps = []

    def use(dialog: ImportDialog) -> None:
        read(planner, dialog, crm)
        while dialog.isVisible():
            steps.append(dialog.step)
            go_on(planner, dialog)

    importing(planner, use)
    assert steps == [0, COLUMNS, DOUBTS, SUMMARY]
    accounts = plan_of(planner)["account"].set_index("account_id")
    assert accounts.loc["C1", ["name", "postal_code"]].tolist() == ["Alpha Works Inc", "02139"]
    assert accounts.loc["C1", "revenue_amount"] == 120_050
    assert "crm.csv" in planner.window.session.document.undo_label
    planner.press("undo")
    assert plan_of(planner)["account"].equals(before)


def test_nothing_is_written_when_one_leaves_before_the_end(planner, crm):
    before = plan_of(planner)

    def use(dialog: ImportDialog) -> None:
        read(planner, dialog, crm)
        for _ in range(3):
            go_on(planner, dialog)
        assert dialog.step == SUMMARY
        dialog.cancel.click()

    importing(planner, use)
    assert plan_of(planner) is before


def test_back_keeps_what_was_chosen(planner, crm):
    def use(dialog: ImportDialog) -> None:
        read(planner, dialog, crm)
        go_on(planner, dialog)
        dialog.columns_page.choose("Since", "own:date")
        go_on(planner, dialog)
        dialog.doubts_page.list.setCurrentRow(_row_of(dialog, "Staff"))
        dialog.doubts_page.answer("replace", "50")
        go_on(planner, dialog)
        dialog.back.click()
        dialog.back.click()
        assert dialog.step == COLUMNS
        assert dialog.state.intake.matching.mapping["Since"] == "own:date"
        go_on(planner, dialog)
        assert dialog.state.answers[dialog.doubts_page.group.kind, "Staff", ""][1] == "50"
        go_on(planner, dialog)
        go_on(planner, dialog)

    importing(planner, use)
    accounts = plan_of(planner)["account"].set_index("account_id")
    assert accounts.loc["C2", "employees"] == 50
    assert plan_of(planner)["own_field"]["name"].tolist() == ["Since"]


def _row_of(dialog: ImportDialog, column: str) -> int:
    return next(at for at, group in enumerate(dialog.state.groups) if group.column == column)


def test_a_rate_that_is_no_number_is_said_where_it_was_typed(planner):
    text = CRM.replace("Revenue", "Revenue (EUR)")

    def use(dialog: ImportDialog) -> None:
        read(planner, dialog, text)
        go_on(planner, dialog)
        go_on(planner, dialog)
        page = dialog.doubts_page
        page.list.setCurrentRow(_row_of(dialog, "Revenue (EUR)"))
        page.answer("rate", "a lot")
        go_on(planner, dialog)
        assert dialog.step == DOUBTS
        assert "a lot" in dialog.problem.text()
        page.answer("rate", "2")
        while dialog.isVisible():
            go_on(planner, dialog)

    importing(planner, use)
    assert plan_of(planner)["account"].set_index("account_id").loc["C3", "revenue_amount"] == 1_000
    assert plan_of(planner)["exchange_rate"]["rate"].tolist() == [2.0]


def test_accounts_that_look_alike_are_decided_side_by_side(planner, crm):
    def all_the_way(dialog: ImportDialog, source: Path | str, decide: bool) -> None:
        read(planner, dialog, source)
        while dialog.isVisible():
            if dialog.step == COLUMNS:
                dialog.columns_page.system.setText("ERP" if decide else "CRM")
            if dialog.step == DUPLICATES and decide:
                page = dialog.duplicates_page
                assert "1 are taken" in page.said.text()
                assert page.fields.model.frame.loc["city", "other"] == "Boston"
                page.table.select_keys([0])
                page.decide_selected("different")
            go_on(planner, dialog)

    importing(planner, lambda dialog: all_the_way(dialog, crm, False))
    erp = "Customer No,Customer Name,City,Zip\n77,ALPHA WORKS INCORPORATED,Boston,02139\n"
    importing(planner, lambda dialog: all_the_way(dialog, erp, True))
    names = plan_of(planner)["account"]["name"].tolist()
    assert "Alpha Works Inc" in names
    assert sum("alpha works" in name.lower() for name in names) == 2


def test_refused_rows_are_shown_and_saved_with_their_reason(planner, tmp_path, monkeypatch):
    out = tmp_path / "refused.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    text = "ZIP,Territory\nU01,T2\nnowhere,T2\n"

    def use(dialog: ImportDialog) -> None:
        read(planner, dialog, text)
        page = dialog.file_page
        page.kind.setCurrentIndex(page.kind.findData("alignment"))
        while dialog.step != SUMMARY:
            go_on(planner, dialog)
        assert dialog.state.told.counts["rejected"] == 1
        dialog.summary_page.save()
        dialog.cancel.click()

    importing(planner, use)
    assert "nowhere" in out.read_text("utf-8-sig")


def test_a_file_that_cannot_be_read_says_so_and_another_can_be_chosen(planner, tmp_path, crm):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")

    def use(dialog: ImportDialog) -> None:
        read(planner, dialog, broken)
        assert dialog.problem.isVisible()
        assert "broken.xlsx" in dialog.problem.text()
        assert not dialog.next.isEnabled()
        read(planner, dialog, crm)
        assert dialog.next.isEnabled()
        assert not dialog.problem.isVisible()
        dialog.cancel.click()

    importing(planner, use)


def test_the_clipboard_is_imported_as_copied_from_a_spreadsheet(planner):
    QGuiApplication.clipboard().setText("Account ID\tAccount Name\nZ1\tZeta\n")

    def use(dialog: ImportDialog) -> None:
        dialog.file_page.paste()
        ready(planner, dialog)
        while dialog.isVisible():
            go_on(planner, dialog)

    importing(planner, use)
    assert "Z1" in set(plan_of(planner)["account"]["account_id"])


def test_the_files_of_a_folder_with_the_same_headers_come_in_together(planner, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    for number in (1, 2):
        text = f"Account ID,Account Name\nF{number},Folder {number}\n"
        (folder / f"part{number}.csv").write_text(text, "utf-8")

    def use(dialog: ImportDialog) -> None:
        read(planner, dialog, folder)
        while dialog.isVisible():
            go_on(planner, dialog)

    importing(planner, use)
    assert {"F1", "F2"} <= set(plan_of(planner)["account"]["account_id"])


def test_a_template_is_saved_and_its_columns_are_known(planner, tmp_path, monkeypatch):
    out = tmp_path / "reps.xlsx"
    monkeypatch.setattr(
        QInputDialog,
        "getItem",
        lambda *rest: (next(t for t in rest[3] if t.startswith("Reps")), True),
    )
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    planner.press("import_template")

    def use(dialog: ImportDialog) -> None:
        read(planner, dialog, out)
        assert dialog.file_page.kind.currentData() == "reps"
        dialog.cancel.click()

    importing(planner, use)


def test_files_dropped_on_the_window_are_led_through_the_import(planner, crm):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(crm))])

    def use(dialog: ImportDialog) -> None:
        ready(planner, dialog)
        assert dialog.file_page.name.text() == "crm.csv"
        dialog.cancel.click()

    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    with planner.dialog(ImportDialog, use):
        planner.window.dropEvent(drop)


def test_stop_ends_reading_and_the_dialog_stays(planner, tmp_path, monkeypatch):
    large = tmp_path / "large.csv"
    large.write_text("Account ID,Account Name\n" + "".join(f"{n},N{n}\n" for n in range(60_000)))

    def use(dialog: ImportDialog) -> None:
        dialog.read(large)
        assert dialog.cancel.text() == "Stop"
        dialog.cancel.click()
        ready(planner, dialog)
        assert dialog.isVisible()
        assert dialog.state.reading is None
        dialog.cancel.click()

    importing(planner, use)


def test_every_control_has_a_tip_and_a_name_for_readers(planner, crm):
    def use(dialog: ImportDialog) -> None:
        read(planner, dialog, crm)
        go_on(planner, dialog)
        nameless = [
            widget
            for kind in (import_dialog.QPushButton, type(dialog.file_page.sheet))
            for widget in dialog.findChildren(kind)
            if not (
                widget.toolTip() and (widget.accessibleName() or getattr(widget, "text", str)())
            )
        ]
        assert not nameless
        dialog.cancel.click()

    importing(planner, use)
