"""Step 4 of an import: rows that look like an account that is known."""

from typing import Any

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from salesplanner.analysis.currency import currency_scale
from salesplanner.exchange.duplicates import DuplicatePair, side_by_side
from salesplanner.plan.fields import TABLES, Kind
from salesplanner.ui.dialogs.import_page import ImportPage, value_text
from salesplanner.ui.dialogs.import_state import ImportState
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable

MERGE, APART = "same", "different"
RULES = {
    "": "as usual",
    "newest": "the arriving value",
    "known": "the plan's value",
    "longest": "the longer text",
    "preferred": "the preferred system's",
}
_PAIRS = (
    Column("decision", "They are", "Same: they become one account. Different: they stay apart",
           is_editable=True, choices=(MERGE, APART), width=100),
    Column("name", "In the file", "Name of the arriving account", width=240),
    Column("other_name", "Known as", "Name of the account it looks like", width=240),
    Column("share", "How sure", "How likely they are the same", "share", width=80),
    Column("why", "Why", "What speaks for it", width=280),
    Column("where", "Where", "Known from the plan, or another row of this file", width=110),
)  # fmt: skip
_FIELDS = (
    Column("title", "Field", "The field", width=160),
    Column("arriving", "In the file", "The arriving value", width=310),
    Column("other", "Known", "The value that is known", width=310),
    Column("rule", "Keep", "Which value stays where accounts become one, for all of them",
           is_editable=True, choices=tuple(RULES.values()), width=220),
)  # fmt: skip


class DuplicatesPage(ImportPage):
    """Pairs above, doubtful ones first; below, the two of a pair side by side."""

    title = "Duplicates"
    hint = (
        "Sure ones are taken as the same, doubtful ones are left apart unless you say otherwise. "
        "Merges can be taken back later."
    )

    def __init__(self, state: ImportState) -> None:
        super().__init__(state)
        self.table = DataTable(_PAIRS, self, "Accounts that look alike")
        self.fields = DataTable(_FIELDS, self, "The two accounts side by side")
        self.fields.show_filters(False)
        self.preferred = QLineEdit(state.preferred_system)
        self.rule = QComboBox()
        self.said = QLabel()
        self._build()

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.said, 1)
        for text, tip, word in (
            ("Selected are the same", "The selected pairs become one account each", MERGE),
            ("Selected are different", "The selected pairs stay apart", APART),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, word=word: self.decide_selected(word))
            bar.addWidget(button)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rules())
        column.addWidget(self.fields, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.table)
        parts.addWidget(below)
        parts.setSizes([340, 260])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(bar)
        whole.addWidget(parts, 1)
        self.table.selection_changed.connect(self._show_pair)
        self.table.edits_wanted.connect(self._decided)
        self.fields.edits_wanted.connect(self._rules_chosen)

    def _rules(self) -> QHBoxLayout:
        self.rule.addItems(list(RULES.values()))
        self.rule.setAccessibleName("Where both have a value, keep")
        self.rule.setToolTip("Which value stays where accounts become one, for every field. As "
                             "usual: the newest of one system, else the plan's")  # fmt: skip
        self.rule.activated.connect(self._rule_for_all)
        self.preferred.setPlaceholderText("preferred system, e.g. ERP")
        self.preferred.setAccessibleName("Preferred system")
        self.preferred.setToolTip("The system whose value is kept by the rule of that name")
        self.preferred.setMaximumWidth(200)
        row = QHBoxLayout()
        row.addWidget(QLabel("Where both have a value, keep"))
        row.addWidget(self.rule)
        row.addWidget(self.preferred)
        row.addStretch()
        return row

    def enter(self) -> None:
        rows = [
            (MERGE if self.state.is_merged(p) else APART, p.name, p.other_name, p.share, p.why,
             "this file" if p.is_within else "the plan")
            for p in self.state.pairs
        ]  # fmt: skip
        self.table.set_frame(pd.DataFrame(rows, columns=[column.key for column in _PAIRS]))
        if rows and not self.table.selected_keys():
            self.table.select_keys([0])
            self._show_pair([0])
        self._count()

    def leave(self) -> None:
        self.state.preferred_system = self.preferred.text().strip()

    def decide_selected(self, word: str) -> None:
        """The selected pairs are the same, or are not."""
        self._decided([(key, "decision", word) for key in self.table.selected_keys()])

    def _decided(self, edits: list[tuple[Any, str, Any]]) -> None:
        for key, _, word in edits:
            self.state.choices[self.state.pairs[key].key] = word == MERGE
        part = pd.DataFrame(
            {"decision": [word for _, _, word in edits]}, index=[key for key, _, _ in edits]
        )
        self.table.update_rows(part)
        self._count()

    def _count(self) -> None:
        same = sum(self.state.is_merged(pair) for pair in self.state.pairs)
        n = len(self.state.pairs)
        self.said.setText(f"{n:,} pairs look alike; {same:,} are taken as the same account.")

    def _show_pair(self, keys: list[Any]) -> None:
        if keys:
            self.fields.set_frame(self._side_by_side(self.state.pairs[keys[0]]))

    def _side_by_side(self, pair: DuplicatePair) -> pd.DataFrame:
        assert self.state.found is not None
        table = side_by_side(self.state.plan, self.state.found, pair).set_index("field")
        scale = currency_scale(self.state.plan)
        kinds = {field.name: field.kind for field in TABLES["account"].fields}
        for side in ("arriving", "other"):
            table[side] = [
                value_text(value, scale if kinds[str(name)] is Kind.AMOUNT else 0)
                for name, value in table[side].items()
            ]
        table["rule"] = [RULES[self.state.survivors.get(str(name), "")] for name in table.index]
        return table[[column.key for column in _FIELDS]]

    def _rules_chosen(self, edits: list[tuple[Any, str, Any]]) -> None:
        for name, _, words in edits:
            self._set_rule(str(name), str(words))
        self._show_pair(self.table.selected_keys())

    def _rule_for_all(self) -> None:
        for field in TABLES["account"].fields:
            self._set_rule(field.name, self.rule.currentText())
        self._show_pair(self.table.selected_keys())

    def _set_rule(self, column: str, words: str) -> None:
        rule = next(key for key, text in RULES.items() if text == words)
        self.state.survivors.pop(column, None)
        if rule:
            self.state.survivors[column] = rule
