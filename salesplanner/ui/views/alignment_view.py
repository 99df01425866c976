"""The alignment page: map, territories and accounts, linked by one selection."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout

from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.plan import Plan
from salesplanner.plan.edits.cells import change_cells
from salesplanner.plan.edits.territories import rename_territory
from salesplanner.ui.figures import N_FIGURES, six_figures
from salesplanner.ui.realign_commands import give_these
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.view import View
from salesplanner.ui.views.columns import (
    ACCOUNT_COLUMNS,
    ACCOUNT_FIELDS,
    TERRITORY_COLUMNS,
    cell_rows,
    whole_amounts,
)
from salesplanner.ui.views.map_panel import MapPanel
from salesplanner.ui.widgets.figures_bar import FiguresBar

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_GEOGRAPHY = frozenset({"unit", "shape", "measure", "unit_measure", "plan_info"})


class AlignmentView(View):
    """Map above, tables below; a selection in one shows in all."""

    title = "Alignment"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self._window = window
        self.numbers = window.numbers
        self.panel = MapPanel(self.session, self.numbers, self)
        self.figures = FiguresBar(N_FIGURES, self)
        self.territories = DataTable(TERRITORY_COLUMNS, self, "Territories")
        self.accounts = DataTable(ACCOUNT_COLUMNS, self, "Accounts")
        self._has_map = False
        self._accounts_of: object = None
        self._is_following = False
        self._build()
        self.session.opened.connect(self._forget_map)
        self.session.plan_changed.connect(self._map_changed)
        self.territories.selection_changed.connect(self._territories_chosen)
        self.accounts.selection_changed.connect(self._accounts_chosen)
        self.territories.row_activated.connect(lambda _key: self.panel.zoom_to_selection())
        self.territories.edits_wanted.connect(self._rename)
        self.accounts.edits_wanted.connect(self._change_accounts)
        for table in (self.territories, self.accounts):
            table.refused.connect(self.session.said)
        self.panel.give_wanted.connect(
            lambda units, territory: give_these(window, units, [], territory)
        )

    def _build(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.territories, "Territories")
        self.tabs.addTab(self.accounts, "Accounts")
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.panel)
        self.splitter.addWidget(self.tabs)
        self.splitter.setSizes([620, 380])
        self.panel.setMinimumHeight(220)
        self.splitter.setCollapsible(0, False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figures)
        column.addWidget(self.splitter, 1)

    def refresh(self) -> None:
        if not self._has_map:
            self.panel.show_geography()
            self._has_map = True
        if not self.numbers.can_count:
            return
        table = whole_amounts(self.numbers.territories(), self._digits)
        self.territories.set_frame(table.set_index("territory_id", drop=False))
        self._fill_accounts()
        numbers = self.numbers
        self.figures.show_figures(six_figures(numbers.measures, numbers.baseline, self._digits))
        self.panel.recolour()

    def show_selection(self) -> None:
        self._is_following = True
        chosen = self.session.selection
        self.territories.select_keys(sorted(chosen.territory_ids))
        self.accounts.select_keys(sorted(chosen.account_ids))
        self._is_following = False
        self.panel.show_selection()

    def set_meeting(self, is_meeting: bool) -> None:
        """For a room: large numbers and map, no tables, no names of people."""
        self.figures.set_scale(1.45 if is_meeting else 1.0)
        self.tabs.setVisible(not is_meeting)
        self.panel.set_homes_shown(not is_meeting)

    def _fill_accounts(self) -> None:
        """Accounts with their territory; only when something of them changed."""
        cover = self.numbers.measures.cover
        plan = self.session.plan
        state = (id(plan["account"]), id(plan["territory"]), cover)
        if self._accounts_of == state:
            return
        self._accounts_of = state
        frame = account_frame(plan, self.session.scenario_id, self.session.layer_id)
        self.accounts.set_frame(frame)

    def _forget_map(self) -> None:
        self._has_map = False
        self._accounts_of = None

    def _map_changed(self, tables: frozenset[str]) -> None:
        if tables & _GEOGRAPHY:
            self._has_map = False

    def _territories_chosen(self, keys: list[Any]) -> None:
        if not self._is_following:
            self.session.select(territory_ids=[str(key) for key in keys])

    def _accounts_chosen(self, keys: list[Any]) -> None:
        if not self._is_following:
            self.session.select(account_ids=[str(key) for key in keys])

    def _rename(self, edits: list[tuple[Any, str, Any]]) -> None:
        for territory_id, _column, value in edits:
            self.session.edit(
                f"Rename {territory_id} to {value}", rename_territory, self.session.scenario_id,
                str(territory_id), str(value),
            )  # fmt: skip

    def _change_accounts(self, edits: list[tuple[Any, str, Any]]) -> None:
        label = f"Change {len(edits):,} account cell{'s' if len(edits) > 1 else ''}"
        for column, rows in cell_rows(edits, "account_id", self._digits):
            self.session.edit(f"{label}: {column}", change_cells, "account", rows)

    @property
    def _digits(self) -> int:
        return int(self.session.plan.info["currency_digits"])


def account_frame(plan: Plan, scenario_id: str, layer_id: str) -> pd.DataFrame:
    """Accounts as the table shows them: facts, territory and why, by account_id."""
    covered = territory_of_accounts(plan, scenario_id, layer_id)
    rows = plan["territory"]
    rows = rows[(rows["scenario_id"] == scenario_id).to_numpy(bool)]
    names = rows.set_index("territory_id")["name"]
    frame = plan["account"][["account_id", *ACCOUNT_FIELDS]].copy()
    frame["territory_name"] = covered["territory_id"].map(names)
    frame["step"] = covered["step"]
    return whole_amounts(frame, int(plan.info["currency_digits"])).set_index(
        "account_id", drop=False
    )
