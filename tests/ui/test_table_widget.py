"""The table as a user meets it."""

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.tables.order import SortKey
from salesplanner.ui.tables.table_model import FrameModel
from salesplanner.ui.widgets.map_input import UNITS_MIME

COLUMNS = [
    Column("name", "Account", total="count"),
    Column("territory", "Territory", is_editable=True, choices=("North", "South", "West")),
    Column("revenue", "Revenue", kind="amount", unit="$", is_short=True, total="sum"),
    Column("quota", "Quota", kind="amount", is_editable=True, total="sum"),
    Column("index", "Balance", kind="bar", total="mean"),
    Column("change", "Change", kind="change", digits=1),
]
CONTROL = Qt.KeyboardModifier.ControlModifier


def accounts(n: int = 200) -> pd.DataFrame:
    i = np.arange(n)
    return pd.DataFrame(
        {
            "name": [f"Account {k}" for k in i],
            "territory": np.array(["North", "South", "West"])[i % 3],
            "revenue": pd.array(i * 1000, dtype="Int64"),
            "quota": pd.array(i * 10, dtype="Int64"),
            "index": 50.0 + i % 100,
            "change": (i % 7 - 3) / 2,
        },
        index=[f"A{k:03d}" for k in i],
    )


@pytest.fixture
def table(qtbot: QtBot) -> DataTable:
    widget = DataTable(COLUMNS, name="Accounts")
    qtbot.addWidget(widget)
    widget.resize(900, 400)
    widget.set_frame(accounts())
    widget.show()
    QApplication.processEvents()
    return widget


def shown(table: DataTable, key: str = "name", count: int = 3) -> list[str]:
    column = list(table.model.by_key).index(key)
    lines = range(min(count, table.model.rowCount()))
    return [table.model.index(line, column).data() for line in lines]


def type_into(table: DataTable, line: int, column: int, text: str, end=Qt.Key.Key_Return) -> None:
    index = table.model.index(line, column)
    table.grid.setCurrentIndex(index)
    table.grid.edit(index)
    editor = table.grid.viewport().findChild(QLineEdit)
    editor.setText(text)
    QTest.keyClick(editor, end)


def put(text: str) -> None:
    QApplication.clipboard().setText(text)


def test_qt_finds_no_fault_with_the_model(qtmodeltester) -> None:
    model = FrameModel(COLUMNS)
    qtmodeltester.check(model)
    model.set_frame(accounts())
    model.arrange({"name": "1"}, [SortKey("revenue", True)], "territory")
    model.toggle_group(0)
    qtmodeltester.check(model)


def test_a_typed_cell_is_a_wish_and_the_frame_stays_until_it_is_granted(qtbot, table) -> None:
    with qtbot.waitSignal(table.edits_wanted) as told:
        type_into(table, 4, 3, "1.5K")
    assert told.args == [[("A004", "quota", 1500)]]
    assert shown(table, "quota", 5)[4] == "40"
    part = pd.DataFrame({"quota": pd.array([1500], dtype="Int64")}, index=["A004"])
    table.update_rows(part)
    assert shown(table, "quota", 5)[4] == "1,500"


def test_a_wrong_text_stays_in_its_field_and_says_why(qtbot, table) -> None:
    heard = []
    table.edits_wanted.connect(heard.append)
    type_into(table, 4, 3, "many")
    editor = table.grid.viewport().findChild(QLineEdit)
    assert editor.isVisible() and editor.text() == "many"
    assert "not a number" in editor.problem
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert heard == []


def test_typing_what_was_there_asks_for_nothing(qtbot, table) -> None:
    with qtbot.assertNotEmitted(table.edits_wanted):
        type_into(table, 4, 3, "40")


def test_locked_rows_and_fixed_columns_cannot_be_typed_into(table) -> None:
    table.set_locked(["A002"])
    editable = Qt.ItemFlag.ItemIsEditable
    assert not table.model.index(2, 3).flags() & editable
    assert table.model.index(3, 3).flags() & editable
    assert not table.model.index(3, 2).flags() & editable


def test_a_new_frame_keeps_selection_scroll_and_sorting(qtbot, table) -> None:
    table.sort([SortKey("revenue", is_descending=True)])
    table.select_keys(["A010", "A150"])
    table.grid.verticalScrollBar().setValue(30)
    top = table.model.key_at(table.grid.rowAt(0))
    table.set_frame(accounts().drop("A199"))
    assert set(table.selected_keys()) == {"A010", "A150"}
    assert shown(table)[0] == "Account 198"
    assert table.model.key_at(table.grid.rowAt(0)) == top


