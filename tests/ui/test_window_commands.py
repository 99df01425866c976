"""Commands are records: each has words, a key of its own, and is found everywhere."""

from collections import Counter
from pathlib import Path

import pytest
from builders import saved_document
from driver import Planner
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QTableWidget,
)

from salesplanner.ui.actions import MENUS
from salesplanner.ui.commands import COMMANDS
from salesplanner.ui.dialogs.palette_dialog import PaletteDialog
from salesplanner.ui.dialogs.shortcuts_dialog import ShortcutsDialog, shortcut_page
from salesplanner.ui.icons import icon
from salesplanner.ui.pages import PAGES


def test_every_command_has_an_id_words_a_tip_and_a_menu() -> None:
    for command in COMMANDS:
        assert command.id and command.text and command.tip, command
        assert command.menu in MENUS, command.id
        assert not command.tip.endswith("."), command.id
    assert max(Counter(command.id for command in COMMANDS).values()) == 1


def test_no_key_does_two_things() -> None:
    keys = Counter(QKeySequence(c.shortcut).toString() for c in COMMANDS if c.shortcut)
    assert "" not in keys, "a key that Qt does not know"
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_icon_that_is_named_is_shipped(planner: Planner) -> None:
    for name in {c.icon for c in COMMANDS if c.icon} | {page.icon for page in PAGES}:
        assert not icon(name, "#000000", "#888888").isNull(), name


def test_the_page_of_keys_lists_every_command() -> None:
    page = shortcut_page(list(COMMANDS))
    for command in COMMANDS:
        assert command.text.rstrip(".") in page, command.id


def test_the_keys_dialog_opens_and_closes(planner: Planner) -> None:
    planner.press_and("shortcuts", ShortcutsDialog, lambda dialog: dialog.reject())


def test_the_palette_finds_a_command_by_parts_of_words_and_runs_it(
    planner: Planner, tmp_path: Path
) -> None:
    planner.open(saved_document(tmp_path))

    def use(dialog: PaletteDialog) -> None:
        dialog.words.setText("quot left")
        assert [dialog.list.item(i).text().split("  ")[0] for i in range(dialog.list.count())] == [
            "Quota"
        ]
        enter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        dialog.eventFilter(dialog.words, enter)

    planner.press_and("palette", PaletteDialog, use)
    assert planner.window.current_page == "quota"


def test_without_a_plan_only_what_needs_none_can_be_done(planner: Planner) -> None:
    table = planner.window.actions_table
    for name in ("save", "give", "optimize", "branch", "page_quota", "export"):
        assert not table[name].isEnabled(), name
    for name in ("open", "palette", "shortcuts", "quit"):
        assert table[name].isEnabled(), name


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_opens_without_a_complaint(planner: Planner, tmp_path: Path, theme: str) -> None:
    planner.open(saved_document(tmp_path))
    planner.press(f"theme_{theme}")
    for page in PAGES:
        planner.press(f"page_{page.id}")
        assert planner.window.current_page == page.id
        assert planner.window.page(page.id).isVisible()


def test_every_control_of_every_page_has_a_name_for_screen_readers(
    planner: Planner, tmp_path: Path
) -> None:
    planner.open(saved_document(tmp_path))
    nameless = []
    for page in PAGES:
        view = planner.window.page(page.id)
        planner.window.show_page(page.id)
        planner.settle()
        for kind in (QAbstractButton, QComboBox, QLineEdit, QAbstractItemView):
            for widget in view.findChildren(kind):
                text = getattr(widget, "text", str)() if kind is QAbstractButton else ""
                inside = widget.objectName().startswith("qt_") or isinstance(widget, QHeaderView)
                inside = inside or isinstance(widget.parent(), QComboBox | QTableWidget)
                if widget.isVisible() and not inside and not (widget.accessibleName() or text):
                    nameless.append(f"{page.id}: {type(widget).__name__}")
    assert not nameless, "; ".join(nameless)


def test_meeting_mode_hides_tables_and_comes_back(planner: Planner, tmp_path: Path) -> None:
    planner.open(saved_document(tmp_path))
    planner.press("meeting")
    assert not planner.page.tabs.isVisible()
    planner.press("meeting")
    assert planner.page.tabs.isVisible()


def test_type_can_be_made_larger_and_smaller(planner: Planner) -> None:
    before = planner.window.font().pointSizeF()
    planner.press("larger")
    assert planner.window.font().pointSizeF() > before
    planner.press("smaller")
    assert planner.window.font().pointSizeF() == pytest.approx(before)
