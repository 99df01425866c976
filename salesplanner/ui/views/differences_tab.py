"""Rules, exceptions and seats of the scenario shown against those it is compared with."""

from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtWidgets import QLabel

from salesplanner.plan import Plan
from salesplanner.plan.comparison import row_keys, scenario_differences
from salesplanner.plan.fields import TABLES
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.views.tab import Tab

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_COMPARED = {
    "carve_rule": "Rule", "account_assignment": "Exception", "overlay_assignment": "Overlay",
    "territory_rep": "Seat", "waiver": "Waiver",
}  # fmt: skip
_COLUMNS = (
    Column("table", "About", "What kind of decision", width=90),
    Column("row_key", "Which", "Which one", width=190),
    Column("what", "What", "Added, removed or changed", width=90),
    Column("column", "Field", "What is changed in it", width=90),
    Column("value_before", "Compared with", "What the other scenario says", width=190),
    Column("value_after", "Here", "What the scenario shown says", width=260),
)


def _rows_in_words(plan: Plan, scenario_id: str) -> dict[str, str]:
    """What a whole rule or exception says, by its key."""
    rules = plan.of_scenario("carve_rule", scenario_id).fillna({"condition": ""})
    rules_said = (
        rules["condition"].astype(object) + ", to " + rules["territory_id"].fillna("nobody")
    )
    rows = plan.of_scenario("account_assignment", scenario_id)
    said = rows["kind"].astype(object) + ", to " + rows["territory_id"].astype(object)
    reason = rows["reason"].fillna("")
    said = said.where(reason == "", said + ": " + reason)
    words = dict(zip(row_keys(TABLES["carve_rule"], rules), rules_said, strict=True))
    return words | dict(zip(row_keys(TABLES["account_assignment"], rows), said, strict=True))


class DifferencesTab(Tab):
    """Line by line what differs from the scenario compared with."""

    title, tip = "Compared", "Rules and exceptions against the scenario compared with"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.table = DataTable(_COLUMNS, self, "Differences of rules and exceptions")
        self.said = QLabel()
        self.add_bar([self.said], [self.command("compare", "Compare with...")])
        self.column.addWidget(self.table, 1)

    def refresh(self) -> None:
        session = self.session
        plan = session.plan
        names = plan["scenario"].set_index("scenario_id")["name"]
        before, after = session.baseline_id, session.scenario_id
        here, there = str(names.get(after, after)), str(names.get(before, before))
        if before == after:
            self.said.setText(f"{here} is compared with itself: choose another scenario.")
            self.table.empty_text = "Nothing to compare."
            self.table.set_frame(pd.DataFrame(columns=[column.key for column in _COLUMNS]))
            return
        found = scenario_differences(plan, before, after, _COMPARED)
        self.said.setText(f"{here} against {there}: {len(found):,} differences")
        self.table.empty_text = "Rules, exceptions and seats are the same."
        titles = {f.name: f.title for name in _COMPARED for f in TABLES[name].fields}
        for column, scenario_id in (("value_before", before), ("value_after", after)):
            whole = found["row_key"].map(_rows_in_words(plan, scenario_id))
            found[column] = found[column].where(found["column"] != "", whole)
        found["table"] = found["table"].map(_COMPARED)
        found["column"] = found["column"].map(lambda name: titles.get(name, name))
        self.table.set_frame(found.reset_index(drop=True))
