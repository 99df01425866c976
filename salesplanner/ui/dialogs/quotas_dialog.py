"""How quotas are to be set: target, method, over-assignment, bands, rounding."""

from collections.abc import Mapping, Sequence

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

    def __init__(
        self,
        target_amount: int,
        currency_digits: int,
        parent: QWidget,
        *,
        levels: Sequence[tuple[str, str]] = (("territory", "Territory"),),
        seasons: Sequence[str] = (),
        lines: Mapping[str, float] | None = None,
    ) -> None:
        """levels: id and name of those quotas can be over-assigned at, from the top. seasons:
        patterns to choose from. lines: product lines with their share, as the bookings have it.
        """
        super().__init__(parent)
        self.setWindowTitle("Set quotas")
        self._scale = 10**currency_digits
        self.target = money_box(target_amount / self._scale)
        self.method = QComboBox()
        for name, text in (*_METHODS, ("blend", "A blend of several")):
            self.method.addItem(text, name)
        self.weights = {name: _share_box(0.0) for name, _text in _METHODS}
        self.weights["potential"].setValue(50)
        self.weights["history"].setValue(50)
        self.has_band = QCheckBox("Growth on last year between")
        self.low, self.high = _share_box(-10.0), _share_box(30.0)
        self.over = {level: _share_box(0.0) for level, _name in levels}
        self._level_names = dict(levels)
        self.season = QComboBox()
        self.season.addItem("The plan's own", None)
        for name in seasons:
            self.season.addItem(name, name)
        self.by_line = QCheckBox("One quota for each product line")
        self.lines = {name: _share_box(100 * share) for name, share in (lines or {}).items()}
        self.unit = QComboBox()
        for unit in (1, 100, 1_000, 10_000):
            self.unit.addItem(f"{unit:,}", unit)
        self.unit.setCurrentIndex(2)
        self._build()

    def asked(self) -> QuotasAsked:
        band = (self.low.value() / 100, self.high.value() / 100)
        over = {level: box.value() / 100 for level, box in self.over.items() if box.value() > 0}
        method = str(self.method.currentData())
        weights = {name: box.value() for name, box in self.weights.items()}
        shares = {name: box.value() / 100 for name, box in self.lines.items()}
        return QuotasAsked(
            target_amount=round(self.target.value() * self._scale),
            unit=int(self.unit.currentData()) * self._scale,
            method=method,
            weights=weights if method == "blend" else None,
            over_assign=over,
            growth_band=band if self.has_band.isChecked() else None,
            seasonality_id=self.season.currentData(),
            component_shares=shares if self.by_line.isChecked() and shares else None,
        )

    def _build(self) -> None:
        form = QFormLayout()
        self._add(form, self.target, "Target of the company", "What all quotas add up to")
        self._add(form, self.method, "Method", "Where the allocation starts from")
        for name, text in _METHODS:
            tip = f"Weight in the blend of: {text.lower()}"
            self._add(form, self.weights[name], f"   {text}", tip)
        for level, box in self.over.items():
            name = f"Above its parent: {self._level_names[level].lower()}"
            self._add(form, box, name, "Over-assignment: what a level carries more than its parent")
        self._add(form, self.has_band, "Growth band", "Keep every quota within a growth")
        self._add(form, self.low, "Least growth", "Least growth on last year")
        self._add(form, self.high, "Most growth", "Most growth on last year")
        self._add(form, self.season, "Season", "Pattern that spreads the year over its months")
        if self.lines:
            tip = "Shares of the target as the last year's bookings have them; change them freely"
            self._add(form, self.by_line, "Product lines", tip)
            for name, box in self.lines.items():
                self._add(form, box, f"   {name}", f"Share of the target for {name}")
        self._add(form, self.unit, "Round to", "Quotas are multiples of this and still add up")
        self._form = form
        self._connect()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Set quotas")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)

    def _add(self, form: QFormLayout, widget: QWidget, name: str, tip: str) -> None:
        widget.setAccessibleName(name.strip())
        widget.setToolTip(tip)
        if isinstance(widget, QCheckBox):
            form.addRow(widget)
        else:
            form.addRow(name, widget)

    def _connect(self) -> None:
        """Show what belongs to a choice only where it is chosen."""
        for box in (self.low, self.high):
            box.setEnabled(False)
            self.has_band.toggled.connect(box.setEnabled)
        self.method.currentIndexChanged.connect(self._show_what_counts)
        self.by_line.toggled.connect(self._show_what_counts)
        self._show_what_counts()

    def _show_what_counts(self, _value: object = None) -> None:
        is_blend = self.method.currentData() == "blend"
        for box in self.weights.values():
            self._form.setRowVisible(box, is_blend)
        for box in self.lines.values():
            self._form.setRowVisible(box, self.by_line.isChecked())
        self.adjustSize()


def money_box(value: float) -> QDoubleSpinBox:
    """An amount in whole units of the currency."""
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
