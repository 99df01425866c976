"""The pages of numbers: capacity, revenue, quota, pay, fairness, and calibrating from history."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from builders import saved_document, small_plan
from driver import Driver
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from salesplanner.document import Document
from salesplanner.ui.dialogs.calibration_dialog import CalibrationDialog
from salesplanner.ui.dialogs.quotas_dialog import QuotasDialog


@pytest.fixture
def planner(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Driver:
    path = saved_document(tmp_path, small_plan())
    rows = pd.DataFrame([
        {"account_id": f"A{n:02d}", "period": f"{year}-{month:02d}", "rep_id": "R1",
         "product_id": "P1" if n % 2 else "P2", "amount": 1_000_00 * month}
        for n in range(1, 25) for year in range(2023, 2027) for month in range(1, 13)
    ])  # fmt: skip
    with Document.open(path) as document:
        document.edit("Book", lambda p: p.with_bulk("booking", rows))
        document.save()
    driver = Driver(qtbot, monkeypatch, tmp_path)
    driver.open(path)
    return driver


def with_quotas(planner: Driver, **boxes: bool) -> None:
    def use(dialog: QuotasDialog) -> None:
        dialog.target.setValue(3_000_000)
        dialog.by_line.setChecked(boxes.get("by_line", False))
        dialog.accept()

    planner.press_and("set_quotas", QuotasDialog, use)
    planner.wait_for_job()


def test_capacity_shows_heads_by_month_and_the_number_of_reps(planner: Driver) -> None:
    page = planner.show("capacity")
    months = page.sheets["Heads by month"].model.frame
    assert list(months["month"]) == [f"2027-{m:02d}" for m in range(1, 13)]
    assert months["target_amount"].sum() == pytest.approx(1_200_000)
    heads = page.sheets["Number of reps"].model.frame
    assert set(heads["verdict"]) <= {"pays", "does not pay"}
    assert "Profit is largest with" in page.said.text()
    page.tabs.setCurrentIndex(1)
    planner.settle()
    assert page._lower.currentWidget() is page.sheets["Heads by month"]
    assert page.panel("Heads by month").figure.axes


def test_revenue_is_shown_by_month_and_account_and_the_forecast_says_its_method(
    planner: Driver,
) -> None:
    page = planner.show("revenue")
    months = page.sheets["By month"].model.frame
    table = page.table.model.frame
    assert months["year_amount"].to_numpy(float) == pytest.approx(
        table["expected_amount"].to_numpy(float), abs=0.01
    )
    accounts = page.sheets["By account"].model.frame
    assert len(accounts) == 24
    page.tabs.setCurrentIndex(list(page.charts).index("Bookings forecast"))
    planner.wait_for_job()
    assert "Method: seasonal naive" in page.said.text()
    forecast = page.sheets["Bookings forecast"].model.frame
    assert forecast["base_amount"].sum() == pytest.approx(24 * 1_000 * 78)


def test_quotas_by_product_line_are_set_and_adjusted_in_the_sheet(planner: Driver) -> None:
    with_quotas(planner, by_line=True)
    quota = planner.plan.of_scenario("quota", "base")
    year = quota[quota["period"] == "2027"]
    assert set(year["component"]) == {"P1", "P2"}
    assert int(year["planned_amount"].sum()) == 3_000_000_00
    page = planner.show("quota")
    planner.answer_text("Key account lost")
    page.table.edits_wanted.emit([("T1", "adjustment_amount", -50_000)])
    planner.settle()
    row = page.table.model.frame.loc["T1"]
    assert (row["adjustment_amount"], row["reason"]) == (-50_000, "Key account lost")
    assert row["check_amount"] == 0
    assert row["revised_amount"] == row["planned_amount"] - 50_000
    planner.answer_text("Parental leave")
    page.table.edits_wanted.emit([("T1", "rep_adjustment_amount", -10_000)])
    planner.settle()
    row = page.table.model.frame.loc["T1"]
    assert row["rep_adjustment_amount"] == -10_000
    assert row["assigned_amount"] == pytest.approx(row["revised_amount"] - 10_000)
    page.table.edits_wanted.emit([("T2", "cap_amount", 500_000)])
    planner.settle()
    assert page.table.model.frame.loc["T2", "cap_amount"] == 500_000
    with_quotas(planner)
    capped = planner.plan.of_scenario("quota", "base").query("period == '2027'")
    capped = capped.set_index("territory_id")["planned_amount"]
    assert capped["T2"] == 500_000_00 and int(capped.sum()) == 3_000_000_00
    methods = page.sheets["Methods side by side"].model.frame
    assert methods["potential_amount"].sum() == pytest.approx(3_000_000)


def test_an_adjustment_without_a_reason_is_refused_in_words(planner: Driver) -> None:
    page = planner.show("quota")
    planner.answer_text(" ")
    page.table.edits_wanted.emit([("T1", "adjustment_amount", 5)])
    planner.settle()
    assert any("reason for the adjustment" in text for text in planner.told)


def test_a_blend_takes_its_weights_from_the_dialog(planner: Driver) -> None:
    asked = []

    def use(dialog: QuotasDialog) -> None:
        dialog.method.setCurrentIndex(dialog.method.findData("blend"))
        dialog.weights["potential"].setValue(70)
        dialog.weights["history"].setValue(30)
        dialog.over["territory"].setValue(10)
        asked.append(dialog.asked())
        dialog.accept()

    planner.press_and("set_quotas", QuotasDialog, use)
    planner.wait_for_job()
    assert asked[0].weights == {
        "potential": 70, "history": 30, "growth": 0, "expected": 0, "targets": 0, "regression": 0,
    }  # fmt: skip
    assert asked[0].over_assign == {"territory": 0.1}
    year = planner.plan.of_scenario("quota", "base").query("period == '2027'")
    assert int(year["planned_amount"].sum()) == 1_320_000_00


def test_pay_shows_the_cost_and_a_statement_line_by_line(planner: Driver) -> None:
    page = planner.show("pay")
    table = page.table.model.frame
    assert table.loc["T1", "pay_100_amount"] == 120_000
    planner.window.session.select(territory_ids=["T1"])
    page.attained.setValue(120)
    planner.settle()
    lines = page.sheets["Statement"].model.frame
    assert lines["line"].iloc[0] == "Ann Able, Territory 1"
    amounts = lines["amount"].iloc[1:].to_numpy(float)
    assert amounts[-1] == pytest.approx(amounts[:-1].sum())
    assert amounts[-1] == pytest.approx(80_000 + 1.3 * 40_000)
    assert "target variable 40,000" in " ".join(lines["calculation"])
    page.run_button.click()
    planner.wait_for_job()
    assert "simulated" in page.said.text()


def test_fairness_shows_groups_and_saves_a_page_for_each_rep(
    planner: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = planner.show("fairness")
    planner.wait_for_job()
    table = page.table.model.frame
    assert np.isfinite(table["chance_to_attain"].to_numpy(float)).all()
    assert set(table["role"]) == {"Account manager", "to be hired"}
    groups = page.sheets["Groups"].model.frame
    assert groups["territories"].sum() == 3
    page.by.setCurrentIndex(page.by.findData("region"))
    assert list(page.sheets["Groups"].model.frame["group"]) == ["Plains"]
    out = planner.folder / "pages.pdf"
    planner.chosen = out
    page.save_pages()
    assert out.read_bytes().startswith(b"%PDF") and out.stat().st_size > 5_000
    assert "3 pages saved" in planner.status()


def test_calibrated_values_are_kept_by_choice_and_can_be_undone(planner: Driver) -> None:
    seen = []

    def use(dialog: CalibrationDialog) -> None:
        seen.append(dialog.rows.rowCount())
        dialog.reject()

    with planner.dialog(QDialog, use):
        planner.press("calibrate")
        planner.wait_for_job()
    assert seen[0] > 3
    assert planner.plan["parameter"].empty
