"""Levers, the hierarchy and dragging: a what-if session in front of a room."""

from pathlib import Path

import pytest
from builders import saved_document
from driver import Planner
from PySide6.QtCore import QMimeData

from salesplanner.analysis.levers import LEAVES, levers_of
from salesplanner.ui.dialogs.effect_dialog import EffectDialog
from salesplanner.ui.dialogs.event_dialog import EventDialog
from salesplanner.ui.theme import DARK
from salesplanner.ui.widgets.carrying import ACCOUNTS_MIME, REPS_MIME, pack
from salesplanner.ui.widgets.map_input import UNITS_MIME


@pytest.fixture
def small(tmp_path: Path, planner: Planner) -> Planner:
    """A planner with the small plan open."""
    planner.open(saved_document(tmp_path))
    return planner


def kept(planner: Planner) -> object:
    session = planner.window.session
    return levers_of(session.plan, session.scenario_id)


def test_a_lever_moved_changes_the_numbers_and_is_one_step_that_undo_takes_back(
    small: Planner,
) -> None:
    small.press("levers")
    panel = small.page.levers
    before = panel.figures.texts()
    panel.rows["productivity_share"].slider.setValue(10)
    small.settle()
    assert panel.figures.texts() != before
    assert "+" in panel.figures.texts()[0]
    assert kept(small).productivity_share == pytest.approx(1.1)  # type: ignore[attr-defined]
    small.press("undo")
    assert panel.figures.texts() == before


def test_parking_keeps_the_levers_as_a_scenario_of_their_own(small: Planner) -> None:
    small.press("levers")
    small.page.levers.rows["over_share"].slider.setValue(12)
    small.settle()
    small.press("park")
    plan = small.window.session.plan
    parked = plan["scenario"].set_index("name")["scenario_id"]
    name = next(n for n in parked.index if "parked" in n)
    assert levers_of(plan, str(parked[name])).over_share == pytest.approx(0.12)


def test_an_event_is_asked_for_and_listed_in_words(small: Planner) -> None:
    def use(dialog: EventDialog) -> None:
        dialog.choose(LEAVES, "R1")
        dialog.month.setCurrentIndex(3)
        dialog.accept()

    small.press_and("add_event", EventDialog, use)
    texts = [small.page.levers.events.item(0).text()]
    assert "leaves, from" in texts[0]


def test_meeting_mode_shows_levers_and_hides_tables_and_reps(small: Planner) -> None:
    small.press("meeting")
    assert small.page.levers.isVisible()
    assert not small.page.tabs.isVisible()
    assert any("Against target" in text for text in small.page.figures.texts())
    small.press("meeting")
    assert small.page.tabs.isVisible()
    assert not small.page.levers.isVisible()


def test_units_let_go_over_a_territory_are_given_after_the_card(small: Planner) -> None:
    mime = QMimeData()
    mime.setData(UNITS_MIME, b"5")

    with small.dialog(EffectDialog, lambda card: card.accept()):
        small.page.take(mime, "T2")
    small.settle()
    assert small.cell(small.page.territories, "T2", "accounts") == "8"


def test_accounts_let_go_over_the_tree_are_given(small: Planner) -> None:
    small.press("tree")
    assert small.page.tree.item_of("T2").text(0) == "Territory 2"
    with small.dialog(EffectDialog, lambda card: card.accept()):
        small.page.tree.dropped.emit(pack(ACCOUNTS_MIME, ["A05"]), "T3")
    small.settle()
    rows = small.window.session.plan["account_assignment"]
    assert ("A05", "T3") in set(zip(rows["account_id"], rows["territory_id"], strict=True))


def test_a_rep_let_go_over_an_occupied_territory_can_swap(small: Planner) -> None:
    small.typed.append("Swap the two")
    plan, scenario = small.window.session.plan, small.window.session.scenario_id
    rows = plan.of_scenario("territory_rep", scenario).set_index("territory_id")["rep_id"]
    first, second = rows["T1"], rows["T2"]
    small.page.take(pack(REPS_MIME, [first]), "T2")
    rows = small.window.session.plan.of_scenario("territory_rep", scenario)
    after = rows.set_index("territory_id")["rep_id"]
    assert (after["T1"], after["T2"]) == (second, first)


def test_changes_are_counted_against_the_last_save_and_start_anew_when_saved(
    small: Planner,
) -> None:
    small.select_units("U06")
    small.give_to("Territory 2")
    assert small.cell(small.page.territories, "T2", "workload_hours_index_change").startswith("+")
    small.save()
    small.settle()
    assert small.cell(small.page.territories, "T2", "workload_hours_index_change") == ""


def test_pages_follow_the_look_at_once(small: Planner) -> None:
    small.press("theme_dark")
    small.settle()
    assert small.page.figures.palette().window().color().name() == DARK.window
