"""Commands are records: menus, tool bar, palette and the shortcut sheet all come from them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from salesplanner.ui.icons import icon
from salesplanner.ui.theme import theme_of

if TYPE_CHECKING:  # the window is built from these records: it cannot be imported here
    from salesplanner.ui.main_window import MainWindow

Run = Callable[["MainWindow"], object]
Asks = Callable[["MainWindow"], bool]
MENUS = ("Plan", "Edit", "Realign", "Rules", "Solve", "Scenario", "View", "Help")


def always(_window: "MainWindow") -> bool:
    return True


def with_plan(window: "MainWindow") -> bool:
    return window.session.document is not None and not window.is_opening


def with_selection(window: "MainWindow") -> bool:
    return with_plan(window) and bool(window.session.selection)


def when_idle(window: "MainWindow") -> bool:
    return with_plan(window) and not window.jobs.is_busy


def with_territories(window: "MainWindow") -> bool:
    """With territories selected, while no task is at work."""
    return when_idle(window) and bool(window.session.selection.territory_ids)


def when_free(window: "MainWindow") -> bool:
    """With a plan or without, while no task is at work."""
    return not window.jobs.is_busy


def when_busy(window: "MainWindow") -> bool:
    return window.jobs.is_busy


@dataclass(frozen=True)
class Command:
    """One thing a user can do: its words, its key, when it can be done and what it does."""

    id: str
    text: str
    tip: str
    menu: str
    run: Run
    shortcut: str = ""
    icon: str = ""
    enabled: Asks = with_plan
    is_checked: Asks | None = None  # for what can be switched on and off
    on_toolbar: bool = False


class Actions:
    """The QActions of a window, one a command."""

    def __init__(self, window: "MainWindow", commands: Iterable[Command]) -> None:
        self._window = window
        self.commands = {command.id: command for command in commands}
        self._actions = {name: self._made(command) for name, command in self.commands.items()}
        self.update()

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def of_menu(self, menu: str) -> list[QAction]:
        return [self._actions[c.id] for c in self.commands.values() if c.menu == menu]

    def update(self) -> None:
        """Enable, check and name the actions as the window stands now."""
        for name, command in self.commands.items():
            action = self._actions[name]
            action.setEnabled(command.enabled(self._window))
            if command.is_checked is not None:
                action.setChecked(command.is_checked(self._window))
        self._name_steps()

    def colour(self) -> None:
        """Draw the icons in the colours of the theme."""
        theme = theme_of(self._window)
        for name, command in self.commands.items():
            if command.icon:
                self._actions[name].setIcon(icon(command.icon, theme.text, theme.faint))

    def _made(self, command: Command) -> QAction:
        action = QAction(command.text, self._window)
        action.setObjectName(command.id)
        action.setIconText(command.text.rstrip("."))  # on the tool bar, whatever the menu says
        keys = f" ({QKeySequence(command.shortcut).toString()})" if command.shortcut else ""
        action.setToolTip(f"{command.tip}{keys}")
        action.setStatusTip(command.tip)
        if command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
        action.setCheckable(command.is_checked is not None)
        action.triggered.connect(lambda: self._run(command))
        self._window.addAction(action)
        return action

    def _run(self, command: Command) -> None:
        command.run(self._window)
        if QApplication.instance() is not None:
            self.update()

    def _name_steps(self) -> None:
        document = self._window.session.document
        for name, label in (
            ("undo", document.undo_label if document else None),
            ("redo", document.redo_label if document else None),
        ):
            text = self.commands[name].text
            self._actions[name].setText(f"{text}: {label}" if label else text)
            self._actions[name].setEnabled(label is not None and with_plan(self._window))
