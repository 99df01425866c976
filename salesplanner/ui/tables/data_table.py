"""The table of every view: a frame in, wishes for changes out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.find_bar import FindBar, find_lines
from salesplanner.ui.tables.grid_view import GridView
from salesplanner.ui.tables.order import SortKey
from salesplanner.ui.tables.table_model import STATE_ROLE, FrameModel
from salesplanner.ui.tables.totals_bar import TotalsBar
from salesplanner.ui.tables.widths import ColumnWidths
from salesplanner.ui.widgets.hint import Hint


class DataTable(QWidget):
    """Rows are named by the frame's index. The table never changes the frame.

    `edits_wanted` brings a list of (row key, column key, value) for one thing the user did: a typed
    cell, a paste, a fill. Answer with `set_frame` or `update_rows`.
    """

    edits_wanted = Signal(list)
    refused = Signal(str)
    selection_changed = Signal(list)  # row keys, in the order shown
    row_activated = Signal(object)  # double-click or Enter on a cell that cannot be typed into
    dropped = Signal(object, object)  # QMimeData let go over a row, its key (None beside rows)
    context_wanted = Signal(list, QPoint)  # selected row keys, where on the screen

    def __init__(
        self, columns: Sequence[Column], parent: QWidget | None = None, name: str = "Table"
    ) -> None:
        super().__init__(parent)
        self.model = FrameModel(columns, self)
        self.grid = GridView(self.model, self)
        self.grid.setAccessibleName(name)
        self.totals = TotalsBar(self.grid, self)
        self.find_bar = FindBar(self)
        self.empty = Hint(self.grid)
        self.empty_text = "Nothing to show."
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part, stretch in (
            (self.find_bar, 0),
            (self.grid, 1),
            (self.totals, 0),
        ):
            layout.addWidget(part, stretch)
        self._selected: list[Any] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._tell_selection)
        self._is_quiet = False
        self._connect()
        self.widths = ColumnWidths(self.grid, self.grid.header, tuple(columns))
        self.grid.resized.connect(self.widths.share_out)
        self.grid.resized.connect(self.empty.place)

    def _connect(self) -> None:
        self.model.edits_wanted.connect(self.edits_wanted)
        self.model.refused.connect(self.refused)
        self.model.lines_changed.connect(self._lines_changed)
        self.grid.rows_selected.connect(lambda: self._is_quiet or self._later.start(0))
        self.grid.doubleClicked.connect(self._double_clicked)
        self.grid.dropped.connect(self._dropped)
        self.grid.frozen.doubleClicked.connect(self._double_clicked)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._context)
        for header in (self.grid.header, self.grid.frozen_header):
            header.filter_changed.connect(self._filters_typed)
            header.sort_wanted.connect(self._sort_clicked)
            header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            header.customContextMenuRequested.connect(
                lambda at, header=header: self.column_menu(header.logicalIndexAt(at)).popup(
                    header.mapToGlobal(at)
                )
            )
        self.find_bar.wanted.connect(self.find_next)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.find_bar.open)

    # Contents

    def set_frame(self, frame: pd.DataFrame) -> None:
        """Show another frame; selection, scroll, sorting and filters stay."""
        self._keeping_place(lambda: self.model.set_frame(frame))

    def update_rows(self, part: pd.DataFrame) -> None:
        """New values for some rows (its index) and columns: cheap."""
        self.model.update_rows(part)
        self.totals.set_values(self.model.total_values())

    def carry(self, kind: str) -> None:
        """Let selected rows be dragged elsewhere, their keys one a line as data of this kind."""

        def packed() -> QMimeData:
            mime = QMimeData()
            mime.setData(kind, "\n".join(map(str, self.selected_keys())).encode())
            return mime

        self.grid.carry(packed)

    def set_locked(self, keys: Iterable[Any]) -> None:
        """Rows that may not be changed, drawn grey."""
        self.model.set_locked(keys)

    def _keeping_place(self, act: Any) -> None:
        keys, top, current = self.selected_keys(), self._top_key(), self.grid.currentIndex()
        at = (self._key_or_none(current), current.column())
        self._is_quiet = True
        act()
        self._select(keys)
        lines = self.model.lines_of([] if at[0] is None else [at[0]])
        if len(lines):
            index = self.model.index(int(lines[0]), at[1])
            flag = self.grid.selectionModel().SelectionFlag.NoUpdate
            self.grid.selectionModel().setCurrentIndex(index, flag)
        self._scroll_top_to(top)
        self._is_quiet = False
        self._later.start(0)

    def _key_or_none(self, index: QModelIndex) -> Any:
        has_row = index.isValid() and index.row() < self.model.rowCount()
        return self.model.key_at(index.row()) if has_row else None

    def _top_key(self) -> Any:
        return self._key_or_none(self.model.index(self.grid.rowAt(0), 0))

    def _scroll_top_to(self, key: Any) -> None:
        lines = self.model.lines_of([] if key is None else [key])
        if len(lines):
            self.grid.verticalScrollBar().setValue(int(lines[0]))

    def _lines_changed(self) -> None:
        self.totals.set_values(self.model.total_values())
        is_empty = self.model.rowCount() == 0
        is_filtered = bool(self.model.filters) and len(self.model.frame) > 0
        self.empty.say("No row passes the filters." if is_filtered else self.empty_text)
        self.empty.setVisible(is_empty)

    # Selection

    def selected_keys(self) -> list[Any]:
        """Keys of the rows with a selected cell."""
        return self.model.keys_of(self.grid.selected_lines())

    def select_keys(self, keys: Iterable[Any], scroll: bool = True) -> None:
        """Select exactly these rows; tells nobody, so that linked views do not echo."""
        self._is_quiet = True
        lines = self._select(keys)
        self._is_quiet = False
        self._selected = self.selected_keys()
        if scroll and len(lines):
            self.grid.scrollTo(self.model.index(int(lines[0]), self.grid.n_frozen))

    def _select(self, keys: Iterable[Any]) -> Any:
        lines = self.model.lines_of(keys)
        self.grid.select_lines(lines)
        return lines

    def _tell_selection(self) -> None:
        keys = self.selected_keys()
        if keys != self._selected:
            self._selected = keys
            self.selection_changed.emit(keys)

    # Arranging

    def set_filter(self, key: str, text: str) -> None:
        """Filter a column, as if typed into the filter row."""
        self.set_filters({**self.model.filters, key: text})

    def set_filters(self, filters: Mapping[str, str]) -> None:
        kept = {key: text for key, text in filters.items() if text.strip()}
        positions = {list(self.model.by_key).index(key): text for key, text in kept.items()}
        for header in (self.grid.header, self.grid.frozen_header):
            header.set_texts(positions)
        self._keeping_place(lambda: self.model.arrange(filters=kept))

    def _filters_typed(self, _texts: dict[int, str]) -> None:
        keys = list(self.model.by_key)
        typed = dict(self.grid.header.texts())
        for position in range(self.grid.n_frozen):
            typed.pop(position, None)
        frozen = self.grid.frozen_header.texts() if self.grid.n_frozen else {}
        typed.update({p: text for p, text in frozen.items() if p < self.grid.n_frozen})
        filters = {keys[p]: text for p, text in typed.items()}
        self._keeping_place(lambda: self.model.arrange(filters=filters))

    def sort(self, keys: Sequence[SortKey]) -> None:
        """Sort by several columns, the first weighing most; none: as the frame stands."""
        self._keeping_place(lambda: self.model.arrange(sort_keys=keys))
        for header in (self.grid.header, self.grid.frozen_header):
            header.viewport().update()

    def _sort_clicked(self, position: int, is_added: bool) -> None:
        key = self.model.columns[position].key
        present = {sort.key: sort for sort in self.model.sort_keys}
        old = present.pop(key, None)
        if old is None:
            mine = [SortKey(key)]
        else:
            mine = [] if old.is_descending else [SortKey(key, is_descending=True)]
        self.sort([*(present.values() if is_added else ()), *mine])

    def group_by(self, key: str) -> None:
        """Put rows with the same value together under a line with their totals; "" undoes it."""
        self._keeping_place(lambda: self.model.arrange(group_key=key))

    def freeze(self, count: int) -> None:
        """Keep the first columns in view."""
        self.grid.freeze(count)

    def show_filters(self, is_shown: bool) -> None:
        for header in (self.grid.header, self.grid.frozen_header):
            header.show_filters(is_shown)

    def show_column(self, key: str, is_shown: bool) -> None:
        position = list(self.model.by_key).index(key)
        self.grid.setColumnHidden(position, not is_shown)
        self.widths.share_out()
        self.grid.freeze(self.grid.n_frozen)
        self.totals.update()

    def column_menu(self, position: int = -1) -> QMenu:
        """Sort, group, freeze, and which columns are shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if position >= 0:
            column = self.model.columns[position]
            menu.addAction("Sort upwards", lambda: self.sort([SortKey(column.key)]))
            menu.addAction("Sort downwards", lambda: self.sort([SortKey(column.key, True)]))
            menu.addAction(f"Group by {column.title}", lambda: self.group_by(column.key))
            menu.addAction("Freeze up to here", lambda: self.freeze(position + 1))
        menu.addAction("No groups", lambda: self.group_by(""))
        menu.addAction("No frozen columns", lambda: self.freeze(0))
        menu.addAction("Clear all filters", lambda: self.set_filters({}))
        menu.addSeparator()
        for place, column in enumerate(self.model.columns):
            menu.addAction(self._column_action(menu, place, column))
        return menu

    def _column_action(self, menu: QMenu, position: int, column: Column) -> QAction:
        action = QAction(column.title, menu)
        action.setCheckable(True)
        action.setChecked(not self.grid.isColumnHidden(position))
        action.toggled.connect(lambda on: self.show_column(column.key, on))
        return action

    def state(self) -> dict[str, Any]:
        """How the planner arranged the table, as plain values for the preferences."""
        header = self.grid.header
        keys = list(self.model.by_key)
        return {
            "widths": {key: self.widths.own(p) for p, key in enumerate(keys)},
            "hidden": [key for p, key in enumerate(keys) if header.isSectionHidden(p)],
            "order": [keys[header.logicalIndex(v)] for v in range(len(keys))],
            "sort": [[sort.key, sort.is_descending] for sort in self.model.sort_keys],
            "group": self.model.group_key,
            "frozen": self.grid.n_frozen,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Arrange as in `state()`; columns that no longer exist are passed over."""
        keys = list(self.model.by_key)
        for place, key in enumerate(k for k in state.get("order", []) if k in keys):
            self.grid.header.moveSection(self.grid.header.visualIndex(keys.index(key)), place)
        for key, width in state.get("widths", {}).items():
            if key in keys and width:
                self.grid.setColumnWidth(keys.index(key), int(width))
        for key in keys:
            self.grid.setColumnHidden(keys.index(key), key in state.get("hidden", []))
        self.freeze(int(state.get("frozen", 0)))
        group = state.get("group", "")
        self.model.arrange(group_key=group if group in keys else "")
        self.sort([SortKey(k, bool(down)) for k, down in state.get("sort", []) if k in keys])

    # Finding, activating

    def find_next(self, text: str, step: int = 1) -> bool:
        """Go to the next row (step -1: the one before) that shows a text in any column."""
        lines = find_lines(self.model, text)
        self.find_bar.say(len(lines))
        if not len(lines):
            return False
        here = self.grid.currentIndex().row()
        later = lines[lines > here] if step > 0 else lines[lines < here][::-1]
        found = int(later[0]) if len(later) else int(lines[0] if step > 0 else lines[-1])
        index = self.model.index(found, max(self.grid.currentIndex().column(), 0))
        self.grid.setCurrentIndex(index)
        self.grid.selectRow(found)
        return True

    def _double_clicked(self, index: QModelIndex) -> None:
        state = index.data(STATE_ROLE)
        if state == "group":
            self._keeping_place(lambda: self.model.toggle_group(index.row()))
        elif state != "editable":
            self.row_activated.emit(self.model.key_at(index.row()))

    def _dropped(self, mime: object, line: int) -> None:
        self.dropped.emit(mime, self.model.key_at(line) if line >= 0 else None)

    def _context(self, at: QPoint) -> None:
        self.context_wanted.emit(self.selected_keys(), self.grid.viewport().mapToGlobal(at))
