"""How quotas are to be set: target, method, over-assignment, bands, rounding."""

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from salesplanner.optimize.quota_plan import QuotasAsked

_METHODS = (
    ("potential", "Share of potential"),
    ("history", "Last year's revenue, all raised alike"),
    ("growth", "Last year's revenue plus the same growth for all"),
    ("expected", "Share of expected revenue"),
    ("targets", "Sum of account targets"),
    ("regression", "History read off potential"),
)


class QuotasDialog(QDialog):
    """Asks what `find_quotas` needs; nothing is computed here."""

    def __init__(self, target_amount: int, currency_digits: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Set quotas")
        self._scale = 10**currency_digits
        self.target = _money_box(target_amount / self._scale)
        self.method = QComboBox()
        for name, text in _METHODS:
            self.method.addItem(text, name)
        self.has_band = QCheckBox("Growth on last year between")
        self.low, self.high = _share_box(-10.0), _share_box(30.0)
        self.over = _share_box(0.0)
        self.unit = QComboBox()
        for unit in (1, 100, 1_000, 10_000):
            self.unit.addItem(f"{unit:,}", unit)
        self.unit.setCurrentIndex(2)
        self._build()

    def asked(self) -> QuotasAsked:
        over = self.over.value() / 100
        band = (self.low.value() / 100, self.high.value() / 100)
        return QuotasAsked(
            target_amount=round(self.target.value() * self._scale),
            unit=int(self.unit.currentData()) * self._scale,
            method=str(self.method.currentData()),
            over_assign={"territory": over} if over > 0 else {},
            growth_band=band if self.has_band.isChecked() else None,
        )

    def _build(self) -> None:
        for box in (self.low, self.high):
            box.setEnabled(False)
            self.has_band.toggled.connect(box.setEnabled)
        words = (
            (self.target, "Target of the company", "What all quotas add up to"),
            (self.method, "Method", "Where the allocation starts from"),
            (self.over, "Over-assignment", "Above the target, on the level of the reps"),
            (self.has_band, "Growth band", "Keep every quota within a growth on last year"),
            (self.low, "Least growth", "Least growth on last year"),
            (self.high, "Most growth", "Most growth on last year"),
            (self.unit, "Round to", "Quotas are multiples of this and still add up"),
        )
        form = QFormLayout()
        for widget, name, tip in words:
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
            if isinstance(widget, QCheckBox):
                form.addRow(widget)
            else:
                form.addRow(name, widget)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Set quotas")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)


def _money_box(value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0, 1e13)
    box.setDecimals(0)
    box.setGroupSeparatorShown(True)
    box.setSingleStep(1_000_000)
    box.setValue(value)
    return box


def _share_box(value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(-100, 1000)
    box.setDecimals(1)
    box.setSuffix(" %")
    box.setValue(value)
    return box
