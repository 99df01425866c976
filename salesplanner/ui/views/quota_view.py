"""The quota sheet: left to right from the basis to what each rep is assigned."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QInputDialog, QLabel

from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.quota_sheet import quota_sheet, quota_totals
from salesplanner.charts.quota import draw_quota_scatter
from salesplanner.plan.edits.quotas import adjust_quota
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.chart_view import ChartView
from salesplanner.ui.views.columns import smallest_unit
from salesplanner.ui.words import money

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


class QuotaView(ChartView):
    """Basis, allocation, adjustment, revised, x share x ramp, adjustment, assigned."""

    title = "Quota"
    chart_share = 0.42
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
        Column("rep_adjustment_amount", "Relief", "Relief or addition by rep", "amount",
               is_short=True, total="sum"),
        Column("assigned_amount", "Assigned", "What the reps are assigned", "amount",
               is_short=True, total="sum"),
        Column("quota_to_potential", "Quota / potential", "Quota over potential", "share",
               digits=1),
        Column("quota_to_expected", "Quota / expected", "Quota over expected revenue", "share",
               digits=1),
        Column("growth_share", "Growth", "Quota over last year's revenue", "share", digits=1),
        Column("last_attainment_share", "Last attainment", "Attainment last year", "share"),
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
        self.show_table(sheet)
        self._say(sheet)
        if not sheet["revised_amount"].any():
            self.panels[0].clear()
            return
        potential = self.numbers.territories()["potential_amount"]
        currency, scale = self.currency, self.scale

        self.panels[0].show_chart(
            lambda axes, style: draw_quota_scatter(axes, sheet, potential, style, currency, scale)
        )

    def _say(self, sheet: Any) -> None:
        target = self.session.plan.info["target_amount"]
        if not sheet["revised_amount"].any():
            self.said.setText("No quotas yet. Solve, Set quotas (F8) makes them.")
            return
        totals = quota_totals(sheet, float(target)).iloc[0]
        over = float(totals["check_revised_amount"]) / self.scale
        check = "add up to it exactly" if abs(over) < 0.005 else f"are {money(over, True)} off it"
        words = f"Target {money(float(target) / self.scale)}; revised quotas {check}."
        self.said.setText(words)

    def _adjust(self, edits: list[tuple[Any, str, Any]]) -> None:
        year = str(self.session.plan.info["fiscal_year"])
        frame = self.table.model.frame
        for key, column, value in edits:
            row = frame.loc[key]
            now = row["adjustment_amount"], str(row["reason"] or "")
            amount, reason = (value, now[1]) if column == "adjustment_amount" else (now[0], value)
            if amount and not reason:
                reason, _is_given = QInputDialog.getText(self, "Reason", "Why is it adjusted?")
            self.session.edit(
                f"Adjust quota of {row['name']}", adjust_quota, self.session.scenario_id,
                str(key), year, smallest_unit("adjustment_amount", amount, self.digits) or 0,
                str(reason or ""),
            )  # fmt: skip
