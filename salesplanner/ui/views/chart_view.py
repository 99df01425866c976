"""A page with a chart above and the table behind it below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.view import View
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.widgets.chart_panel import ChartPanel

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


class ChartView(View):
    """Chart and table over the numbers of the scenario shown; rows are territories.

    Subclasses set `columns` and the titles of their charts, and fill all in `refresh`. Several
    charts are tabs: each gets the whole width and height.
    """

    columns: Sequence[Column] = ()
    charts: Sequence[str] = ("Chart",)
    chart_share = 0.6  # of the height

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self.window_ = window
        self.numbers = window.numbers
        self.panels = [ChartPanel(f"{self.title}: {name}", self) for name in self.charts]
        self.table = DataTable(self.columns, self, self.title)
        self.table.selection_changed.connect(self._rows_chosen)
        self.table.refused.connect(self.session.said)
        self._is_following = False
        splitter = QSplitter(Qt.Orientation.Vertical)
        upper = self._upper()
        upper.setMinimumHeight(220)
        splitter.addWidget(upper)
        splitter.addWidget(self.table)
        splitter.setSizes([round(1000 * self.chart_share), round(1000 * (1 - self.chart_share))])
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.addWidget(splitter)

    def _upper(self) -> QWidget:
        if len(self.panels) == 1:
            return self.panels[0]
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        for panel, name in zip(self.panels, self.charts, strict=True):
            tabs.addTab(panel, name)
        return tabs

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
