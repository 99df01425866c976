"""The year simulated: chance to make the number, attainment of reps, cost of pay."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from salesplanner.analysis.attainment import (
    Simulation,
    attainment_histogram,
    by_over_assignment,
    chance_by_territory,
    simulate,
)
from salesplanner.analysis.columns import texts
from salesplanner.analysis.pay import payroll, simulated_pay
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.quota_sheet import quota_sheet
from salesplanner.analysis.territory_measures import Measures
from salesplanner.charts.attainment import (
    draw_attainment,
    draw_company_result,
    draw_over_assignment,
)
from salesplanner.progress import Progress
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.chart_view import ChartView
from salesplanner.ui.words import money

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_RUNS, _SEED = 10_000, 7
_INVITATION = (
    "Ten thousand years are drawn from what is known: how likely is the number, how many reps "
    "reach quota, what does pay cost?"
)


@dataclass(frozen=True, eq=False)
class Simulated:
    """The simulation, its cost of pay by run, and the table of territories."""

    simulation: Simulation
    pay: np.ndarray
    table: pd.DataFrame


class AttainmentView(ChartView):
    """Simulated on demand, in the background; the same seed gives the same numbers."""

    title = "Attainment"
    charts = ("Attainment of reps", "The company's number", "By over-assignment")
    columns = (
        Column("name", "Territory", "Name of the territory", width=180),
        Column("rep_name", "Rep", "Who sits on it", width=140),
        Column("assigned_amount", "Quota", "What the reps are assigned", "amount", is_short=True,
               total="sum"),
        Column("mean_amount", "Mean result", "Over all runs", "amount", is_short=True,
               total="sum"),
        Column("mean_attainment_share", "Mean attainment", "Mean result / quota", "share"),
        Column("chance_share", "Chance", "Share of runs at or above quota", "share"),
        Column("last_attainment_share", "Last attainment", "Attainment last year", "share"),
    )  # fmt: skip

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.table.empty_text = "Filled by the simulation."
        self.run_button = QPushButton("Simulate the year")
        self.run_button.setToolTip(f"Draw {_RUNS:,} years from what is known (in the background)")
        self.run_button.setAccessibleName("Simulate the year")
        self.run_button.clicked.connect(self._start)
        self.said = QLabel()
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 6, 8, 2)
        row.addWidget(self.run_button)
        row.addWidget(self.said, 1)
        self.box.insertWidget(0, bar)
        self._of: Measures | None = None

    def refresh(self) -> None:
        if not self.numbers.can_count:
            return
        if self._of is not self.numbers.measures:
            self.said.setText("Not simulated since the plan changed.")
            self._invite()

    def _invite(self) -> None:
        """Where nothing was simulated yet, say what a simulation tells."""
        if not self.table.model.frame.empty:
            return
        for panel in self.panels:
            panel.hint.offer(self.run_button.text(), self.run_button.toolTip(), self._start)
            panel.clear(_INVITATION)

    def _start(self) -> None:
        if not self.numbers.can_count or self.window_.jobs.is_busy:
            self.session.said.emit("Another task is still at work.")
            return
        measures = self.numbers.measures
        sheet = quota_sheet(measures, seasonal_shares(measures.plan))
        if not sheet["assigned_amount"].sum() > 0:
            self.said.setText("Set quotas first (F8): there is nothing to attain yet.")
            return

        def task(progress: Progress) -> Simulated:
            progress.say(0.1, "Simulating the year")
            return simulated(measures, sheet)

        self._of = measures
        self.window_.jobs.run("Simulating", task, self._show, self.window_.job_failed)

    def _show(self, found: Simulated) -> None:
        run, scale, currency = found.simulation, self.scale, self.currency
        self.show_table(found.table)
        histogram = attainment_histogram(run)
        target = run.target
        self.panels[0].show_chart(lambda axes, style: draw_attainment(axes, histogram, style))
        self.panels[1].show_chart(
            lambda axes, style: draw_company_result(
                axes, run.company, target, style, currency, scale
            )
        )
        cushions = by_over_assignment(run)
        self.panels[2].show_chart(lambda axes, style: draw_over_assignment(axes, cushions, style))
        chance = float((run.company >= target).mean())
        at_quota = float((run.attainment >= 1).mean())
        low, mid, high = (money(v / scale) for v in np.quantile(found.pay, [0.1, 0.5, 0.9]))
        self.said.setText(
            f"{chance:.0%} chance to make {money(target / scale)}; {at_quota:.0%} of reps at or "
            f"above quota (55 to 70 % is healthy); pay costs {low} to {high}, most likely {mid}."
        )


def simulated(measures: Measures, sheet: pd.DataFrame) -> Simulated:
    """The task of the job: plain data in, plain data out."""
    quota = sheet["assigned_amount"].to_numpy(np.float64)
    known = measures.plan.info["target_amount"]
    target = float(sheet["revised_amount"].sum()) if pd.isna(known) else float(known)
    run = simulate(measures, quota, target, _RUNS, _SEED)
    pay = simulated_pay(payroll(measures), run, texts(measures.seats.rows, "parent_id"))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = run.results.mean(axis=0, dtype=np.float64)
        attainment = np.where(quota > 0, mean / quota, np.nan)
    table = sheet.assign(
        mean_amount=mean, mean_attainment_share=attainment, chance_share=chance_by_territory(run)
    )
    return Simulated(run, np.asarray(pay), table)
