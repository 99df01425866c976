"""Workload against capacity, travel and selling time of every territory."""

from salesplanner.analysis.parameters import parameter
from salesplanner.charts.balance import draw_balance
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.chart_view import ChartView


class CapacityView(ChartView):
    """The workload index of all territories, and where the hours go."""

    title = "Capacity"
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

    def refresh(self) -> None:
        if not self.numbers.can_count:
            return
        table = self.numbers.territories()
        band = parameter(self.session.plan, "band_share")
        self.show_table(table)
        self.panels[0].show_chart(
            lambda axes, style: draw_balance(axes, table, "workload_hours", style, band)
        )
