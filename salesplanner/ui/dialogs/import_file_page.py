"""Step 1 of an import: the file, its sheet, and what it is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from salesplanner.exchange.reading import Reading, likely_kinds
from salesplanner.exchange.sheets import Sheet
from salesplanner.exchange.targets import KINDS
from salesplanner.ui.dialogs.import_page import ImportPage, plain_table, quiet, show_preview
from salesplanner.ui.dialogs.import_state import ImportState
from salesplanner.ui.theme import theme_of

FILTER = "Tables (*.xlsx *.xls *.xlsb *.ods *.csv *.tsv *.txt *.htm *.html *.gz);;All files (*)"
Source = Path | str


class FilePage(ImportPage):
    """A file, a folder or the clipboard is read at once, so that its sheets can be looked at."""

    title = "File"
    hint = "Choose a file, drop one here, or paste a table. Nothing is written before the end."

    def __init__(self, state: ImportState, read: Callable[[Source], None], folder: Path) -> None:
        super().__init__(state)
        self._read, self._folder = read, folder
        self._is_folder = False
        self.name = QLabel()
        self.sheet = QComboBox()
        self.kind = QComboBox()
        self.meaning = quiet(QLabel())
        self.table = plain_table(("Row",), "First rows of the sheet")
        self.zone = QLabel("Drop a spreadsheet or a CSV file here")
        self.setAcceptDrops(True)
        self._build()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        for text, tip, act in (
            ("Choose file...", "A spreadsheet, a CSV file or a saved web table", self.choose_file),
            ("Choose folder...", "All tables of a folder, one below the other", self.choose_folder),
            ("Paste", "The table you copied in a spreadsheet (Ctrl+V)", self.paste),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAccessibleName(text.rstrip("."))
            button.setAutoDefault(False)
            button.clicked.connect(act)
            buttons.addWidget(button)
        buttons.addWidget(self.name, 1)
        for box, name, tip in (
            (self.sheet, "Sheet", "The sheet of the workbook that is imported"),
            (self.kind, "It holds", "What a row of this table is"),
        ):
            box.setAccessibleName(name)
            box.setToolTip(tip)
            box.setMinimumWidth(360)
        self.meaning.setMinimumWidth(360)
        form = QFormLayout()
        form.addRow("Sheet", self.sheet)
        form.addRow("It holds", self.kind)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.addRow("", self.meaning)
        self._choices = QWidget()
        self._choices.setLayout(form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(buttons)
        column.addWidget(self._choices)
        column.addWidget(self.table, 1)
        self._draw_zone()
        column.addWidget(self.zone, 1)
        self.sheet.currentIndexChanged.connect(self._sheet_chosen)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self._choices.hide()
        self.table.hide()

    def _draw_zone(self) -> None:
        theme = theme_of(self)
        self.zone.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.zone.setStyleSheet(
            f"border: 2px dashed {theme.line}; border-radius: 8px; color: {theme.muted};"
            f" background: {theme.surface}; font-size: 13pt;"
        )

    @property
    def is_ready(self) -> bool:
        return self.state.reading is not None and self.sheet.count() > 0

    def choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Import a file", str(self._folder), FILTER)
        if name:
            self._read(Path(name))

    def choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Import a folder", str(self._folder))
        if name:
            self._read(Path(name))

    def paste(self) -> None:
        self._read(QGuiApplication.clipboard().text())

    def show_reading(self, reading: Reading, kind: str = "", is_folder: bool = False) -> None:
        """Another source was read: offer its sheets, the one with most known columns first.

        The files of a folder that have the headers of the one chosen become one list with it.
        """
        self.state.reading, self._is_folder = reading, is_folder
        self._folder = Path(reading.sheets[0].file).parent if reading.sheets else self._folder
        self.name.setText(reading.name)
        filled = reading.filled
        best = reading.best_sheet(kind or likely_kinds(filled[0])[0]) if filled else None
        self.sheet.blockSignals(True)
        self.sheet.clear()
        for sheet in filled:
            self.sheet.addItem(f"{sheet.title} ({len(sheet.cells):,} rows)", sheet)
        self.sheet.setCurrentIndex(next((i for i, s in enumerate(filled) if s is best), 0))
        self.sheet.blockSignals(False)
        self._choices.show()
        self.table.show()
        self.zone.hide()
        self._sheet_chosen()
        if kind:
            self.kind.setCurrentIndex(self.kind.findData(kind))

    def leave(self) -> None:
        sheet: Sheet = self.sheet.currentData()
        if self._is_folder and self.state.reading is not None:
            sheet = self.state.reading.together(sheet)
        self.state.begin(sheet, str(self.kind.currentData()))

    def _sheet_chosen(self) -> None:
        sheet = self.sheet.currentData()
        if sheet is None:
            return
        self.kind.blockSignals(True)
        self.kind.clear()
        for kind in likely_kinds(sheet):
            self.kind.addItem(kind.capitalize(), kind)
        self.kind.blockSignals(False)
        show_preview(self.table, sheet)
        self._kind_chosen()

    def _kind_chosen(self) -> None:
        kind = self.kind.currentData()
        self.meaning.setText(KINDS[kind].meaning if kind else "")
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self._read(Path(paths[0]))
