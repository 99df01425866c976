"""Lost heads, clean-up, suggestions, trade-off, side by side, wishes that clash."""

from pathlib import Path

import pytest
from builders import BOLD, saved_document
from driver import Planner

from salesplanner.optimize.options import Options
from salesplanner.optimize.proposals import Change, Proposal
from salesplanner.ui.dialogs.clean_up_dialog import CleanUpDialog
from salesplanner.ui.dialogs.impossible_dialog import ImpossibleDialog
from salesplanner.ui.dialogs.solving_dialog import SolvingDialog
from salesplanner.ui.dialogs.suggestions_dialog import SuggestionsDialog
from salesplanner.ui.repair_commands import NEIGHBOURS
from salesplanner.ui.views.scenarios_view import ScenariosView
from salesplanner.ui.views.trade_off_view import TradeOffView


@pytest.fixture
def small(tmp_path: Path, planner: Planner) -> Planner:
    """A planner with the small plan open."""
    planner.open(saved_document(tmp_path))
    return planner


def test_without_a_head_the_neighbours_take_over_in_a_variant(small: Planner) -> None:
    small.select_territory("Territory 2")
    small.typed.append(NEIGHBOURS)
    small.press("lose_heads")
    session = small.window.session
    assert small.page.territories.model.rowCount() == 2
    assert "Without Territory 2" in set(session.plan["scenario"]["name"])
    cover = small.window.numbers.measures.cover
    assert (cover.unit_territory >= 0).all()
    assert len(small.window.numbers.baseline.cover.territory_ids) == 3
    small.press("undo")
    assert small.page.territories.model.rowCount() == 3


def test_clean_up_gives_unassigned_units_a_territory_as_one_step(small: Planner) -> None:
    small.select_units("U01", "U02")
    small.press("unassign")
    assert (small.window.numbers.measures.cover.unit_territory < 0).sum() == 2
    small.press_and("clean_up", CleanUpDialog, lambda dialog: dialog.accept())
    assert (small.window.numbers.measures.cover.unit_territory >= 0).all()
    assert small.window.session.document.undo_label == "Clean up"  # type: ignore[union-attr]


def test_suggestions_are_listed_and_done_with_one_click(small: Planner) -> None:
    done: list[str] = []

    def use(dialog: SuggestionsDialog) -> None:
        if dialog.buttons:
            dialog.buttons[0].click()
            done.append(dialog.buttons[0].text())
        dialog.reject()

    with small.dialog(SuggestionsDialog, use):
        small.press("suggest")
        small.wait_for_job()
    assert done == ["Done"]
    assert "Suggestion" in str(small.window.session.document.undo_label)  # type: ignore[union-attr]


def test_each_point_of_the_curve_opens_as_a_scenario(small: Planner) -> None:
    small.press("page_trade_off")
    view = small.window.page("trade_off")
    assert isinstance(view, TradeOffView)
    view.shares.setText("60, 100")
    view.band.setValue(90)
    view.seconds.setValue(8)
    view.solve.click()
    small.wait_for_job()
    small.until(lambda: view.table.model.rowCount() == 2)
    position = next(n for n, point in enumerate(view.points) if point.answer is not None)
    view.open_point(position)
    small.settle()
    names = set(small.window.session.plan["scenario"]["name"])
    assert any("changes" in name for name in names)
    assert small.window.current_page == "alignment"


def test_points_that_are_no_shares_are_refused_in_words(small: Planner) -> None:
    small.press("page_trade_off")
    view = small.window.page("trade_off")
    assert isinstance(view, TradeOffView)
    view.shares.setText("10, many")
    view.start()
    assert "shares from 0 to 100" in small.status()


def test_scenarios_stand_side_by_side_and_their_maps_move_together(small: Planner) -> None:
    session = small.window.session
    session.show_scenario(BOLD)
    small.select_units("U06")
    small.give_to("Territory 2")
    small.press("page_scenarios")
    view = small.window.page("scenarios")
    assert isinstance(view, ScenariosView)
    view.table.select_keys(list(session.plan["scenario"]["scenario_id"]))
    view.tabs.setCurrentWidget(view.beside)
    small.settle()
    one, other = view.beside.maps[:2]
    one.zoom_by(2.0)
    assert other.camera.scale == pytest.approx(one.camera.scale)
    assert "Accounts that differ (2)" in view.beside.tabs.tabText(1)


def test_chosen_differences_are_taken_over_from_the_other_scenario(small: Planner) -> None:
    session = small.window.session
    session.show_scenario(BOLD)
    small.select_units("U06")
    small.give_to("Territory 2")
    session.compare_with("base")
    small.press("page_scenarios")
    view = small.window.page("scenarios")
    assert isinstance(view, ScenariosView)
    view.tabs.setCurrentWidget(view.differences)
    small.settle()
    shown = view.differences.table.model.frame
    rows = shown.index[shown["row_key"].str.contains("U06")]
    view.differences.table.select_keys(list(rows))
    view.differences.take.click()
    small.settle()
    units = session.plan.of_scenario("unit_assignment", BOLD).set_index("unit_id")
    assert units["territory_id"]["U06"] == "T1"


def test_clashing_wishes_offer_the_smallest_change(planner: Planner) -> None:
    change = Change("balance", "workload", (0.9, 1.1), (0.8, 1.2), "within 20 % instead of 10 %")
    proposals = tuple(Proposal(Options(n_add=n), (change,), f"with change {n}") for n in (1, 2))
    dialog = ImpossibleDialog("No plan can keep all of these wishes.", proposals, planner.window)
    dialog.choices[1].setChecked(True)
    assert dialog.chosen.options.n_add == 2


def test_a_solve_at_work_says_how_much_better_it_got(planner: Planner) -> None:
    dialog = SolvingDialog(planner.window, 30)
    dialog.report(0.1, "Best so far 1,000, some bands not kept yet")
    dialog.report(0.2, "Best so far 900, all bands kept")
    assert (
        dialog.said.text() == "Best plan so far: all bands kept, 10.0% better than the first plan"
    )
    dialog.close()
