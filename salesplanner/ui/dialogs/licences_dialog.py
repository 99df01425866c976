"""The libraries that ship with the app and their licences."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from salesplanner.resources import resource


class LicencesDialog(QDialog):
    """A page to read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Licences")
        self.resize(760, 640)
        self.page = QTextBrowser()
        self.page.setAccessibleName("Licences of all libraries")
        self.page.setMarkdown(resource("LICENCES.md").read_text("utf-8"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.page)
        column.addWidget(buttons)
