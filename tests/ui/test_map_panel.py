"""The map of the alignment page: what it shows, its legend, and what is done on it."""

from pathlib import Path

import pandas as pd
import pytest
from builders import saved_document
from driver import Planner
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialogButtonBox, QMenu

from salesplanner.plan.areas import area_levels
from salesplanner.ui.dialogs.placing_dialog import PlacingDialog, doubtful_accounts
from salesplanner.ui.dialogs.potential_dialog import PotentialDialog
from salesplanner.ui.views.map_panel import MapPanel
from salesplanner.ui.widgets.map_gestures import MapTool


@pytest.fixture
def small(tmp_path: Path, planner: Planner) -> Planner:
    """A planner with the small plan open."""
    planner.open(saved_document(tmp_path))
    return planner


def panel(planner: Planner) -> MapPanel:
    return planner.page.panel


def border(planner: Planner, unit_a: str, unit_b: str) -> dict[str, object]:
    rows = planner.window.session.plan["border"]
    found = rows[((rows["unit_a"] == unit_a) & (rows["unit_b"] == unit_b)).to_numpy(bool)]
    return {} if found.empty else found.iloc[0].to_dict()


def test_unticking_a_territory_in_the_legend_hides_its_units(small: Planner) -> None:
    panel(small).map.legend.hide_only(frozenset({1}))
    content = panel(small).map.content
    assert content is not None
    ids = small.window.session.plan["unit"]["unit_id"].to_numpy(object)
    assert ids[content.hidden].tolist() == ["U07", "U08", "U09"]
    assert "Territory 2" not in panel(small).map.labels_shown()
    shown = panel(small)
    shown.bar.shown["accounts"].setChecked(True)
    hidden = shown.map.picture.points.at[:, 0] > 1e11
    names = small.window.session.plan["account"]["unit_id"]
    assert set(names[hidden]) == {"U07", "U08", "U09"}
    shown.bar.layer.setCurrentIndex(shown.bar.layer.findData("balance"))
    assert not content.hidden.any()  # the rows of another legend mean something else


def test_territories_that_touch_have_different_colours(small: Planner) -> None:
    measures = small.window.numbers.measures
    territory = measures.cover.unit_territory
    content = panel(small).map.content
    assert content is not None
    pairs = measures.facts.borders
    apart = (territory[pairs[:, 0]] != territory[pairs[:, 1]]) & (territory[pairs] >= 0).all(axis=1)
    assert apart.any()
    assert (content.fills[pairs[apart, 0]] != content.fills[pairs[apart, 1]]).all()


def test_accounts_show_as_points_when_asked_for_and_a_click_selects_one(small: Planner) -> None:
    shown = panel(small)
    assert len(shown.map.picture.points.at) == 0
    shown.bar.shown["accounts"].setChecked(True)
    assert len(shown.map.picture.points.at) == len(small.window.session.plan["account"])
    assert "Accounts:" in shown.map.legend._note.text()
    shown.map.point_clicked.emit(4)
    assert small.window.session.selection.account_ids == {"A05"}


def test_a_measure_can_be_cut_in_three_ways_and_the_legend_says_its_unit(small: Planner) -> None:
    shown = panel(small)
    assert not shown.bar.method.isVisible()
    shown.bar.layer.setCurrentIndex(shown.bar.layer.findData("accounts:revenue_amount"))
    assert shown.bar.method.isVisible()
    fills = []
    for row in range(shown.bar.method.count()):
        shown.bar.method.setCurrentIndex(row)
        assert shown.map.legend._note.text().startswith("In USD; classes")
        assert shown.map.content is not None
        fills.append(shown.map.content.fills.copy())
    assert any((fills[0] != other).any() for other in fills[1:])


def test_a_border_is_forbidden_on_the_map_shown_as_a_line_and_taken_back(small: Planner) -> None:
    small.select_units("U01", "U02")
    small.press("forbid_border")
    assert border(small, "U01", "U02")["is_forbidden"]
    content = panel(small).map.content
    assert content is not None and [len(links.segments) for links in content.links] == [1]
    small.press("undo")
    assert not bool(border(small, "U01", "U02")["is_forbidden"] is True)
    assert content.links == ()


def test_a_border_is_added_between_units_that_do_not_touch_and_taken_out(small: Planner) -> None:
    small.select_units("U01", "U12")
    assert border(small, "U01", "U12") == {}
    small.press("add_border")
    assert border(small, "U01", "U12")["is_own"]
    small.press("remove_border")
    assert border(small, "U01", "U12") == {}


def test_a_move_does_not_draw_the_lines_of_the_map_anew(small: Planner) -> None:
    shown = panel(small)
    before = shown._lines_of
    small.select_units("U06")
    small.give_to("Territory 2")
    assert shown._lines_of is before


