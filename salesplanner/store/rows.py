"""Rows between SQLite and DataFrames."""

import gc
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray
from pandas.arrays import BooleanArray, FloatingArray, IntegerArray, StringArray

from salesplanner.plan.changes import Change, TableChange
from salesplanner.plan.fields import TABLES, Kind, Table
from salesplanner.plan.model import conform


def read_table(
    connection: sqlite3.Connection, table: Table, where: str = "", values: Iterable[object] = ()
) -> pd.DataFrame:
    """The rows of a table, in the types of the dictionary, sorted by key."""
    columns, key = ", ".join(table.columns), ", ".join(table.key)
    condition = f" WHERE {where}" if where else ""
    query = f"SELECT {columns} FROM {table.name}{condition} ORDER BY {key}"
    with _no_collecting():
        rows = connection.execute(query, tuple(values)).fetchall()
        by_column = zip(*rows, strict=True) if rows else ([] for _ in table.columns)
        columns_ = {
            field.name: _column(list(cells), field.kind)
            for field, cells in zip(table.fields, by_column, strict=True)
        }
        return pd.DataFrame(columns_, copy=False)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Millions of new cells and no garbage among them: looking for it would double the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _column(cells: list[Any], kind: Kind) -> ExtensionArray | NDArray[np.object_]:
    """Cells as SQLite gives them in the type of the dictionary; None becomes a missing value."""
    if kind in (Kind.REAL, Kind.SHARE):
        numbers = np.array(cells, dtype=np.float64)  # None becomes NaN, which SQLite never stores
        return FloatingArray(numbers, np.isnan(numbers))
    objects = np.empty(len(cells), dtype=object)
    objects[:] = cells
    if kind == Kind.BLOB:
        return objects
    missing = np.array([cell is None for cell in cells], dtype=bool)
    if kind in (Kind.INTEGER, Kind.AMOUNT):
        objects[missing] = 0
        return IntegerArray(objects.astype(np.int64), missing)
    if kind == Kind.FLAG:
        objects[missing] = 0
        return BooleanArray(objects.astype(bool), missing)
    objects[missing] = pd.NA
    return StringArray(objects)


def write_change(connection: sqlite3.Connection, change: Change) -> None:
    """Write rows after, take out rows gone; inside the caller's transaction."""
    for part in change.tables:
        delete_keys(connection, TABLES[part.table], part.removed_keys())
        put_rows(connection, TABLES[part.table], part.after)


def delete_keys(connection: sqlite3.Connection, table: Table, keys: pd.DataFrame) -> None:
    condition = " AND ".join(f"{name} = ?" for name in table.key)
    cells = to_cells(keys[list(table.key)])
    connection.executemany(f"DELETE FROM {table.name} WHERE {condition}", cells)


def put_rows(connection: sqlite3.Connection, table: Table, rows: pd.DataFrame) -> None:
    columns = ", ".join(table.columns)
    places = ", ".join("?" * len(table.columns))
    statement = f"INSERT OR REPLACE INTO {table.name} ({columns}) VALUES ({places})"
    connection.executemany(statement, to_cells(rows[list(table.columns)]))


def to_cells(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Rows as tuples SQLite takes: None for missing, plain Python numbers."""
    if frame.empty:
        return []
    return list(zip(*(_cells(frame[name]) for name in frame.columns), strict=True))


def _cells(column: pd.Series) -> list[Any]:
    if column.dtype == object:
        return [None if cell is pd.NA else cell for cell in column.tolist()]
    array: Any = column.array  # the stubs do not know that None may stand for a missing value
    values: list[Any] = array.to_numpy(object, na_value=None).tolist()
    if column.dtype == "boolean":
        return [None if cell is None else int(cell) for cell in values]
    return values


def bulk_change(
    connection: sqlite3.Connection, table: Table, put: pd.DataFrame, remove: pd.DataFrame
) -> TableChange:
    """What writing rows to a bulk table would change: rows before are read from the file."""
    keys = pd.concat([put[list(table.key)], remove[list(table.key)]], ignore_index=True)
    columns = ", ".join(f"t.{name}" for name in table.columns)
    on = " AND ".join(f"t.{name} = k.{name}" for name in table.key)
    definition = ", ".join(table.key)
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS wanted_{table.name} ({definition})")
    places = ", ".join("?" * len(table.key))
    connection.executemany(f"INSERT INTO wanted_{table.name} VALUES ({places})", to_cells(keys))
    query = f"SELECT {columns} FROM {table.name} t JOIN wanted_{table.name} k ON {on}"
    rows = connection.execute(query).fetchall()
    connection.execute(f"DROP TABLE wanted_{table.name}")
    before = conform(pd.DataFrame(rows, columns=list(table.columns)), table)
    return TableChange(table.name, before, put)
