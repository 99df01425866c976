"""The alignment page: hierarchy, map, levers and tables, linked by one selection."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from salesplanner.analysis.columns import decisions, flags
from salesplanner.analysis.territory_measures import Measures
from salesplanner.analysis.who_covers import STEPS
from salesplanner.plan.edits.cells import change_cells
from salesplanner.plan.edits.territories import rename_territory
from salesplanner.ui.figures import N_FIGURES, meeting_figures, six_figures
from salesplanner.ui.map_commands import show_map_menu
from salesplanner.ui.realign_commands import give_these
from salesplanner.ui.seat_commands import move_below, seat_here
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.view import View
from salesplanner.ui.views.columns import (
    ACCOUNT_COLUMNS,
    ACCOUNT_FIELDS,
    TERRITORY_COLUMNS,
    cell_rows,
    whole_amounts,
)
from salesplanner.ui.views.columns_reps import REP_COLUMNS, rep_frame
from salesplanner.ui.views.map_geography import Drawn
from salesplanner.ui.views.map_panel import MapPanel
from salesplanner.ui.widgets.carrying import ACCOUNTS_MIME, REPS_MIME, unpack
from salesplanner.ui.widgets.figures_bar import FiguresBar
from salesplanner.ui.widgets.levers_panel import LeversPanel
from salesplanner.ui.widgets.territory_tree import TerritoryTree

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_GEOGRAPHY = frozenset({"unit", "shape", "measure", "unit_measure", "plan_info"})
_MEETING_SCALE = 1.6
_TREE_WIDTH = 330


class AlignmentView(View):
    """Map in the middle, hierarchy left, levers right, tables below; one selection shows in all."""

    title = "Alignment"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self._window = window
        self.numbers = window.numbers
        self.panel = MapPanel(self.session, self.numbers, self)
        self.figures = FiguresBar(N_FIGURES, self)
        self.tree = TerritoryTree(self)
        self.levers = LeversPanel(window)
        self.territories = DataTable(TERRITORY_COLUMNS, self, "Territories")
        self.accounts = DataTable(ACCOUNT_COLUMNS, self, "Accounts")
        self.reps = DataTable(REP_COLUMNS, self, "Reps")
        self._has_map = False
        self._made: Drawn | None = None
        self._accounts_of: tuple[pd.DataFrame, Measures] | None = None
        self._is_following = False
        self.is_meeting = False
        self._build()
        self._connect()

    def _build(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.territories, "Territories")
        self.tabs.addTab(self.accounts, "Accounts")
        self.tabs.addTab(self.reps, "Reps")
        self.accounts.carry(ACCOUNTS_MIME)
        self.reps.carry(REPS_MIME)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        parts: tuple[QWidget, ...] = (self.tree, self.panel, self.levers)
        for part, stretch in zip(parts, (0, 1, 0), strict=True):
            self.across.addWidget(part)
            self.across.setStretchFactor(self.across.count() - 1, stretch)
        self.across.setSizes([_TREE_WIDTH, 700, 330])
        self.across.setCollapsible(1, False)
        preferences = self._window.preferences
        self.tree.setVisible(bool(preferences.get("tree", False)))
        self.levers.setVisible(bool(preferences.get("levers", False)))
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.across)
        self.splitter.addWidget(self.tabs)
        self.splitter.setSizes([620, 380])
        self.panel.setMinimumHeight(220)
        self.splitter.setCollapsible(0, False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figures)
        column.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._tab_shown)
        self.session.opened.connect(self._forget_map)
        self.session.plan_changed.connect(self._map_changed)
        self.territories.selection_changed.connect(self._territories_chosen)
        self.tree.chosen.connect(self._territories_chosen)
        self.tree.activated_id.connect(lambda _id: self.panel.zoom_to_selection())
        self.accounts.selection_changed.connect(self._accounts_chosen)
        self.territories.row_activated.connect(lambda _key: self.panel.zoom_to_selection())
        self.territories.edits_wanted.connect(self._rename)
        self.accounts.edits_wanted.connect(self._change_accounts)
        self.territories.dropped.connect(self.take)
        self.tree.dropped.connect(self.take)
        self.levers.outcome_changed.connect(self._show_figures)
        for table in (self.territories, self.accounts, self.reps):
            table.refused.connect(self.session.said)
        self.panel.give_wanted.connect(
            lambda units, territory: give_these(self._window, units, [], territory)
        )
        self.panel.menu_wanted.connect(lambda _unit, at: show_map_menu(self._window, at))

    def take_map(self, made: Drawn) -> None:
        """Outlines that a task made ready, for the plan that was just opened."""
        self._made = made

    def show_map(self) -> None:
        """Read the outlines where that was not done yet."""
        if not self._has_map:
            self.panel.show_geography(self._made)
            self._made = None
            self._has_map = True

    def refresh(self) -> None:
        self.show_map()
        if not self.numbers.can_count:
            return
        table = self.numbers.territories()
        shown = whole_amounts(table, self._digits).set_index("territory_id", drop=False)
        self.territories.set_frame(shown)
        rows = decisions(self.session.plan, "territory", self.session.scenario_id)
        locked = rows["territory_id"][flags(rows, "is_locked")]
        self.territories.set_locked([str(name) for name in locked])
        self._fill_accounts()
        if self.tabs.currentWidget() is self.reps:
            self.reps.set_frame(rep_frame(self.numbers.measures))
        self._fill_tree()
        if self.levers.isVisibleTo(self):
            self.levers.refresh()
        else:
            self._show_figures()
        self.panel.recolour()

    def _show_figures(self) -> None:
        numbers = self.numbers
        figures = six_figures(numbers.measures, numbers.baseline, self._digits)
        if self.is_meeting and self.levers.now is not None and self.levers.rest is not None:
            figures = meeting_figures(figures, self.levers.now, self.levers.rest, self._digits)
        self.figures.show_figures(figures)

    def show_selection(self) -> None:
        self._is_following = True
        chosen = self.session.selection
        self.territories.select_keys(sorted(chosen.territory_ids))
        self.tree.select_ids(sorted(chosen.territory_ids))
        self.accounts.select_keys(sorted(chosen.account_ids))
        self._is_following = False
        self.panel.show_selection()

    def _make_room(self) -> None:
        """A map between hierarchy and levers has no room for an open legend."""
        n_beside = sum(one.isVisibleTo(self) for one in (self.tree, self.levers))
        self.panel.map.legend.fold(n_beside == 2 or self.is_meeting)

    def show_tree(self, is_shown: bool) -> None:
        """Show or hide the hierarchy beside the map."""
        self.tree.setVisible(is_shown)
        if is_shown:
            self._fill_tree()
        self._make_room()

    def show_levers(self, is_shown: bool) -> None:
        """Show or hide the levers beside the map."""
        self.levers.setVisible(is_shown)
        if is_shown:
            self.levers.refresh()
        self._make_room()
        self._show_figures()

    def set_meeting(self, is_meeting: bool) -> None:
        """For a room: map, levers and six large numbers; no tables, no names of people."""
        self.is_meeting = is_meeting
        self.figures.set_scale(_MEETING_SCALE if is_meeting else 1.0)
        self.tabs.setVisible(not is_meeting)
        preferences = self._window.preferences
        self.tree.setVisible(not is_meeting and bool(preferences.get("tree", False)))
        self.levers.set_figures_shown(not is_meeting)
        self.panel.set_homes_shown(not is_meeting)
        self.show_levers(is_meeting or bool(preferences.get("levers", False)))

    def take(self, mime: QMimeData, territory_id: object) -> None:
        """What was let go over a territory: units and accounts are given, reps are seated."""
        if territory_id is None:
            return
        units = self.session.plan["unit"]["unit_id"].to_numpy(object)
        carried, place = unpack(mime, units), str(territory_id)
        if carried.rep_ids:
            seat_here(self._window, carried.rep_ids[0], place)
        elif carried.territory_ids:
            move_below(self._window, list(carried.territory_ids), place)
        elif carried:
            give_these(self._window, list(carried.unit_ids), list(carried.account_ids), place)

    def _fill_tree(self) -> None:
        if not (self.tree.isVisibleTo(self) and self.numbers.can_count):
            return
        rows = decisions(self.session.plan, "territory", self.session.scenario_id)
        by_id = self.numbers.territories().set_index("territory_id")
        hours = by_id["workload_hours"]
        target = by_id["target_share"] * hours.sum()
        now = by_id["workload_hours_index"]
        before = hours - by_id["workload_hours_index_change"].fillna(0.0) / 100 * target
        figures = pd.DataFrame({"load": hours, "target": target, "before": before, "now": now})
        named = rows[["territory_id", "name", "parent_id"]].assign(
            is_locked=flags(rows, "is_locked")
        )
        self.tree.show_territories(named.astype({"parent_id": object}).fillna(""), figures)

    def _fill_accounts(self) -> None:
        """Accounts with their territory: once they are seen, and only what changed of them."""
        if self.tabs.currentWidget() is not self.accounts:
            return
        measures = self.numbers.measures
        facts, old = self.session.plan["account"], self._accounts_of
        if old is None or old[0] is not facts:
            self.accounts.set_frame(account_frame(measures))
        elif old[1] is not measures:
            now = covered(measures)
            shown = self.accounts.model.frame
            differs = (shown[list(now.columns)] != now).any(axis=1).to_numpy(bool)
            if differs.any():
                self.accounts.update_rows(now[differs])
        self._accounts_of = (facts, measures)

    def _tab_shown(self) -> None:
        if self.session.document is not None and self.numbers.can_count:
            self._fill_accounts()
            if self.tabs.currentWidget() is self.reps:
                self.reps.set_frame(rep_frame(self.numbers.measures))
            self.show_selection()

    def _forget_map(self) -> None:
        self._has_map = False
        self._made = None
        self._accounts_of = None

    def _map_changed(self, tables: frozenset[str]) -> None:
        if tables & _GEOGRAPHY:
            self._has_map = False
            self._made = None

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


def account_frame(measures: Measures) -> pd.DataFrame:
    """Accounts as the table shows them: facts, territory and why, by account_id."""
    plan = measures.plan
    frame = plan["account"][["account_id", *ACCOUNT_FIELDS]].copy()
    frame = whole_amounts(frame, int(plan.info["currency_digits"]))
    return frame.set_index("account_id", drop=False).join(covered(measures))


def covered(measures: Measures) -> pd.DataFrame:
    """territory_name and step of every account, by account_id, in the order of the plan."""
    names = np.append(measures.table["name"].to_numpy(object), [""])
    steps = np.array(STEPS, object)
    return pd.DataFrame(
        {
            "territory_name": names[measures.cover.territory],
            "step": steps[measures.cover.step],
        },
        index=pd.Index(measures.facts.known.accounts.to_numpy(object), name="account_id"),
    )
