"""Who covers whom: rules in their order, exceptions, breaches of the rules of engagement."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from salesplanner.analysis.carve import rule_report
from salesplanner.analysis.engagement import breach_table, breaches
from salesplanner.analysis.exceptions import exception_report, stale_exceptions
from salesplanner.plan import equals
from salesplanner.plan.edits.assignments import remove_exceptions
from salesplanner.plan.edits.rules import change_rule, order_rules, remove_rule
from salesplanner.ui.dialogs.rule_dialog import RuleDialog
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.view import View
from salesplanner.ui.views.columns import whole_amounts

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_RULES = (
    Column("position", "#", "The order in which rules are tried", "integer", width=50),
    Column("name", "Rule", "What it is called", width=160),
    Column("condition", "Condition", "Which accounts it is true for", width=380),
    Column("territory", "Goes to", "Where matching accounts go", width=150),
    Column("n_decides", "Decides", "Accounts no earlier rule took", "integer", total="sum"),
    Column("n_matches", "Matches", "Accounts it is true for", "integer"),
    Column("revenue_amount", "Revenue", "Revenue of what it decides", "amount", is_short=True,
           total="sum"),
    Column("n_contested", "Contested", "A later rule would send them elsewhere", "integer"),
    Column("state", "State", "In use, matches nothing, never reached, or cannot be read",
           width=130),
    Column("problem", "Problem", "What cannot be read", width=240),
)  # fmt: skip
_EXCEPTIONS = (
    Column("account_id", "Account", "Identifier", width=90),
    Column("name", "Name", "Name of the account"),
    Column("kind", "Kind", "named, holdover, split or by hand", width=80),
    Column("territory", "Territory", "Where the exception sends it", width=150),
    Column("otherwise", "Rules would say", "Where it would be without the exception", width=150),
    Column("is_stale", "Stale", "It says what would be so anyway", "flag"),
    Column("reason", "Reason", "Why", width=220),
    Column("made_by", "By", "Who decided", width=100),
    Column("age_days", "Age, days", "Days since it was made", "integer"),
    Column("until_date", "Until", "Last day in force", "date"),
    Column("is_locked", "Locked", "Neither rule nor solve moves it", "flag"),
    Column("revenue_amount", "Revenue", "Revenue of the last 12 months", "amount", is_short=True,
           total="sum"),
)  # fmt: skip
_BREACHES = (
    Column("check", "Rule of engagement", "Which rule is broken", width=200),
    Column("what", "What", "What breaks it", width=460),
    Column("is_waived", "Waived", "Somebody allowed it", "flag"),
)


class RulesView(View):
    """Three tabs: rules, exceptions, breaches."""

    title = "Rules"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self._window = window
        self.rules = DataTable(_RULES, self, "Rules")
        self.exceptions = DataTable(_EXCEPTIONS, self, "Exceptions")
        self.breaches = DataTable(_BREACHES, self, "Breaches")
        self.rules.empty_text = "No rules yet. Add one, and see what it would move as you type."
        self.exceptions.empty_text = "No exceptions: rules, families and units decide everything."
        self.breaches.empty_text = "Every rule of engagement is kept."
        self.rules.row_activated.connect(lambda _key: self._change())
        self.exceptions.selection_changed.connect(self._accounts_chosen)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for table, title, buttons in (
            (self.rules, "Rules", self._rule_buttons()),
            (self.exceptions, "Exceptions", self._exception_buttons()),
            (self.breaches, "Rules of engagement", []),
        ):
            self.tabs.addTab(_with_buttons(table, buttons), title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)

    def refresh(self) -> None:
        session, numbers = self.session, self._window.numbers
        if not numbers.can_count:
            return
        plan, scenario_id, layer_id = session.plan, session.scenario_id, session.layer_id
        digits = int(plan.info["currency_digits"])
        names = plan.of_scenario("territory", scenario_id).set_index("territory_id")["name"]
        report = rule_report(plan, scenario_id, layer_id)
        conditions = plan.of_scenario("carve_rule", scenario_id).set_index("rule_id")["condition"]
        report["condition"] = report["rule_id"].map(conditions)
        report["territory"] = report["territory_id"].map(names)
        report["position"] = range(1, len(report) + 1)
        self.rules.set_frame(whole_amounts(report, digits).set_index("rule_id", drop=False))
        found = exception_report(plan, scenario_id, layer_id)
        found["territory"] = found["territory_id"].map(names)
        found["otherwise"] = found["otherwise_territory_id"].map(names)
        self.exceptions.set_frame(whole_amounts(found, digits))
        self.breaches.set_frame(breach_table(breaches(numbers.measures, numbers.baseline)))

    def _rule_buttons(self) -> list[QPushButton]:
        return [
            _button("Add...", "Write a new rule; the preview shows what it would move", self._add),
            _button("Change...", "Change the selected rule", self._change),
            _button("Up", "Try the selected rule earlier", lambda: self._move(-1)),
            _button("Down", "Try the selected rule later", lambda: self._move(1)),
            _button("Switch off", "Take the selected rule out of force", self._switch_off),
            _button("Remove", "Remove the selected rule", self._remove),
        ]

    def _exception_buttons(self) -> list[QPushButton]:
        return [
            _button("Remove", "Let rules and units decide again", self._remove_exceptions),
            _button("Clean up stale", "Remove exceptions that say what would be so anyway",
                    self._clean_up),
        ]  # fmt: skip

    def _ask(self, rule: dict[str, str] | None, label: str) -> None:
        session = self.session
        table = self._window.numbers.territories()[["territory_id", "name"]]
        names = [(str(a), str(b)) for a, b in table.itertuples(index=False)]
        dialog = RuleDialog(
            session.plan, session.scenario_id, session.layer_id, names, rule, self._window
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            session.edit(f"{label} {dialog.name.text().strip()}", dialog.edit)

    def _add(self) -> None:
        self._ask(None, "Add rule")

    def _change(self) -> None:
        for rule_id in self.rules.selected_keys()[:1]:
            rows = self.session.plan.of_scenario("carve_rule", self.session.scenario_id)
            row = rows[equals(rows, "rule_id", rule_id)].iloc[0].fillna("")
            self._ask({str(key): str(value) for key, value in row.items()}, "Change rule")

    def _move(self, step: int) -> None:
        rows = self.session.plan.of_scenario("carve_rule", self.session.scenario_id)
        order = rows.sort_values(["priority", "rule_id"])["rule_id"].tolist()
        for rule_id in self.rules.selected_keys()[:1]:
            old = order.index(rule_id)
            new = min(max(old + step, 0), len(order) - 1)
            order.insert(new, order.pop(old))
            self.session.edit("Order of rules", order_rules, self.session.scenario_id, order)

    def _switch_off(self) -> None:
        for rule_id in self.rules.selected_keys():
            self.session.edit(
                f"Switch off rule {rule_id}", change_rule, self.session.scenario_id, rule_id,
                is_active=False,
            )  # fmt: skip

    def _remove(self) -> None:
        for rule_id in self.rules.selected_keys():
            self.session.edit(
                f"Remove rule {rule_id}", remove_rule, self.session.scenario_id, rule_id
            )

    def _remove_exceptions(self) -> None:
        frame = self.exceptions.model.frame
        ids = [str(frame.loc[key, "account_id"]) for key in self.exceptions.selected_keys()]
        self._remove_of(sorted(set(ids)), "Remove exceptions of")

    def _clean_up(self) -> None:
        session = self.session
        ids = stale_exceptions(session.plan, session.scenario_id, session.layer_id)
        self._remove_of(ids, "Clean up stale exceptions of")

    def _remove_of(self, ids: list[str], words: str) -> None:
        if not ids:
            self.session.said.emit("There is nothing to remove.")
            return
        label = f"{words} {len(ids):,} accounts"
        self.session.edit(label, remove_exceptions, self.session.scenario_id, ids)

    def _accounts_chosen(self, keys: list[Any]) -> None:
        frame = self.exceptions.model.frame
        self.session.select(account_ids=[str(frame.loc[key, "account_id"]) for key in keys])


def _button(text: str, tip: str, run: Any) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(text.rstrip("."))
    button.clicked.connect(lambda _checked=False: run())
    return button


def _with_buttons(table: DataTable, buttons: list[QPushButton]) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    if buttons:
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 2)
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        column.addLayout(row)
    column.addWidget(table, 1)
    return page
