"""All scenarios, their figures side by side, and what differs between two of them."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from salesplanner.analysis.compare import compare, summary
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.ui.dialogs.answer_dialog import BY_REP_COLUMNS, MOVER_COLUMNS
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.view import View
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.views.compare_panel import MOST_BESIDE, ComparePanel
from salesplanner.ui.views.differences_panel import DifferencesPanel

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_COLUMNS = (
    Column("name", "Scenario", "Its name; double-click shows it", width=200),
    Column("shown", "", "The one shown, and the baseline of changes", width=80),
    Column("state", "State", "draft, in review, approved, published or recalled", width=90),
    Column("is_adopted", "Adopted", "The one in force", "flag"),
    Column("made_by", "Made by", "By hand, import or solve", width=80),
    Column("gap_share", "Gap", "Distance to the proven bound, where it was solved", "share",
           digits=1, width=70),
    Column("workload_hours_least_index", "Least", "Least workload index, 100 = on target",
           "integer", width=70),
    Column("workload_hours_most_index", "Most", "Most workload index, 100 = on target", "integer",
           width=70),
    Column("workload_hours_share_in_band", "In band", "Territories within the band", "share"),
    Column("travel_hours", "Travel h", "Hours on the road a year", "integer"),
    Column("selling_time_share", "Selling time", "Hours with customers over hours paid", "share",
           digits=1),
    Column("expected_amount", "Expected", "Expected revenue of the year planned", "amount",
           is_short=True),
    Column("territories", "Territories", "How many", "integer", width=80),
    Column("unassigned_accounts", "Unassigned", "Accounts in no territory", "integer", width=90),
    Column("note", "Note", "What it is about", width=220),
)  # fmt: skip
_FIGURES = tuple(column.key for column in _COLUMNS[6:14])


class ScenariosView(View):
    """One row a scenario; below, what changes hands between the shown one and the baseline."""

    title = "Scenarios"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self._window = window
        self._is_low = False  # the list of scenarios, to make room for maps
        self._figures: dict[str, tuple[object, dict[str, float]]] = {}
        self.table = DataTable(_COLUMNS, self, "Scenarios")
        self.table.row_activated.connect(lambda key: self.session.show_scenario(str(key)))
        self.table.selection_changed.connect(lambda _keys: self._tab_shown())
        self.movers = DataTable(MOVER_COLUMNS, self, "Accounts that move")
        self.by_rep = DataTable(BY_REP_COLUMNS, self, "By rep")
        self.said = QLabel()
        self.said.setMargin(8)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(self.movers, "Accounts that change territory or hands")
        tabs.addTab(self.by_rep, "Kept, lost and gained by rep")
        self.differences = DifferencesPanel(window)
        tabs.addTab(self.differences, "Differences to take over")
        self.beside = ComparePanel(window)
        tabs.addTab(self.beside, "Side by side")
        tabs.currentChanged.connect(self._tab_shown)
        self.tabs = tabs
        lower = QWidget()
        inside = QVBoxLayout(lower)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.said)
        inside.addWidget(tabs)
        splitter = self.splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.table)
        splitter.addWidget(lower)
        splitter.setSizes([300, 500])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)

    def refresh(self) -> None:
        digits = int(self.session.plan.info["currency_digits"])
        rows = self.session.plan["scenario"]
        figures = [self._figures_of(str(name)) for name in rows["scenario_id"]]
        frame = rows.set_index("scenario_id", drop=False)
        counted = pd.DataFrame(figures, index=frame.index, columns=list(_FIGURES))
        shown = [self._mark(str(name)) for name in rows["scenario_id"]]
        frame = frame.join(counted).assign(shown=shown)
        self.table.set_frame(whole_amounts(frame, digits))
        self._fill_difference(digits)
        self._tab_shown()

    def _tab_shown(self) -> None:
        if self.tabs.currentWidget() is self.differences:
            self.differences.refresh()
        is_beside = self.tabs.currentWidget() is self.beside
        if is_beside != self._is_low:
            self._is_low = is_beside
            self.splitter.setSizes([150, 650] if is_beside else [300, 500])
        if is_beside:
            self.beside.show_scenarios(self._chosen())

    def _chosen(self) -> list[str]:
        """Two to four scenarios: those selected, else the shown one and the baseline first."""
        selected = [str(key) for key in self.table.selected_keys()][:MOST_BESIDE]
        if len(selected) > 1:
            return selected
        ids = [self.session.scenario_id, self.session.baseline_id]
        ids += [str(name) for name in self.session.plan["scenario"]["scenario_id"]]
        return list(dict.fromkeys(ids))[:2]

    def _figures_of(self, scenario_id: str) -> dict[str, float]:
        """The figures of a scenario whose decisions are in memory; counted once a change."""
        session = self.session
        plan = session.plan
        if scenario_id not in plan.loaded_scenarios:
            return {}
        known = self._figures.get(scenario_id)
        if known is not None and known[0] is plan:
            return known[1]
        if scenario_id == session.scenario_id:
            figures = summary(self._window.numbers.measures)
        else:
            figures = summary(measure_scenario(plan, scenario_id, session.layer_id))
        self._figures[scenario_id] = (plan, figures)
        return figures

    def _mark(self, scenario_id: str) -> str:
        words = []
        words += ["shown"] if scenario_id == self.session.scenario_id else []
        words += ["baseline"] if scenario_id == self.session.baseline_id else []
        return ", ".join(words)

    def _fill_difference(self, digits: int) -> None:
        numbers = self._window.numbers
        if not numbers.can_count:
            return
        result = compare(numbers.baseline, numbers.measures)
        rows = self.session.plan["territory"].drop_duplicates("territory_id")
        names = rows.set_index("territory_id")["name"]
        movers: pd.DataFrame = result.disruption.movers
        movers = movers.assign(
            from_territory=movers["from_territory_id"].map(names),
            to_territory=movers["to_territory_id"].map(names),
        )
        self.movers.set_frame(whole_amounts(movers, digits))
        self.by_rep.set_frame(whole_amounts(result.disruption.by_hand, digits))
        totals: dict[Any, Any] = result.disruption.totals.set_index("measure").to_dict("index")
        revenue = totals["revenue_amount"]
        self.said.setText(
            f"Against the baseline, {totals['accounts']['moved']:,.0f} accounts and "
            f"{revenue['moved_share'] * 100:.1f} % of revenue change territory; "
            f"{revenue['changed_hands_share'] * 100:.1f} % of revenue changes hands."
        )
