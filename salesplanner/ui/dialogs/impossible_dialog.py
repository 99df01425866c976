"""Wishes that clash, and the smallest changes that would make a plan possible."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:  # it brings the whole solver along
    from salesplanner.optimize.proposals import Proposal


class ImpossibleDialog(QDialog):
    """Accepts with the proposal chosen; each was tried, so it is sure to be possible."""

    def __init__(self, sentence: str, proposals: "tuple[Proposal, ...]", parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("These wishes clash")
        self.setMinimumWidth(560)
        self._proposals = proposals
        said = QLabel(sentence)
        said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(said)
        column.addWidget(QLabel("<b>It would be possible</b>"))
        self.choices = [QRadioButton(one.says) for one in proposals]
        for choice, one in zip(self.choices, proposals, strict=True):
            choice.setAccessibleName(one.says)
            choice.setToolTip("\n".join(change.says for change in one.changes))
            column.addWidget(choice)
        self.choices[0].setChecked(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(
            "Solve with this change", QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.go.setToolTip("Only this is changed; all other wishes stay")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    @property
    def chosen(self) -> "Proposal":
        at = next(n for n, choice in enumerate(self.choices) if choice.isChecked())
        return self._proposals[at]
