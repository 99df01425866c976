"""Coverage: potential and revenue of every territory, and what nobody covers."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from salesplanner.analysis.coverage import coverage_by_segment
from salesplanner.charts.coverage import draw_coverage, draw_penetration, draw_segments
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.chart_view import ChartView
from salesplanner.ui.words import money

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


class CoverageView(ChartView):
    """Two charts over the same territories, and their table."""

    title = "Coverage"
    charts = ("Revenue in potential", "Penetration", "By segment")
    columns = (
        Column("name", "Territory", "Name of the territory", width=180),
        Column("rep_name", "Rep", "Who sits on it", width=140),
        Column("accounts", "Accounts", "Number of accounts", "integer", total="sum"),
        Column("units", "Units", "Number of units", "integer", total="sum"),
        Column("potential_amount", "Potential", "What its accounts could buy in a year", "amount",
               is_short=True, total="sum"),
        Column("revenue_amount", "Revenue", "Revenue of the last 12 months", "amount",
               is_short=True, total="sum"),
        Column("penetration_share", "Penetration", "Revenue / potential", "share", digits=1),
        Column("pipeline_amount", "Pipeline", "Open opportunities", "amount", is_short=True,
               total="sum"),
        Column("potential_amount_index", "Potential index", "100 = its target share", "bar"),
    )  # fmt: skip

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.said = QLabel()
        self.said.setMargin(8)
        self.box.insertWidget(0, self.said)

    def refresh(self) -> None:
        if not self.numbers.can_count:
            return
        table = self.numbers.territories()
        self.show_table(table)
        currency, scale = self.currency, self.scale

        self.panels[0].show_chart(
            lambda axes, style: draw_coverage(axes, table, style, currency, scale)
        )
        self.panels[1].show_chart(lambda axes, style: draw_penetration(axes, table, style))
        segments = coverage_by_segment(self.numbers.measures)
        self.panels[2].show_chart(
            lambda axes, style: draw_segments(axes, segments, style, currency, scale)
        )
        loose = self.numbers.measures.unassigned
        if not loose["accounts"] and not loose["units"]:
            self.said.setText("Every account and every unit is in a territory.")
            return
        self.said.setText(
            f"In no territory: {loose['accounts']:,.0f} accounts with revenue of "
            f"{money(loose['revenue_amount'] / scale)}, and {loose['units']:,.0f} units."
        )
