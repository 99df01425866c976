"""Expected revenue: from last year to the plan, by territory, month and account; the forecast."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from PySide6.QtWidgets import QLabel

from salesplanner.analysis.columns import texts
from salesplanner.analysis.coverage import expected_by_account
from salesplanner.analysis.disruption import revenue_at_risk
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.forecast import BookingsForecast, bookings_forecast
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.revenue_steps import expected_by_month, revenue_waterfall
from salesplanner.charts.forecast import draw_forecast
from salesplanner.charts.revenue import (
    draw_expected_months,
    draw_expected_revenue,
    draw_waterfall,
)
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.chart_view import ChartView

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

STEPS, TERRITORIES = "From last year to the plan", "By territory"
MONTHS, FORECAST, ACCOUNTS = "By month", "Bookings forecast", "By account"
_MOST_ACCOUNTS = 40  # bars that can still be read

_MONTH_COLUMNS = (
    Column("name", "Territory", "Name of the territory", width=180),
    *(Column(f"m{n}_amount", f"Month {n}", f"Expected in month {n} of the plan year", "amount",
             is_short=True, total="sum", width=84) for n in range(1, 13)),
    Column("year_amount", "Year", "All twelve months", "amount", is_short=True, total="sum"),
)  # fmt: skip
_FORECAST_COLUMNS = (
    Column("period", "Month", "Month of the plan year", width=90),
    Column("low_amount", "Low", "One year in ten is below", "amount", is_short=True, total="sum"),
    Column("base_amount", "Base", "The forecast", "amount", is_short=True, total="sum"),
    Column("high_amount", "High", "One year in ten is above", "amount", is_short=True,
           total="sum"),
)  # fmt: skip
_ACCOUNT_COLUMNS = (
    Column("name", "Account", "Name of the account", width=200),
    Column("territory_name", "Territory", "The territory that covers it", width=150),
    Column("revenue_amount", "Revenue", "Revenue of the last 12 months", "amount", is_short=True,
           total="sum"),
    Column("retained_amount", "Renewed", "Booked base x retention", "amount", is_short=True,
           total="sum"),
    Column("won_amount", "Pipeline", "Pipeline x win probability", "amount", is_short=True,
           total="sum"),
    Column("new_amount", "New", "Potential x penetration", "amount", is_short=True, total="sum"),
    Column("forecast_amount", "Forecast", "At present effort", "amount", is_short=True,
           total="sum"),
    Column("expected_amount", "Expected", "With the hours of this alignment", "amount",
           is_short=True, total="sum"),
    Column("risk_amount", "At risk", "What may be lost if the account changes hands", "amount",
           is_short=True, total="sum"),
)  # fmt: skip


class RevenueView(ChartView):
    """The waterfall, the territories, the months, the forecast and the accounts."""

    title = "Expected revenue"
    charts = (STEPS, TERRITORIES, MONTHS, FORECAST, ACCOUNTS)
    own_columns = {  # noqa: RUF012 - never changed
        MONTHS: _MONTH_COLUMNS,
        FORECAST: _FORECAST_COLUMNS,
        ACCOUNTS: _ACCOUNT_COLUMNS,
    }
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

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.said = QLabel()
        self.said.setMargin(6)
        self.said.setWordWrap(True)
        self.said.hide()
        self.box.insertWidget(0, self.said)
        self.tabs.currentChanged.connect(self._forecast_if_shown)
        self._forecast_of: object = None

    def refresh(self) -> None:
        if not self.numbers.can_count:
            return
        table = self.numbers.territories()
        steps = revenue_waterfall(self.numbers.measures)
        self.show_table(table)
        currency, scale, target = self.currency, self.scale, self.target_amount

        self.panel(STEPS).show_chart(
            lambda axes, style: draw_waterfall(axes, steps, style, currency, scale, target)
        )
        self.panel(TERRITORIES).show_chart(
            lambda axes, style: draw_expected_revenue(axes, table, style, currency, scale)
        )
        self._show_months(table)
        self._show_accounts(table)
        self._forecast_if_shown()

    def _show_months(self, territories: pd.DataFrame) -> None:
        measures, currency, scale = self.numbers.measures, self.currency, self.scale
        months = expected_by_month(measures)
        names = list(fiscal_year(measures.plan).months)
        wide = months.pivot(index="territory_id", columns="period", values="expected_amount")
        wide = wide.reindex(columns=names)
        wide.columns = pd.Index([f"m{n}_amount" for n in range(1, 13)])
        wide["year_amount"] = wide.sum(axis=1)
        wide["name"] = territories.set_index("territory_id")["name"]
        self.show_sheet(MONTHS, wide.reset_index(), "territory_id")
        whole = months.groupby("period")["expected_amount"].sum().reindex(names).reset_index()
        whole["seasonal_share"] = seasonal_shares(measures.plan)
        target = self.target_amount
        self.panel(MONTHS).show_chart(
            lambda axes, style: draw_expected_months(axes, whole, style, currency, scale, target)
        )

    def _show_accounts(self, territories: pd.DataFrame) -> None:
        measures, currency, scale = self.numbers.measures, self.currency, self.scale
        table = expected_by_account(measures)
        names = territories.set_index("territory_id")["name"]
        table["name"] = texts(measures.plan["account"], "name", "")
        table["territory_name"] = table["territory_id"].map(names).fillna("")
        table["revenue_amount"] = measures.facts.amounts["revenue_amount"]
        table["risk_amount"] = revenue_at_risk(measures.plan, measures)
        table = table[measures.cover.is_inside]
        self.show_sheet(ACCOUNTS, table, "account_id")
        first = table.nlargest(_MOST_ACCOUNTS, "expected_amount")
        self.panel(ACCOUNTS).show_chart(
            lambda axes, style: draw_expected_revenue(
                axes, first, style, currency, scale, ("account", "of the largest accounts")
            )
        )

    def _forecast_if_shown(self) -> None:
        """Forecast when the tab is looked at, in the background, once for a plan."""
        is_shown = self.charts[self.tabs.currentIndex()] == FORECAST
        document = self.session.document
        self.said.setVisible(is_shown)
        if not is_shown or document is None or self.window_.jobs.is_busy:
            return
        if self._forecast_of is document:
            return
        self._forecast_of = document
        history = document.bookings_by("period")
        months = fiscal_year(self.session.plan).months

        def task(progress: Progress) -> BookingsForecast:
            progress.say(0.2, "Trying both methods on past years")
            return bookings_forecast(history, months)

        self.said.setText("Trying both methods on past years ...")
        self.window_.jobs.run(
            "Forecasting", task, lambda found: self._show_forecast(history, found), self._failed
        )

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, PlanProblem):
            raise error
        self.said.setText(f"{error.what} {error.remedy}")
        self.panel(FORECAST).clear()

    def _show_forecast(self, history: pd.DataFrame, found: BookingsForecast) -> None:
        currency, scale = self.currency, self.scale
        self.show_sheet(FORECAST, found.table, "period")
        words = (
            f"Method: {found.method}, off by {found.error_share:.1%} a month on average when it was"
            f" tried on {found.n_tested} past months"
        )
        if np.isfinite(found.other_error_share):
            words += f"; the other method by {found.other_error_share:.1%}"
        self.said.setText(f"{words}.")
        words = f"{found.method.capitalize()}, off by {found.error_share:.1%} a month when tried"
        self.panel(FORECAST).show_chart(
            lambda axes, style: draw_forecast(
                axes, history, found.table, words, style, currency, scale
            )
        )
