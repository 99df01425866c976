"""Find a text in any column of a table."""

import numpy as np
import pandas as pd
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from salesplanner.ui.tables.order import Ints
from salesplanner.ui.tables.table_model import FrameModel


class FindBar(QWidget):
    """Enter goes on, Shift and Enter goes back, Esc closes."""

    wanted = Signal(str, int)  # text, step

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Find in the table")
        self.field.setAccessibleName("Find in the table")
        self._found = QLabel(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addWidget(self.field, 1)
        layout.addWidget(self._found)
        self.hide()

    def open(self) -> None:
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def say(self, count: int) -> None:
        self._found.setText(f"{count:,} rows" if count else "not found")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.wanted.emit(self.field.text(), -1 if is_back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


def find_lines(model: FrameModel, text: str) -> Ints:
    """Lines that hold a text in some column (numbers as digits, without grouping)."""
    wanted = text.strip().casefold().replace(",", "")
    if not wanted:
        return np.empty(0, dtype=np.int64)
    hits = np.zeros(len(model.frame), dtype=bool)
    is_number = any(c.isdigit() for c in wanted) and not any(c.isalpha() for c in wanted)
    for column in model.columns:
        if column.is_numeric and not is_number:
            continue
        codes, distinct = pd.factorize(model.frame[column.key])
        found = [wanted in str(value).casefold().replace(",", "") for value in distinct]
        hits |= np.array([*found, False], dtype=bool)[codes]
    return model.lines_at(np.flatnonzero(hits))
