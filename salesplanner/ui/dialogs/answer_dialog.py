"""What a solve found: before and after, who moves, and whether to keep it as a scenario."""

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from salesplanner.analysis.compare import Comparison
from salesplanner.optimize.result import Result
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.words import measure_text

TOTALS = {
    "workload_hours_least_index": "Least workload index",
    "workload_hours_most_index": "Most workload index",
    "workload_hours_share_in_band": "Territories in the band",
    "travel_hours": "Travel",
    "selling_time_share": "Selling time",
    "expected_amount": "Expected revenue",
    "utilisation_share": "Utilisation",
    "territories_in_parts": "Territories in several pieces",
    "unassigned_accounts": "Unassigned accounts",
}
FORM_OF = {
    "workload_hours_least_index": "least_index",
    "workload_hours_most_index": "most_index",
    "workload_hours_share_in_band": "share_in_band",
    "territories_in_parts": "accounts",
    "unassigned_accounts": "accounts",
}
MOVER_COLUMNS = (
    Column("account_id", "Account", "Identifier", width=90),
    Column("name", "Name", "Name of the account"),
    Column("from_territory", "From", "Territory before", width=150),
    Column("to_territory", "To", "Territory after", width=150),
    Column("from_rep_name", "Rep before", "Who held it", width=130),
    Column("to_rep_name", "Rep after", "Who gets it", width=130),
    Column("revenue_amount", "Revenue", "Revenue of the last 12 months", "amount", is_short=True,
           total="sum"),
    Column("risk_amount", "At risk", "Revenue that may be lost because it changes hands", "amount",
           is_short=True, total="sum"),
)  # fmt: skip
BY_REP_COLUMNS = (
    Column("name", "Rep", "Rep, or territory where nobody sits"),
    Column("accounts_kept", "Kept", "Accounts kept", "integer", total="sum"),
    Column("accounts_lost", "Lost", "Accounts given up", "integer", total="sum"),
    Column("accounts_gained", "Gained", "Accounts taken over", "integer", total="sum"),
    Column("revenue_kept_amount", "Revenue kept", "", "amount", is_short=True, total="sum"),
    Column("revenue_lost_amount", "Revenue lost", "", "amount", is_short=True, total="sum"),
    Column("revenue_gained_amount", "Revenue gained", "", "amount", is_short=True, total="sum"),
)


FLOW_COLUMNS = (
    Column("giver", "From", "Rep, or territory where nobody sits", width=230),
    Column("taker", "To", "Rep, or territory where nobody sits", width=230),
    Column("accounts", "Accounts", "How many change hands", "integer", total="sum"),
    Column("revenue_amount", "Revenue", "Revenue of the last 12 months", "amount", is_short=True,
           total="sum"),
    Column("risk_amount", "At risk", "Revenue that may be lost because it changes hands", "amount",
           is_short=True, total="sum"),
)  # fmt: skip


def flows(movers: pd.DataFrame) -> pd.DataFrame:
    """Movers summed by who gives and who gets them, the largest first."""
    named = movers.assign(
        giver=movers["from_rep_name"].where(
            movers["from_rep_name"] != "", movers["from_territory"]
        ),
        taker=movers["to_rep_name"].where(movers["to_rep_name"] != "", movers["to_territory"]),
    ).fillna({"giver": "nobody", "taker": "nobody"})
    sums = named.groupby(["giver", "taker"], as_index=False).agg(
        accounts=("account_id", "size"),
        revenue_amount=("revenue_amount", "sum"),
        risk_amount=("risk_amount", "sum"),
    )
    return sums.sort_values("revenue_amount", ascending=False, ignore_index=True)


def plain_sentence(result: Result) -> str:
    """How good the answer is, as a sentence."""
    if result.status == "impossible":
        return "No plan can keep all of these wishes. " + result.message
    if not result.has_plan:
        return "No plan was found in the time given. " + result.message
    gap = result.gap if result.gap is not None else result.gap_given_centres
    if result.status == "proven best":
        text = "This is proven to be the best plan there is."
    elif gap is not None:
        text = f"No plan can be more than {gap * 100:.1f} % better than this one."
    else:
        text = "How far from the best it is could not be proven in the time given."
    return f"Stopped early. {text}" if result.status == "stopped" else text


class AnswerDialog(QDialog):
    """Shown when a solve ends with a plan. Keep accepts; Esc throws the plan away."""

    def __init__(
        self,
        result: Result,
        comparison: Comparison,
        names: "pd.Series[str]",
        currency_digits: int,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("What was found")
        self.resize(900, 620)
        self._digits = currency_digits
        self.is_again_wanted = False
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(self._totals(comparison.totals), "Before and after")
        self.movers = DataTable(MOVER_COLUMNS, self, "Accounts that move")
        movers = comparison.disruption.movers
        moved = movers.assign(
            from_territory=movers["from_territory_id"].map(names),
            to_territory=movers["to_territory_id"].map(names),
        )
        self.movers.set_frame(whole_amounts(moved, currency_digits))
        tabs.addTab(self.movers, f"Accounts that move ({len(movers):,})")
        self.by_rep = DataTable(BY_REP_COLUMNS, self, "By rep")
        self.by_rep.set_frame(whole_amounts(comparison.disruption.by_hand, currency_digits))
        tabs.addTab(self.by_rep, "By rep")
        self.flows = DataTable(FLOW_COLUMNS, self, "From whom to whom")
        self.flows.set_frame(whole_amounts(flows(moved), currency_digits))
        tabs.addTab(self.flows, "From whom to whom")
        buttons = QDialogButtonBox()
        buttons.addButton("Keep as scenario", QDialogButtonBox.ButtonRole.AcceptRole)
        again = buttons.addButton("Try again...", QDialogButtonBox.ButtonRole.ActionRole)
        again.setToolTip("Throw this away and ask something else")
        again.clicked.connect(self._again)
        buttons.addButton("Throw away", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.sentence = QLabel(self._said(result))
        self.sentence.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addWidget(self.sentence)
        column.addWidget(tabs, 1)
        column.addWidget(buttons)

    def _again(self) -> None:
        self.is_again_wanted = True
        self.reject()

    def _said(self, result: Result) -> str:
        lines = [plain_sentence(result)]
        widened = [one.reason for one in result.relaxations]
        lines += [f"{len(widened)} bands had to be wider: {widened[0]}"] if widened else []
        lines += [f"Not kept: {one}" for one in result.broken[:5]]
        return "\n".join(lines)

    def _totals(self, totals: pd.DataFrame) -> QTableWidget:
        rows = totals.set_index("measure")
        table = QTableWidget(0, 4)
        table.setHorizontalHeaderLabels(["", "Before", "After", "Change"])
        table.verticalHeader().hide()
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setAccessibleName("Before and after")
        for name, title in TOTALS.items():
            form = FORM_OF.get(name, name)
            before, after = float(rows["before"][name]), float(rows["after"][name])
            texts = [title, *(measure_text(form, v, self._digits) for v in (before, after))]
            texts.append(measure_text(form, after - before, self._digits, signed=True))
            table.insertRow(table.rowCount())
            for position, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if position:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                table.setItem(table.rowCount() - 1, position, item)
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for position in (1, 2, 3):
            table.setColumnWidth(position, 130)
        return table
