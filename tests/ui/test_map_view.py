"""The map as a user meets it: mouse and keys in, signals out."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesplanner.geography.outlines import Outlines
from salesplanner.problems import PlanProblem
from salesplanner.ui.theme import DARK, qt_palette
from salesplanner.ui.widgets.map_gestures import MapTool
from salesplanner.ui.widgets.map_layers import Links
from salesplanner.ui.widgets.map_legend import Legend, LegendEntry
from salesplanner.ui.widgets.map_projection import plane
from salesplanner.ui.widgets.map_view import MapView

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SIDE = 5


def board() -> Outlines:
    """5 x 5 squares of 10 km; unit 0 at the lower left."""
    corner = np.array([[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], dtype=float)
    n = SIDE * SIDE
    rings = [corner + np.array([10 * (i % SIDE), 10 * (i // SIDE)]) for i in range(n)]
    ids = tuple(f"u{i}" for i in range(n))
    return Outlines(ids, np.vstack(rings), np.arange(0, 5 * n + 1, 5), np.arange(n))


def settle(qtbot: QtBot, view: MapView) -> None:
    qtbot.waitUntil(lambda: view.picture.is_settled, timeout=4000)


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    widget = MapView()
    qtbot.addWidget(widget)
    widget.resize(500, 500)
    widget.show()
    widget.set_outlines(board(), project=plane)
    settle(qtbot, widget)
    return widget


def at(view: MapView, unit: int) -> QPoint:
    assert view.content is not None
    x, y = view.camera.to_screen(view.content.shapes.centres[[unit]])[0]
    return QPoint(round(x), round(y))


def drag(view: MapView, *places: QPoint, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mousePress(view, LEFT, modifiers, places[0])
    for place in places[1:]:
        _move(view, place, modifiers)
    QTest.mouseRelease(view, LEFT, modifiers, places[-1])


def _move(view: MapView, place: QPoint, modifiers) -> None:
    """QTest moves the mouse without modifiers: say it with them and the left button held."""
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), view.mapToGlobal(QPointF(place)),
        Qt.MouseButton.NoButton, LEFT, modifiers,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def colour_at(view: MapView, unit: int) -> str:
    """The colour in the midst of a unit (its fill, nothing else is drawn there)."""
    return view.grab().toImage().pixelColor(at(view, unit)).name()


def test_a_click_chooses_a_unit_and_control_click_adds_and_takes_away(qtbot, view) -> None:
    with qtbot.waitSignals([view.unit_clicked, view.selection_changed]):
        QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at(view, 7))
    QTest.mouseClick(view, LEFT, CONTROL, at(view, 12))
    assert view.selection().tolist() == [7, 12]
    QTest.mouseClick(view, LEFT, CONTROL, at(view, 7))
    assert view.selection().tolist() == [12]


def test_a_click_beside_the_map_clears_the_selection(view) -> None:
    view.set_selection([3, 4])
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(2, 2))
    assert view.selection().tolist() == []


def test_a_lasso_catches_the_units_whose_middle_is_inside(qtbot, view) -> None:
    view.set_tool("lasso")
    corners = [at(view, u) for u in (5, 7, 17, 15)]
    wide = [
        c + QPoint(*d) for c, d in zip(corners, [(-9, 9), (9, 9), (9, -9), (-9, -9)], strict=True)
    ]
    with qtbot.waitSignal(view.selection_changed) as told:
        drag(view, *wide, wide[0])
    assert told.args[0].tolist() == [5, 6, 7, 10, 11, 12, 15, 16, 17]


def test_shift_and_drag_with_the_arrow_adds_by_lasso(view) -> None:
    view.set_selection([24])
    places = [at(view, 0) + QPoint(-9, 9), at(view, 0) + QPoint(9, 9), at(view, 0) + QPoint(0, -9)]
    drag(view, *places, modifiers=SHIFT)
    assert view.selection().tolist() == [0, 24]


def test_the_brush_tells_all_units_it_passed_over_once(qtbot, view) -> None:
    view.set_tool(MapTool.BRUSH)
    view.set_brush_radius(4)
    view.set_paint_colour(0xFF00AA00)
    with qtbot.waitSignal(view.painted) as told:
        drag(view, at(view, 10), at(view, 12), at(view, 22))
    assert told.args[0].tolist() == [10, 11, 12, 17, 22]


def test_while_painting_units_show_the_new_colour_and_escape_takes_it_back(qtbot, view) -> None:
    heard = []
    view.painted.connect(heard.append)
    before = colour_at(view, 11)
    view.set_tool("brush")
    view.set_paint_colour(0xFF00AA00)
    QTest.mousePress(view, LEFT, Qt.KeyboardModifier.NoModifier, at(view, 11))
    assert view.content.fills[11] == 0xFF00AA00
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view, LEFT, Qt.KeyboardModifier.NoModifier, at(view, 11))
    assert (colour_at(view, 11), heard) == (before, [])


def test_locked_units_do_not_take_the_brush(view) -> None:
    locked = np.zeros(25, dtype=bool)
    locked[11] = True
    view.set_locked(locked)
    before = int(view.content.fills[11])
    view.show_paint(np.array([11, 12]))
    assert int(view.content.fills[11]) == before != int(view.content.fills[12])
    view.end_paint()


def test_the_pipette_says_which_unit_it_took_up_and_chooses_nothing(qtbot, view) -> None:
    view.set_tool("pipette")
    with qtbot.waitSignal(view.picked) as told:
        QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at(view, 8))
    assert (told.args, view.selection().tolist()) == ([8], [])


def test_a_new_colour_shows_without_a_redraw(qtbot, view) -> None:
    fills = view.content.fills.copy()
    fills[6] = QColor("#aa3377").rgba()
    view.set_fills(fills)
    assert view.picture.is_settled, "touched up, not drawn anew"
    assert colour_at(view, 6) == "#aa3377"
    assert colour_at(view, 7) != "#aa3377"


def test_dragging_pans_and_what_was_seen_follows_the_mouse(qtbot, view) -> None:
    start = view.camera
    drag(view, QPoint(100, 100), QPoint(120, 130), QPoint(160, 150))
    assert view.camera.to_plane(160, 150) == pytest.approx(start.to_plane(100, 100))
    assert not view.picture.is_settled, "sharp again only after it came to rest"
    settle(qtbot, view)


def test_the_wheel_zooms_about_the_mouse(view) -> None:
    before = view.camera.to_plane(300, 200)
    wheel = QWheelEvent(
        QPointF(300, 200), view.mapToGlobal(QPointF(300, 200)), QPoint(), QPoint(0, 240),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase(0), False,
    )  # fmt: skip
    scale = view.camera.scale
    QApplication.sendEvent(view, wheel)
    assert view.camera.scale > scale
    assert view.camera.to_plane(300, 200) == pytest.approx(before)


def test_a_zoom_box_shows_just_that_part(qtbot, view) -> None:
    view.set_tool("zoom-box")
    drag(view, at(view, 6), at(view, 12), at(view, 18))
    assert view.unit_at(250, 250) == 12
    assert view.unit_at(10, 10) in (-1, 16, 15, 21, 20)
    settle(qtbot, view)


def test_zooming_to_units_and_fitting_again(qtbot, view) -> None:
    whole = view.camera
    view.zoom_to([24])
    assert view.unit_at(250, 250) == 24
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.camera == whole
    settle(qtbot, view)


def test_everything_works_from_the_keyboard(qtbot, view) -> None:
    x = view.camera.x
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.camera.x > x
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    QTest.keyClick(view, Qt.Key.Key_Minus)
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at(view, 12))
    QTest.keyClick(view, Qt.Key.Key_Right, CONTROL)
    assert view.selection().tolist() == [13]
    with qtbot.waitSignal(view.unit_activated) as told:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [13]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selection().tolist() == []
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert len(view.selection()) == 25
    settle(qtbot, view)


def test_hidden_units_can_be_neither_chosen_nor_caught(qtbot, view) -> None:
    hidden = np.zeros(25, dtype=bool)
    hidden[12] = True
    view.set_hidden(hidden)
    settle(qtbot, view)
    place = at(view, 12)
    assert view.unit_at(place.x(), place.y()) == -1
    assert colour_at(view, 12) == view.theme().water
    assert 12 not in view.units_inside(np.array([[0, 0], [500, 0], [500, 500], [0, 500]]))


def test_the_hover_card_says_what_the_owner_knows_of_the_unit(qtbot, view) -> None:
    view.set_hover_text(lambda unit: f"unit {unit}")
    with qtbot.waitSignal(view.hovered) as told:
        QTest.mouseMove(view, at(view, 17))
    qtbot.waitUntil(view.hover.isVisible)
    assert (told.args, view.hover.text) == ([17], "unit 17")
    assert view.rect().contains(view.hover.geometry())


def test_the_legend_hides_isolates_and_asks_to_zoom(qtbot, view) -> None:
    view.set_legend(Legend("Territories", [LegendEntry(k, f"T{k}", 0xFF446688) for k in range(3)]))
    with qtbot.waitSignal(view.legend.shown_changed) as told:
        view.legend.rows.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert told.args == [frozenset({1})]
    view.legend.isolate(2)
    assert view.legend.hidden == {0, 1}
    with qtbot.waitSignal(view.legend.zoom_wanted) as zoomed:
        view.legend.rows.itemDoubleClicked.emit(view.legend.rows.item(0))
    assert zoomed.args == [0]


def test_an_account_point_can_be_clicked(qtbot, view) -> None:
    view.set_points(np.array([[25.0, 25.0]]), radius=5)
    settle(qtbot, view)
    with qtbot.waitSignal(view.point_clicked) as told:
        QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at(view, 12))
    assert told.args == [0]


def test_units_without_outline_are_dots_that_can_be_chosen(qtbot, view) -> None:
    nothing = Outlines(("a", "b"), np.empty((0, 2)), np.array([0]), np.empty(0, np.int64))
    view.set_outlines(nothing, np.array([[0.0, 0.0], [30.0, 10.0]]), plane)
    settle(qtbot, view)
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, at(view, 1))
    assert view.selection().tolist() == [1]


def test_a_map_without_any_unit_is_simply_empty(qtbot, view) -> None:
    view.set_outlines(Outlines((), np.empty((0, 2)), np.array([0]), np.empty(0, np.int64)))
    settle(qtbot, view)
    assert view.unit_at(250, 250) == -1
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(250, 250))


def test_in_the_dark_the_map_is_drawn_anew_in_dark_colours(qtbot, view) -> None:
    view.setPalette(qt_palette(DARK))
    settle(qtbot, view)
    assert view.grab().toImage().pixelColor(3, 3).name() == DARK.water


@pytest.mark.parametrize(
    ("ending", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_the_map_is_written_to_files(view, tmp_path: Path, ending, begins) -> None:
    view.set_homes(np.array([[5.0, 5.0]]), 0xFFFFCC00)
    view.set_labels([view.label_for("North", np.arange(25))])
    file = tmp_path / f"map.{ending}"
    view.export(file)
    assert file.read_bytes().startswith(begins)
    if ending == "png":
        assert QImage(str(file)).size() == view.size() * 2


def test_a_file_that_cannot_be_written_is_said_in_words(view, tmp_path: Path) -> None:
    with pytest.raises(PlanProblem, match="bmp"):
        view.export(tmp_path / "map.bmp")
    with pytest.raises(PlanProblem, match="could not be written"):
        view.export(tmp_path / "nowhere" / "map.png")


def test_lines_between_larger_areas_and_links_are_drawn_where_they_are(view: MapView) -> None:
    view.set_regions(np.arange(SIDE * SIDE) // SIDE // 2)  # rows 0 and 1, rows 2 and 3, row 4
    content = view.content
    assert content is not None
    lines = content.region_lines((-1e9, -1e9, 1e9, 1e9))
    assert sorted(set(lines[:, 1].tolist())) == [-40.0, -20.0] and len(lines) == 2 * SIDE
    view.set_links([Links(np.array([[5.0, 5.0, 15.0, 5.0]]), "#ff0000", 3.0)])
    assert content.links[0].segments.tolist() == [[5.0, -5.0, 15.0, -5.0]]
    image = view.grab().toImage()
    x, y = view.camera.to_screen(np.array([[10.0, -5.0]]))[0]
    assert image.pixelColor(round(x), round(y)).red() > 200
    view.set_links([])
    assert content.links == ()
