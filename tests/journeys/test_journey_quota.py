"""The story: quotas are set, argued over with reasons, checked, locked, and given out."""

from pathlib import Path

import pandas as pd
from builders import saved_document
from driver import Driver
from pytest import MonkeyPatch
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from salesplanner.ui import export_commands
from salesplanner.ui.dialogs.quotas_dialog import QuotasDialog


def allocate(planner: Driver, target: int) -> None:
    def use(dialog: QuotasDialog) -> None:
        dialog.target.setValue(target)
        dialog.accept()

    planner.press_and("set_quotas", QuotasDialog, use)
    planner.wait_for_job()


def adjust(planner: Driver, territory_id: str, amount: int, reason: str) -> None:
    planner.answer_text(reason)
    page = planner.show("quota")
    page.table.edits_wanted.emit([(territory_id, "adjustment_amount", amount)])
    planner.settle()


def year(planner: Driver) -> "pd.Series[int]":
    rows = planner.plan.of_scenario("quota", "base").query("period == '2027'")
    return rows.set_index("territory_id")["revised_amount"]


def test_quotas_are_negotiated(qtbot: QtBot, monkeypatch: MonkeyPatch, tmp_path: Path) -> None:
    planner = Driver(qtbot, monkeypatch, tmp_path)
    planner.open(saved_document(tmp_path))
    allocate(planner, 1_200_000)
    page = planner.show("quota")
    assert int(year(planner).sum()) == 1_200_000_00
    assert "add up to it exactly" in page.said.text()

    adjust(planner, "T1", -50_000, "Key account lost")
    assert "50.00K off it" in page.said.text()
    adjust(planner, "T2", 50_000, "Takes the key account's region")
    assert "add up to it exactly" in page.said.text()
    frame = page.table.model.frame
    assert list(frame.loc[["T1", "T2"], "reason"]) == [
        "Key account lost", "Takes the key account's region",
    ]  # fmt: skip

    agreed = year(planner)
    planner.window.session.select(territory_ids=["T1", "T2"])
    planner.settle()
    planner.press("lock_quotas")
    assert planner.status() == "Lock 2 quotas."
    allocate(planner, 1_300_000)
    again = year(planner)
    assert list(again[["T1", "T2"]]) == list(agreed[["T1", "T2"]])
    assert again["T3"] > agreed["T3"]

    book = tmp_path / "quotas.xlsx"
    export_commands.start(planner.window, "xlsx", book)
    planner.wait_for_job()
    sheets = CalamineWorkbook.from_path(book)
    cells = [
        cell
        for name in sheets.sheet_names
        for row in sheets.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert int(agreed["T1"]) / 100 in cells
    assert int(again["T3"]) / 100 in cells


def test_the_card_says_what_quota_would_go_with_the_accounts(
    qtbot: QtBot, monkeypatch: MonkeyPatch, tmp_path: Path
) -> None:
    planner = Driver(qtbot, monkeypatch, tmp_path)
    planner.open(saved_document(tmp_path))
    allocate(planner, 1_200_000)
    planner.show("alignment")
    planner.select_units("U06")
    card = planner.give_to("Territory 3", commit=False)
    line = "Quota, if it goes with the accounts"
    lost, gained = card["Territory 1"][line], card["Territory 3"][line]
    assert lost.startswith("−") and lost.endswith("K")
    assert gained == lost.replace("−", "+")
