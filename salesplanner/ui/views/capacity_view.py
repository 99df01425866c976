"""Capacity: workload of territories, heads by month against the target, and how many reps."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QLabel

from salesplanner.analysis.capacity import capacity_plan
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.sizing import best_heads, present_heads, sizing
from salesplanner.charts.balance import draw_balance
from salesplanner.charts.capacity import draw_capacity
from salesplanner.charts.sizing import draw_sizing
from salesplanner.problems import PlanProblem
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.chart_view import ChartView
from salesplanner.ui.words import money

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

WORKLOAD, MONTHS, HEADS = "Workload", "Heads by month", "Number of reps"

_MONTH_COLUMNS = (
    Column("month", "Month", "Month of the plan year", width=90),
    Column("opening_heads", "Opening", "Full-time heads at the beginning", "number", digits=1),
    Column("hires", "Hires", "Reps and seats that start in the month", "number", digits=1,
           total="sum"),
    Column("leavers", "Leavers", "Those known, and the rate of attrition", "number", digits=1,
           total="sum"),
    Column("backfills", "Backfills", "Seats of leavers filled again after the backfill months",
           "number", digits=1, total="sum"),
    Column("heads", "Closing", "Full-time heads at the end", "number", digits=1),
    Column("ramped", "Ramped", "Heads in full swing: ramp, leave and onboarding taken off",
           "number", digits=1),
    Column("capacity_amount", "Capacity", "Ramped heads x productivity x season", "amount",
           is_short=True, total="sum"),
    Column("target_amount", "Target", "The target's share of the month", "amount", is_short=True,
           total="sum"),
    Column("gap_amount", "Gap", "Capacity less target", "change", is_short=True, total="sum"),
    Column("gap_so_far_amount", "Gap so far", "Sum of the gaps up to the month", "change",
           is_short=True),
    Column("to_close", "Heads to close", "Heads hired in this month that would close the year's "
           "gap; empty: too late", "number"),
)  # fmt: skip
_HEADS_COLUMNS = (
    Column("heads", "Reps", "Full-time reps", "integer", width=70),
    Column("revenue_amount", "Revenue", "Expected with so many reps", "amount", is_short=True),
    Column("cost_amount", "Cost", "Full cost of the reps", "amount", is_short=True),
    Column("profit_amount", "Profit", "Margin on the revenue less the cost", "amount",
           is_short=True),
    Column("added_revenue_amount", "Revenue of the last", "What the last rep adds", "change",
           is_short=True, width=140),
    Column("added_profit_amount", "Profit of the last", "Margin of the last rep less its cost",
           "change", is_short=True, width=130),
    Column("verdict", "Break-even", "Whether the last rep pays for itself", width=110),
)  # fmt: skip


class CapacityView(ChartView):
    """The workload index of all territories, heads by month, and what more reps would bring."""

    title = "Capacity"
    charts = (WORKLOAD, MONTHS, HEADS)
    own_columns = {MONTHS: _MONTH_COLUMNS, HEADS: _HEADS_COLUMNS}  # noqa: RUF012 - never changed
    columns = (
        Column("name", "Territory", "Name of the territory", width=180),
        Column("rep_name", "Rep", "Who sits on it; empty where vacant", width=140),
        Column("workload_hours_index", "Workload", "100 = its target share", "bar"),
        Column("visit_hours", "Visits h", "Visits and other hours for accounts", "number",
               total="sum"),
        Column("travel_hours", "Travel h", "Hours on the road", "number", total="sum"),
        Column("workload_hours", "Workload h", "Visits and travel", "number", total="sum"),
        Column("capacity_hours", "Capacity h", "Hours of the rep in the field", "number",
               total="sum"),
        Column("utilisation_share", "Utilisation", "Workload / capacity", "share"),
        Column("customer_hours", "With customers h", "min(visit hours, field hours − travel)",
               "number", total="sum"),
        Column("paid_hours", "Paid h", "Working days x hours a day x full-time share", "number",
               total="sum"),
        Column("selling_time_share", "Selling time", "Hours with customers / hours paid", "share",
               digits=1),
        Column("parts", "Parts", "Connected pieces", "integer", width=60),
    )  # fmt: skip

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.said = QLabel()
        self.said.setMargin(6)
        self.said.setWordWrap(True)
        self.box.insertWidget(0, self.said)

    def refresh(self) -> None:
        if not self.numbers.can_count:
            return
        table = self.numbers.territories()
        band = parameter(self.session.plan, "band_share")
        self.show_table(table)
        self.panel(WORKLOAD).show_chart(
            lambda axes, style: draw_balance(axes, table, "workload_hours", style, band)
        )
        said = [self._tried(MONTHS, self._show_months), self._tried(HEADS, self._show_heads)]
        self.said.setText(" ".join(said))

    def _tried(self, name: str, show: object) -> str:
        """Fill a tab; where that cannot be, what is missing, in words."""
        assert callable(show)
        try:
            return str(show())
        except PlanProblem as problem:
            self.panel(name).clear()
            return f"{name}: {problem.what} {problem.remedy}"

    def _show_months(self) -> str:
        measures, currency, scale = self.numbers.measures, self.currency, self.scale
        target = self.target_amount
        if target is None:
            raise PlanProblem("The plan has no target.", "", "Set it in the plan's settings.")
        found = capacity_plan(measures, target, seasonal_shares(measures.plan))
        table = found.table.assign(
            ramped=found.table["present_ramped"] + found.table["hired_ramped"],
            to_close=found.heads_to_close["heads"].to_numpy(np.float64),
        )
        self.show_sheet(MONTHS, table, "month")
        self.panel(MONTHS).show_chart(
            lambda axes, style: draw_capacity(axes, table, style, currency, scale)
        )
        words = f"{money(abs(found.gap_amount) / scale)} {currency}"
        if found.gap_amount >= 0:
            return f"The heads can book {words} more than the target."
        first = table["to_close"].iloc[0]
        more = f"{first:.0f} more from the first month would close it"
        return f"The heads can book {words} less than the target: {more}."

    def _show_heads(self) -> str:
        measures, currency, scale = self.numbers.measures, self.currency, self.scale
        table = sizing(measures)
        now = present_heads(measures)
        shown = table.assign(verdict=np.where(table["pays_off"], "pays", "does not pay"))
        self.show_sheet(HEADS, shown, "heads")
        self.panel(HEADS).show_chart(
            lambda axes, style: draw_sizing(axes, table, style, currency, scale, now)
        )
        return f"Profit is largest with {best_heads(table)} reps; there are {now:.1f} today."
