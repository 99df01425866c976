"""Help inside the app: pages on the left, the page to read on the right, search above."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

_PATH = Qt.ItemDataRole.UserRole


class HelpDialog(QDialog):
    """Shows Markdown pages; the search leaves those that hold every word."""

    def __init__(self, pages: list[Path], first: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        self.resize(900, 640)
        self._texts = {path.stem: path.read_text("utf-8") for path in pages}
        self.words = QLineEdit()
        self.words.setPlaceholderText("Search the help")
        self.words.setAccessibleName("Search the help")
        self.words.setToolTip("Only pages with every word stay in the list")
        self.words.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName("Pages of the help")
        self.page = QTextBrowser()
        self.page.setAccessibleName("Help")
        self.page.setOpenExternalLinks(True)
        middle = QSplitter()
        middle.addWidget(self.list)
        middle.addWidget(self.page)
        middle.setSizes([250, 650])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(middle, 1)
        column.addWidget(buttons)
        self.words.textChanged.connect(self._narrow)
        self.list.currentItemChanged.connect(self._show)
        self._narrow("")
        self.open_page(first)

    def open_page(self, name: str) -> None:
        """Show a page by its name, e.g. quota; unknown: the first."""
        rows = range(self.list.count())
        found = (row for row in rows if self.list.item(row).data(_PATH) == name)
        self.list.setCurrentRow(next(found, 0))

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        self.list.clear()
        for name, page in self._texts.items():
            if all(word in page.casefold() for word in words):
                item = QListWidgetItem(page.splitlines()[0].lstrip("# "))
                item.setData(_PATH, name)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _show(self, item: QListWidgetItem | None) -> None:
        self.page.setMarkdown("No page has these words." if item is None else self._text(item))

    def _text(self, item: QListWidgetItem) -> str:
        return self._texts[str(item.data(_PATH))]
