"""A carve rule while it is written: what it matches is shown as one types."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from salesplanner.analysis.carve import account_columns
from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.plan import Plan
from salesplanner.plan.condition_values import matches
from salesplanner.plan.conditions import names_of_accounts, parse_condition
from salesplanner.plan.edits.rules import add_rule, change_rule
from salesplanner.problems import PlanProblem
from salesplanner.ui.words import money

_EXAMPLE = "Industry is Banking and Employees over 1,000"
_WAIT_MS = 150


class RuleDialog(QDialog):
    """Name, condition and territory; the preview says how many accounts it would move."""

    def __init__(
        self,
        plan: Plan,
        scenario_id: str,
        layer_id: str,
        territories: list[tuple[str, str]],
        rule: dict[str, str] | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Rule")
        self.setMinimumSize(560, 380)
        self._plan, self._scenario_id, self._layer_id = plan, scenario_id, layer_id
        self._rule = rule
        self._columns, self._names = account_columns(plan), names_of_accounts(plan)
        self._before = territory_of_accounts(plan, scenario_id, layer_id)["territory_id"]
        self.name = QLineEdit((rule or {}).get("name", ""))
        self.condition = QPlainTextEdit((rule or {}).get("condition", ""))
        self.territory = QComboBox()
        self.said = QLabel()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._build(territories)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._preview)
        for signal in (self.condition.textChanged, self.name.textChanged):
            signal.connect(lambda *_: self._later.start(_WAIT_MS))
        self.territory.currentIndexChanged.connect(lambda *_: self._later.start(_WAIT_MS))
        self._preview()

    def edit(self, plan: Plan) -> Plan:
        """The plan with the rule as it stands in the dialog."""
        condition = self.condition.toPlainText().strip()
        parse_condition(condition, self._names)
        territory = str(self.territory.currentData())
        name = self.name.text().strip() or condition[:40]
        if self._rule is None:
            return add_rule(
                plan, self._scenario_id, name, condition, territory, layer_id=self._layer_id
            )
        values = {"name": name, "condition": condition, "territory_id": territory}
        return change_rule(plan, self._scenario_id, self._rule["rule_id"], **values)

    def _build(self, territories: list[tuple[str, str]]) -> None:
        for territory_id, name in territories:
            self.territory.addItem(name, territory_id)
        chosen = (self._rule or {}).get("territory_id", "")
        self.territory.setCurrentIndex(max(self.territory.findData(chosen), 0))
        self.condition.setPlaceholderText(_EXAMPLE)
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(70)
        words = (
            (self.name, "Name", "What the rule is called"),
            (self.condition, "Condition", f"Which accounts, e.g. {_EXAMPLE}"),
            (self.territory, "Goes to", "The territory that gets the accounts"),
        )
        form = QFormLayout()
        for widget, name, tip in words:
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
            form.addRow(name, widget)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.said)
        column.addWidget(self.buttons)

    def _preview(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        try:
            condition = self.condition.toPlainText().strip()
            mask = matches(parse_condition(condition, self._names), self._columns)
            after = territory_of_accounts(self.edit(self._plan), self._scenario_id, self._layer_id)[
                "territory_id"
            ]
        except PlanProblem as problem:
            self.said.setText(str(problem))
            ok.setEnabled(False)
            return
        changed = (self._before.fillna("") != after.fillna("")).to_numpy(bool)
        revenue = self._plan["account"]["revenue_amount"].fillna(0)
        scale = 10 ** int(self._plan.info["currency_digits"])
        of_mask, of_changed = (float(revenue[m].sum()) / scale for m in (mask, changed))
        self.said.setText(
            f"True for {int(mask.sum()):,} accounts with revenue of {money(of_mask)}. "
            f"{int(changed.sum()):,} accounts with revenue of {money(of_changed)} would change "
            "territory; the others are decided by an exception or an earlier rule, or are there "
            "already."
        )
        ok.setEnabled(True)
