"""Who covers whom: rules, exceptions, engagement, the year, layers, segments, differences."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QTabWidget, QTextBrowser, QVBoxLayout

from salesplanner.analysis.layers import layer_name
from salesplanner.ui.view import View
from salesplanner.ui.views.differences_tab import DifferencesTab
from salesplanner.ui.views.engagement_tab import EngagementTab
from salesplanner.ui.views.exceptions_tab import ExceptionsTab
from salesplanner.ui.views.layers_tab import LayersTab
from salesplanner.ui.views.rules_tab import RulesTab
from salesplanner.ui.views.segments_tab import SegmentsTab
from salesplanner.ui.views.tab import Tab
from salesplanner.ui.views.year_tab import YearTab
from salesplanner.ui.why_commands import account_page

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_HINT = "<p style='color:gray'>Select an account to see why it is where it is.</p>"
_MOST = 5


class RulesView(View):
    """Tabs on the left; on the right why the selected account is where it is."""

    title = "Rules"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self._window = window
        self.layer = QComboBox()
        self.layer.setToolTip("The layer all pages show")
        self.layer.setAccessibleName("Layer")
        self.layer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.layer.activated.connect(self._layer_chosen)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.rules, self.exceptions = RulesTab(window), ExceptionsTab(window)
        self.engagement, self.year = EngagementTab(window), YearTab(window)
        self.layers, self.segments = LayersTab(window), SegmentsTab(window)
        self.differences = DifferencesTab(window)
        self.all: tuple[Tab, ...] = (
            self.rules, self.exceptions, self.engagement, self.year, self.layers, self.segments,
            self.differences,
        )  # fmt: skip
        for tab in self.all:
            self.tabs.setTabToolTip(self.tabs.addTab(tab, tab.title), tab.tip)
        self.tabs.currentChanged.connect(lambda _at: self._refresh_tab())
        self.tabs.setCornerWidget(self.layer)
        self.why = QTextBrowser()
        self.why.setAccessibleName("Why the selected account is where it is")
        self.why.setMinimumWidth(200)
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.addWidget(self.tabs)
        self.halves.addWidget(self.why)
        self.halves.setStretchFactor(0, 1)
        self.halves.setSizes([940, 300])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.halves)

    def refresh(self) -> None:
        if not self._window.numbers.can_count:
            return
        for tab in self.all:
            tab.is_stale = True
        self._fill_layers()
        self._refresh_tab()
        self.show_selection()

    def show_selection(self) -> None:
        chosen = sorted(self.session.selection.account_ids)[:_MOST]
        pages = [account_page(self._window, account_id, is_narrow=True) for account_id in chosen]
        self.why.setHtml("".join(pages) or _HINT)

    def _refresh_tab(self) -> None:
        tab = self.tabs.currentWidget()
        if isinstance(tab, Tab) and tab.is_stale and self._window.numbers.can_count:
            tab.is_stale = False
            tab.refresh()

    def _fill_layers(self) -> None:
        plan = self.session.plan
        order = ["position", "layer_id"]
        ids = plan["layer"].sort_values(order, na_position="first")["layer_id"]
        self.layer.clear()
        for layer_id in ids:
            self.layer.addItem(f"Layer: {layer_name(plan, str(layer_id))}", str(layer_id))
        self.layer.setCurrentIndex(self.layer.findData(self.session.layer_id))

    def _layer_chosen(self, _at: int) -> None:
        self.session.show_scenario(self.session.scenario_id, str(self.layer.currentData()))
