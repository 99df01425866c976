"""Export and review rounds, as a planner does them in the window."""

from pathlib import Path

import openpyxl
import pytest
from builders import BASE, saved_document
from driver import Planner
from PySide6.QtWidgets import QFileDialog, QMessageBox

from salesplanner.exchange.export import WRITERS
from salesplanner.ui.dialogs.export_dialog import ExportDialog
from salesplanner.ui.dialogs.review_dialog import ReviewDialog


@pytest.fixture
def planner(qtbot, monkeypatch, tmp_path: Path) -> Planner:
    user = Planner(qtbot, monkeypatch, tmp_path)
    user.open(saved_document(tmp_path))
    return user


def write(planner: Planner, kind: str, place: Path, choice: str = "") -> None:
    """Choose a kind in the dialog, type where to, and wait until it is written."""

    def use(dialog: ExportDialog) -> None:
        dialog.choose(kind)
        dialog.place.setText(str(place))
        dialog.choice.setText(choice)
        dialog.accept()

    planner.press_and("export", ExportDialog, use)
    planner.wait_for_job()


def test_every_kind_of_export_is_offered_with_words_what_it_is_for(planner):
    def use(dialog: ExportDialog) -> None:
        kinds = []
        for row in range(dialog.kinds.count()):
            dialog.kinds.setCurrentRow(row)
            kinds.append(dialog.kind)
            assert dialog.about.text() and dialog.place.text()
        assert kinds == list(WRITERS)
        dialog.reject()

    planner.press_and("export", ExportDialog, use)


def test_letters_are_written_from_the_window(planner, tmp_path):
    write(planner, "letters", tmp_path / "letters")
    assert (tmp_path / "letters" / "Quota letter Ann Able.docx").is_file()


def test_a_round_is_sent_answered_and_taken_over_as_steps_that_can_be_undone(
    planner, tmp_path, monkeypatch
):
    write(planner, "review-pack", tmp_path / "packs", "Spring")
    pack = tmp_path / "packs" / "Review Mia Manager.xlsx"
    book = openpyxl.load_workbook(pack)
    page = book["Accounts"]
    header = [cell.value for cell in page[1]]
    row = next(r for r in range(2, page.max_row + 1) if page.cell(r, 1).value == "A04")
    page.cell(row, header.index("Proposed territory") + 1).value = "T2 | Territory 2"
    quotas = book["Quotas"]
    at = [cell.value for cell in quotas[1]].index("Adjustment") + 1
    quotas.cell(2, at).value = 500
    book.save(pack)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(pack)], ""))

    def use(dialog: ReviewDialog) -> None:
        assert "1 accepted, 0 conflicting, 1 out of rule" in dialog.said.text()
        dialog.why.setText("Nearer")
        dialog.accept_fitting()
        dialog.table.select_keys([1])
        dialog.turn_down_chosen()
        assert "0 accepted, 0 conflicting, 0 out of rule" in dialog.said.text()
        dialog.end_round()
        dialog.reject()

    with planner.dialog(ReviewDialog, use):
        planner.press("bring_review")
        planner.wait_for_job()
    plan = planner.window.session.plan
    decided = plan.of_scenario("decision", BASE)
    assert list(decided["outcome"]) == ["accepted", "rejected"]
    assert list(decided["body"]) == ["Nearer", "Nearer"]
    assert list(plan.of_scenario("review_round", BASE)["state"]) == ["closed"]
    for _ in range(3):
        planner.press("undo")
    plan = planner.window.session.plan
    assert plan.of_scenario("decision", BASE).empty
    assert list(plan.of_scenario("account_assignment", BASE)["account_id"]) == ["A01"]


def test_a_scenario_moves_on_past_what_is_in_the_way_with_a_reason(planner):
    planner.typed = ["in review"]
    planner.press("change_state")
    planner.typed = ["approved", "The seat is filled in May"]
    planner.answers = [QMessageBox.StandardButton.Yes]
    planner.press("change_state")
    plan = planner.window.session.plan
    states = plan["scenario"].set_index("scenario_id")["state"]
    assert states[BASE] == "approved"
    assert "The seat is filled in May" in plan.of_scenario("comment", BASE)["body"].iloc[-1]