def test_the_same_rows_with_other_values_do_not_reset_the_table(qtbot, table) -> None:
    with qtbot.assertNotEmitted(table.model.modelReset):
        table.set_frame(accounts().assign(change=5.0))
    assert shown(table, "change") == ["+5.0"] * 3


def test_choosing_rows_from_outside_does_not_echo(qtbot, table) -> None:
    with qtbot.assertNotEmitted(table.selection_changed, wait=50):
        table.select_keys(["A003", "A120"])
    assert table.selected_keys() == ["A003", "A120"]
    with qtbot.waitSignal(table.selection_changed) as told:
        table.grid.selectRow(7)
    assert told.args == [["A007"]]


def test_a_click_on_a_title_sorts_and_shift_click_sorts_within(table) -> None:
    header = table.grid.header

    def click(column: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        place = QPoint(header.sectionViewportPosition(column) + 20, 8)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    click(1)
    assert shown(table, "territory") == ["North"] * 3
    click(2, Qt.KeyboardModifier.ShiftModifier)
    click(2, Qt.KeyboardModifier.ShiftModifier)
    assert shown(table) == ["Account 198", "Account 195", "Account 192"]
    click(0)
    assert shown(table) == ["Account 0", "Account 1", "Account 2"]


def test_what_is_typed_under_a_title_filters(qtbot, table) -> None:
    QTest.keyClicks(table.grid.header.field(2), ">=198K")
    qtbot.waitUntil(lambda: table.model.rowCount() == 2)
    assert table.model.total_values()["revenue"] == pytest.approx(397_000)
    table.set_filters({"name": "no such"})
    assert table.empty.isVisible() and "filters" in table.empty.text()
    table.set_filters({})
    assert table.model.rowCount() == 200


def test_groups_show_their_totals_and_fold(table) -> None:
    table.group_by("territory")
    assert shown(table, count=1) == ["\u25be North (67)"]
    assert table.model.key_at(0) is None
    table.model.toggle_group(0)
    assert shown(table, count=2) == ["\u25b8 North (67)", "\u25be South (67)"]
    assert table.model.rowCount() == 200 - 67 + 3


def test_copy_brings_titles_and_plain_numbers(table) -> None:
    table.grid.select_lines(np.array([1, 2]))
    QTest.keyClick(table.grid, Qt.Key.Key_C, CONTROL)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["Account", "Territory", "Revenue", "Quota"]
    assert lines[2].split("\t")[:4] == ["Account 2", "West", "2000", "20"]


def test_a_range_copied_in_excel_is_pasted_in_one_step(qtbot, table) -> None:
    table.grid.setCurrentIndex(table.model.index(5, 3))
    put("100\r\n$1,200\r\n(7)\r\n")
    with qtbot.waitSignal(table.edits_wanted) as told:
        QTest.keyClick(table.grid, Qt.Key.Key_V, CONTROL)
    assert told.args == [[("A005", "quota", 100), ("A006", "quota", 1200), ("A007", "quota", -7)]]


def test_titles_in_the_first_pasted_row_say_where_values_go(qtbot, table) -> None:
    table.grid.setCurrentIndex(table.model.index(0, 0))
    put("Account\tQuota\r\nAccount 0\t9\r\nAccount 1\t8")
    with qtbot.waitSignal(table.edits_wanted) as told:
        table.grid.paste()
    assert told.args == [[("A000", "quota", 9), ("A001", "quota", 8)]]


def test_one_bad_cell_stops_the_whole_paste_and_is_named(qtbot, table) -> None:
    table.grid.setCurrentIndex(table.model.index(5, 1))
    put("Mars\r\nPluto")
    with qtbot.assertNotEmitted(table.edits_wanted), qtbot.waitSignal(table.refused) as told:
        table.grid.paste()
    assert "Territory: Mars is not one of the choices" in told.args[0]
    assert "2 cells" in told.args[0]


def test_a_paste_larger_than_the_table_is_refused(qtbot, table) -> None:
    table.grid.setCurrentIndex(table.model.index(199, 3))
    put("1\r\n2")
    with qtbot.waitSignal(table.refused):
        table.grid.paste()


def test_one_value_fills_a_selection_and_fill_down_copies_the_top(qtbot, table) -> None:
    first, last = table.model.index(2, 3), table.model.index(4, 3)
    selection = table.grid.selectionModel()
    chosen = type(selection.selection())(first, last)
    selection.select(chosen, selection.SelectionFlag.ClearAndSelect)
    put("77")
    with qtbot.waitSignal(table.edits_wanted) as told:
        table.grid.paste()
    assert [value for _, _, value in told.args[0]] == [77, 77, 77]
    with qtbot.waitSignal(table.edits_wanted) as filled:
        QTest.keyClick(table.grid, Qt.Key.Key_D, CONTROL)
    assert filled.args == [[("A003", "quota", 20), ("A004", "quota", 20)]]


def test_control_enter_changes_all_selected_rows_at_once(qtbot, table) -> None:
    table.grid.setCurrentIndex(table.model.index(0, 1))
    table.select_keys(["A000", "A001", "A002"])
    QTest.keyClick(table.grid, Qt.Key.Key_Return, CONTROL)
    editor = table.grid.viewport().findChild(QLineEdit)
    editor.setText("west")
    with qtbot.waitSignal(table.edits_wanted) as told:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert told.args == [[("A000", "territory", "West"), ("A001", "territory", "West")]]


def test_find_goes_from_row_to_row_and_round_again(table) -> None:
    QTest.keyClick(table.grid, Qt.Key.Key_Home)
    assert table.find_next("account 19")
    assert table.selected_keys() == ["A019"]
    assert table.find_next("account 19")
    assert table.selected_keys() == ["A190"]
    assert table.find_next("account 19", -1)
    assert table.selected_keys() == ["A019"]
    assert not table.find_next("nobody")


def test_frozen_columns_stay_while_the_others_scroll(table) -> None:
    table.resize(420, 300)
    table.freeze(1)
    QApplication.processEvents()
    table.grid.horizontalScrollBar().setValue(150)
    frozen = table.grid.frozen
    assert frozen.isVisible() and frozen.columnViewportPosition(0) == 0
    assert table.grid.columnViewportPosition(0) < 0
    table.grid.verticalScrollBar().setValue(50)
    assert frozen.verticalScrollBar().value() == 50
    table.grid.scrollTo(table.model.index(60, 1))
    place = table.grid.visualRect(table.model.index(60, 1))
    assert place.left() >= frozen.width()


def test_the_column_menu_hides_a_column_and_the_arrangement_can_be_restored(qtbot, table) -> None:
    menu = table.column_menu(2)
    next(a for a in menu.actions() if a.text() == "Balance").trigger()
    assert table.grid.isColumnHidden(4)
    table.sort([SortKey("quota", True)])
    table.group_by("territory")
    table.freeze(2)
    state = table.state()
    other = DataTable(COLUMNS)
    qtbot.addWidget(other)
    other.set_frame(accounts())
    other.restore(state)
    assert other.state() == state


def test_exact_values_and_units_are_in_the_tip(table) -> None:
    index = table.model.index(150, 2)
    assert index.data() == "150\u202fK"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "150,000 $"


def test_a_row_that_cannot_be_typed_into_is_opened_by_double_click(qtbot, table) -> None:
    with qtbot.waitSignal(table.row_activated) as told:
        table.grid.doubleClicked.emit(table.model.index(3, 0))
    assert told.args == ["A003"]


def test_an_empty_frame_says_so(qtbot, table) -> None:
    table.empty_text = "No accounts yet. Import some."
    table.set_frame(accounts().iloc[:0])
    assert table.empty.isVisible() and table.empty.text() == "No accounts yet. Import some."


def test_units_carried_from_the_map_are_dropped_on_a_row(qtbot, table) -> None:
    mime = QMimeData()
    mime.setData(UNITS_MIME, b"3,4")
    place = QPointF(table.grid.visualRect(table.model.index(2, 0)).center())
    drop = QDropEvent(
        place, Qt.DropAction.MoveAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    with qtbot.waitSignal(table.dropped) as told:
        table.grid.dropEvent(drop)  # Qt hands a drop on only within a drag of its own
    assert told.args[1] == "A002"
    assert bytes(told.args[0].data(UNITS_MIME)) == b"3,4"


def test_columns_fill_a_wide_table_and_keep_their_own_widths(table) -> None:
    def widths() -> list[int]:
        return [table.grid.columnWidth(position) for position in range(len(COLUMNS))]

    table.resize(1600, 400)
    assert table.grid.viewport().width() - sum(widths()) in range(len(COLUMNS) + 1)
    table.resize(500, 400)
    assert widths() == list(table.state()["widths"].values())


def test_a_title_is_never_wider_than_its_column(qtbot) -> None:
    column = Column("share", "Share of all accounts that would change", "", "share", width=40)
    table = DataTable([column])
    qtbot.addWidget(table)
    title = table.grid.header.fontMetrics().horizontalAdvance(column.title)
    assert table.grid.columnWidth(0) > title


def test_an_empty_table_offers_what_fills_it(qtbot, table) -> None:
    done: list[str] = []
    table.empty.offer("Import...", "Bring in accounts", lambda: done.append("import"))
    table.set_frame(accounts().iloc[:0])
    QTest.mouseClick(table.empty.button, Qt.MouseButton.LeftButton)
    assert done == ["import"]
    assert table.grid.viewport().geometry().contains(table.empty.geometry())
