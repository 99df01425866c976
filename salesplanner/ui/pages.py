"""The pages of the window: what there is, in order, and how each is made."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from salesplanner.ui.view import View

if TYPE_CHECKING:  # the window is built from these records: it cannot be imported here
    from salesplanner.ui.main_window import MainWindow


@dataclass(frozen=True)
class Page:
    """One page: its name, its place in the bar and how it is made for a window."""

    id: str
    title: str
    tip: str
    icon: str
    shortcut: str
    make: Callable[["MainWindow"], View]


def _view(module: str, name: str) -> Callable[["MainWindow"], View]:
    """Loads a page when it is first shown: charts and forecasts take seconds to load."""

    def make(window: "MainWindow") -> View:
        view: View = getattr(import_module(f"salesplanner.ui.views.{module}"), name)(window)
        return view

    return make


START = Page(
    "start", "Start", "Recent plans and the sample", "house", "", _view("start_view", "StartView")
)
PAGES: tuple[Page, ...] = (
    Page("alignment", "Alignment", "Map, territories and accounts", "map", "Ctrl+1",
         _view("alignment_view", "AlignmentView")),
    Page("capacity", "Capacity", "Workload, travel and selling time", "users", "Ctrl+2",
         _view("capacity_view", "CapacityView")),
    Page("coverage", "Coverage", "Potential and revenue by territory", "chart-column", "Ctrl+3",
         _view("coverage_view", "CoverageView")),
    Page("revenue", "Revenue", "Expected revenue", "trending-up", "Ctrl+4",
         _view("revenue_view", "RevenueView")),
    Page("quota", "Quota", "Quotas, left to right", "coins", "Ctrl+5",
         _view("quota_view", "QuotaView")),
    Page("attainment", "Attainment", "The year simulated", "gauge", "Ctrl+6",
         _view("attainment_view", "AttainmentView")),
    Page("pay", "Pay", "What results pay, and what that costs", "wallet", "Ctrl+Shift+6",
         _view("pay_view", "PayView")),
    Page("fairness", "Fairness", "How hard quotas are, by role, tenure and region", "scale",
         "Ctrl+Shift+5", _view("fairness_view", "FairnessView")),
    Page("rules", "Rules", "Who covers whom: rules and exceptions", "list-checks", "Ctrl+7",
         _view("rules_view", "RulesView")),
    Page("scenarios", "Scenarios", "Variants side by side", "layers", "Ctrl+8",
         _view("scenarios_view", "ScenariosView")),
    Page("trade_off", "Trade-off", "What more disruption buys, each point an alignment",
         "chart-spline", "Ctrl+T", _view("trade_off_view", "TradeOffView")),
    Page("checks", "Checks", "What is wrong or odd in the plan", "triangle-alert", "Ctrl+9",
         _view("checks_view", "ChecksView")),
    Page("history", "History", "What was done, when, by whom", "history", "Ctrl+0",
         _view("history_view", "HistoryView")),
)  # fmt: skip
