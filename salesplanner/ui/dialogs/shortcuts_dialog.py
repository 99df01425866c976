"""Every command with its key, by menu."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from salesplanner.ui.actions import MENUS, Command

_MAP_KEYS = (
    ("Arrow keys", "Move the map"),
    ("+ and -", "Zoom"),
    ("Home", "Show the whole map"),
    ("Ctrl + arrow keys", "Go from unit to unit"),
    ("Space", "Select the unit, or drag the map"),
    ("Esc", "Select nothing"),
)


class ShortcutsDialog(QDialog):
    """A page to read; made from the table of commands, so it is never out of date."""

    def __init__(self, commands: list[Command], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.resize(560, 600)
        self.page = QTextBrowser()
        self.page.setAccessibleName("Keys of all commands")
        self.page.setHtml(shortcut_page(commands))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.page)
        column.addWidget(buttons)


def shortcut_page(commands: list[Command]) -> str:
    """HTML: one table a menu, and the keys of the map."""
    parts = []
    for menu in MENUS:
        rows = [(c.shortcut, c.text.rstrip("."), c.tip) for c in commands if c.menu == menu]
        parts.append(f"<h3>{menu}</h3>{_table(rows)}" if rows else "")
    parts.append(f"<h3>On the map</h3>{_table([(key, text, '') for key, text in _MAP_KEYS])}")
    return "".join(parts)


def _table(rows: list[tuple[str, str, str]]) -> str:
    cells = "".join(
        f"<tr><td width=130><b>{key}</b></td><td width=170>{text}</td><td>{tip}</td></tr>"
        for key, text, tip in rows
    )
    return f"<table cellpadding=3>{cells}</table>"
