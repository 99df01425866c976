"""A potential index from measures and weights, its formula shown as one chooses."""

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesplanner.plan import Plan
from salesplanner.plan.edits.settling import potential_of
from salesplanner.problems import PlanProblem


class PotentialDialog(QDialog):
    """Name, a weight for each measure, and what means are means of."""

    def __init__(self, plan: Plan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Potential index")
        self.setMinimumSize(560, 460)
        self._plan = plan
        self.name = QLineEdit("Potential index")
        self.name.setAccessibleName("Name of the index")
        self.weights = {str(key): self._weight(str(key)) for key in plan["measure"]["measure_id"]}
        self.base = QComboBox()
        self.formula = QLabel()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._build()
        self._preview()

    def chosen(self) -> tuple[str, dict[str, float], str | None]:
        """Name, weights that are not 0, and the base of means."""
        weights = {key: box.value() for key, box in self.weights.items() if box.value() > 0}
        return self.name.text().strip(), weights, self.base.currentData() or None

    def _weight(self, measure_id: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(0, 100)
        box.setDecimals(1)
        box.setAccessibleName(f"Weight of {measure_id}")
        box.setToolTip("0 leaves it out; weights count in proportion to each other")
        box.valueChanged.connect(lambda _value: self._preview())
        return box

    def _build(self) -> None:
        self.base.setAccessibleName("What means are means of")
        self.base.setToolTip("Means do not add up: income, say, is first multiplied by households")
        self.base.addItem("nothing", "")
        form = QFormLayout()
        for row in self._plan["measure"].itertuples():
            name = str(row.name) if isinstance(row.name, str) else str(row.measure_id)
            is_mean = isinstance(row.adds_up, str) and row.adds_up == "mean"
            form.addRow(f"{name} (mean)" if is_mean else name, self.weights[str(row.measure_id)])
            if not is_mean:
                self.base.addItem(name, str(row.measure_id))
        inner = QWidget()
        inner.setLayout(form)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setAccessibleName("Weights of the measures")
        top = QFormLayout()
        top.addRow("Name", self.name)
        top.addRow("Means are of", self.base)
        self.formula.setWordWrap(True)
        self.formula.setMinimumHeight(64)
        self.base.currentIndexChanged.connect(lambda _row: self._preview())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(QLabel("Weight of each measure"))
        column.addWidget(area, 1)
        column.addWidget(self.formula)
        column.addWidget(self.buttons)

    def _preview(self) -> None:
        """The formula, or what keeps it from being one."""
        name, weights, base = self.chosen()
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        try:
            made = potential_of(self._plan, name, weights, base)
        except PlanProblem as problem:
            self.formula.setText(f"{problem.what} {problem.remedy}".strip())
            ok.setEnabled(False)
            return
        self.formula.setText(f"{made.name} = {made.definition}, in {made.unit}")
        ok.setEnabled(bool(name))
