"""Something that happens in the year: a rep leaves or joins, an account is won or lost."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from salesplanner.analysis.levers import JOINS, LEAVES, LOST, WON, Event

_KINDS = (
    (LEAVES, "A rep leaves"),
    (JOINS, "A rep joins a territory"),
    (LOST, "An account is lost"),
    (WON, "An account is won: its open pipeline is bought"),
)
Choices = list[tuple[str, str]]  # id, name


class EventDialog(QDialog):
    """Asks what, who and from when."""

    def __init__(
        self, reps: Choices, territories: Choices, accounts: Choices, months: list[str],
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle("Event of the year")
        self.setMinimumWidth(420)
        self._choices = {LEAVES: reps, JOINS: territories, LOST: accounts, WON: accounts}
        self.kind, self.about, self.month = QComboBox(), QComboBox(), QComboBox()
        for name, text in _KINDS:
            self.kind.addItem(text, name)
        self.month.addItems(months)
        self.about.setEditable(True)
        self.about.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.about.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        if (completer := self.about.completer()) is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Add")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        for label, combo, tip in (
            ("What", self.kind, "What happens"),
            ("Who", self.about, "Type a part of the name to find it"),
            ("From", self.month, "The month it takes effect"),
        ):
            combo.setToolTip(tip)
            combo.setAccessibleName(label)
            form.addRow(label, combo)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)
        self._kind_changed()

    def event_asked(self) -> Event | None:
        """What was asked; None where the name typed is nobody's."""
        at = self.about.findText(self.about.currentText())
        if at < 0:
            return None
        kind, about = str(self.kind.currentData()), str(self.about.itemData(at))
        return Event(kind, about, self.month.currentIndex() + 1)

    def choose(self, kind: str, about: str) -> None:
        """Begin with this one."""
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.about.setCurrentIndex(max(self.about.findData(about), 0))

    def _kind_changed(self) -> None:
        self.about.clear()
        for key, name in self._choices[str(self.kind.currentData())]:
            self.about.addItem(name, key)
