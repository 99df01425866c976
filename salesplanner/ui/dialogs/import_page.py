"""What the steps of the import have in common."""

from collections.abc import Sequence

import pandas as pd
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from salesplanner.exchange.sheets import Sheet
from salesplanner.ui.dialogs.import_state import ImportState

PREVIEWED = 20


class ImportPage(QWidget):
    """One step: shows what the state has, and writes the planner's choices into it."""

    changed = Signal()  # whether one may go on may have changed
    title = ""
    hint = ""

    def __init__(self, state: ImportState) -> None:
        super().__init__()
        self.state = state

    def enter(self) -> None:
        """Show the step as the state is now."""

    def leave(self) -> None:
        """Write what was chosen into the state, before going on.

        Raises:
            PlanProblem: a choice makes no sense.
        """

    @property
    def is_ready(self) -> bool:
        """Whether one may go on."""
        return True


def plain_table(headers: tuple[str, ...], name: str) -> QTableWidget:
    """A small table for looking at, a row at a time."""
    table = QTableWidget(0, len(headers))
    table.setHorizontalHeaderLabels(headers)
    table.setAccessibleName(name)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    )
    return table


def fill_rows(table: QTableWidget, rows: Sequence[tuple[str, ...]]) -> None:
    """Put texts into a table; long ones are whole in the tool tip."""
    table.setRowCount(len(rows))
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(line, column, item)


def show_preview(table: QTableWidget, sheet: Sheet) -> None:
    """The first rows of a sheet with their row numbers."""
    rows = sheet.preview(PREVIEWED)
    table.setColumnCount(len(sheet.headers) + 1)
    table.setHorizontalHeaderLabels(["Row", *sheet.headers])
    fill_rows(table, [(str(number), *row) for number, row in zip(
        rows.index, rows.itertuples(index=False, name=None), strict=True)])  # fmt: skip
    table.resizeColumnsToContents()
    for column in range(table.columnCount()):
        table.setColumnWidth(column, min(table.columnWidth(column), 220))


def stretch(table: QTableWidget, column: int) -> None:
    """One column takes the room that is left."""
    table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)


def quiet(label: QLabel) -> QLabel:
    """A line of explanation that wraps."""
    label.setWordWrap(True)
    label.setProperty("muted", True)
    return label


def value_text(value: object, scale: int = 0) -> str:
    """A value of the plan in words; `scale` above 0: an amount, so many smallest units to one."""
    if pd.isna(value):  # type: ignore[call-overload]  # one value
        return ""
    if scale:
        return f"{int(value) / scale:,.2f}"  # type: ignore[call-overload]  # an amount is an integer
    return str(value)
