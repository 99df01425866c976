"""A page with a chart above and the table behind it below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.view import View
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.widgets.chart_panel import ChartPanel

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


class ChartView(View):
    """Chart and table over the numbers of the scenario shown; rows are territories.

    Subclasses set `columns`, and fill both in `refresh`.
    """

    columns: Sequence[Column] = ()
    n_charts = 1
    chart_share = 0.6  # of the height

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self.window_ = window
        self.numbers = window.numbers
        self.chart = ChartPanel(f"Chart of {self.title.lower()}", self.n_charts, self)
        self.table = DataTable(self.columns, self, self.title)
        self.table.selection_changed.connect(self._rows_chosen)
        self.table.refused.connect(self.session.said)
        self._is_following = False
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.chart)
        splitter.addWidget(self.table)
        splitter.setSizes([round(1000 * self.chart_share), round(1000 * (1 - self.chart_share))])
        self.chart.setMinimumHeight(220)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.addWidget(splitter)

    def show_table(self, frame: pd.DataFrame) -> None:
        """Show rows of territories, amounts in whole currency."""
        shown = whole_amounts(frame, self.digits)
        self.table.set_frame(shown.set_index("territory_id", drop=False))

    @property
    def digits(self) -> int:
        return int(self.session.plan.info["currency_digits"])

    @property
    def scale(self) -> float:
        return float(10**self.digits)

    @property
    def currency(self) -> str:
        return str(self.session.plan.info["currency"])

    def show_selection(self) -> None:
        self._is_following = True
        self.table.select_keys(sorted(self.session.selection.territory_ids))
        self._is_following = False

    def _rows_chosen(self, keys: list[Any]) -> None:
        if not self._is_following:
            self.session.select(territory_ids=[str(key) for key in keys])
