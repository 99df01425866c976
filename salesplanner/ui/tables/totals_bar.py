"""The line under a table: how many rows, and the totals under their columns."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesplanner.ui.tables.cell_text import cell_text, exact_text
from salesplanner.ui.tables.grid_view import GridView
from salesplanner.ui.theme import theme_of


class TotalsBar(QWidget):
    """Stays aligned with the columns of a grid, scrolled and frozen ones alike."""

    def __init__(self, grid: GridView, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = grid
        self._values: dict[str, object] = {}
        self.setAccessibleName("Totals")
        grid.horizontalScrollBar().valueChanged.connect(self.update)
        grid.header.sectionResized.connect(self.update)
        grid.header.sectionMoved.connect(self.update)

    def set_values(self, values: dict[str, object]) -> None:
        self._values = values
        columns = self._grid.frame_model().by_key
        words = [f"{columns[k].title} {exact_text(v, columns[k])}" for k, v in values.items()]
        self.setToolTip("\n".join(words))
        self.setAccessibleDescription(", ".join(words))
        self.setVisible(bool(values))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.raised))
        painter.setPen(QColor(theme.line))
        painter.drawLine(0, 0, self.width(), 0)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        grid = self._grid
        covered = grid.frozen.width() if grid.n_frozen else 0
        for position, column in enumerate(grid.frame_model().columns):
            is_frozen = position < grid.n_frozen
            header = grid.frozen_header if is_frozen else grid.header
            left = header.sectionViewportPosition(position)
            painter.setClipRect(0 if is_frozen else covered, 0, self.width(), self.height())
            if not header.isSectionHidden(position):
                cell = QRectF(left, 0, header.sectionSize(position), self.height())
                text = self._text(position)
                side = (
                    Qt.AlignmentFlag.AlignRight if column.is_numeric else Qt.AlignmentFlag.AlignLeft
                )
                painter.setPen(QColor(theme.text))
                painter.drawText(
                    cell.adjusted(6, 0, -6, 0), side | Qt.AlignmentFlag.AlignVCenter, text
                )

    def _text(self, position: int) -> str:
        column = self._grid.frame_model().columns[position]
        value = self._values.get(column.key)
        if column.total == "count" and value is not None:
            return f"{value:,} rows"
        return cell_text(value, column)
