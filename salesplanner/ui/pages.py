"""The pages of the window: what there is, in order, and how each is made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesplanner.ui.view import View
from salesplanner.ui.views.alignment_view import AlignmentView
from salesplanner.ui.views.attainment_view import AttainmentView
from salesplanner.ui.views.capacity_view import CapacityView
from salesplanner.ui.views.checks_view import ChecksView
from salesplanner.ui.views.coverage_view import CoverageView
from salesplanner.ui.views.fairness_view import FairnessView
from salesplanner.ui.views.history_view import HistoryView
from salesplanner.ui.views.pay_view import PayView
from salesplanner.ui.views.quota_view import QuotaView
from salesplanner.ui.views.revenue_view import RevenueView
from salesplanner.ui.views.rules_view import RulesView
from salesplanner.ui.views.scenarios_view import ScenariosView
from salesplanner.ui.views.start_view import StartView
from salesplanner.ui.views.trade_off_view import TradeOffView

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


START = Page("start", "Start", "Recent plans and the sample", "house", "", StartView)
PAGES: tuple[Page, ...] = (
    Page("alignment", "Alignment", "Map, territories and accounts", "map", "Ctrl+1", AlignmentView),
    Page("capacity", "Capacity", "Workload, travel and selling time", "users", "Ctrl+2",
         CapacityView),
    Page("coverage", "Coverage", "Potential and revenue by territory", "chart-column", "Ctrl+3",
         CoverageView),
    Page("revenue", "Revenue", "Expected revenue", "trending-up", "Ctrl+4", RevenueView),
    Page("quota", "Quota", "Quotas, left to right", "coins", "Ctrl+5", QuotaView),
    Page("attainment", "Attainment", "The year simulated", "gauge", "Ctrl+6", AttainmentView),
    Page("pay", "Pay", "What results pay, and what that costs", "wallet", "Ctrl+Shift+6", PayView),
    Page("fairness", "Fairness", "How hard quotas are, by role, tenure and region", "scale",
         "Ctrl+Shift+5", FairnessView),
    Page("rules", "Rules", "Who covers whom: rules and exceptions", "list-checks", "Ctrl+7",
         RulesView),
    Page("scenarios", "Scenarios", "Variants side by side", "layers", "Ctrl+8", ScenariosView),
    Page("trade_off", "Trade-off", "What more disruption buys, each point an alignment",
         "chart-spline", "Ctrl+T", TradeOffView),
    Page("checks", "Checks", "What is wrong or odd in the plan", "triangle-alert", "Ctrl+9",
         ChecksView),
    Page("history", "History", "What was done, when, by whom", "history", "Ctrl+0", HistoryView),
)  # fmt: skip
