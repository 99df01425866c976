"""The year: what changes when, and what the plan says on any date."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from salesplanner.analysis.dated import accounts_on, calendar_of_changes
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.ui.dialogs.form_dialog import day
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.views.tab import Tab

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_EVENTS = (
    Column("day", "Day", "When", "date", width=100),
    Column("what", "What", "What begins or ends", width=140),
    Column("territory", "Territory", "Where", width=150),
    Column("who", "Rep", "Who", width=140),
    Column("accounts", "Accounts", "How many change hands", "integer", width=84),
    Column("reason", "Reason", "Why", width=220),
)
_ACCOUNTS = (
    Column("account_id", "Account", "Identifier", width=90),
    Column("name", "Name", "Name of the account", width=190),
    Column("from", "At the beginning", "Its territory when the year begins", width=150),
    Column("to", "On the day", "Its territory on the day", width=150),
    Column("from_rep_name", "Rep then", "Who had it when the year began", width=130),
    Column("to_rep_name", "Rep on the day", "Who has it on the day", width=130),
    Column("revenue_amount", "Revenue", "Revenue of the last 12 months", "amount", is_short=True,
           total="sum", width=92),
)  # fmt: skip


class YearTab(Tab):
    """A calendar of dated decisions above, the accounts they moved by a day below."""

    title, tip = "Mid-year", "What changes in the course of the year, and what holds on any date"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.events = DataTable(_EVENTS, self, "Calendar of changes")
        self.events.empty_text = "Nothing is dated: the plan is the same all year."
        self.events.row_activated.connect(self._event_chosen)
        self.accounts = DataTable(_ACCOUNTS, self, "Accounts on the day")
        self.accounts.empty_text = "On this day every account is where it is at the beginning."
        self.accounts.selection_changed.connect(self._chosen)
        self.date = day("2027-01-01")
        self.date.setToolTip("What the plan says on this day")
        self.date.setAccessibleName("Day")
        self.date.dateChanged.connect(lambda _day: self._show_day())
        self.said = QLabel()
        label = QLabel("On")
        label.setBuddy(self.date)
        self.add_bar(
            [
                self.command("rep_leaves", "A rep leaves..."),
                self.command("rep_joins", "A rep joins..."),
                self.command("pass_on", "Hand over..."),
            ],
            [self.said, label, self.date],
        )
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.accounts)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.events)
        halves.addWidget(lower)
        halves.setSizes([200, 320])
        self.column.addWidget(halves, 1)
        self._year = 0

    def refresh(self) -> None:
        session = self.session
        year = fiscal_year(session.plan)
        if year.year != self._year:
            self._year = year.year
            self.date.blockSignals(True)
            middle = str(year.starts[6])
            self.date.setDate(QDate.fromString(middle, "yyyy-MM-dd"))
            self.date.blockSignals(False)
        table = calendar_of_changes(session.plan, session.scenario_id, session.layer_id)
        table["territory"] = table["territory_id"].map(self.names())
        self.events.set_frame(table)
        self._show_day()

    def _show_day(self) -> None:
        session = self.session
        if session.document is None:
            return
        chosen = self.date.date().toString("yyyy-MM-dd")
        found = accounts_on(session.plan, session.scenario_id, session.layer_id, chosen)
        names = self.names()
        found["from"] = found["from_territory_id"].map(names)
        found["to"] = found["to_territory_id"].map(names)
        self.accounts.set_frame(whole_amounts(found, int(session.plan.info["currency_digits"])))
        noun = "account is" if len(found) == 1 else "accounts are"
        self.said.setText(f"{len(found):,} {noun} in other hands than at the beginning")

    def _event_chosen(self, key: Any) -> None:
        text = str(self.events.model.frame.loc[key, "day"])
        self.date.setDate(QDate.fromString(text, "yyyy-MM-dd"))

    def _chosen(self, keys: list[Any]) -> None:
        frame = self.accounts.model.frame
        self.session.select(account_ids=[str(frame.loc[key, "account_id"]) for key in keys])
