"""Speaks user to the window: open, select, give, undo, save, export.

    planner = Planner(qtbot, monkeypatch, tmp_path)
    planner.open(path)
    planner.select_units("U01")
    card = planner.give_to("Territory 2")

Files are chosen and message boxes answered here (`answers`, `chosen`); every other dialog is the
real one, found by its type while it is open.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QInputDialog,
    QMessageBox,
)
from pytest import MonkeyPatch
from pytestqt.qtbot import QtBot

from salesplanner.app import make_application, make_window
from salesplanner.plan import Plan
from salesplanner.ui.dialogs.effect_dialog import EffectDialog
from salesplanner.ui.main_window import MainWindow
from salesplanner.ui.plan_commands import open_path
from salesplanner.ui.preferences import Preferences
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.views.alignment_view import AlignmentView

D = TypeVar("D", bound=QDialog)
Card = dict[str, dict[str, str]]  # block -> measure -> change
_PATIENCE_MS = 60_000


class Planner:
    """A person at one window."""

    def __init__(self, qtbot: QtBot, monkeypatch: MonkeyPatch, folder: Path) -> None:
        self._qtbot = qtbot
        self.folder = folder
        self.told: list[str] = []  # what message boxes said
        self.answers: list[QMessageBox.StandardButton] = []  # what is pressed next in them
        self.typed: list[str] = []  # what is typed or picked next in input boxes
        self.chosen = Path()  # what the next file dialog gives
        self._patch(monkeypatch)
        self.window: MainWindow = self._new_window()

    def _new_window(self) -> MainWindow:
        preferences = Preferences(self.folder / "preferences.json")
        window = make_window(make_application(), preferences)
        self._qtbot.addWidget(window, before_close_func=_forget_changes)
        window.show()
        self.settle()
        return window

    def second(self) -> "Planner":
        """The same person opens another window."""
        other = object.__new__(Planner)
        other.__dict__.update(self.__dict__)
        other.window = self._new_window()
        return other

    # Waiting

    def settle(self) -> None:
        """Let the window draw and its timers of a moment run out."""
        for _ in range(3):
            self._qtbot.wait(15)

    def wait_for_job(self) -> None:
        """Until the task at work has ended and its answer was delivered."""
        self._qtbot.waitUntil(lambda: not self.window.jobs.is_busy, timeout=_PATIENCE_MS)
        self.settle()

    def until(self, is_so: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(is_so, timeout=_PATIENCE_MS)

    # Commands and dialogs

    def press(self, command_id: str) -> None:
        """Do a command as its menu or key would; it must be possible now."""
        action = self.window.actions_table[command_id]
        assert action.isEnabled(), f"{command_id} is not possible now"
        action.trigger()
        self.settle()

    def press_and(self, command_id: str, kind: type[D], use: Callable[[D], Any]) -> None:
        """Do a command that opens a dialog, and use the dialog; it must end it."""
        with self.dialog(kind, use):
            self.press(command_id)

    def dialog(self, kind: type[D], use: Callable[[D], Any]) -> "Awaited":
        """Around something that opens a dialog of this kind: what to do in it."""
        return Awaited(kind, use)

    # The plan

    def open(self, path: Path) -> None:
        open_path(self.window, path)
        self.wait_for_job()

    def save(self) -> None:
        self.press("save")

    def reopen(self) -> None:
        """Close the plan and open its file again."""
        path = self.window.session.document.path  # type: ignore[union-attr]  # a plan is open
        self.press("close_plan")
        self.open(path)

    # The alignment page

    @property
    def page(self) -> AlignmentView:
        page = self.window.page("alignment")
        assert isinstance(page, AlignmentView)
        return page

    def select_territory(self, name: str) -> None:
        """Click the territory's line in the table."""
        self.click_line(self.page.territories, "name", name)

    def select_account(self, account_id: str) -> None:
        self.page.tabs.setCurrentWidget(self.page.accounts)
        self.click_line(self.page.accounts, "account_id", account_id)

    def click_line(self, table: DataTable, column: str, text: str) -> None:
        """Select the line whose cell in this column says `text`."""
        position = list(table.model.by_key).index(column)
        lines = range(table.model.rowCount())
        line = next(i for i in lines if table.model.index(i, position).data() == text)
        table.grid.select_lines([line])
        self._qtbot.wait(30)
        self.settle()

    def select_units(self, *unit_ids: str) -> None:
        """Select units on the map."""
        ids = self.window.session.plan["unit"]["unit_id"].to_numpy(object)
        self.page.panel.map.choose(np.flatnonzero(np.isin(ids, unit_ids)))
        self.settle()

    def selected_lines(self, table: DataTable, column: str) -> list[str]:
        position = list(table.model.by_key).index(column)
        lines = table.grid.selected_lines()
        return [table.model.index(int(line), position).data() for line in lines]

    def selected_on_map(self) -> list[str]:
        ids = self.window.session.plan["unit"]["unit_id"].to_numpy(object)
        return [str(name) for name in ids[self.page.panel.map.selection()]]

    def give_to(self, territory: str, reason: str = "", *, commit: bool = True) -> Card:
        """Give what is selected; returns what the card said before it was committed."""
        cards: list[Card] = []

        def use(dialog: EffectDialog) -> None:
            dialog.territory.setCurrentIndex(dialog.territory.findText(territory))
            dialog.reason.setText(reason)
            self._qtbot.wait(60)
            cards.append(read_card(dialog))
            wanted = QDialogButtonBox.StandardButton.Ok
            wanted = wanted if commit else QDialogButtonBox.StandardButton.Cancel
            dialog.buttons.button(wanted).click()

        self.press_and("give", EffectDialog, use)
        return cards[0]

    def cell(self, table: DataTable, key: object, column: str) -> str:
        """What a cell shows."""
        line = int(table.model.lines_of([key])[0])
        return str(table.model.index(line, list(table.model.by_key).index(column)).data())

    def status(self) -> str:
        return self.window.statusBar().currentMessage()

    def _patch(self, patch: MonkeyPatch) -> None:
        def answered(_parent: object, title: str, text: str, *_rest: object) -> object:
            self.told.append(f"{title}: {text}")
            return self.answers.pop(0) if self.answers else QMessageBox.StandardButton.Ok

        def executed(box: QMessageBox) -> int:
            self.told.append(f"{box.text()} {box.informativeText()}")
            return int(QMessageBox.StandardButton.Ok)

        for name in ("question", "warning", "information"):
            patch.setattr(QMessageBox, name, staticmethod(answered))
        patch.setattr(QMessageBox, "exec", executed)
        for name in ("getOpenFileName", "getSaveFileName"):
            patch.setattr(QFileDialog, name, staticmethod(lambda *_a, **_k: (str(self.chosen), "")))
        patch.setattr(
            QFileDialog, "getExistingDirectory", staticmethod(lambda *_a, **_k: str(self.chosen))
        )
        for name in ("getItem", "getText", "getMultiLineText"):
            patch.setattr(
                QInputDialog, name, staticmethod(lambda *_a, **_k: (self.typed.pop(0), True))
            )


