"""Step 5 of an import: everything that would change, before it does."""

from pathlib import Path

import pandas as pd
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
)

from salesplanner.analysis.currency import currency_scale
from salesplanner.exchange.duplicates import same_accounts
from salesplanner.exchange.rejects import write_rejects
from salesplanner.plan.fields import TABLES, Kind
from salesplanner.problems import PlanProblem
from salesplanner.ui.dialogs.import_page import ImportPage, value_text
from salesplanner.ui.dialogs.import_state import ImportState
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable

COUNTS = (
    ("read", "rows read"),
    ("added", "added"),
    ("changed", "changed"),
    ("merged", "merged"),
    ("unchanged", "unchanged"),
    ("rejected", "refused"),
    ("vanished", "vanished"),
)
_LINES = (
    Column("what", "What", "Added, changed or removed", width=90),
    Column("place", "Table", "What it is", width=130),
    Column("row_key", "Row", "Which one", width=220),
    Column("title", "Field", "Which field; empty: the whole row", width=180),
    Column("value_before", "Before", "As it is in the plan now", width=180),
    Column("value_after", "After", "As it would be", width=180),
)
_REFUSED = (
    Column("row", "Row", "Row in the file", "integer", width=70),
    Column("column", "Column", "Column of the file", width=170),
    Column("value", "Value", "What stands there", width=200),
    Column("reason", "Why it cannot come", "The reason", width=480),
)
_VANISHED = (
    Column("account_id", "Account", "Id of the account", width=180),
    Column("name", "Name", "It is no longer in the export; it is kept and marked", width=360),
)


class SummaryPage(ImportPage):
    """Counts, every change line by line, the refused rows and the vanished accounts."""

    title = "Summary"
    hint = "Nothing has been written yet. Import does all of this in one step you can undo."

    def __init__(self, state: ImportState, folder: Path) -> None:
        super().__init__(state)
        self._folder = folder
        self.counts: dict[str, QLabel] = {}
        self.tabs = QTabWidget()
        self.lines = DataTable(_LINES, None, "What would change")
        self.refused = DataTable(_REFUSED, None, "Refused rows")
        self.vanished = DataTable(_VANISHED, None, "Vanished accounts")
        self.save_refused = QPushButton("Save refused rows...")
        self._build()

    def _build(self) -> None:
        tiles = QHBoxLayout()
        tiles.setSpacing(24)
        for name, words in COUNTS:
            label = QLabel()
            label.setAccessibleName(words)
            label.setMinimumHeight(label.fontMetrics().height() * 3)
            label.setMargin(4)
            self.counts[name] = label
            tiles.addWidget(label)
        tiles.addStretch()
        self.save_refused.setToolTip("Write the refused rows as they stood, with the reason beside "
                                     "each, to be put right and imported again")  # fmt: skip
        self.save_refused.setAutoDefault(False)
        self.save_refused.clicked.connect(self.save)
        tiles.addWidget(self.save_refused)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(tiles)
        column.addWidget(self.tabs, 1)

    def enter(self) -> None:
        told, prepared = self.state.told, self.state.prepared
        assert told is not None
        assert prepared is not None
        for name, words in COUNTS:
            n = told.counts[name]
            self.counts[name].setText(f"<b style='font-size:16pt'>{n:,}</b><br>{words}")
            self.counts[name].setVisible(n > 0 or name in ("read", "added", "changed"))
        lines = _lines(told.lines, currency_scale(self.state.plan))
        self.lines.set_frame(_with_names(lines, self._arriving_names()))
        rejected = prepared.incoming.rejected
        columns = [column.key for column in _REFUSED]
        rows = [(i.row or 0, i.column, i.value, i.reason) for i in rejected]
        self.refused.set_frame(pd.DataFrame(rows, columns=columns))
        self.vanished.set_frame(told.vanished)
        self.save_refused.setVisible(bool(rejected))
        self._show_tabs(len(told.lines), len(rejected), len(told.vanished))

    def _show_tabs(self, n_lines: int, n_refused: int, n_vanished: int) -> None:
        self.tabs.clear()
        self.tabs.addTab(self.lines, f"Changes ({n_lines:,})")
        if n_refused:
            self.tabs.addTab(self.refused, f"Refused rows ({n_refused:,})")
        if n_vanished:
            self.tabs.addTab(self.vanished, f"Vanished accounts ({n_vanished:,})")

    def _arriving_names(self) -> dict[str, str]:
        """account_id -> name of the accounts the file brings."""
        prepared = self.state.prepared
        rows = prepared.incoming.arrival.rows.get("account") if prepared else None
        if prepared is None or rows is None or not {"record_id", "name"} <= set(rows.columns):
            return {}
        account_of = same_accounts(self.state.plan, prepared)
        records = rows["record_id"].astype(str)
        pairs = zip(records, rows["name"].fillna("").astype(str), strict=True)
        return {account_of.get(record, record): name for record, name in pairs}

    def save(self) -> None:
        """Ask where, and write the refused rows there."""
        prepared = self.state.prepared
        assert prepared is not None
        name, _ = QFileDialog.getSaveFileName(
            self, "Save refused rows", str(self._folder / "refused rows.xlsx"),
            "Spreadsheets (*.xlsx *.csv)",
        )  # fmt: skip
        if not name:
            return
        path = Path(name)
        path = path if path.suffix.lower() in (".xlsx", ".csv") else path.with_suffix(".xlsx")
        try:
            write_rejects(prepared.incoming.rejects_table(), path)
        except PlanProblem as problem:
            self.save_refused.setText(problem.what)
            return
        self.save_refused.setText(f"Saved {path.name}")


def _lines(lines: pd.DataFrame, scale: int) -> pd.DataFrame:
    """The lines with words for tables and columns, everything as text, amounts in whole units."""
    fields = {
        (table.name, field.name): field for table in TABLES.values() for field in table.fields
    }
    known = [fields.get(pair) for pair in zip(lines["table"], lines["column"], strict=True)]
    is_amount = [field is not None and field.kind is Kind.AMOUNT for field in known]
    shown = {
        "what": lines["what"],
        "place": lines["table"].str.replace("_", " ").str.capitalize(),
        "row_key": lines["row_key"],
        "title": [field.title if field else "" for field in known],
    }
    for name in ("value_before", "value_after"):
        shown[name] = [
            value_text(value, scale if money else 0)
            for value, money in zip(lines[name], is_amount, strict=True)
        ]
    return pd.DataFrame(shown).reset_index(drop=True)


def _with_names(lines: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """An account that is added says its name, not only its id."""
    is_new = (lines["what"] == "added") & (lines["place"] == "Account") & (lines["title"] == "")
    called = [names.get(str(key), "") for key in lines["row_key"]]
    shown = [new if is_added else old for new, old, is_added in zip(
        called, lines["value_after"], is_new, strict=True)]  # fmt: skip
    return lines.assign(value_after=shown)
