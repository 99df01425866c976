"""A frame as Qt reads it: only the cells in view are ever turned into text."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from salesplanner.ui.tables.cell_text import (
    NotUnderstoodError,
    cell_text,
    exact_text,
    is_missing,
    plain_value,
    read_cell,
)
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.order import (
    Ints,
    SortKey,
    grouped,
    rows_passing,
    sorted_rows,
    totals,
)

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
Edit = tuple[Any, str, Any]  # row key, column key, value

COLUMN_ROLE = Role.UserRole + 1  # the Column
STATE_ROLE = Role.UserRole + 2  # "editable", "locked", "group" or ""
VALUE_ROLE = Role.UserRole + 3  # the raw value


class FrameModel(QAbstractTableModel):
    """Lines of a table: rows of a frame that pass the filters, sorted, with lines for groups.

    The frame's index holds the row keys. The model never changes the frame: what was typed leaves
    as `edits_wanted` and comes back, if all went well, by `set_frame` or `update_rows`.
    """

    edits_wanted = Signal(list)  # of (row key, column key, value)
    refused = Signal(str)  # what was typed or pasted cannot be; a sentence
    lines_changed = Signal()  # after filtering, sorting, grouping

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.by_key = {column.key: column for column in columns}
        self.frame = pd.DataFrame({column.key: [] for column in columns})
        self.filters: dict[str, str] = {}
        self.sort_keys: list[SortKey] = []
        self.group_key = ""
        self._locked: frozenset[Any] = frozenset()
        self._collapsed: set[str] = set()
        self._groups: list[tuple[str, int, dict[str, object]]] = []
        self._lines: Ints = np.empty(0, dtype=np.int64)  # row position; -1 - g is group g
        self.passing: Ints = self._lines
        self._arrays: dict[str, Any] = {}

    # Contents

    def set_frame(self, frame: pd.DataFrame) -> None:
        """Show another frame; a reset happens only when lines differ."""
        missing = [column.key for column in self.columns if column.key not in frame.columns]
        assert not missing, f"the frame lacks {missing}"
        is_same = self.frame.index.equals(frame.index)
        before = self._lines
        self.frame = frame
        self._arrays = {}
        lines = self._arranged()
        if is_same and np.array_equal(before, lines):
            self._refresh_all()
        else:
            self._reset_lines(lines)

    def update_rows(self, part: pd.DataFrame) -> None:
        """New values for some rows and columns; lines stay where they are until sorted again."""
        frame = self.frame.copy()
        frame.loc[part.index, part.columns] = part
        self.frame = frame
        for key in part.columns:
            self._arrays.pop(key, None)
        positions = frame.index.get_indexer(part.index)
        lines = np.flatnonzero(np.isin(self._lines, positions))
        if len(lines):
            last = len(self.columns) - 1
            low, high = int(lines.min()), int(lines.max())
            self.dataChanged.emit(self.index(low, 0), self.index(high, last))

    def set_locked(self, keys: Iterable[Any]) -> None:
        """Rows that may not be typed into, drawn grey."""
        self._locked = frozenset(keys)
        self._refresh_all()

    def arrange(
        self,
        filters: Mapping[str, str] | None = None,
        sort_keys: Sequence[SortKey] | None = None,
        group_key: str | None = None,
    ) -> None:
        """Filter, sort or group differently; what is None stays."""
        self.filters = dict(self.filters if filters is None else filters)
        self.sort_keys = list(self.sort_keys if sort_keys is None else sort_keys)
        self.group_key = self.group_key if group_key is None else group_key
        self._reset_lines(self._arranged())

    def toggle_group(self, line: int) -> None:
        group = self._group_of(line)
        if group is not None:
            self._collapsed ^= {self._groups[group][0]}
            self._reset_lines(self._arranged())

    def _arranged(self) -> Ints:
        rows = rows_passing(self.frame, self.by_key, self.filters)
        rows = sorted_rows(self.frame, rows, self.sort_keys)
        self.passing = rows
        self._groups = []
        if not self.group_key:
            return rows
        parts: list[Ints] = []
        for name, members in grouped(self.frame, rows, self.group_key):
            parts.append(np.array([-1 - len(self._groups)]))
            self._groups.append((name, len(members), totals(self.frame, members, self.columns)))
            if name not in self._collapsed:
                parts.append(members)
        return np.concatenate(parts) if parts else rows

    def _reset_lines(self, lines: Ints) -> None:
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()
        self.lines_changed.emit()

    def _refresh_all(self) -> None:
        if len(self._lines):
            end = self.index(len(self._lines) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), end)
        self.lines_changed.emit()

    # Lines and keys

    def key_at(self, line: int) -> Any:
        """The row key of a line, None for a group."""
        row = self.row_at(line)
        return None if row < 0 else self.frame.index[row]

    def row_at(self, line: int) -> int:
        """The position in the frame of a line, -1 for a group."""
        return max(int(self._lines[line]), -1)

    def lines_of(self, keys: Iterable[Any]) -> Ints:
        """The lines on which rows stand, sorted; rows filtered out are left aside."""
        positions = self.frame.index.get_indexer(pd.Index(list(keys)))
        return self.lines_at(positions[positions >= 0])

    def lines_at(self, positions: Ints) -> Ints:
        """The lines of rows by their positions in the frame."""
        return np.flatnonzero(np.isin(self._lines, positions))

    def keys_of(self, lines: Ints) -> list[Any]:
        rows = self._lines[lines]
        keys: list[Any] = self.frame.index[rows[rows >= 0]].tolist()
        return keys

    def _group_of(self, line: int) -> int | None:
        row = int(self._lines[line])
        return -1 - row if row < 0 else None

    def total_values(self) -> dict[str, object]:
        """Totals over all rows that pass the filters."""
        return totals(self.frame, self.passing, self.columns)

    def _value(self, line: int, column: Column) -> Any:
        row = int(self._lines[line])
        if row < 0:
            return self._groups[-1 - row][2].get(column.key)
        array = self._arrays.get(column.key)
        if array is None:
            array = self._arrays[column.key] = self.frame[column.key].array
        return array[row]

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Vertical or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Role.DisplayRole:
            return f"{column.title}{self._sort_mark(column.key)}"
        if role == Role.ToolTipRole:
            unit = f" ({column.unit})" if column.unit else ""
            return f"{column.title}{unit}" + (f"\n{column.tip}" if column.tip else "")
        if role == Role.TextAlignmentRole:
            return _side(column)
        return None

    def _sort_mark(self, key: str) -> str:
        for place, sort in enumerate(self.sort_keys, start=1):
            if sort.key == key:
                arrow = "\u25bc" if sort.is_descending else "\u25b2"
                return f" {arrow}" + (str(place) if len(self.sort_keys) > 1 else "")
        return ""

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, position = index.row(), index.column()
        column = self.columns[position]
        match role:
            case Role.DisplayRole | Role.AccessibleTextRole:
                answer: Any = self._text(line, position)
            case Role.TextAlignmentRole:
                answer = _side(column)
            case Role.EditRole:
                answer = self._typed(self._value(line, column), column)
            case Role.ToolTipRole:
                answer = self._tip(line, column)
            case _:
                answer = self._own_role(line, column, role)
        return answer

    def _own_role(self, line: int, column: Column, role: int) -> Any:
        if role == COLUMN_ROLE:
            return column
        if role == STATE_ROLE:
            return self._state(line, column)
        return self._value(line, column) if role == VALUE_ROLE else None

    def _text(self, line: int, position: int) -> str:
        column = self.columns[position]
        group = self._group_of(line)
        if group is not None and position == 0:
            name, count, _ = self._groups[group]
            mark = "\u25b8" if name in self._collapsed else "\u25be"
            return f"{mark} {name or 'none'} ({count:,})"
        return cell_text(self._value(line, column), column)

    @staticmethod
    def _typed(value: Any, column: Column) -> str:
        """A value as one would type it."""
        if column.kind == "share" and not is_missing(value):
            return f"{100 * value:.{max(column.digits, 2)}f}".rstrip("0").rstrip(".") + "%"
        return str(plain_value(value))

    def _tip(self, line: int, column: Column) -> str | None:
        value = self._value(line, column)
        if column.is_numeric and not is_missing(value):
            unit = f" {column.unit}" if column.unit else ""
            return exact_text(value, column) + unit
        return "Locked" if self._state(line, column) == "locked" else None

    def _state(self, line: int, column: Column) -> str:
        row = int(self._lines[line])
        if row < 0:
            return "group"
        if self._locked and self.frame.index[row] in self._locked:
            return "locked"
        return "editable" if column.is_editable else ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.data(index, STATE_ROLE) == "editable":
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Ask for a change; the frame stays as it is until the owner answers."""
        if role != Role.EditRole or not index.isValid():
            return False
        edits, problems = self.edits_for([(index.row(), index.column(), str(value))])
        return self.ask(edits, problems)

    def edits_for(self, cells: Iterable[tuple[int, int, str]]) -> tuple[list[Edit], list[str]]:
        """Typed texts for (line, column position) as edits, and what cannot be, cell by cell."""
        edits: list[Edit] = []
        problems: list[str] = []
        for line, position, text in cells:
            column = self.columns[position]
            if self._state(line, column) != "editable":
                problems.append(f"{column.title}: this cell cannot be changed.")
                continue
            try:
                value = read_cell(text, column)
            except NotUnderstoodError as problem:
                problems.append(f"{column.title}: {problem}")
                continue
            if not _is_same(value, self._value(line, column)):
                edits.append((self.key_at(line), column.key, value))
        return edits, problems

    def ask(self, edits: list[Edit], problems: list[str]) -> bool:
        """All or nothing: emit the edits, or say what is wrong with some of them."""
        if problems:
            more = f" ({len(problems):,} cells in all)" if len(problems) > 1 else ""
            self.refused.emit(f"Nothing was changed. {problems[0]}{more}")
            return False
        if edits:
            self.edits_wanted.emit(edits)
        return bool(edits)


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_numeric else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _is_same(value: Any, present: Any) -> bool:
    if is_missing(value) or is_missing(present):
        return is_missing(value) and is_missing(present)
    if hasattr(present, "date") and not isinstance(value, str):
        present = pd.Timestamp(present).date()
    return bool(value == present)
