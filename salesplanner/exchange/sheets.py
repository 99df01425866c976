"""A sheet as read: headers, cells, and the row number each cell came from."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.exchange.issues import Issue

Row = list[Any]


@dataclass(frozen=True)
class RawSheet:
    """Rows of cells before the header was looked for; `first_row` is the sheet's row number."""

    file: str
    name: str
    rows: list[Row]
    first_row: int = 1
    issues: tuple[Issue, ...] = ()
    row_numbers: tuple[int, ...] = ()  # where rows do not follow one another, e.g. quoted line ends
    hints: frozenset[str] = frozenset()  # e.g. "separator ;": how the file was written

    def number(self, position: int) -> int:
        """The row number in the file of the row at `position`."""
        return self.row_numbers[position] if self.row_numbers else self.first_row + position


@dataclass(frozen=True)
class Sheet:
    """A table with unique headers.

    `cells` has one object column a header and the row number in the sheet as its index. A cell is
    text, or int, float, bool, date or datetime where the file says so, or "" where it is empty.
    """

    file: str
    name: str
    cells: pd.DataFrame
    has_header: bool = True
    issues: tuple[Issue, ...] = ()
    hints: frozenset[str] = frozenset()

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(self.cells.columns)

    @property
    def title(self) -> str:
        """How the sheet is called in doubts: its name, or the file's where it has none."""
        return self.name or self.file

    def preview(self, n_rows: int = 20) -> pd.DataFrame:
        """The first rows as text, for showing."""
        return self.cells.head(n_rows).map(cell_text)

    def with_issues(self, *issues: Issue) -> "Sheet":
        return replace(self, issues=(*self.issues, *issues))


def cell_text(cell: Any) -> str:
    """A cell as a person would type it: 12.0 is 12, a date is ISO, nothing is ''."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, dt.datetime):
        is_midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if is_midnight else cell.isoformat(" ")
    return str(cell)


def _number_text(number: float) -> str:
    if not np.isfinite(number):
        return ""
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number))
    return repr(number)


def text_column(column: pd.Series) -> pd.Series:
    """A column of cells as stripped text; equal cells are converted once."""
    values = column.to_numpy(object)
    known: dict[tuple[type, Any], str] = {}
    out = np.empty(len(values), object)
    for i, cell in enumerate(values):
        if type(cell) is str:
            out[i] = cell.strip()
            continue
        mark = (type(cell), cell)
        if mark not in known:
            known[mark] = cell_text(cell).strip()
        out[i] = known[mark]
    return pd.Series(out, index=column.index, dtype=object)


def object_array(values: list[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """A one-dimensional object array, whatever the values are."""
    array = np.empty(len(values), object)
    array[:] = values
    return array
