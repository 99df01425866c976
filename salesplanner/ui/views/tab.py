"""A tab of a page: buttons above, tables below, counted only while it is seen."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from salesplanner.ui.session import Session

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


class Tab(QWidget):
    """Subclasses fill `column` and refresh themselves from the session."""

    title: ClassVar[str] = ""
    tip: ClassVar[str] = ""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__()
        self.window_: MainWindow = window
        self.session: Session = window.session
        self.is_stale = True
        self.setAccessibleName(self.title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def refresh(self) -> None:
        """Show the plan as it is now."""
        raise NotImplementedError

    def add_bar(self, widgets: Sequence[QWidget], end: Sequence[QWidget] = ()) -> None:
        """A row of controls; those of `end` stand on the right."""
        self.column.addLayout(self.bar_of(widgets, end))

    @staticmethod
    def bar_of(widgets: Sequence[QWidget], end: Sequence[QWidget] = ()) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(6)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch()
        for widget in end:
            row.addWidget(widget)
        return row

    def command(self, command_id: str, text: str) -> QPushButton:
        """A button that does what a command of the window does, enabled as it is."""
        action = self.window_.actions_table[command_id]
        made = button(text, action.statusTip(), action.trigger)
        made.setEnabled(action.isEnabled())
        action.enabledChanged.connect(made.setEnabled)
        return made

    def names(self) -> dict[str, str]:
        """Territory id to name, in the scenario shown."""
        rows = self.session.plan.of_scenario("territory", self.session.scenario_id)
        return dict(
            zip(rows["territory_id"], rows["name"].fillna(rows["territory_id"]), strict=True)
        )


def button(text: str, tip: str, run: Callable[[], object]) -> QPushButton:
    made = QPushButton(text)
    made.setToolTip(tip)
    made.setAccessibleName(text.rstrip("."))
    made.clicked.connect(lambda _checked=False: run())
    return made
