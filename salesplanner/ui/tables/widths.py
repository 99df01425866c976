"""How wide columns are: room for their titles, and no empty strip beside the last one."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHeaderView, QTableView

from salesplanner.ui.tables.column import Column

_BY_KIND = {"text": 160, "bar": 150, "flag": 70, "date": 105}
_NUMBER = 110
_BESIDE_TITLE = 18  # the padding of a title on both sides, and the edge to resize by
_TEXT_WEIGHT = 3  # words gain more from room than figures do


def least_width(view: QTableView, column: Column) -> int:
    """As wide as the column asks, and never narrower than its title."""
    wanted = column.width or _BY_KIND.get(column.kind, _NUMBER)
    title = view.horizontalHeader().fontMetrics().horizontalAdvance(column.title)
    return int(max(wanted, title + _BESIDE_TITLE))


class ColumnWidths(QObject):
    """Shares out the room a table has beyond its columns; what the planner drags stays his."""

    def __init__(self, view: QTableView, header: QHeaderView, columns: tuple[Column, ...]) -> None:
        super().__init__(view)
        self._view, self._header, self._columns = view, header, columns
        self._own = [least_width(view, column) for column in columns]
        self._is_sharing = False
        for position, width in enumerate(self._own):
            view.setColumnWidth(position, width)
        header.sectionResized.connect(self._resized)

    def own(self, position: int) -> int:
        """The width of a column without its part of the spare room; 0 where it is hidden."""
        return 0 if self._view.isColumnHidden(position) else self._own[position]

    def share_out(self) -> None:
        """Columns fill the table where it is wider than they are."""
        shown = [p for p in range(len(self._columns)) if not self._view.isColumnHidden(p)]
        weights = {p: self._weight(p) for p in shown}
        spare = self._view.viewport().width() - sum(self._own[p] for p in shown)
        total = sum(weights.values())
        self._is_sharing = True
        for position in shown:
            extra = max(spare, 0) * weights[position] // total if total else 0
            self._view.setColumnWidth(position, self._own[position] + extra)
        self._is_sharing = False

    def _weight(self, position: int) -> int:
        kind = self._columns[position].kind
        return self._own[position] * (_TEXT_WEIGHT if kind == "text" else 1)

    def _resized(self, position: int, _old: int, new: int) -> None:
        if not self._is_sharing and new:
            self._own[position] = new