class Driver(Planner):
    """The same person in shorter words: territories by id, cards as rows."""

    @property
    def alignment(self) -> AlignmentView:
        return self.page

    @property
    def plan(self) -> Plan:
        return self.window.session.plan

    def do(self, command_id: str) -> None:
        self.press(command_id)

    def show(self, page_id: str) -> Any:
        """Go to a page and return it."""
        self.press(f"page_{page_id}")
        return self.window.page(page_id)

    def select_territory(self, name: str) -> None:
        self.click_line(self.page.territories, "name", str(self.territory_row(name)["name"]))

    def territory_row(self, territory_id: str) -> "pd.Series[Any]":
        """What the table of territories shows of one."""
        return self.page.territories.model.frame.loc[territory_id]

    def give(self, territory_id: str, *, commit: bool = True) -> list[list[str]]:
        """Give what is selected; the rows of the card as it stood before."""
        seen: list[list[str]] = []

        def use(dialog: EffectDialog) -> None:
            dialog.territory.setCurrentIndex(dialog.territory.findData(territory_id))
            self._qtbot.wait(60)
            seen.extend(card_rows(dialog))
            end = dialog.accept if commit else dialog.reject
            end()

        self.press_and("give", EffectDialog, use)
        return seen

    def answering(self, use: Callable[[Any], Any], act: Callable[[], Any]) -> None:
        """Do something that opens a dialog, of whatever kind, and use it."""
        with self.dialog(QDialog, use):
            act()

    def answer_boxes(self, *answers: QMessageBox.StandardButton) -> None:
        self.answers.extend(answers)

    def answer_text(self, text: str) -> None:
        self.typed.append(text)

    def close(self) -> None:
        """Close the window, giving up what is not saved."""
        _forget_changes(self.window)
        self.window.close()


class Awaited:
    """Waits for a dialog of a kind, uses it, and complains where none came or it stayed open."""

    def __init__(self, kind: type[D], use: Callable[[D], Any]) -> None:
        self._kind, self._use = kind, use
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._error: BaseException | None = None
        self._was_seen = False

    def __enter__(self) -> None:
        self._timer.start(10)

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, self._kind):
            return
        self._timer.stop()
        self._was_seen = True
        try:
            self._use(dialog)  # type: ignore[arg-type]  # it is of the kind the use is for
            if dialog.isVisible():
                self._error = AssertionError(f"{type(dialog).__name__} was left open")
                dialog.reject()
        except BaseException as error:
            self._error = error
            dialog.reject()

    def __exit__(self, *error: object) -> None:
        self._timer.stop()
        if self._error is not None:
            raise self._error
        if error[0] is None:
            assert self._was_seen, f"no {self._kind.__name__} was shown"


def card_rows(dialog: EffectDialog) -> list[list[str]]:
    """The rows of the card: measure, before, after, change; a block's title has only the first."""
    table = dialog.table
    items = [[table.item(row, column) for column in range(4)] for row in range(table.rowCount())]
    return [[item.text() if item is not None else "" for item in row] for row in items]


def read_card(dialog: EffectDialog) -> Card:
    """Block -> measure -> change, as the card shows them."""
    card: Card = {}
    block = ""
    for title, before, _after, change in card_rows(dialog):
        if before == "":
            block = title
            card[block] = {}
        else:
            card[block][title] = change
    return card


def _forget_changes(window: MainWindow) -> None:
    """A test that ends with unsaved changes is not asked about them."""
    if window.session.document is not None:
        window.session.open(None)
