"""The grid of cells: keeps its first columns in place, copies, pastes and fills as Excel does."""

from collections.abc import Callable, Iterable
from typing import Any, cast

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QMimeData,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from salesplanner.ui.tables.cell_delegate import CellDelegate
from salesplanner.ui.tables.clipboard import from_tsv, headed_columns, to_tsv
from salesplanner.ui.tables.filter_header import FilterHeader
from salesplanner.ui.tables.order import Ints
from salesplanner.ui.tables.table_model import STATE_ROLE, FrameModel, Index

_SELECT = QItemSelectionModel.SelectionFlag
_TRIGGERS = (
    QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.AnyKeyPressed
)


class GridView(QTableView):
    """A QTableView over a FrameModel, with a second one laid over it for the frozen columns."""

    rows_selected = Signal()
    resized = Signal()
    dropped = Signal(object, int)  # QMimeData let go over a line, -1 beside them

    def __init__(self, model: FrameModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = FilterHeader(self)
        _prepare(self, model, self.header)
        self.frozen = QTableView(self)
        self.frozen_header = FilterHeader(self.frozen)
        _prepare(self.frozen, model, self.frozen_header)
        self.frozen.setSelectionModel(self.selectionModel())
        self.n_frozen = 0
        self.setAcceptDrops(True)
        self.carried: Callable[[], QMimeData] | None = None  # what dragging rows takes along
        self._changes_many = False
        self._lay_over()
        self.selectionModel().selectionChanged.connect(self.rows_selected)

    def frame_model(self) -> FrameModel:
        return cast(FrameModel, self.model())

    # Frozen columns

    def _lay_over(self) -> None:
        frozen = self.frozen
        frozen.setFocusProxy(self)  # keys pressed after a click there belong to the whole table
        frozen.setFrameShape(QFrame.Shape.NoFrame)
        frozen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frozen.setObjectName("frozenColumns")
        self.frozen_header.setSectionsMovable(False)
        self.verticalScrollBar().valueChanged.connect(frozen.verticalScrollBar().setValue)
        frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.horizontalScrollBar().valueChanged.connect(self.header.place)
        self.header.sectionResized.connect(self._column_resized)
        self.frozen_header.sectionResized.connect(self._frozen_resized)
        self.header.geometriesChanged.connect(self._place_frozen)
        frozen.hide()

    def freeze(self, count: int) -> None:
        """Keep the first columns in view while the others scroll."""
        self.n_frozen = min(max(count, 0), len(self.frame_model().columns))
        for position in range(self.frame_model().columnCount()):
            is_left = position < self.n_frozen and not self.isColumnHidden(position)
            self.frozen.setColumnHidden(position, not is_left)
            if is_left:
                self.header.moveSection(self.header.visualIndex(position), position)
                self.frozen.setColumnWidth(position, self.columnWidth(position))
        self.frozen.setVisible(self.n_frozen > 0)
        self._place_frozen()

    def _column_resized(self, position: int, _old: int, new: int) -> None:
        if position < self.n_frozen and new and self.frozen.columnWidth(position) != new:
            self.frozen.setColumnWidth(position, new)
        self._place_frozen()

    def _frozen_resized(self, position: int, _old: int, new: int) -> None:
        if position < self.n_frozen and new and self.columnWidth(position) != new:
            self.setColumnWidth(position, new)

    def _place_frozen(self) -> None:
        if self.n_frozen:
            width = sum(self.columnWidth(p) for p in range(self.n_frozen))
            height = self.viewport().height() + self.header.height()
            self.frozen_header.setFixedHeight(self.header.height())
            self.frozen.setGeometry(self.frameWidth(), self.frameWidth(), width, height)
            self.frozen.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_frozen()
        self.resized.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_frozen()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """As Qt does, and never leaves a cell hidden behind the frozen columns."""
        if index.column() >= self.n_frozen:
            super().scrollTo(index, hint)
            covered = self.frozen.width() if self.n_frozen else 0
            left = self.visualRect(index).left()
            if left < covered:
                bar = self.horizontalScrollBar()
                bar.setValue(bar.value() - (covered - left))
        else:
            self.frozen.scrollTo(index, hint)

    # Selection

    def selected_lines(self) -> Ints:
        """Lines with a selected cell, sorted."""
        parts = [np.arange(r.top(), r.bottom() + 1) for r in self._ranges()]
        return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *parts]))

    def _ranges(self) -> list[QItemSelectionRange]:
        return self.selectionModel().selection().toList()

    def select_lines(self, lines: Ints) -> None:
        """Select whole rows; runs of neighbours become one range."""
        model = self.frame_model()
        chosen = QItemSelection()
        last = model.columnCount() - 1
        for run in np.split(lines, np.flatnonzero(np.diff(lines) > 1) + 1) if len(lines) else []:
            chosen.select(model.index(int(run[0]), 0), model.index(int(run[-1]), last))
        self.selectionModel().select(chosen, _SELECT.ClearAndSelect)

    def selected_cells(self) -> list[tuple[int, int]]:
        """(line, column position) of the selected cells that can be seen."""
        cells = [
            (line, position)
            for r in self._ranges()
            for line in range(r.top(), r.bottom() + 1)
            for position in range(r.left(), r.right() + 1)
            if not self.isColumnHidden(position)
        ]
        return sorted(cells)

    def _shown_columns(self, positions: Iterable[int]) -> list[int]:
        return sorted(set(positions), key=self.header.visualIndex)

    # Things carried here from the map

    def carry(self, carried: Callable[[], QMimeData]) -> None:
        """Let selected rows be dragged elsewhere; `carried` packs them."""
        self.carried = carried
        for view in (self, self.frozen):
            view.setDragEnabled(True)

    def startDrag(self, actions: Qt.DropAction) -> None:
        if self.carried is not None:
            drag = QDrag(self)
            drag.setMimeData(self.carried())
            drag.exec(actions, Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.dropped.emit(event.mimeData(), self.rowAt(int(event.position().y())))
        event.acceptProposedAction()

    # Keyboard and clipboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif is_control and event.key() == Qt.Key.Key_D:
            self.fill_down()
        elif is_control and is_enter:
            self.change_selected()
        elif event.key() == Qt.Key.Key_Space and self._toggle_group():
            return
        else:
            super().keyPressEvent(event)

    def _toggle_group(self) -> bool:
        index = self.currentIndex()
        is_group = index.isValid() and index.data(STATE_ROLE) == "group"
        if is_group:
            self.frame_model().toggle_group(index.row())
        return is_group

    def copy(self) -> None:
        """The selected cells with their titles, ready for Excel."""
        cells = self.selected_cells()
        if not cells:
            return
        model = self.frame_model()
        positions = self._shown_columns(position for _, position in cells)
        rows = [[model.columns[p].title for p in positions]]
        for line in sorted({line for line, _ in cells}):
            if model.row_at(line) >= 0:
                rows.append([self._plain(line, p) for p in positions])
        QGuiApplication.clipboard().setText(to_tsv(rows))

    def _plain(self, line: int, position: int) -> str:
        return str(self.frame_model().index(line, position).data(Qt.ItemDataRole.EditRole))

    def paste(self) -> None:
        """Cells of the clipboard, from the current cell downwards; one value fills a selection.

        A first row of titles says which columns the values go to, wherever the cursor stands.
        """
        rows = from_tsv(QGuiApplication.clipboard().text())
        cells = self.selected_cells()
        if not rows or not cells:
            return
        model = self.frame_model()
        if len(rows) == 1 and len(rows[0]) == 1 and len(cells) > 1:
            model.ask(*model.edits_for((*cell, rows[0][0]) for cell in cells))
            return
        titles = {column.key: column.title for column in model.columns}
        keys = headed_columns(rows[0], titles)
        if keys is not None:
            places = [list(model.by_key).index(key) for key in keys]
            rows = rows[1:]
        else:
            places = self._places_from(min(cells)[1])
        self._paste_rows(rows, min(cells)[0], places)

    def _places_from(self, position: int) -> list[int]:
        shown = [p for p in range(len(self.frame_model().columns)) if not self.isColumnHidden(p)]
        shown = self._shown_columns(shown)
        return shown[shown.index(position) :]

    def _paste_rows(self, rows: list[list[str]], first: int, places: list[int]) -> None:
        model = self.frame_model()
        lines = [n for n in range(first, model.rowCount()) if model.row_at(n) >= 0][: len(rows)]
        if len(lines) < len(rows) or any(len(row) > len(places) for row in rows):
            model.refused.emit("Nothing was pasted: the copied range is larger than the room here.")
            return
        # Columns that only tell which row is which may be pasted along with the others.
        cells = [
            (line, place, text)
            for line, row in zip(lines, rows, strict=True)
            for place, text in zip(places, row, strict=False)
            if text.strip() != self._plain(line, place)
        ]
        model.ask(*model.edits_for(cells))

    def fill_down(self) -> None:
        """The topmost selected value of each column goes into the cells selected below it."""
        cells = self.selected_cells()
        top = {position: line for line, position in reversed(cells)}
        model = self.frame_model()
        wanted = [
            (line, position, self._plain(top[position], position))
            for line, position in cells
            if line != top[position]
        ]
        model.ask(*model.edits_for(wanted))

    def change_selected(self) -> None:
        """Type once, and every selected cell of the current column gets it."""
        index = self.currentIndex()
        if index.isValid() and index.data(STATE_ROLE) == "editable":
            self._changes_many = True
            self.edit(index)

    def commitData(self, editor: QWidget) -> None:
        if not self._changes_many:
            super().commitData(editor)
            return
        self._changes_many = False
        self.set_selected(cast(Any, editor).text())

    def set_selected(self, text: str) -> None:
        """Put a value into every selected cell of the current column."""
        column, model = self.currentIndex().column(), self.frame_model()
        cells = [(line, column, text) for line in self.selected_lines().tolist()]
        cells = [cell for cell in cells if model.row_at(cell[0]) >= 0]
        model.ask(*model.edits_for(cells))


def _prepare(view: QTableView, model: FrameModel, header: FilterHeader) -> None:
    view.setModel(model)
    view.setHorizontalHeader(header)
    view.setItemDelegate(CellDelegate(view))
    view.setEditTriggers(_TRIGGERS)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setCornerButtonEnabled(False)
    vertical = view.verticalHeader()
    vertical.hide()
    vertical.setSectionResizeMode(vertical.ResizeMode.Fixed)
    vertical.setDefaultSectionSize(view.fontMetrics().height() + 10)
    header.set_titles([column.title for column in model.columns])
