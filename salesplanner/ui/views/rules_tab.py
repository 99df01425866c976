"""The list of carve rules, in the order they are tried."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from salesplanner.analysis.carve import rule_report
from salesplanner.plan import equals
from salesplanner.plan.edits.rules import change_rule, order_rules, remove_rule
from salesplanner.ui.dialogs.rule_dialog import RuleDialog
from salesplanner.ui.exception_commands import territory_choices
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.views.tab import Tab, button

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_COLUMNS = (
    Column("position", "#", "The order in which rules are tried", "integer", width=44),
    Column("name", "Rule", "What it is called", width=140),
    Column("condition", "Condition", "Which accounts it is true for", width=250),
    Column("territory", "Goes to", "Where matching accounts go", width=130),
    Column("state", "State", "In use, matches nothing, never reached, cannot be read or off",
           width=120),
    Column("n_decides", "Decides", "Accounts no earlier rule took", "integer", total="sum",
           width=74),
    Column("n_matches", "Matches", "Accounts it is true for", "integer", width=74),
    Column("revenue_amount", "Revenue", "Revenue of what it decides", "amount", is_short=True,
           total="sum", width=92),
    Column("n_contested", "Contested", "A later rule would send them elsewhere", "integer",
           width=92),
    Column("note", "Note", "Why it is there, or what cannot be read", width=240),
)  # fmt: skip


class RulesTab(Tab):
    """Add, change and order rules; export them to a sheet and bring them back."""

    title, tip = "Rules", "Carve rules, in the order they are tried"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.table = DataTable(_COLUMNS, self, "Rules")
        self.table.empty_text = "No rules yet. Add one, and see what it would move as you type."
        add = window.actions_table["add_rule"]
        self.table.empty.offer("Add rule...", add.statusTip(), add.trigger)
        self.table.row_activated.connect(lambda _key: self.change())
        self.add_bar(
            [
                self.command("add_rule", "Add..."),
                button("Change...", "Change the selected rule", self.change),
                button("Earlier", "Try the selected rule earlier", lambda: self.move_by(-1)),
                button("Later", "Try the selected rule later", lambda: self.move_by(1)),
                button("On or off", "Take the selected rules out of force, or put them back",
                       self.switch),
                button("Remove", "Remove the selected rules", self.remove),
            ],
            [
                self.command("export_rules", "To a sheet..."),
                self.command("import_rules", "From a sheet..."),
            ],
        )  # fmt: skip
        self.column.addWidget(self.table, 1)

    def refresh(self) -> None:
        session = self.session
        plan, scenario_id, layer_id = session.plan, session.scenario_id, session.layer_id
        report = rule_report(plan, scenario_id, layer_id)
        rules = plan.of_scenario("carve_rule", scenario_id)
        off = rules[equals(rules, "layer_id", layer_id) & ~rules["is_active"].fillna(True)]
        resting = off[["rule_id", "name", "territory_id"]].assign(state="off", problem="")
        report["position"] = range(1, len(report) + 1)
        report = report.reset_index(drop=True)
        for row in resting.to_dict("records"):
            report.loc[len(report), list(row)] = list(row.values())
        known = rules.set_index("rule_id")
        report["condition"] = report["rule_id"].map(known["condition"])
        report["note"] = report["problem"].where(
            report["problem"] != "", report["rule_id"].map(known["note"])
        )
        report["territory"] = report["territory_id"].map(self.names())
        frame = whole_amounts(report, int(plan.info["currency_digits"]))
        self.table.set_frame(frame.set_index("rule_id", drop=False))

    def add(self) -> None:
        self._ask(None, "Add rule")

    def change(self) -> None:
        for rule_id in self.table.selected_keys()[:1]:
            rows = self.session.plan.of_scenario("carve_rule", self.session.scenario_id)
            row = rows[equals(rows, "rule_id", rule_id)].iloc[0].astype(object)
            self._ask({str(k): str(v) for k, v in row.fillna("").items()}, "Change rule")

    def move_by(self, step: int) -> None:
        """The selected rule changes places with its neighbour in the layer."""
        rows = self.session.plan.of_scenario("carve_rule", self.session.scenario_id)
        mine = rows[equals(rows, "layer_id", self.session.layer_id)]
        order = rows.sort_values(["priority", "rule_id"])["rule_id"].tolist()
        shown = [rule_id for rule_id in order if rule_id in set(mine["rule_id"])]
        for rule_id in self.table.selected_keys()[:1]:
            at = shown.index(rule_id)
            other = shown[min(max(at + step, 0), len(shown) - 1)]
            one, two = order.index(rule_id), order.index(other)
            order[one], order[two] = order[two], order[one]
            self.session.edit("Order of rules", order_rules, self.session.scenario_id, order)

    def switch(self) -> None:
        keys = self.table.selected_keys()
        states = self.table.model.frame["state"]
        for rule_id in keys:
            is_off = str(states[rule_id]) == "off"
            label = f"{'Switch on' if is_off else 'Switch off'} rule {rule_id}"
            self.session.edit(label, change_rule, self.session.scenario_id, rule_id,
                              is_active=is_off)  # fmt: skip

    def remove(self) -> None:
        for rule_id in self.table.selected_keys():
            self.session.edit(
                f"Remove rule {rule_id}", remove_rule, self.session.scenario_id, rule_id
            )

    def _ask(self, rule: dict[str, str] | None, label: str) -> None:
        session = self.session
        dialog = RuleDialog(
            session.plan, session.scenario_id, session.layer_id,
            list(territory_choices(self.window_)), rule, self.window_,
        )  # fmt: skip
        if dialog.exec() == QDialog.DialogCode.Accepted:
            session.edit(f"{label} {dialog.name.text().strip()}", dialog.edit)
