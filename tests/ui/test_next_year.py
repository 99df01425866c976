"""Next year's plan from the window."""

from pathlib import Path

import pandas as pd
from builders import saved_document
from driver import Planner
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox

from salesplanner.document import Document
from salesplanner.ui.dialogs.next_year_dialog import NextYearDialog

OK = QDialogButtonBox.StandardButton.Ok


def sold(path: Path) -> Path:
    """A plan in whose year account A01 bought something."""
    rows = {"account_id": ["A01"], "period": ["2027-03"], "product_id": "", "amount": [12_000]}
    with Document.open(path) as document:
        document.edit("Sold", lambda plan: plan.with_bulk("booking", pd.DataFrame(rows)))
        document.save()
    return path


def roll(planner: Planner, target: float | None) -> None:
    def use(dialog: NextYearDialog) -> None:
        if target is not None:
            dialog.target.setValue(target)
        dialog.buttons.button(OK).click()

    planner.press_and("next_year", NextYearDialog, use)
    planner.wait_for_job()


def test_next_years_plan_is_made_beside_this_one_and_opened(planner: Planner, tmp_path) -> None:
    path = sold(saved_document(tmp_path))
    planner.open(path)
    before = path.read_bytes()
    planner.chosen = tmp_path / "next.salesplan"
    roll(planner, 7_000_000)
    session = planner.window.session
    assert session.document.path == planner.chosen
    assert session.plan.info["fiscal_year"] == 2028
    assert session.plan.info["target_amount"] == 7_000_000_00
    accounts = session.plan["account"].set_index("account_id")
    assert accounts.loc["A01", "revenue_last_year_amount"] == 12_000
    assert path.read_bytes() == before
    assert "2028" in planner.status()


def test_a_target_left_alone_stays_to_the_cent(planner: Planner, tmp_path) -> None:
    path = saved_document(tmp_path)
    planner.open(path)
    before = planner.window.session.plan.info["target_amount"]
    planner.chosen = tmp_path / "next"
    roll(planner, None)
    assert planner.window.session.document.path.name == "next.salesplan"
    after = planner.window.session.plan.info["target_amount"]
    assert (pd.isna(after) and pd.isna(before)) or after == before


def test_the_file_of_this_year_is_not_taken_for_next_year(planner: Planner, tmp_path) -> None:
    path = saved_document(tmp_path)
    planner.open(path)
    planner.chosen = path
    roll(planner, None)
    assert any("this year's plan" in text for text in planner.told)
    assert planner.window.session.plan.info["fiscal_year"] == 2027


def test_a_place_that_cannot_be_written_leaves_this_year_open(planner: Planner, tmp_path) -> None:
    path = saved_document(tmp_path)
    planner.open(path)
    planner.chosen = tmp_path / "nowhere" / "next.salesplan"
    roll(planner, None)
    assert any("nowhere" in text for text in planner.told)
    assert planner.window.session.document.path == path


def test_unsaved_work_is_asked_about_before_the_year_is_rolled(planner: Planner, tmp_path) -> None:
    path = saved_document(tmp_path)
    planner.open(path)
    planner.select_units("U06")
    planner.give_to("Territory 3")
    planner.answers.append(QMessageBox.StandardButton.Cancel)
    planner.press("next_year")
    assert any("Save the changes" in text for text in planner.told)
    assert planner.window.session.plan.info["fiscal_year"] == 2027
