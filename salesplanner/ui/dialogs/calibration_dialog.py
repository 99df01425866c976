"""What the history says about the parameters: which values are to be kept in the plan."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

_HEADS = ("Parameter", "For", "Now", "History", "Error now", "Error of history", "How")


class CalibrationDialog(QDialog):
    """One row a parameter; those that forecast better are ticked, the others cannot be.

    table: as `calibrated`.
    """

    def __init__(self, table: pd.DataFrame, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Calibrate from history")
        self.resize(980, 460)
        self._table = table.reset_index(drop=True)
        self.rows = QTableWidget(len(table), len(_HEADS))
        self.rows.setAccessibleName("Parameters")
        self.rows.setToolTip("Ticked values are kept in the plan")
        self.rows.setHorizontalHeaderLabels(_HEADS)
        self.rows.verticalHeader().hide()
        self.rows.horizontalHeader().setStretchLastSection(True)
        for line, row in enumerate(self._table.to_dict("records")):
            self._fill(line, row)
        self.rows.resizeColumnsToContents()
        n_better = int(self._table["is_better"].sum())
        words = QLabel(
            f"{n_better} of {len(table)} values of the history forecast the last year better than "
            "what is used now. Ticked ones are kept in the plan; undo takes them back."
        )
        words.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Keep ticked values")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (words, self.rows, buttons):
            column.addWidget(widget)

    def _fill(self, line: int, row: dict[Hashable, Any]) -> None:
        texts = (
            str(row["name"]).removesuffix("_share").replace("_", " ").capitalize(),
            str(row["scope"]), _number(row["present_value"]), _number(row["value"]),
            _number(row["present_error_share"]), _number(row["error_share"]), str(row["method"]),
        )  # fmt: skip
        for place, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip(text)
            if place == 0 and row["is_better"]:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked)
            self.rows.setItem(line, place, item)

    def chosen(self) -> pd.DataFrame:
        """The rows that are ticked."""
        ticked = [line for line in range(len(self._table)) if self._is_ticked(line)]
        return self._table.iloc[ticked]

    def _is_ticked(self, line: int) -> bool:
        item = self.rows.item(line, 0)
        return (
            item is not None
            and bool(self._table["is_better"].iloc[line])
            and item.checkState() == Qt.CheckState.Checked
        )


def _number(value: object) -> str:
    return "–" if value is None or value != value else f"{float(str(value)):.3g}"  # noqa: PLR0124 - not a number
