"""What differs between the scenario shown and the baseline, row by row; chosen rows taken over."""

from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from salesplanner.plan import Plan
from salesplanner.plan.comparison import scenario_differences
from salesplanner.plan.edits.differences import take_over_differences
from salesplanner.plan.fields import TABLES
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_COLUMNS = (
    Column("table_words", "About", "Which decision", width=170),
    Column("row_key", "Row", "Its key", width=220),
    Column("what", "What", "Added, removed or changed there", width=80),
    Column("column", "Column", "Which value; empty for a whole row", width=140),
    Column("value_before", "Here", "In the scenario shown", width=160),
    Column("value_after", "There", "In the one compared with", width=160),
)


class DifferencesPanel(QWidget):
    """Rows of the difference; the button makes the selected ones as they are in the other."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._session = window.session
        self._plan: Plan | None = None  # what is shown was counted from
        self._pair = ("", "")
        self._lines = pd.DataFrame()
        self.said = QLabel()
        self.table = DataTable(_COLUMNS, self, "Differences")
        self.table.empty_text = "The two scenarios decide the same."
        self.take = QPushButton("Take over selected")
        self.take.setToolTip("Make the selected rows in the scenario shown as they are in the one "
                             "it is compared with")  # fmt: skip
        self.take.clicked.connect(self.take_over)
        line = QHBoxLayout()
        line.setContentsMargins(8, 6, 8, 6)
        line.addWidget(self.said, 1)
        line.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self.table, 1)

    def refresh(self) -> None:
        session = self._session
        here, there = session.scenario_id, session.baseline_id
        if self._plan is session.plan and self._pair == (here, there):
            return
        self._plan, self._pair = session.plan, (here, there)
        is_other = here != there
        self.take.setEnabled(is_other)
        self.said.setText("" if is_other else "Choose another scenario to compare with (Ctrl+D).")
        lines = scenario_differences(session.plan, here, there) if is_other else pd.DataFrame()
        self._lines = lines
        if not len(lines):
            self.table.set_frame(pd.DataFrame({column.key: [] for column in _COLUMNS}))
            return
        words = {name: TABLES[name].meaning.rstrip(".") for name in lines["table"].unique()}
        shown = lines.assign(table_words=lines["table"].map(words))
        names = _territory_names(session.plan)
        for side in ("value_before", "value_after"):
            is_place = shown["column"].str.endswith("territory_id").to_numpy(bool)
            named = shown[side].map(names)
            shown[side] = named.where(is_place & named.notna(), shown[side]).map(_words)
        self.table.set_frame(shown)

    def take_over(self) -> None:
        session = self._session
        keys = self.table.selected_keys()
        if not keys:
            session.said.emit("Select the differences to take over first.")
            return
        chosen = self._lines.loc[keys]
        session.edit(
            f"Take over {len(chosen):,} differences", take_over_differences, session.scenario_id,
            session.baseline_id, chosen,
        )  # fmt: skip


def _territory_names(plan: Plan) -> dict[object, object]:
    rows = plan["territory"].drop_duplicates("territory_id").dropna(subset=["name"])
    return dict(zip(rows["territory_id"], rows["name"], strict=True))


def _words(value: object) -> str:
    return "" if value is None or value is pd.NA else str(value)
