"""The diary of the plan: what was done, when, by whom."""

import json
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.view import View

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_COLUMNS = (
    Column("done_at", "When", "Day and time, UTC", width=150),
    Column("done_by", "Who", "Who did it", width=120),
    Column("direction", "How", "Done, undone or redone", width=80),
    Column("label", "What", "What was done", width=380),
    Column("rows", "Rows", "Rows changed, by table", width=380),
)


class HistoryView(View):
    """Latest first; read from the file when seen."""

    title = "History"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self.table = DataTable(_COLUMNS, self, "History")
        self.table.empty_text = "Nothing was done yet."
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def refresh(self) -> None:
        assert self.session.document is not None
        rows = self.session.document.read_bulk("history")
        rows = rows.iloc[::-1].reset_index(drop=True)
        rows["done_at"] = rows["done_at"].str.slice(0, 16).str.replace("T", " ")
        rows["rows"] = [_words(text) for text in rows["row_counts"].fillna("{}")]
        self.table.set_frame(rows)


def _words(text: str) -> str:
    counts: dict[str, int] = json.loads(text)
    return ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in counts.items())
