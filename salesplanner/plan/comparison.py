"""What differs between two scenarios, row by row and cell by cell."""

from collections.abc import Iterable

import pandas as pd

from salesplanner.plan.changes import TableChange, table_difference
from salesplanner.plan.fields import DECISIONS, TABLES, Table
from salesplanner.plan.model import Plan, has_keys

COLUMNS = ("table", "row_key", "what", "column", "value_before", "value_after")
COMPARED = tuple(name for name in DECISIONS if name != "scenario")


def scenario_changes(
    plan: Plan, before_id: str, after_id: str, tables: Iterable[str] = COMPARED
) -> tuple[TableChange, ...]:
    """The change that would make the first scenario's decisions equal to the second's.

    Returns:
        One TableChange a table that differs; all its rows carry `before_id`.
    """
    parts = []
    for name in tables:
        before = plan.of_scenario(name, before_id)
        after = plan.of_scenario(name, after_id)
        after = after.assign(scenario_id=pd.Series(before_id, after.index, dtype="object")).astype(
            {"scenario_id": TABLES[name].dtypes()["scenario_id"]}
        )
        part = table_difference(TABLES[name], before, after)
        if len(part.before) or len(part.after):
            parts.append(part)
    return tuple(parts)


def scenario_differences(
    plan: Plan, before_id: str, after_id: str, tables: Iterable[str] = COMPARED
) -> pd.DataFrame:
    """What differs, one line a cell (or a whole row added or removed).

    Returns:
        Columns table, row_key (the key without the scenario, joined by ' / '), what (added,
        removed or changed), column ('' for a whole row), value_before, value_after.
    """
    return change_lines(scenario_changes(plan, before_id, after_id, tables))


def change_lines(parts: Iterable[TableChange]) -> pd.DataFrame:
    """Changes as lines to read, one a cell (or a whole row added or removed)."""
    lines = [line for part in parts for line in (*_whole_rows(part), *_changed_cells(part))]
    return pd.concat(lines, ignore_index=True) if lines else pd.DataFrame(columns=list(COLUMNS))


def row_keys(table: Table, rows: pd.DataFrame) -> pd.Series:
    """The key of each row in words, without the scenario: 'field / 01001'."""
    names = [name for name in table.key if name != "scenario_id"]
    joined = rows[names[0]].astype(object).astype(str)
    for name in names[1:]:
        joined = joined + " / " + rows[name].astype(object).astype(str)
    return joined


def _whole_rows(part: TableChange) -> Iterable[pd.DataFrame]:
    table = TABLES[part.table]
    added = part.after[~has_keys(part.after, part.before, table.key)]
    removed = part.before[~has_keys(part.before, part.after, table.key)]
    for what, rows in (("added", added), ("removed", removed)):
        if len(rows):
            yield _lines(part.table, row_keys(table, rows), what, "", None, None)


def _changed_cells(part: TableChange) -> Iterable[pd.DataFrame]:
    table = TABLES[part.table]
    after = part.after[has_keys(part.after, part.before, table.key)].reset_index(drop=True)
    before = part.before[has_keys(part.before, part.after, table.key)].reset_index(drop=True)
    keys = row_keys(table, after)
    for name in table.columns:
        old, new = before[name].astype(object), after[name].astype(object)
        same = (old == new).fillna(False).to_numpy(bool) | (old.isna() & new.isna()).to_numpy(bool)
        if not same.all():
            yield _lines(part.table, keys[~same], "changed", name, old[~same], new[~same])


def _lines(
    table: str,
    keys: pd.Series,
    what: str,
    column: str,
    before: pd.Series | None,
    after: pd.Series | None,
) -> pd.DataFrame:
    values = (table, keys, what, column, before, after)
    frame = pd.DataFrame(dict(zip(COLUMNS, values, strict=True)), index=keys.index)
    return frame.astype(object).where(frame.notna(), None)
