"""A carve rule while it is written: what it matches is shown as one types."""

import pandas as pd
from PySide6.QtCore import Qt, QTimer
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

from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.rule_preview import Preview, RulePreview
from salesplanner.plan import Plan
from salesplanner.plan.conditions import names_of_accounts, parse_condition
from salesplanner.plan.edits.rules import add_rule, change_rule
from salesplanner.problems import PlanProblem
from salesplanner.ui.dialogs.form_dialog import choice
from salesplanner.ui.exception_commands import signed
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.words import money

_EXAMPLE = "Industry is Banking and Employees over 1,000"
_WAIT_MS, _LISTED = 150, 500
_COLUMNS = (
    Column("account_id", "Account", "Identifier", width=100),
    Column("name", "Name", "Name of the account", width=220),
    Column("from", "From", "Where it is now", width=130),
    Column("revenue", "Revenue", "Revenue of the last 12 months", "amount", is_short=True,
           width=100),
)  # fmt: skip


class RuleDialog(QDialog):
    """Name, condition and territory; below, the accounts it would move."""

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
        self.setWindowTitle("Rule" if rule else "New rule")
        self.resize(680, 620)
        self._plan, self._scenario_id, self._layer_id = plan, scenario_id, layer_id
        self._rule = rule
        self._names, self._territories = names_of_accounts(plan), dict(territories)
        self._ready: RulePreview | None = None
        self.name = QLineEdit((rule or {}).get("name", ""))
        self.condition = QPlainTextEdit((rule or {}).get("condition", ""))
        self.territory: QComboBox = choice(territories, (rule or {}).get("territory_id", ""))
        self.note = QLineEdit((rule or {}).get("note", ""))
        self.said = QLabel()
        self.changed = DataTable(_COLUMNS, self, "Accounts that would change territory")
        self.changed.empty_text = "No account would change territory."
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self._build()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._preview)
        for signal in (self.condition.textChanged, self.territory.currentTextChanged):
            signal.connect(lambda *_: self._later.start(_WAIT_MS))
        self._later.start(0)

    def edit(self, plan: Plan) -> Plan:
        """The plan with the rule as it stands in the dialog."""
        condition = self.condition.toPlainText().strip()
        parse_condition(condition, self._names)
        values = {
            "name": self.name.text().strip() or condition[:40],
            "condition": condition,
            "territory_id": self._territory(),
            "note": self.note.text().strip() or None,
        }
        if self._rule is not None:
            return change_rule(plan, self._scenario_id, self._rule["rule_id"], **values, **signed())
        return add_rule(
            plan, self._scenario_id, str(values["name"]), condition, self._territory(),
            layer_id=self._layer_id, note=self.note.text().strip(), **signed(),
        )  # fmt: skip

    def _territory(self) -> str:
        at = self.territory.findText(self.territory.currentText())
        if at < 0:
            raise PlanProblem("There is no such territory.", "Goes to", "Choose one of the list.")
        return str(self.territory.itemData(at))

    def _build(self) -> None:
        self.name.setPlaceholderText("e.g. Named East")
        self.condition.setPlaceholderText(_EXAMPLE)
        self.condition.setTabChangesFocus(True)
        self.condition.setFixedHeight(78)
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setMinimumHeight(56)
        self.said.setAccessibleName("What the rule would do")
        words = (
            (self.name, "Name", "What the rule is called"),
            (self.condition, "Accounts with", f"Which accounts, e.g. {_EXAMPLE}"),
            (self.territory, "Go to", "The territory or pool that gets the accounts"),
            (self.note, "Note", "Why the rule is there"),
        )
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(8)
        for widget, name, tip in words:
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
            form.addRow(name, widget)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addLayout(form)
        column.addWidget(self.said)
        column.addWidget(self.changed, 1)
        column.addWidget(self.buttons)

    def _preview(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        condition = self.condition.toPlainText().strip()
        if not condition:
            self.said.setText(f"Write which accounts the rule is for, like: {_EXAMPLE}")
            self._show(None)
            ok.setEnabled(False)
            return
        try:
            if self._ready is None:
                self._ready = RulePreview(self._plan, self._scenario_id, self._layer_id)
            rule_id = self._rule["rule_id"] if self._rule else None
            found = self._ready.of(condition, self._territory(), rule_id)
        except PlanProblem as problem:
            self.said.setText(str(problem))
            self._show(None)
            ok.setEnabled(False)
            return
        self.said.setText(self._words(found))
        self._show(found)
        ok.setEnabled(True)

    def _words(self, found: Preview) -> str:
        scale = currency_scale(self._plan)
        held = "; ".join(f"{n:,} are decided by {what}" for what, n in found.held.items())
        return (
            f"True for {found.n_matches:,} accounts with revenue of "
            f"{money(found.revenue_amount / scale)}; it decides {found.n_decides:,}"
            f"{f' ({held})' if held else ''}.\n"
            f"{found.n_changed:,} accounts with revenue of "
            f"{money(found.changed_revenue_amount / scale)} would change territory."
        )

    def _show(self, found: Preview | None) -> None:
        if found is None:
            self.changed.set_frame(pd.DataFrame(columns=[one.key for one in _COLUMNS]))
            return
        table = found.changed.head(_LISTED)
        names = table["from_territory_id"].map(self._territories).fillna("nobody")
        scale = currency_scale(self._plan)
        shown = table.assign(**{"from": names, "revenue": table["revenue_amount"] / scale})
        self.changed.set_frame(shown)
