"""How cells are painted and typed into."""

from typing import Any, cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from salesplanner.ui.tables.cell_text import NotUnderstoodError, is_missing, read_cell
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.table_model import COLUMN_ROLE, STATE_ROLE, VALUE_ROLE, Index
from salesplanner.ui.theme import Theme, theme_of

BAR_FULL = 200.0  # the index at which a bar fills its cell; 100 stands in the middle


class CellDelegate(QStyledItemDelegate):
    """Tints, signs and bars; an editor that says at once what is wrong."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        theme = theme_of(option.widget)
        column: Column = index.data(COLUMN_ROLE)
        state = index.data(STATE_ROLE)
        background = {
            "editable": theme.editable,
            "locked": theme.locked,
            "group": theme.raised,
        }.get(state)
        if background is not None:
            option.backgroundBrush = QBrush(QColor(background))
        if state == "group":
            option.font.setBold(True)
        colour = self._text_colour(index.data(VALUE_ROLE), column, state, theme)
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, QColor(colour))
        option.palette.setColor(QPalette.ColorRole.Highlight, QColor(theme.selected))

    @staticmethod
    def _text_colour(value: Any, column: Column, state: str, theme: Theme) -> str:
        if column.is_numeric and not is_missing(value):
            if value < 0:
                return theme.negative
            if column.kind == "change" and value > 0:
                return theme.positive
        return theme.muted if state == "locked" else theme.text

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        column: Column = index.data(COLUMN_ROLE)
        if column.kind != "bar":
            super().paint(painter, option, index)
            return
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        text, own.text = own.text, ""
        widget = option.widget
        style = widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, widget)
        draw_bar(painter, QRectF(own.rect), index.data(VALUE_ROLE), text, theme_of(widget))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column: Column = index.data(COLUMN_ROLE)
        editor = CellEditor(column, parent)
        editor.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        cast(QLineEdit, editor).setText(index.data(Qt.ItemDataRole.EditRole))
        cast(QLineEdit, editor).selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        model.setData(index, cast(QLineEdit, editor).text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """A wrong text stays in its editor on Enter, so that it can be put right."""
        if event.type() == QEvent.Type.KeyPress and isinstance(editor, CellEditor):
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)  # type: ignore[attr-defined]  # a QKeyEvent
            if is_enter and editor.problem:
                editor.say()
                return True
        return super().eventFilter(editor, event)


class CellEditor(QLineEdit):
    """A field that turns red, and says why, while what it holds is no value of its column."""

    def __init__(self, column: Column, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = column
        self.problem = ""
        self.setFrame(False)
        self.setAccessibleName(column.title)
        if column.choices:
            completer = QCompleter(list(column.choices), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self.setCompleter(completer)
        self.textChanged.connect(self._look)

    def _look(self, text: str) -> None:
        try:
            read_cell(text, self._column)
            self.problem = ""
        except NotUnderstoodError as problem:
            self.problem = str(problem)
        theme = theme_of(self)
        colour = theme.negative if self.problem else theme.accent
        self.setStyleSheet(f"border: 2px solid {colour}; border-radius: 0; padding: 0 3px;")
        self.setToolTip(self.problem)
        if self.problem:
            self.say()

    def say(self) -> None:
        if self.isVisible():
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self.problem, self)


def draw_bar(painter: QPainter, cell: QRectF, value: Any, text: str, theme: Theme) -> None:
    """A bar from the average line in the middle: to the left below 100, to the right above."""
    if is_missing(value):
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    room = painter.fontMetrics().horizontalAdvance("0,000") + 10
    track = cell.adjusted(6, 5, -room, -5)
    if track.width() > 20:
        middle = track.center().x()
        end = track.left() + track.width() * min(max(float(value), 0), BAR_FULL) / BAR_FULL
        bar = QRectF(min(middle, end), track.top(), abs(end - middle), track.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.diverging[-2] if value >= 100 else theme.diverging[1]))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(QPen(QColor(theme.muted), 1))
        painter.drawLine(int(middle), int(cell.top()) + 2, int(middle), int(cell.bottom()) - 2)
    painter.setPen(QColor(theme.text))
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(cell.adjusted(0, 0, -6, 0), flags, text)
    painter.restore()
