"""The hierarchy with its figures: regions, districts, territories, each with its workload."""

import math
from collections.abc import Sequence

import pandas as pd
from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QIcon, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from salesplanner.ui.icons import icon
from salesplanner.ui.tables.cell_delegate import draw_bar
from salesplanner.ui.theme import theme_of
from salesplanner.ui.widgets.carrying import TERRITORIES_MIME, pack

_ID = Qt.ItemDataRole.UserRole
_INDEX = Qt.ItemDataRole.UserRole + 1
NAME, FIGURE, CHANGE = range(3)


class TerritoryTree(QTreeWidget):
    """Lines carry ids; territories can be dragged to another district, anything onto them."""

    chosen = Signal(list)  # territory ids, districts given as all below them
    dropped = Signal(object, str)  # QMimeData and the territory it was let go over
    activated_id = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("territoryTree")
        self.setAccessibleName("Hierarchy of territories")
        self.setToolTip("Drop accounts, units or reps on a territory; drag territories to "
                        "another district")  # fmt: skip
        self.setColumnCount(3)
        self.setHeaderLabels(["Territory", "Load", "+/−"])
        self.headerItem().setToolTip(FIGURE, "Workload against target; 100 is on target")
        self.headerItem().setToolTip(CHANGE, "Change against the baseline")
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setItemDelegateForColumn(FIGURE, _LoadDelegate(self))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((FIGURE, 96), (CHANGE, 44)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._shape: object = None
        self._is_following = False
        self.itemSelectionChanged.connect(self._tell)
        self.itemDoubleClicked.connect(lambda item: self.activated_id.emit(item.data(NAME, _ID)))

    def show_territories(self, rows: pd.DataFrame, figures: pd.DataFrame) -> None:
        """Fill in.

        rows: territory_id, name, parent_id, is_locked of all levels of a scenario, in order.
        figures: by territory_id (the lowest level): index and change of the workload, target.
        """
        shape = tuple(zip(rows["territory_id"], rows["parent_id"].fillna(""), strict=True))
        if shape != self._shape:
            self._shape = shape
            self._build(rows)
        theme = theme_of(self)
        padlock = icon("lock", theme.muted, theme.faint)
        for row in rows.itertuples(index=False):
            item = self._items[str(row.territory_id)]
            item.setText(NAME, str(row.name))
            item.setIcon(NAME, padlock if row.is_locked else QIcon())
        sums = figures[["load", "target", "before"]]
        for territory_id, load, target, before in zip(
            figures.index, sums["load"], sums["target"], sums["before"], strict=True
        ):
            if str(territory_id) in self._items:
                self._put(self._items[str(territory_id)], load, target, before)
        for top in _below(self.invisibleRootItem()):
            self._sum_up(top, figures)

    def select_ids(self, territory_ids: Sequence[str]) -> None:
        """Select without telling anybody."""
        self._is_following = True
        self.clearSelection()
        for name in territory_ids:
            if name in self._items:
                self._items[name].setSelected(True)
        self._is_following = False

    def ids_below(self, item: QTreeWidgetItem) -> list[str]:
        """The territories of a line: itself where nothing is below it."""
        if item.childCount() == 0:
            return [str(item.data(NAME, _ID))]
        return [one for child in _below(item) for one in self.ids_below(child)]

    def item_of(self, territory_id: str) -> QTreeWidgetItem:
        return self._items[territory_id]

    def _build(self, rows: pd.DataFrame) -> None:
        self._is_following = True
        self.clear()
        self._items = {}
        for row in rows.itertuples(index=False):
            item = QTreeWidgetItem([str(row.name), "", ""])
            item.setData(NAME, _ID, str(row.territory_id))
            item.setTextAlignment(CHANGE, Qt.AlignmentFlag.AlignRight)
            self._items[str(row.territory_id)] = item
        for row in rows.itertuples(index=False):
            item = self._items[str(row.territory_id)]
            parent = self._items.get(str(row.parent_id)) if row.parent_id else None
            if parent is not None and parent is not item:
                parent.addChild(item)
            else:
                self.addTopLevelItem(item)
        self.expandToDepth(1)
        self._is_following = False

    def _sum_up(self, item: QTreeWidgetItem, figures: pd.DataFrame) -> None:
        for child in _below(item):
            self._sum_up(child, figures)
        if item.childCount():
            below = figures.loc[figures.index.isin(self.ids_below(item))]
            if len(below):
                self._put(item, *(float(below[name].sum()) for name in below.columns[:3]))

    def _put(self, item: QTreeWidgetItem, load: float, target: float, before: float) -> None:
        index = 100 * load / target if target > 0 else float("nan")
        change = index - 100 * before / target if target > 0 else float("nan")
        item.setData(FIGURE, _INDEX, index)
        text = f"{change:+.0f}".replace("-", "−") if abs(change) >= 0.5 else ""
        item.setText(CHANGE, text)

    def _tell(self) -> None:
        if not self._is_following:
            ids = [one for item in self.selectedItems() for one in self.ids_below(item)]
            self.chosen.emit(list(dict.fromkeys(ids)))

    # Carrying

    def mimeTypes(self) -> list[str]:
        return [TERRITORIES_MIME]

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        return pack(TERRITORIES_MIME, [item.data(NAME, _ID) for item in items])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.itemAt(event.position().toPoint()) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        if item is not None:
            event.acceptProposedAction()
            self.dropped.emit(event.mimeData(), str(item.data(NAME, _ID)))


def _below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = (item.child(n) for n in range(item.childCount()))
    return [child for child in children if child is not None]


class _LoadDelegate(QStyledItemDelegate):
    """A bar left or right of 100, and the figure."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        value = index.data(_INDEX)
        if value is None or math.isnan(value):
            return
        tree = self.parent()
        assert isinstance(tree, QWidget)
        draw_bar(painter, QRectF(option.rect), value, f"{value:,.0f}", theme_of(tree))
