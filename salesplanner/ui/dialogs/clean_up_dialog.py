"""What is to be tidied: unassigned units, islands, exceptions that say nothing new."""

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)


class CleanUpDialog(QDialog):
    """Asks; the command does it. Nothing of a locked territory or unit is touched."""

    def __init__(
        self, n_unassigned: int, n_islands: int, n_exceptions: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Clean up")
        self.setMinimumWidth(460)
        self.unassigned = _tick(
            n_unassigned, f"Give {n_unassigned:,} unassigned units to a territory",
            "Units that are in no territory",
        )  # fmt: skip
        self.islands = _tick(
            n_islands, f"Join {n_islands:,} units that are cut off to a neighbour",
            "Parts that hang together with no other part of their territory; the largest part "
            "stays",
        )  # fmt: skip
        self.exceptions = _tick(
            n_exceptions, f"Take out {n_exceptions:,} exceptions that say nothing new",
            "Accounts assigned by hand to the territory their unit is in anyway",
        )  # fmt: skip
        self.how = QComboBox()
        self.how.addItem("the neighbour with the least workload", True)
        self.how.addItem("the nearest territory", False)
        self.how.setAccessibleName("To which territory")
        self.how.setToolTip("Which of the territories it touches gets a unit")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText("Clean up")
        ok.setEnabled(n_unassigned + n_islands + n_exceptions > 0)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        if n_unassigned + n_islands + n_exceptions == 0:
            column.addWidget(QLabel("Nothing to tidy: every unit has a territory, in one piece."))
        for tick in (self.unassigned, self.islands, self.exceptions):
            column.addWidget(tick)
        form = QFormLayout()
        form.addRow("Units go to", self.how)
        column.addLayout(form)
        column.addWidget(buttons)

    @property
    def is_by_load(self) -> bool:
        return bool(self.how.currentData())


def _tick(count: int, text: str, tip: str) -> QCheckBox:
    tick = QCheckBox(text)
    tick.setToolTip(tip)
    tick.setAccessibleName(text)
    tick.setEnabled(count > 0)
    tick.setChecked(count > 0)
    return tick
