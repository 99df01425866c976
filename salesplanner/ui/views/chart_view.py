"""A page with a chart above and the table behind it below."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.view import View
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.widgets.chart_panel import ChartPanel

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


NO_QUOTAS = "No quotas yet. They share the target out to the territories."


class ChartView(View):
    """Chart and table over the numbers of the scenario shown; rows are territories.

    Subclasses set `columns` and the titles of their charts, and fill all in `refresh`. Several
    charts are tabs: each gets the whole width and height. A chart in `own_columns` has a table of
    its own, whose rows are what it shows; below the others stands the table of territories.
    """

    columns: Sequence[Column] = ()
    charts: Sequence[str] = ("Chart",)
    own_columns: Mapping[str, Sequence[Column]] = MappingProxyType({})
    chart_share = 0.6  # of the height

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self.window_ = window
        self.numbers = window.numbers
        self.panels = [ChartPanel(f"{self.title}: {name}", self) for name in self.charts]
        self.table = DataTable(self.columns, self, self.title)
        self.table.selection_changed.connect(self._rows_chosen)
        self.table.refused.connect(self.session.said)
        self.sheets = {
            name: DataTable(columns, self, f"{self.title}: {name}")
            for name, columns in self.own_columns.items()
        }
        self._lower = QStackedWidget()
        for table in (self.table, *self.sheets.values()):
            self._lower.addWidget(table)
        self._is_following = False
        splitter = QSplitter(Qt.Orientation.Vertical)
        upper = self._upper()
        upper.setMinimumHeight(220)
        splitter.addWidget(upper)
        splitter.addWidget(self._lower)
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
        tabs.currentChanged.connect(self._chart_shown)
        self.tabs = tabs
        return tabs

    def _chart_shown(self, position: int) -> None:
        self._lower.setCurrentWidget(self.sheets.get(self.charts[position], self.table))

    def panel(self, name: str) -> ChartPanel:
        """The panel of the chart with this title."""
        return self.panels[list(self.charts).index(name)]

    def ask_for_quotas(self, panels: Sequence[ChartPanel]) -> None:
        """Where charts need quotas and there are none: say so, and offer to set them."""
        action = self.window_.actions_table["set_quotas"]
        for panel in panels:
            panel.hint.offer("Set quotas...", action.statusTip(), action.trigger)
            panel.clear(NO_QUOTAS)

    def show_table(self, frame: pd.DataFrame) -> None:
        """Show rows of territories, amounts in whole currency."""
        shown = whole_amounts(frame, self.digits)
        self.table.set_frame(shown.set_index("territory_id", drop=False))

    def show_sheet(self, name: str, frame: pd.DataFrame, key: str) -> None:
        """Show the rows of a chart that has its own table, amounts in whole currency."""
        shown = whole_amounts(frame, self.digits)
        self.sheets[name].set_frame(shown.set_index(key, drop=False))

    @property
    def target_amount(self) -> float | None:
        """The plan's target in the smallest unit, None where it has none."""
        known = self.session.plan.info["target_amount"]
        return None if pd.isna(known) or int(known) <= 0 else float(known)

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
