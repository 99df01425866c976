"""What a solve is asked, in planner's words."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from salesplanner.optimize.options import Balance, CapAsked, Options, TermKind
from salesplanner.optimize.result import Settings

_MEASURES = (
    ("workload_hours", "Workload"),
    ("revenue", "Revenue"),
    ("potential", "Potential"),
    ("accounts", "Accounts"),
)
_BANDS = (15, 10, 10, 15)
_GOALS: tuple[tuple[TermKind, str], ...] = (
    ("travel", "Least travel"),
    ("inertia", "Most compact territories"),
    ("revenue", "Most expected revenue"),
)


class OptimizeDialog(QDialog):
    """Which territories, what to balance, what to keep, how long to look."""

    def __init__(
        self, n_territories: int, only: tuple[str, ...], can_connect: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Optimize")
        self.setMinimumWidth(520)
        self._only = only
        self._n_territories = n_territories
        self.which = QComboBox()
        self.count = QSpinBox()
        self.balances: dict[str, tuple[QCheckBox, QDoubleSpinBox]] = {}
        self.goal = QComboBox()
        self.disruption = QSlider(Qt.Orientation.Horizontal)
        self.disruption_text = QLabel()
        self.handover = QSpinBox()
        self.connected = QCheckBox("Every territory in one connected piece")
        self.connected.setEnabled(can_connect)
        self.connected.setChecked(can_connect)
        self.seconds = QSpinBox()
        self.name = QLineEdit("Optimized")
        column = QVBoxLayout(self)
        for group in (self._which_group(), self._balance_group(), self._keep_group()):
            column.addWidget(group)
        column.addLayout(self._last_form())
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Optimize")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._name_all()

    def options(self) -> Options:
        """What was asked."""
        chosen = self.which.currentData()
        caps = []
        if self.disruption.value() < 100:
            share = self.disruption.value() / 100
            caps.append(CapAsked(kind="disruption", measure="revenue", amount=share, is_share=True))
        if self.handover.value() > 0:
            most = float(self.handover.value())
            caps.append(CapAsked(kind="handover", measure="accounts", amount=most, is_share=False))
        balance = tuple(
            Balance(measure=name, share=Fraction(round(spin.value() * 100), 10_000))
            for name, (check, spin) in self.balances.items()
            if check.isChecked()
        )
        return Options(
            n_territories=self.count.value() if chosen == "new" else None,
            n_add=self.count.value() if chosen == "add" else 0,
            n_remove=self.count.value() if chosen == "remove" else 0,
            only=self._only if chosen == "only" else (),
            terms=((self.goal.currentData(), 1.0),),
            balance=balance,
            contiguous=self.connected.isChecked(),
            caps=tuple(caps),
        )

    def state(self) -> dict[str, Any]:
        """How it was filled in, as plain values, for the next time."""
        return {
            "balances": {name: [check.isChecked(), spin.value()]
                         for name, (check, spin) in self.balances.items()},
            "goal": self.goal.currentData(),
            "disruption": self.disruption.value(),
            "handover": self.handover.value(),
            "seconds": self.seconds.value(),
        }  # fmt: skip

    def restore(self, state: Mapping[str, Any]) -> None:
        """Begin as it was filled in the last time; what is not known stays."""
        for name, (is_on, share) in state.get("balances", {}).items():
            if name in self.balances:
                self.balances[name][0].setChecked(bool(is_on))
                self.balances[name][1].setValue(float(share))
        self.goal.setCurrentIndex(max(self.goal.findData(state.get("goal", "travel")), 0))
        self.disruption.setValue(int(state.get("disruption", 100)))
        self.handover.setValue(int(state.get("handover", 0)))
        self.seconds.setValue(int(state.get("seconds", 30)))

    def settings(self) -> Settings:
        return Settings(time_limit=float(self.seconds.value()))

    @property
    def scenario_name(self) -> str:
        return self.name.text().strip() or "Optimized"

    def _which_group(self) -> QGroupBox:
        self.which.addItem("All territories as they are", "all")
        if self._only:
            self.which.addItem(f"Only the {len(self._only)} selected", "only")
        self.which.addItem("Add territories", "add")
        self.which.addItem("Take territories out", "remove")
        self.which.addItem("A new set, placed freely", "new")
        self.count.setRange(1, 5000)
        self.which.currentIndexChanged.connect(self._which_changed)
        self._which_changed()
        row = QHBoxLayout()
        row.addWidget(self.which, 1)
        row.addWidget(self.count)
        group = QGroupBox("Which territories")
        group.setLayout(row)
        return group

    def _which_changed(self) -> None:
        chosen = self.which.currentData()
        self.count.setEnabled(chosen in ("add", "remove", "new"))
        self.count.setValue(self._n_territories if chosen == "new" else 1)

    def _balance_group(self) -> QGroupBox:
        form = QFormLayout()
        for (name, text), band in zip(_MEASURES, _BANDS, strict=True):
            check, spin = QCheckBox(text), QDoubleSpinBox()
            spin.setRange(0.1, 100)
            spin.setDecimals(1)
            spin.setValue(band)
            spin.setPrefix("± ")
            spin.setSuffix(" %")
            spin.setEnabled(False)
            spin.setAccessibleName(f"Band of {text.lower()}")
            spin.setToolTip("How far a territory may be from its target share")
            check.toggled.connect(spin.setEnabled)
            check.setToolTip(f"Keep the {text.lower()} of every territory near its target share")
            self.balances[name] = (check, spin)
            form.addRow(check, spin)
        self.balances["workload_hours"][0].setChecked(True)
        self.balances["workload_hours"][1].setValue(10)
        group = QGroupBox("Balance")
        group.setLayout(form)
        return group

    def _keep_group(self) -> QGroupBox:
        self.disruption.setRange(0, 100)
        self.disruption.setValue(100)
        self.disruption.valueChanged.connect(self._disruption_moved)
        self._disruption_moved(100)
        self.handover.setRange(0, 100_000)
        self.handover.setSpecialValueText("no limit")
        form = QFormLayout()
        row = QHBoxLayout()
        row.addWidget(self.disruption, 1)
        row.addWidget(self.disruption_text)
        form.addRow("Revenue that may change hands", row)
        form.addRow("Most accounts a rep gives up", self.handover)
        form.addRow(self.connected)
        group = QGroupBox("Keep")
        group.setLayout(form)
        return group

    def _disruption_moved(self, value: int) -> None:
        text = "any amount" if value == 100 else f"at most {value} %"
        self.disruption_text.setText(text)
        self.disruption_text.setMinimumWidth(90)

    def _last_form(self) -> QFormLayout:
        for kind, text in _GOALS:
            self.goal.addItem(text, kind)
        self.seconds.setRange(2, 3600)
        self.seconds.setValue(30)
        self.seconds.setSuffix(" seconds")
        form = QFormLayout()
        form.addRow("Goal", self.goal)
        form.addRow("Look for", self.seconds)
        form.addRow("Save as scenario", self.name)
        return form

    def _name_all(self) -> None:
        """Say what each control is to people who see or hear the window."""
        words = (
            (self.which, "Which territories", "Which territories may change"),
            (self.count, "How many", "How many territories"),
            (self.goal, "Goal", "What is made best within the bands"),
            (self.disruption, "Revenue that may change hands",
             "Most revenue that may move to another territory"),
            (self.handover, "Most accounts a rep gives up", "0 for no limit"),
            (self.connected, "Connected", "No islands, unless a bridge joins them"),
            (self.seconds, "Seconds", "A first answer comes at once; more time makes it better"),
            (self.name, "Name of the new scenario", "The scenario solved stays as it is"),
        )  # fmt: skip
        for widget, name, tip in words:
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
