"""What is wrong or odd in the plan, each with its remedy."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from PySide6.QtWidgets import QLabel, QVBoxLayout

from salesplanner.plan.checks import check_plan
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.view import View

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_COLUMNS = (
    Column("table", "Table", "Where it is", width=140),
    Column("row_key", "Row", "Which row", width=180),
    Column("column", "Column", "Which column", width=140),
    Column("what", "What", "What is wrong or odd", width=400),
    Column("remedy", "Remedy", "What to do about it", width=320),
)


class ChecksView(View):
    """One row a finding; double-click selects the row it is about where a view shows it."""

    title = "Checks"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self._window = window
        self.said = QLabel()
        self.said.setMargin(8)
        self.table = DataTable(_COLUMNS, self, "Findings")
        self.table.empty_text = "Nothing found: the plan is in good order."
        self.table.row_activated.connect(self._show_row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)

    def refresh(self) -> None:
        found = check_plan(self.session.plan, self.session.scenario_id or None)
        names = [column.key for column in _COLUMNS]
        rows = [{name: getattr(one, name) for name in names} for one in found]
        self.table.set_frame(pd.DataFrame(rows, columns=names))
        self.said.setVisible(bool(found))
        self.said.setText(
            f"{len(found):,} findings in the plan and the scenario shown." if found else ""
        )

    def _show_row(self, key: Any) -> None:
        row = self.table.model.frame.loc[key]
        row_key = str(row["row_key"]).split(" / ")[-1]
        if row["table"] == "account":
            self.session.select(account_ids=[row_key])
        elif row["table"] == "territory":
            self.session.select(territory_ids=[row_key])
        self._window.show_page("alignment")
