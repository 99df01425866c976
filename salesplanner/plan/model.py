"""A Plan is a value: table name to DataFrame, sorted by key, never changed in place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.plan.fields import PLAN_TABLES, TABLES, Table
from salesplanner.plan.positions import (
    Mask,
    cells_of,
    inserted,
    locate,
    overwritten,
    span,
    without,
)
from salesplanner.problems import PlanProblem


class ScenarioNotLoaded(RuntimeError):  # noqa: N818 - a signal to the document, not a mistake
    """Decisions were asked for that are still in the file; the document loads them and goes on."""

    def __init__(self, scenario_ids: Iterable[str]) -> None:
        self.scenario_ids = sorted(scenario_ids)
        super().__init__(f"not loaded: {', '.join(self.scenario_ids)}; ask document.load_scenario")


@dataclass(frozen=True)
class BulkChange:
    """Rows an edit writes to a bulk table, which a Plan never holds.

    `put` are whole rows, added or replacing those of the same key; `remove` are keys to take out.
    """

    put: pd.DataFrame
    remove: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Touch:
    """Where one `put` can have changed a table: between these two frames, in rows of these keys."""

    before: pd.DataFrame
    after: pd.DataFrame
    rows: pd.DataFrame


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
    # The last put of each table: tells a comparison where to look, never what it will find.
    touched: Mapping[str, Touch] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    def of_scenario(self, table: str, scenario_id: str) -> pd.DataFrame:
        """The rows of a decision table that belong to one scenario.

        Raises:
            PlanProblem: there is no such scenario.
        """
        self.demand_scenario(scenario_id)
        frame = self.tables[table]
        low, high = span(frame, {"scenario_id": scenario_id})
        return frame.iloc[low:high].reset_index(drop=True)

    def demand_scenario(self, scenario_id: str) -> None:
        """Raise PlanProblem unless the scenario exists, ScenarioNotLoaded unless it is loaded."""
        if scenario_id not in set(self.tables["scenario"]["scenario_id"]):
            raise PlanProblem(
                f"There is no scenario {scenario_id!r}.",
                "table scenario",
                "Choose one of the plan's scenarios.",
            )
        if scenario_id not in self.loaded_scenarios:
            raise ScenarioNotLoaded([scenario_id])

    def demand_all_loaded(self) -> None:
        """Raise ScenarioNotLoaded unless the decisions of all scenarios are here."""
        missing = set(self.tables["scenario"]["scenario_id"]) - self.loaded_scenarios
        if missing:
            raise ScenarioNotLoaded(missing)

    def replace(self, table: str, frame: pd.DataFrame) -> "Plan":
        """The plan with `frame` as the whole of a table; types and order are put right."""
        return self.with_table(table, conform(frame, TABLES[table]))

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
        return self.with_table(table, frame)

    def put(self, table: str, rows: pd.DataFrame) -> "Plan":
        """The plan with `rows` added or in place of those of the same key; absent columns empty."""
        definition = TABLES[table]
        rows = conform(rows, definition)
        old = self.tables[table]
        at, found = locate(old, rows, definition.key)
        frame = inserted(overwritten(old, at[found], rows[found]), at[~found], rows[~found])
        touched = {**self.touched, table: Touch(old, frame, rows)}
        return replace(self.with_table(table, frame), touched=touched)

    def committed(self) -> "Plan":
        """The plan without what only its commit needed: rows of bulk tables, where to look."""
        return replace(self, bulk={}, touched={})

    def remove(self, table: str, where: Mask) -> "Plan":
        """The plan without the rows of `where`."""
        if not where.any():
            return self
        return self.with_table(table, without(self.tables[table], np.flatnonzero(where)))

    def with_bulk(
        self, table: str, put: pd.DataFrame | None = None, remove: pd.DataFrame | None = None
    ) -> "Plan":
        """The plan with rows to be written to a bulk table when the edit is committed."""
        definition = TABLES[table]
        put_rows = conform(put, definition) if put is not None else empty(definition)
        keys = list(definition.key)
        removed = remove[keys] if remove is not None else put_rows[keys].iloc[:0]
        return replace(self, bulk={**self.bulk, table: BulkChange(put_rows, removed)})

    def with_decisions(self, tables: Mapping[str, pd.DataFrame], scenario_ids: set[str]) -> "Plan":
        """The plan with the decisions of further scenarios, as they are in the file."""
        plan = self
        for name, rows in tables.items():
            plan = plan.put(name, rows)
        return plan.with_loaded(scenario_ids)

    def with_loaded(self, scenario_ids: Iterable[str]) -> "Plan":
        return replace(self, loaded_scenarios=self.loaded_scenarios | set(scenario_ids))

    def without_loaded(self, scenario_ids: Iterable[str]) -> "Plan":
        return replace(self, loaded_scenarios=self.loaded_scenarios - set(scenario_ids))

    def with_table(self, table: str, frame: pd.DataFrame) -> "Plan":
        """The plan with a table that already has the right columns, types, order and index."""
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
    return np.array((frame[column] == value).fillna(False), dtype=bool)


def is_in(frame: pd.DataFrame, column: str, values: Iterable[object]) -> Mask:
    """Rows where a column has one of the values."""
    return np.array(frame[column].isin(list(values)), dtype=bool)


def has_keys(frame: pd.DataFrame, rows: pd.DataFrame, key: tuple[str, ...]) -> Mask:
    """Rows of `frame` whose key is among the keys of `rows`; at least one is sorted by key."""
    if frame.empty or rows.empty:
        return np.zeros(len(frame), bool)
    if len(key) == 1:
        return np.array(frame[key[0]].isin(rows[key[0]]), dtype=bool)
    there, wanted = frame[list(key)], rows[list(key)]
    known = pd.MultiIndex.from_frame(wanted.astype(object))
    near = np.ones(len(frame), bool)
    for name in key:  # narrow by single columns before the costly comparison of whole keys
        near &= there[name].isin(wanted[name].unique()).to_numpy(bool)
    near[near] = pd.MultiIndex.from_frame(there[near].astype(object)).isin(known)
    return near


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
    """The rows in order of their keys.

    Raises:
        PlanProblem: a key is missing, or two rows have the same.
    """
    for name in table.key:
        if len(frame) and frame[name].isna().any():
            raise PlanProblem(
                f"A row of {table.name} has no {name}.",
                f"table {table.name}, column {name}",
                "Give every row its key.",
            )
    in_order, is_unique = _order([cells_of(frame[name]) for name in table.key])
    if not in_order:
        frame = frame.sort_values(list(table.key), kind="stable", ignore_index=True)
        _, is_unique = _order([cells_of(frame[name]) for name in table.key])
    if not is_unique:
        twice = frame[frame.duplicated(list(table.key))][list(table.key)].iloc[0]
        raise PlanProblem(
            f"Two rows of {table.name} have the key {' / '.join(str(part) for part in twice)}.",
            f"table {table.name}",
            "Keep one of them.",
        )
    return frame.reset_index(drop=True)


def _order(columns: list[NDArray[np.object_]]) -> tuple[bool, bool]:
    """Whether rows rise by these columns, and whether no two are the same."""
    if len(columns[0]) < 2:
        return True, True
    undecided = np.ones(len(columns[0]) - 1, bool)
    for column in columns:
        before, after = column[:-1][undecided], column[1:][undecided]
        if np.asarray(before > after, dtype=bool).any():
            return False, True
        undecided[undecided] = np.asarray(before == after, dtype=bool)
    return True, not undecided.any()


def _changed_column(column: pd.Series, where: Mask, value: Any) -> pd.Series:
    array = column.array.copy()
    if isinstance(value, pd.Series):
        value = value.array
    array[where] = value
    return pd.Series(array, column.index, dtype=column.dtype)
