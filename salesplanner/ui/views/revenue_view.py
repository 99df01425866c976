"""Expected revenue: from last year to the plan, and territory by territory."""

from salesplanner.analysis.revenue_steps import revenue_waterfall
from salesplanner.charts.revenue import draw_expected_revenue, draw_waterfall
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.chart_view import ChartView


class RevenueView(ChartView):
    """The waterfall above, the territories below it, and their table."""

    title = "Expected revenue"
    charts = ("From last year to the plan", "By territory")
    columns = (
        Column("name", "Territory", "Name of the territory", width=180),
        Column("rep_name", "Rep", "Who sits on it", width=140),
        Column("revenue_amount", "Revenue", "Revenue of the last 12 months", "amount",
               is_short=True, total="sum"),
        Column("forecast_amount", "Forecast", "At present effort: base x retention + pipeline x "
               "win probability + potential x penetration", "amount", is_short=True, total="sum"),
        Column("expected_amount", "Expected", "What the selling hours of this alignment make of "
               "it", "amount", is_short=True, total="sum"),
        Column("alignment_effect_amount", "Effect", "Expected less forecast: what the alignment "
               "does", "change", is_short=True, total="sum"),
        Column("expected_growth_share", "Growth", "Expected over last revenue", "share", digits=1),
        Column("selling_hours", "Selling h", "Capacity less travel", "number", total="sum"),
        Column("expected_amount_change", "+/−", "Against the baseline", "change", is_short=True,
               total="sum"),
    )  # fmt: skip

    def refresh(self) -> None:
        if not self.numbers.can_count:
            return
        table = self.numbers.territories()
        steps = revenue_waterfall(self.numbers.measures)
        self.show_table(table)
        currency, scale = self.currency, self.scale

        self.panels[0].show_chart(
            lambda axes, style: draw_waterfall(axes, steps, style, currency, scale)
        )
        self.panels[1].show_chart(
            lambda axes, style: draw_expected_revenue(axes, table, style, currency, scale)
        )
