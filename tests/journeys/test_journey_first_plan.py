"""The story: a CRM export becomes a balanced plan that is edited by hand, saved and given out."""

from datetime import date
from fractions import Fraction
from pathlib import Path

from builders import saved_document
from driver import Planner
from PySide6.QtWidgets import QDialogButtonBox

from salesplanner.document import Document
from salesplanner.exchange.prepare import import_prepared, prepare_import
from salesplanner.optimize import Settings
from salesplanner.optimize.options import Balance, Options
from salesplanner.ui import export_commands, solve_commands
from salesplanner.ui.dialogs.answer_dialog import AnswerDialog

EXPORT = """Account ID,Account Name,Billing Zip/Postal Code,Latitude,Longitude,Annual Revenue
90001,Northwind Traders,01000,40.09,-99.9,120000
90002,Contoso Ltd,01001,40.0,-100.0,80000
"""


def test_from_a_crm_export_to_a_plan_that_is_given_out(planner: Planner, tmp_path: Path) -> None:
    path = saved_document(tmp_path)
    export = tmp_path / "crm.csv"
    export.write_text(EXPORT)
    with Document.open(path) as document:
        today = date.today().isoformat()
        prepared = prepare_import(document.plan, export, "accounts", "CRM", today=today)
        document.edit("Imported accounts from crm.csv", import_prepared, prepared)
        document.save()
    planner.open(path)
    planner.page.tabs.setCurrentWidget(planner.page.accounts)
    planner.settle()
    assert planner.page.accounts.model.rowCount() == 26

    balance = Balance(measure="workload_hours", share=Fraction(3, 10))
    keep = QDialogButtonBox.ButtonRole.AcceptRole

    def accept(dialog: AnswerDialog) -> None:
        box = dialog.findChild(QDialogButtonBox)
        next(one for one in box.buttons() if box.buttonRole(one) == keep).click()

    with planner.dialog(AnswerDialog, accept):
        options = Options(balance=(balance,))
        solve_commands.start(planner.window, options, Settings(time_limit=2), "Balanced")
        planner.wait_for_job()
    assert "Balanced" in list(planner.window.session.plan["scenario"]["name"])

    planner.select_units("U06")
    planner.give_to("Territory 3")
    planner.press("undo")
    planner.press("redo")
    planner.save()
    planner.reopen()
    assert "Balanced" in list(planner.window.session.plan["scenario"]["name"])
    export_commands.start(planner.window, "xlsx", tmp_path / "plan.xlsx")
    planner.wait_for_job()
    assert (tmp_path / "plan.xlsx").stat().st_size > 0
