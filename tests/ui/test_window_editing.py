"""Opening, selecting, giving, undoing, saving: the way a planner does it."""

from pathlib import Path

import pytest
from builders import saved_document
from driver import Planner
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox

from salesplanner.ui.plan_commands import dropped_plan


@pytest.fixture
def small(tmp_path: Path, planner: Planner) -> Planner:
    """A planner with the small plan open."""
    planner.open(saved_document(tmp_path))
    return planner


def test_opening_a_plan_shows_its_territories_and_accounts(small: Planner) -> None:
    assert small.window.current_page == "alignment"
    assert small.window.windowTitle().startswith("small")
    assert small.page.territories.model.rowCount() == 3
    small.page.tabs.setCurrentWidget(small.page.accounts)
    assert small.page.accounts.model.rowCount() == 24
    assert small.page.panel.map.n_units == 12


def test_a_territory_chosen_in_the_table_is_selected_on_the_map(small: Planner) -> None:
    small.select_territory("Territory 2")
    assert small.selected_on_map() == ["U07", "U08", "U09"]


def test_units_chosen_on_the_map_leave_the_tables_without_a_selection(small: Planner) -> None:
    small.select_territory("Territory 2")
    small.select_units("U01", "U02")
    assert small.window.session.selection.unit_ids == {"U01", "U02"}
    assert small.selected_lines(small.page.territories, "name") == []


def test_an_account_chosen_in_the_table_is_the_selection(small: Planner) -> None:
    small.select_account("A05")
    assert small.window.session.selection.account_ids == {"A05"}
    assert small.selected_lines(small.page.accounts, "account_id") == ["A05"]


def test_giving_units_shows_the_card_and_changes_both_territories(small: Planner) -> None:
    small.select_units("U06")
    card = small.give_to("Territory 2")
    assert {"Whole plan", "Territory 1", "Territory 2"} <= card.keys()
    assert card["Territory 2"]["Accounts"] == "+2"
    assert card["Territory 1"]["Accounts"] == "−2"
    assert small.cell(small.page.territories, "T2", "accounts") == "8"
    assert "Give 1 unit to Territory 2" in small.status()


def test_leaving_the_card_changes_nothing(small: Planner) -> None:
    small.select_units("U06")
    small.give_to("Territory 2", commit=False)
    assert small.cell(small.page.territories, "T2", "accounts") == "6"
    assert small.window.session.document.is_saved


def test_giving_an_account_keeps_the_reason(small: Planner) -> None:
    small.select_account("A09")
    small.give_to("Territory 3", "Knows the buyer")
    rows = small.window.session.plan["account_assignment"]
    mine = rows[(rows["account_id"] == "A09") & (rows["scenario_id"] == "base")]
    assert list(mine["reason"]) == ["Knows the buyer"]
    assert small.cell(small.page.accounts, "A09", "territory_name") == "Territory 3"


def test_undo_and_redo_name_the_step_and_show_it(small: Planner) -> None:
    small.select_units("U06")
    small.give_to("Territory 2")
    assert small.window.actions_table["undo"].text() == "Undo: Give 1 unit to Territory 2"
    small.press("undo")
    assert small.cell(small.page.territories, "T2", "accounts") == "6"
    assert not small.window.actions_table["undo"].isEnabled()
    small.press("redo")
    assert small.cell(small.page.territories, "T2", "accounts") == "8"


def test_what_was_saved_is_there_when_the_plan_is_opened_again(small: Planner) -> None:
    small.select_units("U06")
    small.give_to("Territory 2")
    assert small.window.isWindowModified()
    small.save()
    assert not small.window.isWindowModified()
    small.reopen()
    assert small.cell(small.page.territories, "T2", "accounts") == "8"
    assert small.told == []


def test_closing_asks_about_unsaved_work_and_cancel_keeps_the_plan_open(small: Planner) -> None:
    small.select_units("U06")
    small.give_to("Territory 2")
    small.answers = [QMessageBox.StandardButton.Cancel]
    assert not small.window.close()
    assert "Save the changes to small.salesplan?" in small.told[0]
    assert small.window.session.document is not None


