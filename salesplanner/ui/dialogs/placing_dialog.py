"""The list of accounts whose place is not sure, to settle by hand."""

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from salesplanner.plan import Plan
from salesplanner.plan.edits.settling import settle_place
from salesplanner.ui.session import Session
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable

SURE_ENOUGH = 0.7
_COLUMNS = (
    Column("account_id", "Account", "Its id", width=90),
    Column("name", "Name", "Name of the account", width=170),
    Column("address", "Address", "What is known of where it is", width=210),
    Column("unit_name", "Unit", "The unit it was put into; empty: none", width=130),
    Column("found_by", "Found by", "How its place was found", width=90),
    Column("found_sure_share", "Sure", "How surely", "share", width=60),
    Column("place_note", "Why it is here", "What was odd about its address", width=330),
)


def doubtful_accounts(plan: Plan) -> pd.DataFrame:
    """Accounts in no unit, found none too surely, or with a note; those settled are not."""
    rows = plan["account"]
    by_hand = (rows["found_by"] == "hand").fillna(False)
    unsure = (rows["found_sure_share"] < SURE_ENOUGH).fillna(False)
    chosen = rows[(~by_hand & (rows["unit_id"].isna() | unsure | rows["place_note"].notna()))]
    names = plan["unit"].set_index("unit_id")["name"]
    parts = chosen[["city", "state", "postal_code", "country"]].astype(object)
    frame = chosen[["account_id", "name", "found_by", "found_sure_share", "place_note"]].copy()
    frame["address"] = [
        ", ".join(str(word) for word in row if pd.notna(word))
        for row in parts.itertuples(index=False)
    ]
    frame["unit_name"] = chosen["unit_id"].map(names)
    order = frame["found_sure_share"].fillna(0.0).sort_values(kind="stable").index
    return frame.loc[order].set_index("account_id", drop=False)


class PlacingDialog(QDialog):
    """Choose accounts, choose a unit, put them there; the list grows shorter."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Accounts whose place is not sure")
        self.resize(1120, 560)
        self._session = session
        self.table = DataTable(_COLUMNS, self, "Accounts whose place is not sure")
        self.table.empty_text = "Every account was found surely, or settled by hand."
        self.unit = QComboBox()
        self.put = QPushButton("Put them there")
        self.keep = QPushButton("They are right as they are")
        self.said = QLabel()
        self._fill_units()
        self._build()
        self.refresh()

    def _fill_units(self) -> None:
        self.unit.setAccessibleName("Unit to put them into")
        self.unit.setToolTip("Type a part of a unit's name or code")
        self.unit.setEditable(True)
        self.unit.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.unit.setMinimumWidth(320)
        units = self._session.plan["unit"]
        for unit_id, name in zip(units["unit_id"], units["name"], strict=True):
            self.unit.addItem(f"{unit_id}  {name}" if pd.notna(name) else str(unit_id), unit_id)
        completer = QCompleter(self.unit.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.unit.setCompleter(completer)
        self.unit.setCurrentIndex(-1)

    def _build(self) -> None:
        self.put.setToolTip("Put the selected accounts into the unit; imports leave them there")
        self.keep.setToolTip("Settle the selected accounts where they were found")
        self.put.clicked.connect(lambda _on: self._settle(self.unit.currentData()))
        self.keep.clicked.connect(lambda _on: self._settle(None))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        for part in (QLabel("Unit"), self.unit, self.put, self.keep):
            row.addWidget(part)
        row.addStretch()
        column = QVBoxLayout(self)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(buttons)

    def refresh(self) -> None:
        frame = doubtful_accounts(self._session.plan)
        self.table.set_frame(frame)
        self.said.setText(
            f"{len(frame):,} accounts to look at. Select some, then say where they are."
        )

    def _settle(self, unit_id: str | None) -> None:
        ids = [str(key) for key in self.table.selected_keys()]
        if not ids:
            self.said.setText("Select accounts in the list first.")
            return
        if unit_id is None and self.sender() is self.put:
            self.said.setText("Choose a unit first: type a part of its name.")
            return
        label = f"Settle the place of {len(ids):,} account{'s' if len(ids) > 1 else ''}"
        if self._session.edit(label, settle_place, ids, unit_id):
            self.refresh()
