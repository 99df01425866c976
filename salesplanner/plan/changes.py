"""A Change is rows before and rows after: SQL write, undo step and refresh notice in one."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.plan.fields import TABLES, Table
from salesplanner.plan.model import Plan, conform, has_keys


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
            change = table_difference(TABLES[name], old.tables[name], frame)
            if len(change.before) or len(change.after):
                changes.append(change)
    return Change(label, tuple(changes))


def table_difference(table: Table, old: pd.DataFrame, new: pd.DataFrame) -> TableChange:
    """The rows of two frames, both sorted by key, that are not the same in the other."""
    head, tail = _same_ends(table, old, new)
    old_middle = old.iloc[head : len(old) - tail]
    new_middle = new.iloc[head : len(new) - tail]
    if len(old_middle) == 0 and len(new_middle) == 0:
        same_keys_differ = rows_that_differ(old, new)
        return TableChange(table.name, old[same_keys_differ], new[same_keys_differ])
    before, after = _middle_difference(table, old_middle, new_middle)
    old_ends = old.drop(old.index[head : len(old) - tail])
    new_ends = new.drop(new.index[head : len(new) - tail])
    changed = rows_that_differ(old_ends, new_ends)
    return TableChange(
        table.name,
        pd.concat([old_ends[changed], before]),
        pd.concat([new_ends[changed], after]),
    )


def rows_that_differ(old: pd.DataFrame, new: pd.DataFrame) -> NDArray[np.bool_]:
    """For frames of equal length: rows in which any column differs; NA equals NA only."""
    differs = np.zeros(len(old), bool)
    for name in old.columns:
        if not _shares_memory(old[name], new[name]):
            differs |= _values_differ(old[name], new[name])
    return differs


def apply(plan: Plan, change: Change) -> Plan:
    """The plan after a change: how undo and redo move the plan in memory."""
    for part in change.tables:
        if part.table in plan.tables:
            plan = _applied(plan, part)
        if part.table == "scenario":
            plan = _loaded_after(plan, part)
    return replace(plan, bulk={})


def _loaded_after(plan: Plan, part: TableChange) -> Plan:
    """A scenario that a change adds is wholly in that change, so it counts as loaded."""
    gone, there = set(part.before["scenario_id"]), set(part.after["scenario_id"])
    return plan.without_loaded(gone - there).with_loaded(there - gone)


def _applied(plan: Plan, part: TableChange) -> Plan:
    table = TABLES[part.table]
    frame = plan[part.table]
    gone = has_keys(frame, part.before, table.key)
    pieces = [piece for piece in (frame[~gone], part.after) if len(piece)]
    joined = pd.concat(pieces, ignore_index=True) if pieces else frame.iloc[:0]
    return plan.replace(part.table, conform(joined, table))


def _same_ends(table: Table, old: pd.DataFrame, new: pd.DataFrame) -> tuple[int, int]:
    """How many rows at the beginning and the end have the same keys in both."""
    least = min(len(old), len(new))
    same_head, same_tail = np.ones(least, bool), np.ones(least, bool)
    for name in table.key:
        a, b = old[name].to_numpy(object), new[name].to_numpy(object)
        same_head &= a[:least] == b[:least]
        same_tail &= a[len(a) - least :] == b[len(b) - least :]
    head = least if same_head.all() else int(np.argmin(same_head))
    tail = least if same_tail.all() else int(np.argmin(same_tail[::-1]))
    return head, min(tail, least - head)


def _middle_difference(
    table: Table, old: pd.DataFrame, new: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    stays = has_keys(old, new, table.key)
    stayed = has_keys(new, old, table.key)
    changed = rows_that_differ(old[stays], new[stayed])
    before_mask, after_mask = ~stays, ~stayed
    before_mask[stays] = changed
    after_mask[stayed] = changed
    return old[before_mask], new[after_mask]


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


def _values_differ(old: pd.Series, new: pd.Series) -> NDArray[np.bool_]:
    old_missing, new_missing = old.isna().to_numpy(bool), new.isna().to_numpy(bool)
    both = ~(old_missing | new_missing)
    differs = old_missing != new_missing
    a, b = old.to_numpy(object)[both], new.to_numpy(object)[both]
    differs[both] = np.asarray(a != b, dtype=bool)
    return np.asarray(differs)
