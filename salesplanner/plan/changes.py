"""A Change is rows before and rows after: SQL write, undo step and refresh notice in one."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from salesplanner.plan.fields import TABLES, Table
from salesplanner.plan.model import Plan, has_keys
from salesplanner.plan.positions import (
    Mask,
    Positions,
    inserted,
    locate,
    overwritten,
    values_differ,
    without,
)

_AT_ONCE = 4096  # rows compared in one go


@dataclass(frozen=True)
class TableChange:
    """Whole rows of one table; a key in both is a changed row, in one alone added or removed."""

    table: str
    before: pd.DataFrame
    after: pd.DataFrame

    def inverse(self) -> "TableChange":
        return TableChange(self.table, self.after, self.before)

    @property
    def n_rows(self) -> int:
        """Rows added, changed or removed."""
        return len(self.after) + len(self.removed_keys())

    @property
    def n_cells(self) -> int:
        """Cells it holds, before and after: what it costs to remember it."""
        return int(self.before.size + self.after.size)

    def removed_keys(self) -> pd.DataFrame:
        """Keys that are there before and not after."""
        key = TABLES[self.table].key
        gone = self.before
        if len(self.after) and len(gone):
            gone = gone[~has_keys(gone, self.after, key)]
        return gone[list(key)]


@dataclass(frozen=True)
class Change:
    """What one edit did, derived by comparing the plan before and after."""

    label: str
    tables: tuple[TableChange, ...]

    def inverse(self) -> "Change":
        return Change(self.label, tuple(change.inverse() for change in self.tables))

    @property
    def table_names(self) -> frozenset[str]:
        return frozenset(change.table for change in self.tables)

    def __bool__(self) -> bool:
        return bool(self.tables)


def difference(label: str, old: Plan, new: Plan) -> Change:
    """Everything that differs between two plans, row by row (bulk tables apart)."""
    changes = []
    for name, frame in new.tables.items():
        if frame is not old.tables[name]:
            change = _plan_difference(TABLES[name], old, new)
            if len(change.before) or len(change.after):
                changes.append(change)
    return Change(label, tuple(changes))


def _plan_difference(table: Table, old: Plan, new: Plan) -> TableChange:
    """Where one put led from the old table to the new, only its rows are compared."""
    touch = new.touched.get(table.name)
    before, after = old.tables[table.name], new.tables[table.name]
    if touch is None or touch.before is not before or touch.after is not after:
        return table_difference(table, before, after)
    at, found = locate(before, touch.rows, table.key)
    was = before.take(np.unique(at[found]))
    at, _ = locate(after, touch.rows, table.key)
    now = after.take(np.unique(at))
    differs_before, differs_after = _middle_difference(table, was, now)
    return TableChange(table.name, was.take(differs_before), now.take(differs_after))


def table_difference(table: Table, old: pd.DataFrame, new: pd.DataFrame) -> TableChange:
    """The rows of two frames, both sorted by key, that are not the same in the other."""
    head, tail = _same_ends(table, old, new)
    ends = [(slice(0, head), slice(0, head))]
    if tail:
        ends.append((slice(len(old) - tail, len(old)), slice(len(new) - tail, len(new))))
    before, after = [], []
    for old_end, new_end in ends:
        differs = np.flatnonzero(rows_that_differ(old, new, old_end, new_end))
        before.append(differs + old_end.start)
        after.append(differs + new_end.start)
    middle_before, middle_after = _middle_difference(
        table, old.iloc[head : len(old) - tail], new.iloc[head : len(new) - tail]
    )
    before.insert(1, middle_before + head)
    after.insert(1, middle_after + head)
    return TableChange(
        table.name, old.take(np.concatenate(before)), new.take(np.concatenate(after))
    )


def rows_that_differ(
    old: pd.DataFrame, new: pd.DataFrame, of_old: slice = slice(None), of_new: slice = slice(None)
) -> Mask:
    """For equally long parts of two frames: rows in which any column differs; NA equals NA only."""
    differs = np.zeros(len(range(*of_old.indices(len(old)))), bool)
    is_whole = of_old == of_new and len(old) == len(new)
    for name in old.columns:
        if not (is_whole and _shares_memory(old[name], new[name])):
            differs |= values_differ(old[name].array[of_old], new[name].array[of_new])
    return differs


def apply(plan: Plan, change: Change) -> Plan:
    """The plan after a change: how undo and redo move the plan in memory."""
    for part in change.tables:
        if part.table in plan.tables:
            plan = _applied(plan, part)
        if part.table == "scenario":
            plan = _loaded_after(plan, part)
    return plan.committed()


def _loaded_after(plan: Plan, part: TableChange) -> Plan:
    """A scenario that a change adds is wholly in that change, so it counts as loaded."""
    gone, there = set(part.before["scenario_id"]), set(part.after["scenario_id"])
    return plan.without_loaded(gone - there).with_loaded(there - gone)


def _applied(plan: Plan, part: TableChange) -> Plan:
    key = TABLES[part.table].key
    frame = plan[part.table]
    gone = part.before[~has_keys(part.before, part.after, key)]
    at, found = locate(frame, gone, key)
    frame = without(frame, np.sort(at[found]))
    at, found = locate(frame, part.after, key)
    frame = overwritten(frame, at[found], part.after[found])
    return plan.with_table(part.table, inserted(frame, at[~found], part.after[~found]))


def _same_ends(table: Table, old: pd.DataFrame, new: pd.DataFrame) -> tuple[int, int]:
    """How many rows at the beginning and the end have the same keys in both."""
    least = min(len(old), len(new))
    head = tail = least
    for name in table.key:
        if len(old) == len(new) and _shares_memory(old[name], new[name]):
            continue
        a, b = old[name].array, new[name].array
        head = _n_same(a, b, head)
        tail = _n_same(a[::-1], b[::-1], tail)
    return head, min(tail, least - head)


def _n_same(a: ExtensionArray, b: ExtensionArray, most: int) -> int:
    """How many values at the beginning are the same, looking no further than needed."""
    done = 0
    while done < most:
        until = min(most, done + _AT_ONCE)
        differs = values_differ(a[done:until], b[done:until])
        if differs.any():
            return done + int(np.argmax(differs))
        done = until
    return most


def _middle_difference(
    table: Table, old: pd.DataFrame, new: pd.DataFrame
) -> tuple[Positions, Positions]:
    at, stays = locate(new, old, table.key)
    gone, came = ~stays, np.ones(len(new), bool)
    came[at[stays]] = False
    before = np.flatnonzero(stays)
    after = at[stays]
    differs = rows_that_differ(old.iloc[before], new.iloc[after])
    before = np.sort(np.concatenate([np.flatnonzero(gone), before[differs]]))
    return before, np.sort(np.concatenate([np.flatnonzero(came), after[differs]]))


def _shares_memory(old: pd.Series, new: pd.Series) -> bool:
    """Columns an edit did not touch are the same memory: the quick way to know them equal."""
    before, after = _addresses(old), _addresses(new)
    return len(old) == len(new) and bool(before) and before == after


def _addresses(column: pd.Series) -> list[tuple[int, tuple[int, ...]]]:
    """Where pandas keeps the values and the mask; empty where this pandas does not tell."""
    parts = (getattr(column.array, name, None) for name in ("_ndarray", "_data", "_mask"))
    return [
        (part.__array_interface__["data"][0], part.strides)
        for part in parts
        if isinstance(part, np.ndarray)
    ]
