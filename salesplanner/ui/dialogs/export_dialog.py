"""What leaves the laptop: what to write, with its few choices, and where."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from salesplanner.exchange.export import FOLDERS, WRITERS
from salesplanner.exchange.files import safe_name

ENDINGS = {
    "xlsx": ".xlsx", "pdf": ".pdf", "png": ".png", "geojson": ".geojson", "report": ".xlsx",
    "rules": ".xlsx", "exceptions": ".xlsx",
}  # fmt: skip
ABOUT = {
    "xlsx": "Who has what, what changes, quotas by month and sums that check themselves: the "
    "workbook everyone downstream waits for.",
    "csv": "The same tables for other programs, one file a sheet.",
    "pdf": "One book to print: the map of the company, then pages for each territory.",
    "png": "The map of all territories as a picture.",
    "books": "A PDF for each territory: its map, figures, quota by month, accounts kept, gained "
    "and lost.",
    "report": "Results against quota to date with pace, by rep and level, and what they earn. "
    "Name the file .pdf to print it.",
    "letters": "A Word letter for each rep with territory, quota by quarter, pay and lines to "
    "sign. Use your own template if you like.",
    "review-pack": "A workbook for each manager with only their part. Opens a round of review; "
    "bring the answers back with Scenario, Bring answers back.",
    "geojson": "The outlines of the territories for map programs.",
    "salesforce": "Files for Data Loader, in the order of their numbers, only what differs from "
    "your org. Give the folder of its success files and exports to go on.",
    "hubspot": "Company owners, territories and goals, wide and long.",
    "neutral": "Hierarchy, sellers, accounts, units, quotas and lead routing as plain CSV.",
    "rules": "The carve rules as a sheet to edit and bring back.",
    "exceptions": "Every exception, and what the rules would say without it.",
}
# kind: the one choice it has: its label, tip, and whether a folder, a file or text is given.
CHOICES = {
    "letters": ("Template", "A Word template of your own; empty: the one that ships", "file"),
    "salesforce": ("Org files", "Folder of success files and of the org's current export",
                   "folder"),
    "report": ("Day", "Until which day, as 2027-03-31; empty: all that is known", "text"),
    "review-pack": ("Round", "What the round is called; empty: Round 1, 2, ...", "text"),
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What was asked for."""

    kind: str
    place: Path
    choice: str


class ExportDialog(QDialog):
    """A list of everything that can be written; below the list's row, what it is for."""

    def __init__(self, folder: Path, stem: str, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.resize(720, 460)
        self._folder, self._stem = folder, safe_name(stem)
        self.kinds = QListWidget()
        self.kinds.setAccessibleName("What to write")
        self.kinds.setToolTip("What to write")
        self.kinds.setMinimumWidth(300)
        self.kinds.ensurePolished()  # rows as high as they will be drawn
        for name, (title, _writer) in WRITERS.items():
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setToolTip(ABOUT.get(name, title))
            self.kinds.addItem(item)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.about.setMinimumHeight(90)
        self.choice = QLineEdit()
        self.place = QLineEdit()
        self.place.setAccessibleName("Where to write it")
        self.place.setToolTip("The file or folder to write; what is there is replaced")
        self.form = QFormLayout()
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.choice_row = self._with_button(self.choice, self._browse_choice)
        self.choice_label = QLabel()
        self.form.addRow(self.choice_label, self.choice_row)
        self.form.addRow("Write to", self._with_button(self.place, self._browse_place))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        write = self.buttons.addButton("Write", QDialogButtonBox.ButtonRole.AcceptRole)
        write.setToolTip("Write it in the background")
        write.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.kinds.currentRowChanged.connect(lambda _row: self._show_kind())
        self.kinds.itemDoubleClicked.connect(lambda _item: self.accept())
        self.choose(kind)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.addWidget(self.about)
        right.addLayout(self.form)
        right.addStretch(1)
        upper = QHBoxLayout()
        upper.addWidget(self.kinds)
        upper.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.addLayout(upper, 1)
        column.addWidget(self.buttons)

    def _with_button(self, line: QLineEdit, browse: object) -> QWidget:
        button = QPushButton("Browse...")
        button.setToolTip("Choose it in a window")
        button.setAccessibleName("Browse")
        button.clicked.connect(browse)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(line, 1)
        row.addWidget(button)
        line.browse = button  # type: ignore[attr-defined]  # shown only where there is one
        return holder

    def choose(self, kind: str) -> None:
        """Go to one kind; the first where there is no such."""
        names = list(WRITERS)
        self.kinds.setCurrentRow(names.index(kind) if kind in names else 0)
        self._show_kind()

    @property
    def kind(self) -> str:
        return str(self.kinds.currentItem().data(Qt.ItemDataRole.UserRole))

    def wanted(self) -> Wanted:
        return Wanted(self.kind, Path(self.place.text().strip()), self.choice.text().strip())

    def accept(self) -> None:
        if self.place.text().strip():
            super().accept()
        else:
            self._browse_place()

    def _show_kind(self) -> None:
        kind = self.kind
        self.about.setText(ABOUT.get(kind, ""))
        label, tip, how = CHOICES.get(kind, ("", "", ""))
        self.choice.clear()
        self.choice.setToolTip(tip)
        self.choice.setAccessibleName(label)
        self.choice.setPlaceholderText(tip)
        self.choice_label.setText(label)
        self.choice_label.setVisible(bool(label))
        self.choice_row.setVisible(bool(label))
        self.choice.browse.setVisible(how in ("file", "folder"))  # type: ignore[attr-defined]
        name = f"{self._stem} {kind}" if kind in FOLDERS else f"{self._stem}{ENDINGS.get(kind, '')}"
        self.place.setText(str(self._folder / name))

    def _browse_place(self) -> None:
        at = self.place.text()
        if self.kind in FOLDERS:
            name = QFileDialog.getExistingDirectory(self, "Export to folder", str(self._folder))
        else:
            name, _ = QFileDialog.getSaveFileName(self, "Export to file", at)
        if name:
            self.place.setText(name)

    def _browse_choice(self) -> None:
        if CHOICES[self.kind][2] == "folder":
            name = QFileDialog.getExistingDirectory(self, "Files of the org", str(self._folder))
        else:
            name, _ = QFileDialog.getOpenFileName(
                self, "Template", str(self._folder), "Word documents (*.docx)"
            )
        if name:
            self.choice.setText(name)
