"""The page shown while no plan is open: ways to begin, recent plans, a first tour."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCommandLinkButton,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesplanner.ui.icons import icon
from salesplanner.ui.plan_commands import open_path
from salesplanner.ui.theme import Theme, theme_of
from salesplanner.ui.view import View

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_COLUMN_WIDTH = 430
_BEGINNINGS = ("new_plan", "open", "open_sample", "first_plan")
_MOST_RECENT = 6


class StartView(View):
    """Recent plans and ways to begin."""

    title = "Start"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self._window = window
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        window.session.opened.connect(self._fill)
        window.appearance.changed.connect(lambda _theme: self._fill())
        self._fill()

    def refresh(self) -> None:
        """There is no plan to show here."""

    def _fill(self) -> None:
        page = QWidget()
        page.setAutoFillBackground(False)
        theme = theme_of(self._window)
        columns = QHBoxLayout()
        columns.setSpacing(36)
        columns.addStretch()
        columns.addWidget(self._column("Begin", self._beginnings(theme)))
        columns.addWidget(self._column("Recent plans", self._recent(theme)))
        columns.addStretch()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.addStretch(2)
        whole.addWidget(self._heading(theme), 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addSpacing(28)
        whole.addLayout(columns)
        whole.addStretch(3)
        self._area.setWidget(page)  # the page before is deleted with it

    def _heading(self, theme: Theme) -> QWidget:
        box = QWidget()
        box.setFixedWidth(2 * _COLUMN_WIDTH + 36)
        title, line = QLabel("SalesPlanner"), QLabel()
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2.4)
        font.setBold(True)
        title.setFont(font)
        line.setText("Who sells where, and for how much. Nothing leaves this laptop.")
        line.setStyleSheet(f"color: {theme.muted}")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(title)
        column.addWidget(line)
        return box

    def _column(self, title: str, buttons: list[QWidget]) -> QWidget:
        box = QWidget()
        box.setFixedWidth(_COLUMN_WIDTH)
        label = QLabel(title)
        font = label.font()
        font.setBold(True)
        label.setFont(font)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label)
        for button in buttons:
            column.addWidget(button)
        column.addStretch()
        return box

    def _beginnings(self, theme: Theme) -> list[QWidget]:
        table = self._window.actions_table
        found: list[QWidget] = []
        for name in _BEGINNINGS:
            command = table.commands[name]
            button = _card(command.text.rstrip("."), command.tip, command.icon, theme)
            button.clicked.connect(table[name].trigger)
            found.append(button)
        return found

    def _recent(self, theme: Theme) -> list[QWidget]:
        paths = self._window.preferences.recent_plans[:_MOST_RECENT]
        if not paths:
            hint = QLabel("Plans you open are listed here. Drop a .salesplan file anywhere on the "
                          "window to open it.")  # fmt: skip
            hint.setWordWrap(True)
            hint.setStyleSheet(f"color: {theme.muted}")
            return [hint]
        return [self._recent_card(path, theme) for path in paths]

    def _recent_card(self, path: Path, theme: Theme) -> QWidget:
        button = _card(path.stem, str(path.parent), "map", theme)
        button.setToolTip(f"Open {path}")
        button.clicked.connect(lambda _checked=False: open_path(self._window, path))
        return button


def _card(title: str, text: str, drawing: str, theme: Theme) -> QCommandLinkButton:
    button = QCommandLinkButton(title, text)
    button.setIcon(icon(drawing, theme.accent, theme.faint))
    button.setIconSize(QSize(22, 22))
    button.setToolTip(text)
    button.setAccessibleName(title)
    return button
