"""The card before a move is committed: what, from whom, to whom, and what it would do."""

from collections.abc import Callable

import pandas as pd
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from salesplanner.analysis.effect import Effect
from salesplanner.plan import Plan
from salesplanner.problems import PlanProblem
from salesplanner.ui.numbers import Numbers
from salesplanner.ui.theme import theme_of
from salesplanner.ui.words import measure_text, measure_title

_HEADERS = ("", "Before", "After", "Change")
# Where more is better, so that the sign can be coloured; the others are neither good nor bad.
_MORE_IS_BETTER = {"expected_amount": 1, "selling_time_share": 1, "share_in_band": 1}
_MORE_IS_BETTER |= {"travel_hours": -1, "moved_accounts": -1, "moved_revenue_amount": -1}

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

EditTo = Callable[[Plan, str, str], Plan]  # plan, territory id, reason


class EffectDialog(QDialog):
    """Asks for a territory and a reason, and shows the effect before anything happens.

    Enter commits, Esc leaves. `edit(plan, territory_id, reason)` is tried on the plan each time the
    choice changes; nothing is written here.
    """

    def __init__(
        self,
        numbers: Numbers,
        plan: Plan,
        what: str,
        territories: list[tuple[str, str]],
        edit: EditTo,
        chosen: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Give to a territory")
        self.setMinimumSize(560, 560)
        self._numbers, self._plan, self._edit = numbers, plan, edit
        self.territory = QComboBox()
        self.reason = QLineEdit()
        self.table = QTableWidget(0, len(_HEADERS))
        self.problem = QLabel()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._build(what, territories, chosen)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show_effect)
        self.territory.currentIndexChanged.connect(lambda: self._later.start(30))
        self._show_effect()

    @property
    def territory_id(self) -> str:
        return str(self.territory.currentData() or "")

    @property
    def reason_text(self) -> str:
        return self.reason.text().strip()

    def _build(self, what: str, territories: list[tuple[str, str]], chosen: str) -> None:
        for territory_id, name in territories:
            self.territory.addItem(name, territory_id)
        self.territory.setEditable(True)
        self.territory.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if (completer := self.territory.completer()) is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.territory.setCurrentIndex(max(self.territory.findData(chosen), 0))
        self.territory.setAccessibleName("Territory")
        self.territory.setToolTip("The territory that gets it; type to search")
        self.reason.setAccessibleName("Reason")
        self.reason.setToolTip("Why; kept with the exception and shown to whoever asks")
        self.reason.setPlaceholderText("Why? (kept with the move)")
        self.table.setHorizontalHeaderLabels(_HEADERS)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.setAccessibleName("What the move would do")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.problem.setWordWrap(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Give")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        title = QLabel(what)
        title.setWordWrap(True)
        form = QFormLayout()
        form.addRow("Give", title)
        form.addRow("To", self.territory)
        form.addRow("Reason", self.reason)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.table, 1)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)

    def _show_effect(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        try:
            plan = self._edit(self._plan, self.territory_id, self.reason_text)
            effect = self._numbers.effect(plan)
        except PlanProblem as problem:
            self.table.setRowCount(0)
            self.problem.setText(str(problem))
            ok.setEnabled(False)
            return
        ok.setEnabled(True)
        self.problem.setText("" if len(effect.territories) else "Nothing would change.")
        self._fill(effect)

    def _fill(self, effect: Effect) -> None:
        self.table.setRowCount(0)
        digits = int(self._plan.info["currency_digits"])
        self._add_title("Whole plan")
        self._add_rows(effect.whole, digits)
        for name, rows in effect.territories.groupby("name", sort=False):
            self._add_title(str(name))
            self._add_rows(rows, digits)

    def _add_title(self, text: str) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        item = QTableWidgetItem(text)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        self.table.setItem(row, 0, item)
        self.table.setSpan(row, 0, 1, len(_HEADERS))

    def _add_rows(self, rows: pd.DataFrame, digits: int) -> None:
        theme = theme_of(self)
        for line in rows.to_dict("records"):
            name, change = str(line["measure"]), float(line["change"])
            texts = (
                measure_title(name),
                measure_text(name, float(line["before"]), digits),
                measure_text(name, float(line["after"]), digits),
                measure_text(name, change, digits, signed=True),
            )
            row = self.table.rowCount()
            self.table.insertRow(row)
            items = [QTableWidgetItem(text) for text in texts]
            for column, item in enumerate(items):
                if column:
                    item.setTextAlignment(_RIGHT)
                self.table.setItem(row, column, item)
            better = _MORE_IS_BETTER.get(name, 0) * change
            if better:
                items[-1].setForeground(QColor(theme.positive if better > 0 else theme.negative))
