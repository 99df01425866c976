"""All exceptions: who, why, how old, how much, and what the rules would say."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from salesplanner.analysis.exceptions import exception_report, stale_exceptions
from salesplanner.plan.edits.assignments import remove_exceptions, unlock_accounts
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.views.tab import Tab, button

if TYPE_CHECKING:
    from salesplanner.plan import Plan
    from salesplanner.ui.main_window import MainWindow

_COLUMNS = (
    Column("account_id", "Account", "Identifier", width=90),
    Column("name", "Name", "Name of the account", width=180),
    Column("kind", "Kind", "named, holdover, split or by hand", width=80),
    Column("territory", "Territory", "Where the exception sends it", width=140),
    Column("otherwise", "Rules would say", "Where it would be without the exception", width=140),
    Column("is_stale", "Stale", "It says what would be so anyway", "flag", width=60),
    Column("share", "Share", "Share of the account", "share", width=70),
    Column("owner", "Owner", "Who owns the account today", width=120),
    Column("reason", "Reason", "Why", width=220),
    Column("made_by", "By", "Who decided", width=90),
    Column("age_days", "Age, days", "Days since it was made", "integer", width=84),
    Column("from_date", "From", "First day in force", "date", width=96),
    Column("until_date", "Until", "Last day in force", "date", width=96),
    Column("then", "Then", "Where it goes afterwards", width=120),
    Column("is_locked", "Locked", "Neither rule nor solve moves it", "flag", width=70),
    Column("revenue_amount", "Revenue", "Revenue of the last 12 months", "amount", is_short=True,
           total="sum", width=92),
)  # fmt: skip


class ExceptionsTab(Tab):
    """Named accounts, moves by hand, splits and holdovers of the layer shown."""

    title, tip = "Exceptions", "What was decided about single accounts"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.table = DataTable(_COLUMNS, self, "Exceptions")
        self.table.empty_text = "No exceptions: rules, families and units decide everything."
        self.table.selection_changed.connect(self._chosen)
        self.table.freeze(2)
        self.add_bar(
            [
                self.command("name_accounts", "Name..."),
                self.command("hold_over", "Hold over..."),
                self.command("split_account", "Split..."),
                self.command("protect", "Protect by criteria..."),
                button("Remove", "Let rules and units decide again", self.remove),
                button("Clean up stale", "Remove exceptions that say what would be so anyway",
                       self.clean_up),
            ],
            [self.command("export_exceptions", "To a sheet...")],
        )  # fmt: skip
        self.column.addWidget(self.table, 1)

    def refresh(self) -> None:
        session = self.session
        plan, names = session.plan, self.names()
        found = exception_report(plan, session.scenario_id, session.layer_id)
        found["territory"] = found["territory_id"].map(names)
        found["otherwise"] = found["otherwise_territory_id"].map(names)
        found["then"] = found["then_territory_id"].map(names)
        found["from_date"] = found["from_date"].replace("", pd.NA)
        owners = plan["rep"].set_index("rep_id")["name"]
        found["owner"] = found["owner_id"].map(owners).fillna(found["owner_id"])
        self.table.set_frame(whole_amounts(found, int(plan.info["currency_digits"])))

    def remove(self) -> None:
        frame = self.table.model.frame
        ids = {str(frame.loc[key, "account_id"]) for key in self.table.selected_keys()}
        self._remove(sorted(ids), "Remove exceptions of")

    def clean_up(self) -> None:
        session = self.session
        ids = stale_exceptions(session.plan, session.scenario_id, session.layer_id)
        self._remove(ids, "Clean up stale exceptions of")

    def _remove(self, ids: list[str], words: str) -> None:
        session = self.session
        if not ids:
            session.said.emit("There is nothing to remove.")
            return

        def edit(plan: "Plan") -> "Plan":
            plan = unlock_accounts(plan, session.scenario_id, ids, session.layer_id)
            return remove_exceptions(plan, session.scenario_id, ids, session.layer_id)

        session.edit(f"{words} {len(ids):,} accounts", edit)

    def _chosen(self, keys: list[Any]) -> None:
        frame = self.table.model.frame
        self.session.select(account_ids=[str(frame.loc[key, "account_id"]) for key in keys])
