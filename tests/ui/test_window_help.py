"""Help from where one stands, without a network."""

from pathlib import Path

from builders import saved_document
from driver import Planner

from salesplanner.ui.dialogs.help_dialog import HelpDialog
from salesplanner.ui.help_commands import help_pages
from salesplanner.ui.pages import PAGES, START


def test_every_page_of_the_window_has_a_page_of_help() -> None:
    names = {path.stem for path in help_pages()}
    assert {page.id for page in (START, *PAGES)} <= names


def test_f1_shows_the_help_of_the_page_one_is_on(planner: Planner, tmp_path: Path) -> None:
    planner.open(saved_document(tmp_path))
    planner.press("page_quota")
    seen = []

    def use(dialog: HelpDialog) -> None:
        seen.append(dialog.page.toPlainText().splitlines()[0])
        dialog.reject()

    planner.press_and("help", HelpDialog, use)
    assert seen == ["Quota"]


def test_the_search_leaves_pages_with_every_word(planner: Planner) -> None:
    dialog = HelpDialog(help_pages(), "start", planner.window)
    dialog.words.setText("lasso baseline")
    assert [dialog.list.item(i).text() for i in range(dialog.list.count())] == ["Alignment"]
    dialog.words.setText("unheard-of")
    assert dialog.list.count() == 0
    assert "No page" in dialog.page.toPlainText()