def test_closing_with_discard_leaves_the_file_as_it_was(small: Planner) -> None:
    path = small.window.session.document.path
    small.select_units("U06")
    small.give_to("Territory 2")
    small.answers = [QMessageBox.StandardButton.Discard]
    small.press("close_plan")
    assert small.window.current_page == "start"
    small.open(path)
    assert small.cell(small.page.territories, "T2", "accounts") == "6"


def test_a_second_window_opens_the_plan_to_read(small: Planner) -> None:
    other = small.second()
    other.open(small.window.session.document.path)
    assert other.window.session.document.is_read_only
    assert len(other.told) == 1
    other.select_units("U06")
    other.give_to("Territory 2")
    assert len(other.told) == 2, "the refusal is said"
    assert other.cell(other.page.territories, "T2", "accounts") == "6"


def test_locked_units_are_not_given_away(small: Planner) -> None:
    small.select_units("U06")
    small.press("lock")
    rows = small.window.session.plan["unit_assignment"]
    locked = rows[(rows["unit_id"] == "U06") & (rows["scenario_id"] == "base")]["is_locked"]
    assert bool(locked.iloc[0])


def test_a_territory_renamed_in_its_cell_is_one_undoable_step(small: Planner) -> None:
    small.page.territories.edits_wanted.emit([("T1", "name", "North")])
    small.settle()
    assert small.cell(small.page.territories, "T1", "name") == "North"
    small.press("undo")
    assert small.cell(small.page.territories, "T1", "name") == "Territory 1"


def test_a_new_variant_is_worked_in_and_counted_against_where_it_came_from(small: Planner) -> None:
    small.typed = ["Two heads"]
    small.press("branch")
    small.select_units("U06")
    small.give_to("Territory 2")
    assert small.cell(small.page.territories, "T2", "accounts") == "8"
    rows = small.window.session.plan["unit_assignment"]
    here = rows[rows["scenario_id"] == "base"].set_index("unit_id")["territory_id"]
    assert here["U06"] == "T1"


def test_a_plan_file_dropped_on_the_window_is_opened(planner: Planner, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(saved_document(tmp_path)))])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    planner.window.dropEvent(QDropEvent(QPointF(9, 9), actions, data, buttons, none))
    planner.wait_for_job()
    planner.settle()
    assert planner.page.territories.model.rowCount() == 3


def test_other_files_are_not_taken_for_a_plan() -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/letter.docx"), QUrl("https://example.org/a.salesplan")])
    assert dropped_plan(data) is None


def locked_territories(planner: Planner) -> set[str]:
    rows = planner.window.session.plan.of_scenario("territory", "base")
    return set(rows["territory_id"][rows["is_locked"].fillna(False).to_numpy(bool)])


def test_a_whole_district_is_locked_and_unlocked(small: Planner) -> None:
    small.select_territory("Territory 2")
    small.press("lock_district")
    assert locked_territories(small) == {"T1", "T2", "T3"}
    small.window.session.select(territory_ids=["D1"])  # as the hierarchy does
    small.settle()
    small.press("unlock_district")
    assert locked_territories(small) == set()


def test_selected_units_become_a_territory_of_their_own(small: Planner) -> None:
    small.select_units("U05", "U06")
    small.typed.append("North")
    small.press("split_territory")
    rows = small.window.session.plan.of_scenario("territory", "base").set_index("name")
    assert rows.loc["North", "parent_id"] == "D1"
    assert small.cell(small.page.territories, rows.loc["North", "territory_id"], "accounts") == "4"
    assert small.cell(small.page.territories, "T1", "accounts") == "7"  # it had 11
    small.press("undo")
    assert small.page.territories.model.rowCount() == 3


def test_units_of_two_territories_are_not_split_off(small: Planner) -> None:
    small.select_units("U06", "U07")
    small.press("split_territory")
    assert "one territory" in small.status()
    assert small.page.territories.model.rowCount() == 3
