"""A Plan is a value: table name to DataFrame, sorted by key, never changed in place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.plan.fields import PLAN_TABLES, TABLES, Table
from salesplanner.problems import PlanProblem

Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class BulkChange:
    """Rows an edit writes to a bulk table, which a Plan never holds.

    `put` are whole rows, added or replacing those of the same key; `remove` are keys to take out.
    """

    put: pd.DataFrame
    remove: pd.DataFrame


@dataclass(frozen=True)
class Plan:
    """All facts, and the decisions of the scenarios that are loaded.

    Tables are DataFrames with the columns, order and types of the field dictionary, sorted by key,
    with a plain 0..n-1 index. Every method returns a new Plan; pandas copy-on-write makes that
    cheap and reading safe.
    """

    tables: Mapping[str, pd.DataFrame]
    loaded_scenarios: frozenset[str] = frozenset()
    bulk: Mapping[str, BulkChange] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    def of_scenario(self, table: str, scenario_id: str) -> pd.DataFrame:
        """The rows of a decision table that belong to one scenario.

        Raises:
            PlanProblem: there is no such scenario.
        """
        self.demand_scenario(scenario_id)
        frame = self.tables[table]
        return frame[equals(frame, "scenario_id", scenario_id)].reset_index(drop=True)

    def demand_scenario(self, scenario_id: str) -> None:
        """Raise PlanProblem unless the scenario exists, RuntimeError unless it is loaded."""
        if not equals(self.tables["scenario"], "scenario_id", scenario_id).any():
            raise PlanProblem(
                f"There is no scenario {scenario_id!r}.",
                "table scenario",
                "Choose one of the plan's scenarios.",
            )
        if scenario_id not in self.loaded_scenarios:
            raise RuntimeError(f"scenario {scenario_id} was not loaded before it was used")

    def replace(self, table: str, frame: pd.DataFrame) -> "Plan":
        """The plan with `frame` as the whole of a table; types and order are put right."""
        return self._with(table, conform(frame, TABLES[table]))

    def set_values(self, table: str, where: Mask, **values: Any) -> "Plan":
        """The plan with columns set in the rows of `where`; values are scalars or arrays of rows.

        Raises:
            KeyError: no such column, or a key column (a row with another key is another row).
        """
        definition = TABLES[table]
        frame = self.tables[table].copy(deep=False)
        for name, value in values.items():
            if name in definition.key or name not in definition.columns:
                raise KeyError(f"{table}.{name}")
            frame[name] = _changed_column(frame[name], where, value)
        return self._with(table, frame)

    def put(self, table: str, rows: pd.DataFrame) -> "Plan":
        """The plan with `rows` added or in place of those of the same key; absent columns empty."""
        definition = TABLES[table]
        rows = conform(rows, definition)
        old = self.tables[table]
        kept = old[~has_keys(old, rows, definition.key)]
        parts = [part for part in (kept, rows) if len(part)]
        joined = pd.concat(parts, ignore_index=True) if parts else rows
        return self._with(table, conform(joined, definition))

    def remove(self, table: str, where: Mask) -> "Plan":
        """The plan without the rows of `where`."""
        if not where.any():
            return self
        return self._with(table, self.tables[table][~where].reset_index(drop=True))

    def with_bulk(
        self, table: str, put: pd.DataFrame | None = None, remove: pd.DataFrame | None = None
    ) -> "Plan":
        """The plan with rows to be written to a bulk table when the edit is committed."""
        definition = TABLES[table]
        put_rows = conform(put, definition) if put is not None else empty(definition)
        keys = list(definition.key)
        removed = remove[keys] if remove is not None else put_rows[keys].iloc[:0]
        return replace(self, bulk={**self.bulk, table: BulkChange(put_rows, removed)})

    def with_loaded(self, scenario_ids: Iterable[str]) -> "Plan":
        return replace(self, loaded_scenarios=self.loaded_scenarios | set(scenario_ids))

    def without_loaded(self, scenario_ids: Iterable[str]) -> "Plan":
        return replace(self, loaded_scenarios=self.loaded_scenarios - set(scenario_ids))

    def _with(self, table: str, frame: pd.DataFrame) -> "Plan":
        return replace(self, tables={**self.tables, table: frame})

    @property
    def info(self) -> pd.Series:
        """The one row of plan_info."""
        return self.tables["plan_info"].iloc[0]

    def adopted_scenario(self) -> str:
        """The id of the scenario in force; the first one where none is marked.

        Raises:
            PlanProblem: the plan has no scenario.
        """
        scenarios = self.tables["scenario"]
        if scenarios.empty:
            raise PlanProblem("The plan has no scenario.", "table scenario", "Add one first.")
        adopted = scenarios[scenarios["is_adopted"].fillna(False).to_numpy(bool)]
        return str((adopted if len(adopted) else scenarios)["scenario_id"].iloc[0])


def empty(table: Table) -> pd.DataFrame:
    """No rows, the right columns and types."""
    return pd.DataFrame(
        {name: pd.Series([], dtype=dtype) for name, dtype in table.dtypes().items()}
    )


def empty_plan() -> Plan:
    """A plan with every table and no row."""
    return Plan({name: empty(TABLES[name]) for name in PLAN_TABLES})


def equals(frame: pd.DataFrame, column: str, value: object) -> Mask:
    """Rows where a column has the value; a missing value equals nothing."""
    return (frame[column] == value).fillna(False).to_numpy(bool)


def is_in(frame: pd.DataFrame, column: str, values: Iterable[object]) -> Mask:
    """Rows where a column has one of the values."""
    return frame[column].isin(list(values)).to_numpy(bool)


def has_keys(frame: pd.DataFrame, rows: pd.DataFrame, key: tuple[str, ...]) -> Mask:
    """Rows of `frame` whose key is among the keys of `rows`."""
    if frame.empty or rows.empty:
        return np.zeros(len(frame), bool)
    if len(key) == 1:
        return frame[key[0]].isin(rows[key[0]]).to_numpy(bool)
    # Narrow by the first columns before the costly comparison of whole keys.
    near = np.ones(len(frame), bool)
    for name in key:
        near &= frame[name].isin(rows[name].unique()).to_numpy(bool)
    candidates = pd.MultiIndex.from_frame(frame.loc[near, list(key)])
    near[near] = candidates.isin(pd.MultiIndex.from_frame(rows[list(key)]))
    return near


def positions_of(frame: pd.DataFrame, rows: pd.DataFrame, key: tuple[str, ...]) -> Positions:
    """For each row of `frame` the position in `rows` of the row with its key; -1 where none."""
    if frame.empty or rows.empty:
        return np.full(len(frame), -1)
    if len(key) == 1:
        found = pd.Index(rows[key[0]].astype(object)).get_indexer(frame[key[0]].astype(object))
    else:
        index = pd.MultiIndex.from_frame(rows[list(key)].astype(object))
        found = index.get_indexer(pd.MultiIndex.from_frame(frame[list(key)].astype(object)))
    return np.asarray(found)


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The frame with exactly the table's columns and types, sorted by key, index 0..n-1.

    Raises:
        KeyError: a column the dictionary does not know.
        ValueError: a value that is not of the column's type.
    """
    unknown = set(frame.columns) - set(table.columns)
    if unknown:
        raise KeyError(f"{table.name} has no column {sorted(unknown)}")
    columns = {
        name: frame[name].astype(dtype)
        if name in frame.columns
        else pd.Series(pd.NA, index=frame.index, dtype=dtype)
        for name, dtype in table.dtypes().items()
    }
    typed = pd.DataFrame(columns, index=frame.index)
    return sorted_by_key(typed, table)


def sorted_by_key(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    codes = [frame[name].to_numpy(object) for name in table.key]
    if len(frame) and any(pd.isna(frame[name]).any() for name in table.key):
        raise PlanProblem(
            f"A row of {table.name} has no {' or '.join(table.key)}.",
            f"table {table.name}",
            "Give every row its key.",
        )
    if _is_sorted(codes):
        return frame.reset_index(drop=True)
    return frame.sort_values(list(table.key), kind="stable", ignore_index=True)


def _is_sorted(codes: list[NDArray[np.object_]]) -> bool:
    if len(codes[0]) < 2:
        return True
    undecided = np.ones(len(codes[0]) - 1, bool)
    for column in codes:
        before, after = column[:-1], column[1:]
        if (undecided & (before > after)).any():
            return False
        undecided &= before == after
    return True


def _changed_column(column: pd.Series, where: Mask, value: Any) -> pd.Series:
    changed = column.copy()
    if isinstance(value, pd.Series):
        value = value.array
    changed[where] = value
    return changed.astype(column.dtype)
