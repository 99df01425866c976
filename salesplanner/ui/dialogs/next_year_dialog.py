"""What next year's plan begins with."""

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from salesplanner.ui.dialogs.quotas_dialog import money_box


class NextYearDialog(QDialog):
    """Asks for the target, and says what becomes of this year's plan."""

    def __init__(
        self, year: int, adopted: str, target_amount: int, scale: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Plan of {year + 1}")
        self.setMinimumWidth(480)
        self._known, self._scale = target_amount, scale
        self.target = money_box(target_amount / scale)
        self.target.setAccessibleName("Target of the company")
        self.target.setToolTip(f"What the company is to sell in {year + 1}")
        self.keep = QCheckBox("Keep the other scenarios")
        self.keep.setToolTip("Take the scenarios that were not adopted along into the new plan")
        said = QLabel(
            f"{adopted} becomes today's alignment, its quotas become past quotas, what was booked "
            f"becomes last year's revenue, and who sits on a territory at the end of {year} owns "
            "its accounts. Comments, levers and reviews stay behind. This year's file stays as "
            "it is."
        )
        said.setWordWrap(True)
        form = QFormLayout()
        form.addRow("Target of the company", self.target)
        form.addRow(self.keep)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.buttons.button(buttons.Ok).setText("Choose the file...")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addWidget(said)
        column.addLayout(form)
        column.addWidget(self.buttons)

    def target_amount(self) -> int | None:
        """The new target in the smallest unit; None where it was left as it stands."""
        whole = round(self.target.value())
        return None if whole == round(self._known / self._scale) else whole * self._scale
