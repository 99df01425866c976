"""The page shown while no plan is open: recent plans, the sample, a new plan."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCommandLinkButton, QLabel, QVBoxLayout, QWidget

from salesplanner.ui.plan_commands import open_path
from salesplanner.ui.view import View

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_WIDTH = 560


class StartView(View):
    """Recent plans and ways to begin."""

    title = "Start"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self._window = window
        self._outer = QVBoxLayout(self)
        self._outer.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._column: QWidget | None = None
        window.session.opened.connect(self._fill)
        self._fill()

    def refresh(self) -> None:
        """There is no plan to show here."""

    def _fill(self) -> None:
        if self._column is not None:
            self._column.deleteLater()
        self._column = QWidget()
        self._column.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self._column)
        column.addSpacing(48)
        title = QLabel("SalesPlanner")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2.2)
        title.setFont(font)
        column.addWidget(title)
        column.addWidget(QLabel("Who sells where, and for how much. Nothing leaves this laptop."))
        column.addSpacing(24)
        for command_id in ("new_plan", "open", "open_sample"):
            self._add_command(column, command_id)
        self._add_recent(column)
        column.addStretch()
        self._outer.addWidget(self._column)

    def _add_command(self, column: QVBoxLayout, command_id: str) -> None:
        command = self._window.actions_table.commands.get(command_id)
        if command is None:
            return
        button = QCommandLinkButton(command.text.rstrip("."), command.tip)
        button.setToolTip(command.tip)
        button.clicked.connect(self._window.actions_table[command_id].trigger)
        column.addWidget(button)

    def _add_recent(self, column: QVBoxLayout) -> None:
        recent = self._window.preferences.recent_plans
        if recent:
            column.addSpacing(16)
            column.addWidget(QLabel("Recent plans"))
        for path in recent[:6]:
            button = QCommandLinkButton(path.stem, str(path.parent))
            button.setToolTip(f"Open {path}")
            button.clicked.connect(lambda _checked=False, path=path: open_path(self._window, path))
            column.addWidget(button)
