"""Quotas and the simulation of the year, as commands."""

from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtWidgets import QDialog, QMessageBox

from salesplanner.optimize.quota_plan import QuotasFound, find_quotas, keep_quotas
from salesplanner.progress import Progress
from salesplanner.ui.actions import Command, when_idle
from salesplanner.ui.dialogs.quotas_dialog import QuotasDialog

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


def set_quotas(window: "MainWindow") -> None:
    """Ask how, allocate in the background, and keep the quotas as one step."""
    session = window.session
    info = session.plan.info
    known = info["target_amount"]
    target = 0 if pd.isna(known) else int(known)
    dialog = QuotasDialog(target, int(info["currency_digits"]), window)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    asked, measures, scenario_id = dialog.asked(), window.numbers.measures, session.scenario_id

    def task(progress: Progress) -> QuotasFound:
        progress.say(0.1, "Sharing out the target")
        return find_quotas(measures, asked)

    def keep(found: QuotasFound) -> None:
        if session.edit("Set quotas", keep_quotas, scenario_id, found):
            window.show_page("quota")
            _say_relaxations(window, found)

    window.jobs.run("Setting quotas", task, keep, window.job_failed)


def _say_relaxations(window: "MainWindow", found: QuotasFound) -> None:
    """Name the bands that had to give way, where any had to."""
    lines = [one.text for one in found.allocation.relaxations]
    if lines:
        text = "The target does not fit all bands. The smallest change that makes it fit:"
        QMessageBox.information(window, "Set quotas", "\n\n".join([text, *lines]))


QUOTA_COMMANDS = (
    Command("set_quotas", "Set quotas...", "Share the target out over the territories", "Solve",
            set_quotas, "F8", "coins", when_idle),
)  # fmt: skip
