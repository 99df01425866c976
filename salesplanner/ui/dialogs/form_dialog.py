"""A small form that says what it would do while it is filled in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from salesplanner.problems import PlanProblem

_WAIT_MS = 150
_OPEN = QDate(1900, 1, 1)  # what an open date is inside the widget
Values = Mapping[str, object]
Choices = Sequence[tuple[str, str]]  # id and what people read


@dataclass(frozen=True)
class Row:
    """One line of the form: its key among the values, its label, its tip and its widget."""

    key: str
    label: str
    tip: str
    widget: QWidget


class FormDialog(QDialog):
    """Rows, and below them what the answers mean; OK only while they make sense.

    `said` gets the values and gives a sentence; a PlanProblem it raises is shown in its place.
    """

    def __init__(
        self,
        title: str,
        rows: Sequence[Row],
        said: Callable[[Values], str],
        parent: QWidget,
        button: str = "OK",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self.rows = {row.key: row for row in rows}
        self._said = said
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(54)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.message.setAccessibleName("What it would do")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(button)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(8)
        for row in rows:
            row.widget.setToolTip(row.tip)
            row.widget.setAccessibleName(row.label or row.key)
            form.addRow(row.label, row.widget)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 12)
        self.column.setSpacing(10)
        self.column.addLayout(form)
        self.column.addWidget(self.message)
        self.column.addWidget(self.buttons)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.look)
        for row in rows:
            _changed_signal(row.widget).connect(lambda *_: self._later.start(_WAIT_MS))
        self._later.start(0)

    def values(self) -> dict[str, object]:
        """What stands in the form, by key."""
        return {key: _value(row.widget) for key, row in self.rows.items()}

    def look(self) -> None:
        """Say what the answers mean now."""
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        try:
            self.message.setText(self._said(self.values()))
            ok.setEnabled(True)
        except PlanProblem as problem:
            is_said = problem.where.casefold() in problem.what.casefold()
            place = "" if is_said or problem.where.startswith("table ") else f" ({problem.where})"
            self.message.setText(f"{problem.what}{place}\n{problem.remedy}".strip())
            ok.setEnabled(False)


def line(text: str = "", hint: str = "") -> QLineEdit:
    """A line of text."""
    box = QLineEdit(text)
    box.setPlaceholderText(hint)
    return box


def condition_box(text: str = "", hint: str = "") -> QPlainTextEdit:
    """A few lines for a condition; Tab leaves it."""
    box = QPlainTextEdit(text)
    box.setPlaceholderText(hint)
    box.setTabChangesFocus(True)
    box.setFixedHeight(78)
    return box


def choice(choices: Choices, chosen: str = "") -> QComboBox:
    """One of several, found by typing a part of its name."""
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(24)
    for key, name in choices:
        box.addItem(name, key)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    if len(choices) > 12:
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if (completer := box.completer()) is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return box


def day(text: str = "", open_text: str = "") -> QDateEdit:
    """A day with a calendar; `open_text` is shown for no day at all, where that is allowed."""
    box = QDateEdit()
    box.setCalendarPopup(True)
    box.setDisplayFormat("yyyy-MM-dd")
    if open_text:
        box.setMinimumDate(_OPEN)
        box.setSpecialValueText(open_text)
    box.setDate(QDate.fromString(text, "yyyy-MM-dd") if text else _OPEN)
    return box


def number(value: int, low: int, high: int, none: str = "") -> QSpinBox:
    """A whole number; the lowest reads `none` where that is given."""
    box = QSpinBox()
    box.setRange(low, high)
    box.setSpecialValueText(none)
    box.setValue(value)
    return box


def per_cent(share: float) -> QDoubleSpinBox:
    """A share in per cent."""
    box = QDoubleSpinBox()
    box.setRange(0.0, 100.0)
    box.setDecimals(1)
    box.setSuffix(" %")
    box.setValue(100 * share)
    return box


def tick(text: str, is_on: bool = False) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(is_on)
    return box


def _value(widget: QWidget) -> object:  # noqa: PLR0911 - one kind of widget each
    if isinstance(widget, QLineEdit):
        return widget.text().strip()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText().strip()
    if isinstance(widget, QComboBox):
        at = widget.findText(widget.currentText())
        return str(widget.itemData(at)) if at >= 0 else ""
    if isinstance(widget, QDateEdit):
        is_open = bool(widget.specialValueText()) and widget.date() == widget.minimumDate()
        return "" if is_open else widget.date().toString("yyyy-MM-dd")
    if isinstance(widget, QDoubleSpinBox):
        return widget.value() / 100
    if isinstance(widget, QSpinBox):
        return widget.value()
    assert isinstance(widget, QCheckBox)
    return widget.isChecked()


def _changed_signal(widget: QWidget):  # a bound signal of Qt
    if isinstance(widget, QComboBox):
        return widget.currentTextChanged
    if isinstance(widget, QDateEdit):
        return widget.dateChanged
    if isinstance(widget, QCheckBox):
        return widget.toggled
    if isinstance(widget, (QSpinBox, QDoubleSpinBox)):
        return widget.valueChanged
    assert isinstance(widget, (QLineEdit, QPlainTextEdit))
    return widget.textChanged
