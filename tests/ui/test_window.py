"""The window as a user meets it, on the small plan of builders."""

import json

import numpy as np
import pandas as pd
import pytest
from builders import BASE, BOLD, saved_document, small_plan
from driver import Driver
from PySide6.QtWidgets import QMessageBox

from salesplanner.document import Document
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.polygons import wkb_of
from salesplanner.ui.actions import MENUS
from salesplanner.ui.commands import COMMANDS
from salesplanner.ui.dialogs.palette_dialog import PaletteDialog
from salesplanner.ui.dialogs.rule_dialog import RuleDialog
from salesplanner.ui.dialogs.shortcuts_dialog import shortcut_page
from salesplanner.ui.pages import PAGES


def with_outlines(plan):
    """A square a unit, so that the map has something to click on."""
    rings = [
        [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        for x, y in (divmod(number, 3) for number in range(12))
    ]
    points = np.array(rings, float).reshape(-1, 2) * 0.1 + [-100, 40]
    ids = tuple(plan["unit"]["unit_id"])
    packed = wkb_of(Outlines(ids, points, np.arange(13) * 5, np.arange(12)))
    shapes = pd.DataFrame({"unit_id": list(packed), "outline": list(packed.values())})
    return plan.with_bulk("shape", shapes)


@pytest.fixture
def path(tmp_path):
    saved = saved_document(tmp_path, small_plan())
    with Document.open(saved) as document:
        document.edit("Outlines", with_outlines)
        document.save()
    return saved


@pytest.fixture
def user(qtbot, monkeypatch, tmp_path, path):
    driver = Driver(qtbot, monkeypatch, tmp_path)
    driver.open(path)
    yield driver
    driver.close()


def test_a_territory_chosen_in_the_table_is_chosen_on_the_map(user):
    user.select_territory("T2")
    assert user.selected_on_map() == ["U07", "U08", "U09"]


def test_units_chosen_on_the_map_are_the_selection_everywhere(user):
    user.select_units("U01", "U02")
    assert user.window.session.selection.unit_ids == {"U01", "U02"}
    assert user.alignment.territories.selected_keys() == []


def test_giving_a_unit_changes_both_territories_as_the_card_said(user):
    before = {name: user.territory_row(name)["accounts"] for name in ("T1", "T2")}
    user.select_units("U03")
    card = user.give("T2")
    assert [row[0] for row in card if row[1] == ""][:1] == ["Whole plan"]
    assert any(row[0] == "Accounts" and row[3] == "−2" for row in card)
    after = {name: user.territory_row(name)["accounts"] for name in ("T1", "T2")}
    assert (after["T1"], after["T2"]) == (before["T1"] - 2, before["T2"] + 2)


def test_leaving_the_card_changes_nothing(user):
    user.select_units("U03")
    user.give("T2", commit=False)
    assert user.window.session.document.is_saved
    assert user.window.session.document.undo_label is None


def test_undo_redo_save_and_reopen_find_the_plan_as_it_was(user, path):
    user.select_units("U03")
    user.give("T2")
    user.do("undo")
    assert user.territory_row("T2")["accounts"] == 6
    user.do("redo")
    user.save()
    user.do("close_plan")
    user.open(path)
    assert user.territory_row("T2")["accounts"] == 8
    assert user.window.session.document.is_saved


def test_a_locked_unit_is_refused_with_the_reason_on_the_card(user):
    user.select_units("U03")
    user.do("lock")
    user.select_units("U03")
    problems = []

    def look(dialog):
        problems.append(dialog.problem.text())
        dialog.reject()

    user.answering(look, lambda: user.do("give"))
    assert "locked" in problems[0]


def test_every_command_has_words_a_tip_and_a_key_of_its_own():
    keys = [command.shortcut for command in COMMANDS if command.shortcut]
    assert len(keys) == len(set(keys))
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    for command in COMMANDS:
        assert command.text and len(command.tip) > 3 and command.menu in MENUS, command.id


def test_the_page_of_keys_lists_every_command():
    page = shortcut_page(list(COMMANDS))
    assert all(command.text.rstrip(".") in page for command in COMMANDS)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_opens_in_both_themes(user, theme):
    user.do(f"theme_{theme}")
    for page in PAGES:
        user.show(page.id)
        assert user.window.current_page == page.id
    user.do("theme_system")


def test_every_page_can_be_reached_by_its_key():
    keys = {command.id: command.shortcut for command in COMMANDS}
    assert all(keys[f"page_{page.id}"] for page in PAGES)


def test_the_palette_narrows_as_one_types_and_runs_the_choice(user):
    table = user.window.actions_table
    dialog = PaletteDialog([table[name] for name in table.commands], user.window)
    dialog.words.setText("larger type")
    assert dialog.list.count() == 1
    dialog._take()
    assert dialog.chosen is table["larger"]


def test_closing_with_unsaved_work_asks_and_cancel_stays(user):
    user.select_units("U03")
    user.give("T2")
    user.answer_boxes(QMessageBox.StandardButton.Cancel)
    user.window.close()
    assert user.window.isVisible()
    assert any("Save the changes" in text for text in user.told)


def test_a_second_window_on_the_same_plan_only_reads_and_says_so(
    user, qtbot, monkeypatch, tmp_path, path
):
    other = Driver(qtbot, monkeypatch, tmp_path / "second")
    other.open(path)
    assert other.window.session.document.is_read_only
    assert other.told
    other.close()


def test_a_variant_is_compared_with_where_it_came_from(user):
    user.answer_text("Bolder")
    user.do("branch")
    assert user.window.session.baseline_id == BASE
    user.select_units("U03")
    user.give("T2")
    assert user.territory_row("T1")["accounts_change"] == -2
    view = user.show("scenarios")
    assert set(view.table.model.frame["name"]) == {"Base", "Bold", "Bolder"}
    assert "2 accounts" in view.said.text()


def test_meeting_mode_hides_tables_and_pages_and_comes_back(user):
    user.do("meeting")
    assert not user.alignment.tabs.isVisible()
    user.do("meeting")
    assert user.alignment.tabs.isVisible()


def test_the_six_numbers_say_what_a_move_did(user):
    user.answer_text("Trial")
    user.do("branch")
    user.select_units("U03")
    user.give("T2")
    texts = user.alignment.figures.texts()
    assert len(texts) == 6
    assert "2 accounts" in texts[-1]


def test_setting_quotas_adds_up_to_the_target(user):
    user.answering(lambda dialog: dialog.accept(), lambda: user.do("set_quotas"))
    user.wait_for_job()
    view = user.show("quota")
    assert view.table.model.frame["planned_amount"].sum() == pytest.approx(1_200_000)
    assert "exactly" in view.said.text()


def test_an_adjustment_without_a_reason_asks_for_one(user):
    user.answering(lambda dialog: dialog.accept(), lambda: user.do("set_quotas"))
    user.wait_for_job()
    view = user.show("quota")
    user.answer_text("New hire starts in March")
    view.table.edits_wanted.emit([("T1", "adjustment_amount", -1000.0)])
    user.settle()
    row = view.table.model.frame.loc["T1"]
    assert row["adjustment_amount"] == pytest.approx(-1000)
    assert row["reason"] == "New hire starts in March"


def test_the_year_is_simulated_in_the_background(user):
    user.answering(lambda dialog: dialog.accept(), lambda: user.do("set_quotas"))
    user.wait_for_job()
    view = user.show("attainment")
    view.run_button.click()
    user.wait_for_job()
    assert "chance to make" in view.said.text()


def test_a_rule_shows_what_it_would_move_while_it_is_written(user):
    session = user.window.session
    dialog = RuleDialog(session.plan, BASE, "field", [("T2", "Two")], None, user.window)
    dialog.condition.setPlainText("Industry is Retail and Employees under 30")
    dialog._preview()
    assert "True for 1 accounts" in dialog.said.text()
    assert list(dialog.changed.model.frame["account_id"]) == ["A02"]
    dialog.condition.setPlainText("Industrie is Retail")
    dialog._preview()
    assert "character 1" in dialog.said.text()
    dialog.close()


def test_territories_can_be_exported_from_the_window(user, tmp_path):
    from salesplanner.ui.export_commands import start  # noqa: PLC0415 - only here

    start(user.window, "geojson", tmp_path / "out.geojson")
    user.wait_for_job()
    features = json.loads((tmp_path / "out.geojson").read_text("utf-8"))["features"]
    assert len(features) == 3


def test_typing_into_an_account_is_one_undoable_step(user):
    table = user.alignment.accounts
    table.edits_wanted.emit([("A02", "revenue_amount", 12_345.67), ("A03", "revenue_amount", 1.0)])
    user.settle()
    rows = user.plan["account"].set_index("account_id")["revenue_amount"]
    assert (rows["A02"], rows["A03"]) == (12_345_67, 1_00)
    user.do("undo")
    rows = user.plan["account"].set_index("account_id")["revenue_amount"]
    assert rows["A03"] == 30_000_00


def test_another_scenario_is_shown_in_every_view(user):
    user.window.session.show_scenario(BOLD)
    user.settle()
    assert user.window.session.scenario_id == BOLD
    assert len(user.alignment.territories.model.frame) == 3
