"""The quota sheet: left to right from the basis to what each rep is assigned."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from PySide6.QtWidgets import QInputDialog, QLabel

from salesplanner.analysis.quota import METHODS as ALL_METHODS
from salesplanner.analysis.quota import quota_bases, seasonal_shares
from salesplanner.analysis.quota_sheet import quota_sheet, quota_totals, with_limits
from salesplanner.charts.quota import draw_methods, draw_quota_scatter
from salesplanner.plan.edits.quotas import adjust_territory_quota, relieve_territory
from salesplanner.plan.edits.territories import set_limit
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.chart_view import ChartView
from salesplanner.ui.views.columns import smallest_unit
from salesplanner.ui.words import money

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


SCATTER, METHODS = "Quota against potential", "Methods side by side"
_METHOD_COLUMNS = (
    Column("name", "Territory", "Name of the territory", width=170),
    Column("rep_name", "Rep", "Who sits on it", width=130),
    Column("planned_amount", "Allocated", "What is allocated now", "amount", is_short=True,
           total="sum"),
    *(Column(f"{name}_amount", name.capitalize(), tip, "amount", is_short=True, total="sum")
      for name, tip in (
          ("potential", "Share of potential"),
          ("history", "Last year's revenue, all raised alike"),
          ("growth", "Last year's revenue plus the same growth for all"),
          ("expected", "Share of expected revenue"),
          ("targets", "Sum of account targets"),
          ("regression", "History read off potential"),
      )),
)  # fmt: skip


class QuotaView(ChartView):
    """Basis, allocation, adjustment, revised, x share x ramp, adjustment, assigned."""

    title = "Quota"
    charts = (SCATTER, METHODS)
    own_columns = {METHODS: _METHOD_COLUMNS}  # noqa: RUF012 - never changed
    chart_share = 0.55
    columns = (
        Column("name", "Territory", "Name of the territory", width=170),
        Column("rep_name", "Rep", "Who sits on it", width=130),
        Column("basis_amount", "Basis", "What the method started from", "amount", is_short=True,
               total="sum"),
        Column("planned_amount", "Allocated", "What the method gave, all bands kept", "amount",
               is_short=True, total="sum"),
        Column("adjustment_amount", "Adjustment", "By hand; type an amount, + or −", "amount",
               is_editable=True, total="sum"),
        Column("reason", "Reason", "Why it was adjusted", is_editable=True, width=160),
        Column("revised_amount", "Revised", "Allocated plus adjustment", "amount", is_short=True,
               total="sum"),
        Column("share", "x Share", "Share of the territory the reps carry", "share"),
        Column("ramp_share", "x Ramp", "Ramp and days employed", "share"),
        Column("rep_adjustment_amount", "Relief", "Relief or addition for the reps; type an "
               "amount", "amount", is_editable=True, total="sum"),
        Column("assigned_amount", "Assigned", "What the reps are assigned", "amount",
               is_short=True, total="sum"),
        Column("quota_to_potential", "Quota / potential", "Quota over potential", "share",
               digits=1),
        Column("quota_to_expected", "Quota / expected", "Quota over expected revenue", "share",
               digits=1),
        Column("growth_share", "Growth", "Quota over last year's revenue", "share", digits=1),
        Column("last_attainment_share", "Last attainment", "Attainment last year", "share"),
        Column("floor_amount", "Floor", "Least quota; kept by the next allocation", "amount",
               is_editable=True),
        Column("cap_amount", "Cap", "Most quota; kept by the next allocation", "amount",
               is_editable=True),
        Column("check_amount", "Check", "Sum of the months less the year: 0 is right", "amount",
               total="sum", width=80),
        Column("stands_out", "Stands out", "What is far from the others", width=160),
    )  # fmt: skip

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.said = QLabel()
        self.said.setMargin(8)
        self.box.insertWidget(0, self.said)
        self.table.edits_wanted.connect(self._adjust)

    def refresh(self) -> None:
        if not self.numbers.can_count:
            return
        measures = self.numbers.measures
        sheet = quota_sheet(measures, seasonal_shares(self.session.plan))
        sheet = with_limits(measures, sheet)
        self.show_table(sheet)
        self._say(sheet)
        self._show_methods(sheet)
        if not sheet["revised_amount"].any():
            self.ask_for_quotas(self.panels[:1])
            return
        potential = self.numbers.territories()["potential_amount"]
        currency, scale = self.currency, self.scale

        self.panels[0].show_chart(
            lambda axes, style: draw_quota_scatter(axes, sheet, potential, style, currency, scale)
        )

    def _show_methods(self, sheet: pd.DataFrame) -> None:
        """Every method for the same total, beside what is allocated now."""
        total = float(sheet["planned_amount"].sum()) or self.target_amount
        if not total:
            self.panel(METHODS).clear()
            return
        bases = quota_bases(self.numbers.measures, total)
        names = [name for name in ALL_METHODS if name not in bases.missing]
        table = sheet[["territory_id", "name", "rep_name", "planned_amount"]].merge(
            bases.table.rename(columns={name: f"{name}_amount" for name in ALL_METHODS}),
            on="territory_id",
        )
        self.show_sheet(METHODS, table, "territory_id")
        currency, scale = self.currency, self.scale
        self.panel(METHODS).show_chart(
            lambda axes, style: draw_methods(axes, table, names, style, currency, scale)
        )

    def _say(self, sheet: Any) -> None:
        target = self.session.plan.info["target_amount"]
        if not sheet["revised_amount"].any():
            self.said.setText("No quotas yet: F8 sets them.")
            return
        totals = quota_totals(sheet, float(target)).iloc[0]
        over = float(totals["check_revised_amount"]) / self.scale
        check = "add up to it exactly" if abs(over) < 0.005 else f"are {money(over, True)} off it"
        words = f"Target {money(float(target) / self.scale)}; revised quotas {check}."
        self.said.setText(words)

    def _adjust(self, edits: list[tuple[Any, str, Any]]) -> None:
        """One step for each row: adjustment or relief with its reason, floor and cap."""
        frame = self.table.model.frame
        for key, column, value in edits:
            row = frame.loc[key]
            if column in ("floor_amount", "cap_amount"):
                self._limit(str(key), row, column, value)
            elif column == "rep_adjustment_amount":
                self._relieve(str(key), row, value)
            else:
                self._adjust_row(str(key), row, column, value)

    def _adjust_row(self, key: str, row: Any, column: str, value: Any) -> None:
        year = str(self.session.plan.info["fiscal_year"])
        now = row["adjustment_amount"], str(row["reason"] or "")
        amount, reason = (value, now[1]) if column == "adjustment_amount" else (now[0], value)
        reason = self._reason(amount, str(reason or ""))
        self.session.edit(
            f"Adjust quota of {row['name']}", adjust_territory_quota, self.session.scenario_id,
            key, year, smallest_unit("adjustment_amount", amount, self.digits) or 0, reason,
        )  # fmt: skip

    def _relieve(self, key: str, row: Any, value: Any) -> None:
        reason = self._reason(value, "")
        amount = smallest_unit("rep_adjustment_amount", value or 0, self.digits)
        self.session.edit(
            f"Relief for {row['name']}", relieve_territory, self.session.scenario_id, key, amount,
            reason,
        )  # fmt: skip

    def _limit(self, key: str, row: Any, column: str, value: Any) -> None:
        """Least and most quota, in whole currency: kept by the next allocation."""
        ends = {"floor_amount": row["floor_amount"], "cap_amount": row["cap_amount"]} | {
            column: value
        }
        low, high = (None if pd.isna(one) else float(one) for one in ends.values())
        self.session.edit(
            f"Limit quota of {row['name']}", set_limit, self.session.scenario_id, key, "quota", low,
            high,
        )  # fmt: skip

    def _reason(self, amount: Any, known: str) -> str:
        if not amount or known:
            return known
        text, _is_given = QInputDialog.getText(self, "Reason", "Why is it adjusted?")
        return text
