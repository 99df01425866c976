"""Step 2 of an import: which column is which field."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QTableWidgetItem,
    QVBoxLayout,
)

from salesplanner.exchange.columns import IGNORE, PERIOD, ColumnMatch
from salesplanner.exchange.mapping_choices import CHOSEN, FieldChoice, field_choices
from salesplanner.ui.dialogs.import_page import ImportPage, plain_table, stretch
from salesplanner.ui.dialogs.import_state import ImportState, with_system
from salesplanner.ui.theme import theme_of

HEADERS = ("Column of the file", "First values", "Becomes", "How sure", "Why")
SURE = 0.8
_SAMPLES = 4
_CURRENCIES = ("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "JPY", "SEK", "NOK", "DKK", "PLN", "INR")


class ColumnsPage(ImportPage):
    """A line a column of the file; what it becomes can be changed."""

    title = "Columns"
    hint = "Check what each column becomes, the unsure ones above all. Your choices are kept."

    def __init__(self, state: ImportState) -> None:
        super().__init__(state)
        self.table = plain_table(HEADERS, "Columns of the file")
        self.system = QLineEdit()
        self.currency = QComboBox()
        self.newer = QCheckBox("Newer export of the whole system")
        self._build()

    def _build(self) -> None:
        self.currency.setEditable(True)
        self.currency.addItems(_CURRENCIES)
        for widget, name, tip in (
            (self.system, "System", "Where the file comes from, e.g. CRM or ERP; ids of different "
             "systems are kept apart"),
            (self.currency, "Currency", "Currency of amounts that do not say theirs"),
            (self.newer, self.newer.text(), "Accounts of this system that the file does not have "
             "are marked as vanished; they are kept until you decide"),
        ):  # fmt: skip
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
        row = QHBoxLayout()
        for name, widget in (("System", self.system), ("Currency", self.currency)):
            form = QFormLayout()
            form.addRow(name, widget)
            row.addLayout(form)
        row.addWidget(self.newer)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        stretch(self.table, 1)
        for at, width in ((0, 200), (2, 250), (3, 80), (4, 240)):
            self.table.setColumnWidth(at, width)

    def enter(self) -> None:
        intake = self.state.intake
        assert intake is not None
        columns = intake.matching.columns
        self.table.setRowCount(len(columns))
        for line, column in enumerate(columns):
            self._show_line(line, column)
        self.system.setText(intake.options.system)
        self.currency.setCurrentText(intake.options.currency)
        self.newer.setChecked(intake.is_refresh)
        self.newer.setVisible(intake.kind == "accounts")
        self.changed.emit()

    def leave(self) -> None:
        intake = self.state.intake
        assert intake is not None
        changed = with_system(intake, self.system.text())
        currency = self.currency.currentText().strip().upper()
        changed = changed.with_options(replace(changed.options, currency=currency))
        changed = replace(changed, is_refresh=self.newer.isChecked())
        if changed != intake:
            self.state.take(changed)

    @property
    def is_ready(self) -> bool:
        intake = self.state.intake
        if intake is None:
            return False
        return any(field != IGNORE for field in intake.matching.mapping.values())

    def choose(self, header: str, field: str) -> None:
        """A column becomes another field, as if picked from its list."""
        assert self.state.intake is not None
        self.state.take(self.state.intake.with_field(header, field))
        for line, column in enumerate(self.state.intake.matching.columns):
            self._show_line(line, column)
        self.changed.emit()

    def _show_line(self, line: int, column: ColumnMatch) -> None:
        intake = self.state.intake
        assert intake is not None
        cells = intake.sheet.preview()[column.header]
        samples = list(dict.fromkeys(text for text in cells if text))[:_SAMPLES]
        is_in = bool(column.field) and column.field != IGNORE
        sure = f"{column.confidence:.0%}" if is_in and column.why != CHOSEN else ""
        texts = (column.header, "   ".join(samples), "", sure, column.why if is_in else "")
        theme = theme_of(self)
        for at, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if not is_in:
                item.setForeground(QColor(theme.muted))
            elif at == 3 and column.confidence < SURE:
                item.setForeground(QColor(theme.warning))
            self.table.setItem(line, at, item)
        self.table.setCellWidget(line, 2, self._picker(column))

    def _picker(self, column: ColumnMatch) -> QComboBox:
        intake = self.state.intake
        assert intake is not None
        box = QComboBox()
        box.setAccessibleName(f"{column.header} becomes")
        box.setMaxVisibleItems(24)
        # The wheel scrolls the table, it does not change fields on the way.
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        group = ""
        for choice in field_choices(intake.kind):
            if group and choice.group != group:
                box.insertSeparator(box.count())
            group = choice.group
            box.addItem(_title(choice), choice.field)
            box.setItemData(box.count() - 1, choice.meaning, Qt.ItemDataRole.ToolTipRole)
        if column.field.startswith(PERIOD):
            box.insertItem(0, f"Values of {column.field.removeprefix(PERIOD)}", column.field)
        at = box.findData(column.field or IGNORE)
        box.setCurrentIndex(at)
        box.setToolTip(str(box.itemData(at, Qt.ItemDataRole.ToolTipRole) or ""))
        box.activated.connect(lambda: self.choose(column.header, str(box.currentData())))
        return box


def _title(choice: FieldChoice) -> str:
    """Ids are told from the things they name."""
    is_id = choice.field.endswith("_id") and not choice.title.lower().endswith("id")
    return f"{choice.title} (id or name)" if is_id else choice.title
