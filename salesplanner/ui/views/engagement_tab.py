"""Rules of engagement: what breaks them, what puts it right, and what was waived."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QInputDialog

from salesplanner.analysis.engagement import Breach, breach_table, breaches
from salesplanner.analysis.remedies import remedy
from salesplanner.plan.edits.comments import remove_waiver, waive_check
from salesplanner.ui.exception_commands import signed
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.views.tab import Tab, button

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_COLUMNS = (
    Column("check", "Rule of engagement", "Which rule is broken", width=190),
    Column("what", "What", "What breaks it", width=420),
    Column("remedy", "Remedy", "What 'Put right' would do", width=190),
    Column("is_waived", "Waived", "Somebody allowed it", "flag", width=70),
    Column("reason", "Reason of the waiver", "Why it is allowed", width=200),
    Column("made_by", "By", "Who allowed it", width=100),
)


class EngagementTab(Tab):
    """Breaches of the layer shown, each with its remedy or a recorded waiver."""

    title, tip = "Rules of engagement", "What a carve must keep to"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.table = DataTable(_COLUMNS, self, "Breaches")
        self.table.empty_text = "Every rule of engagement is kept."
        self.table.row_activated.connect(lambda _key: self.put_right())
        self.table.selection_changed.connect(self._chosen)
        self.add_bar(
            [
                button("Put right", "Do the remedy of the selected breaches; undo takes it back",
                       self.put_right),
                button("Waive...", "Allow the selected breaches, with a reason", self.waive),
                button("Take waiver back", "Count the selected breaches again", self.unwaive),
            ]
        )  # fmt: skip
        self.column.addWidget(self.table, 1)

    def refresh(self) -> None:
        numbers = self.window_.numbers
        # Waivers change no number, so that the measures are not counted again after one.
        now = replace(numbers.measures, plan=self.session.plan)
        table = breach_table(breaches(now, numbers.baseline))
        waivers = self.session.plan.of_scenario("waiver", self.session.scenario_id)
        known = waivers.set_index("waiver_id")
        keys = table["check"] + " / " + table["row_key"]
        for column in ("reason", "made_by"):
            table[column] = keys.map(known[column])
        self.table.set_frame(table)

    def _selected(self) -> list[Breach]:
        frame = self.table.model.frame
        names = ("check", "table", "row_key", "what", "remedy", "is_waived")
        return [
            Breach(**{name: frame.loc[key, name] for name in names})
            for key in self.table.selected_keys()
        ]

    def put_right(self) -> None:
        for breach in self._selected():
            numbers = self.window_.numbers
            cure = remedy(breach, numbers.measures, numbers.baseline, **signed())
            if cure is None:
                self.session.said.emit("There is no remedy that is sure to help: waive it, or "
                                       "change the plan by hand.")  # fmt: skip
            else:
                self.session.edit(cure.label, cure.edit)

    def waive(self) -> None:
        chosen = self._selected()
        if not chosen:
            self.session.said.emit("Select what to waive first.")
            return
        reason, is_given = QInputDialog.getText(self.window_, "Waive", "Why is it allowed?")
        if is_given and reason.strip():
            who = signed()
            for breach in chosen:
                self.session.edit(
                    f"Waive {breach.check}", waive_check, self.session.scenario_id, breach.check,
                    breach.row_key, reason, who["made_by"], who["made_on"],
                )  # fmt: skip
            self.is_stale = True
            self.refresh()

    def unwaive(self) -> None:
        for breach in self._selected():
            if breach.is_waived:
                key = f"{breach.check} / {breach.row_key}"
                self.session.edit(
                    f"Count {breach.check} again", remove_waiver, self.session.scenario_id, key
                )
        self.refresh()

    def _chosen(self, _keys: list[Any]) -> None:
        chosen = self._selected()
        accounts = [one.row_key for one in chosen if one.table == "account"]
        territories = [one.row_key for one in chosen if one.table == "territory"]
        self.session.select(account_ids=accounts, territory_ids=territories)
