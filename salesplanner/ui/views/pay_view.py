"""Pay: what a result pays, what that costs, and how one rep's pay comes about."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QPushButton, QWidget

from salesplanner.analysis.attainment import simulate
from salesplanner.analysis.columns import Floats, texts
from salesplanner.analysis.pay import (
    pay_at_levels,
    pay_by_territory,
    payout_curve,
    payroll,
    simulated_pay,
    statement,
)
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.quota_sheet import quota_sheet
from salesplanner.charts.pay import draw_pay_cost, draw_payout_curve
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.chart_view import ChartView
from salesplanner.ui.widgets.chart_panel import Draw
from salesplanner.ui.words import money

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

CURVE, COST, STATEMENT = "Pay-out curve", "Cost of pay", "Statement"
_RUNS, _SEED = 10_000, 7
_LINES = (
    Column("line", "Line", "What is paid for", width=240),
    Column("calculation", "Calculation", "How it comes about", width=420),
    Column("amount", "Amount", "What it pays", "amount", width=130),
)


class PayView(ChartView):
    """The curve of every pay plan, the cost at 80, 100 and 120 %, and statements line by line."""

    title = "Pay"
    charts = (CURVE, COST, STATEMENT)
    own_columns = {STATEMENT: _LINES}  # noqa: RUF012 - never changed
    columns = (
        Column("name", "Territory", "Name of the territory", width=180),
        Column("rep_name", "Rep", "Who sits on it", width=150),
        Column("pay_plan", "Pay plan", "How variable pay follows attainment", width=150),
        Column("quota_amount", "Quota", "What the rep is assigned", "amount", is_short=True,
               total="sum"),
        Column("base_amount", "Fixed", "Fixed pay for the time on board", "amount",
               is_short=True, total="sum"),
        Column("variable_amount", "Variable", "Variable pay at target", "amount", is_short=True,
               total="sum"),
        Column("pay_80_amount", "At 80 %", "Fixed and variable pay for 80 % of quota", "amount",
               is_short=True, total="sum"),
        Column("pay_100_amount", "At 100 %", "Fixed and variable pay on quota", "amount",
               is_short=True, total="sum"),
        Column("pay_120_amount", "At 120 %", "Fixed and variable pay for 120 % of quota",
               "amount", is_short=True, total="sum"),
    )  # fmt: skip

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.run_button = QPushButton("Simulate the cost")
        self.run_button.setToolTip(f"Draw {_RUNS:,} years and pay each of them (in the background)")
        self.run_button.setAccessibleName("Simulate the cost of pay")
        self.run_button.clicked.connect(self._simulate)
        self.attained = QDoubleSpinBox()
        self.attained.setRange(0, 400)
        self.attained.setDecimals(1)
        self.attained.setSuffix(" %")
        self.attained.setValue(100)
        self.attained.setAccessibleName("Result of the statement, per cent of quota")
        self.attained.setToolTip("The result the statement of the chosen rep is for")
        self.attained.valueChanged.connect(self._show_statement)
        self.said = QLabel()
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 6, 8, 2)
        row.addWidget(self.run_button)
        row.addWidget(QLabel("Statement at"))
        row.addWidget(self.attained)
        row.addWidget(self.said, 1)
        self.box.insertWidget(0, bar)
        self._quantiles: tuple[float, float, float] | None = None
        self._of: object = None

    def refresh(self) -> None:
        if not self.numbers.can_count:
            return
        measures = self.numbers.measures
        if self._of is not measures:
            self._quantiles, self._of = None, measures
        sheet = quota_sheet(measures, seasonal_shares(measures.plan))
        quota = sheet["assigned_amount"].to_numpy(np.float64)
        roll = payroll(measures)
        self.show_table(pay_by_territory(roll, sheet))
        curve = payout_curve(measures.plan)
        self.panel(CURVE).show_chart(lambda axes, style: draw_payout_curve(axes, curve, style))
        self._show_cost(pay_at_levels(roll, quota))
        if not quota.sum() > 0:
            self.said.setText("No quotas yet: set them (F8) to see pay over revenue.")
        self._show_statement()

    def _show_cost(self, table: pd.DataFrame) -> None:
        currency, scale, quantiles = self.currency, self.scale, self._quantiles
        self.panel(COST).show_chart(
            lambda axes, style: draw_pay_cost(axes, table, quantiles, style, currency, scale)
        )
        at_quota = table.to_dict("records")[1]
        text = f"On quota pay costs {money(at_quota['cost_amount'] / scale)}"
        if at_quota["revenue_amount"] > 0:
            text += f", {at_quota['cost_share']:.1%} of revenue"
        if quantiles is not None:
            low, middle, high = (money(value / scale) for value in quantiles)
            text += f"; simulated {low} to {high}, middle {middle}"
        self.said.setText(f"{text}.")

    def show_selection(self) -> None:
        super().show_selection()
        self._show_statement()

    def _rows_chosen(self, keys: list[object]) -> None:
        super()._rows_chosen(keys)
        self._show_statement()

    def _show_statement(self, _value: float = 0.0) -> None:
        """The pay of the chosen rep, line by line; of the first where none is chosen."""
        if not self.numbers.can_count or self.table.model.frame.empty:
            return
        frame, chosen = self.table.model.frame, sorted(self.session.selection.territory_ids)
        key = next((one for one in chosen if one in frame.index), None)
        key = key if key is not None else frame.index[0]
        row, measures = frame.loc[[key]].to_dict("records")[0], self.numbers.measures
        rep = int(measures.seats.rep[measures.cover.territory_ids.get_indexer(pd.Index([key]))[0]])
        quota = float(row["quota_amount"]) * self.scale
        attained = self.attained.value() / 100
        self.panel(STATEMENT).show_chart(self._drawn_at(attained))
        try:
            if rep < 0:
                raise PlanProblem(f"Nobody sits on {row['name']} yet.", "", "Seat a rep.")
            rep_id = str(measures.plan["rep"]["rep_id"].iloc[rep])
            lines = statement(measures.plan, rep_id, quota, attained * quota, attained)
        except PlanProblem as problem:
            lines = pd.DataFrame({"line": [problem.what], "calculation": "", "amount": 0})
        who = f"{row['rep_name']}, {row['name']}"
        words = {"line": [who], "calculation": [f"{attained:.1%} of quota"], "amount": [np.nan]}
        lines = lines.assign(amount=lines["amount"] / self.scale)
        self.sheets[STATEMENT].set_frame(pd.concat([pd.DataFrame(words), lines], ignore_index=True))

    def _drawn_at(self, attained: float) -> Draw:
        curve = payout_curve(self.session.plan, max(1.6, attained * 1.1))
        return lambda axes, style: draw_payout_curve(axes, curve, style, attained)

    def _simulate(self) -> None:
        if not self.numbers.can_count or self.window_.jobs.is_busy:
            self.session.said.emit("Another task is still at work.")
            return
        measures = self.numbers.measures
        sheet = quota_sheet(measures, seasonal_shares(measures.plan))
        quota = sheet["assigned_amount"].to_numpy(np.float64)
        if not quota.sum() > 0:
            self.said.setText("Set quotas first (F8): there is nothing to attain yet.")
            return
        target = self.target_amount or float(sheet["revised_amount"].sum())

        def task(progress: Progress) -> Floats:
            progress.say(0.1, "Simulating the year")
            run = simulate(measures, quota, target, _RUNS, _SEED)
            teams = texts(measures.seats.rows, "parent_id")
            return np.asarray(simulated_pay(payroll(measures), run, teams))

        def show(cost: Floats) -> None:
            low, middle, high = np.quantile(cost, [0.1, 0.5, 0.9])
            self._quantiles = (float(low), float(middle), float(high))
            self.tabs.setCurrentIndex(self.charts.index(COST))
            self.refresh()

        self.window_.jobs.run("Simulating", task, show, self.window_.job_failed)