def test_a_water_of_the_map_is_opened_and_closed_again(small: Planner) -> None:
    water = {"unit_a": "U01", "unit_b": "U12", "kind": "water", "length_km": 0.0}
    session = small.window.session
    session.edit("A lake", lambda p: p.put("border", pd.DataFrame([water])))
    small.select_units("U01", "U12")
    small.press("add_border")
    assert border(small, "U01", "U12")["is_own"]
    small.press("remove_border")
    assert border(small, "U01", "U12")["kind"] == "water"
    assert not border(small, "U01", "U12")["is_own"]


def test_forbidding_where_nothing_touches_is_refused_in_words(small: Planner) -> None:
    small.select_units("U01", "U12")
    small.press("forbid_border")
    assert any("No two of these units touch." in text for text in small.told)


def test_a_right_click_takes_the_unit_and_offers_what_can_be_done(small: Planner) -> None:
    panel(small).map.context_wanted.emit(3, QPoint(200, 200))
    assert small.window.session.selection.unit_ids == {"U04"}
    menu = next(m for m in small.window.findChildren(QMenu) if m.isVisible())
    texts = [action.text() for action in menu.actions()]
    assert "Give to territory..." in texts and "Forbid the border" in texts
    menu.close()


def test_change_shows_only_what_moved_and_counts_it_by_where_it_went(small: Planner) -> None:
    small.typed = ["Variant"]
    small.press("branch")
    small.select_units("U06")
    small.give_to("Territory 2")
    shown = panel(small)
    shown.bar.layer.setCurrentIndex(shown.bar.layer.findData("change"))
    rows = [shown.map.legend.rows.item(i).text() for i in range(shown.map.legend.rows.count())]
    assert rows[0] == "to Territory 2   1"
    assert rows[1].startswith("Stays")


def test_the_card_says_where_a_unit_is_and_what_lies_in_it(small: Planner) -> None:
    words = panel(small)._unit_card(0)
    assert "U01" in words and "Territory" in words and "account" in words
    account = panel(small)._account_card(0)
    assert "A01" in account and "Revenue" in account


def test_a_plan_without_larger_areas_has_no_lines_between_them(small: Planner) -> None:
    assert area_levels(small.window.session.plan) == []
    content = panel(small).map.content
    assert content is not None
    assert content.region_lines((-1e9, -1e9, 1e9, 1e9)).shape == (0, 4)


def test_accounts_not_found_are_settled_by_hand_and_leave_the_list(small: Planner) -> None:
    plan = small.window.session.plan
    assert len(doubtful_accounts(plan)) == 0
    lost = plan["account"]["account_id"].isin(["A01", "A02"]).to_numpy(bool)
    small.window.session.edit(
        "Lose two", lambda p: p.set_values("account", lost, unit_id=None, found_by="none",
                                           found_sure_share=0.0, place_note="No city Xy.")
    )  # fmt: skip

    def use(dialog: PlacingDialog) -> None:
        assert list(dialog.table.model.frame.index) == ["A01", "A02"]
        dialog.table.select_keys(["A01"])
        small.settle()
        dialog.keep.click()  # it lies nowhere: that cannot be settled
        dialog.unit.setCurrentIndex(dialog.unit.findData("U05"))
        dialog.put.click()
        assert list(dialog.table.model.frame.index) == ["A02"]
        dialog.reject()

    small.press_and("settle_places", PlacingDialog, use)
    row = small.window.session.plan["account"].set_index("account_id").loc["A01"]
    assert (row["unit_id"], row["found_by"], row["found_sure_share"]) == ("U05", "hand", 1.0)
    assert any("lies in no unit yet" in text for text in small.told)


def test_a_potential_index_is_a_layer_of_the_map_with_its_formula(small: Planner) -> None:
    def use(dialog: PotentialDialog) -> None:
        ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
        assert not ok.isEnabled()
        dialog.weights["households"].setValue(2)
        assert "100 x (1 x households /" in dialog.formula.text()
        ok.click()

    small.press_and("potential", PotentialDialog, use)
    shown = panel(small)
    row = shown.bar.layer.findData("measure:potential_index")
    shown.bar.layer.setCurrentIndex(row)
    assert row > 0
    note = shown.map.legend._note.text()
    assert "% of the market" in note and "100 x (1 x households" in note


def test_the_bar_sets_the_tool_and_follows_it(small: Planner) -> None:
    shown = panel(small)
    shown.bar._buttons[MapTool.LASSO].click()
    assert shown.map.tool is MapTool.LASSO
    shown.map.set_tool("pan")
    assert shown.bar._buttons[MapTool.PAN].isChecked()
    assert not shown.bar._buttons[MapTool.LASSO].isChecked()
