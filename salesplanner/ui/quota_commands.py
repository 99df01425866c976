"""Quotas and the simulation of the year, as commands."""

from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtWidgets import QDialog, QMessageBox

from salesplanner.analysis.calibrated import calibrated, parameter_rows
from salesplanner.analysis.components import component_shares
from salesplanner.analysis.quota_levels import cascade
from salesplanner.optimize.quota_plan import QuotasFound, find_quotas, keep_quotas
from salesplanner.plan.edits.parameters import set_parameters
from salesplanner.plan.edits.quotas import lock_quotas
from salesplanner.progress import Progress
from salesplanner.ui.actions import Command, when_idle, with_territories
from salesplanner.ui.dialogs.calibration_dialog import CalibrationDialog
from salesplanner.ui.dialogs.quotas_dialog import QuotasDialog

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


def set_quotas(window: "MainWindow") -> None:
    """Ask how, allocate in the background, and keep the quotas as one step."""
    session = window.session
    info = session.plan.info
    known = info["target_amount"]
    target = 0 if pd.isna(known) else int(known)
    dialog = QuotasDialog(
        target, int(info["currency_digits"]), window, levels=_levels(window),
        seasons=[str(one) for one in session.plan["seasonality"]["seasonality_id"].unique()],
        lines=_lines(window),
    )  # fmt: skip
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


def _levels(window: "MainWindow") -> list[tuple[str, str]]:
    """The levels below the company, from the top, with the names the planner gave them."""
    levels = cascade(window.numbers.measures, 1).levels[1:]
    table = window.session.plan["level"]
    names = dict(zip(table["level_id"], table["name"].fillna(table["level_id"]), strict=True))
    return [(level, str(names.get(level, level))) for level in levels]


def _lines(window: "MainWindow") -> dict[str, float]:
    """Product lines with their share of the last year's bookings; none without bookings."""
    document = window.session.document
    assert document is not None
    sums = document.bookings_by("product_id", last_months=12)
    return component_shares(document.plan, sums)


def _say_relaxations(window: "MainWindow", found: QuotasFound) -> None:
    """Name the bands that had to give way, where any had to."""
    lines = found.promises_broken
    if lines:
        text = "Not every band can be kept. The smallest change:"
        QMessageBox.information(window, "Set quotas", "\n\n".join([text, *lines]))


def calibrate(window: "MainWindow") -> None:
    """Compare parameters with the plan's bookings; keep those that forecast better, if wanted."""
    session = window.session
    assert session.document is not None
    by_rep = session.document.bookings_by("segment", "rep_id", "period")
    by_year = session.document.bookings_by("account_id", "years_ago")
    plan = session.plan

    def task(progress: Progress) -> pd.DataFrame:
        progress.say(0.2, "Reading the history")
        return calibrated(plan, by_rep, by_year)

    def ask(table: pd.DataFrame) -> None:
        dialog = CalibrationDialog(table, window)
        if dialog.exec() == QDialog.DialogCode.Accepted and len(dialog.chosen()):
            session.edit("Calibrate from history", set_parameters, parameter_rows(dialog.chosen()))

    window.jobs.run("Calibrating", task, ask, window.job_failed)


def lock_these(window: "MainWindow", *, is_locked: bool) -> None:
    """Lock or unlock the quotas of the selected territories."""
    session = window.session
    ids = sorted(session.selection.territory_ids)
    label = f"{'Lock' if is_locked else 'Unlock'} {len(ids):,} quota{'s' if len(ids) > 1 else ''}"
    session.edit(label, lock_quotas, session.scenario_id, ids, is_locked)


def with_quotas(window: "MainWindow") -> bool:
    return with_territories(window) and len(window.session.plan["quota"]) > 0


QUOTA_COMMANDS = (
    Command("set_quotas", "Set quotas...", "Share the target out over the territories", "Solve",
            set_quotas, "F8", "coins", when_idle),
    Command("lock_quotas", "Lock quotas", "Setting quotas anew leaves those of the selected "
            "territories as they are", "Solve",
            lambda window: lock_these(window, is_locked=True), "", "lock", with_quotas),
    Command("unlock_quotas", "Unlock quotas", "Let the quotas of the selected territories be set "
            "anew", "Solve", lambda window: lock_these(window, is_locked=False), "", "lock-open",
            with_quotas),
    Command("calibrate", "Calibrate from history...",
            "Retention, penetration and elasticity as the plan's own bookings have them", "Solve",
            calibrate, "Ctrl+Shift+K", "chart-spline", when_idle),
)  # fmt: skip
