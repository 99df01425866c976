"""Typing and pasting into a table: many cells, one step."""

from typing import Any

import numpy as np
import pandas as pd

from salesplanner.plan.demands import demand_editable
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan
from salesplanner.plan.positions import locate
from salesplanner.problems import PlanProblem


def change_cells(plan: Plan, table: str, rows: pd.DataFrame) -> Plan:
    """Set cells of rows that exist.

    rows: the key columns, and the columns to change; a missing value empties the cell. Values of a
        text that reads as a number or a yes/no are taken as such.

    Raises:
        PlanProblem: a row that does not exist or is named twice, a column that is not editable, a
            value that does not fit the column.
    """
    definition = TABLES[table]
    key = list(definition.key)
    columns = [name for name in rows.columns if name not in key]
    _demand_columns(table, rows)
    for name in columns:
        if not definition.field(name).is_editable:
            raise PlanProblem(
                f"{definition.field(name).title} cannot be changed here.",
                f"table {table}, column {name}",
                "Paste into other columns.",
            )
    if definition.is_decision:
        for scenario_id in rows["scenario_id"].unique():
            demand_editable(plan, str(scenario_id))
    typed = typed_rows(table, rows)
    if typed.duplicated(key).any():
        raise PlanProblem("A row is named twice.", f"table {table}", "Name each row once.")
    at, found = locate(plan[table], typed, definition.key)
    if not found.all():
        first = " / ".join(str(value) for value in typed[~found][key].iloc[0])
        n_unknown = int((~found).sum())
        raise PlanProblem(
            f"There is no row {first}{f' ({n_unknown} in all)' if n_unknown > 1 else ''}.",
            f"table {table}",
            "Add the rows first.",
        )
    where = np.zeros(len(plan[table]), bool)
    where[at] = True
    in_order = typed.iloc[np.argsort(at)]
    return plan.set_values(table, where, **{name: in_order[name].array for name in columns})


def add_rows(plan: Plan, table: str, rows: pd.DataFrame) -> Plan:
    """Add rows whose keys are new; columns left out are empty.

    Raises:
        PlanProblem: a key that exists or is named twice, or a value that does not fit.
    """
    definition = TABLES[table]
    typed = typed_rows(table, rows)
    _, there = locate(plan[table], typed, definition.key)
    taken = there | typed.duplicated(list(definition.key))
    if taken.any():
        first = " / ".join(str(value) for value in typed.loc[taken, list(definition.key)].iloc[0])
        raise PlanProblem(
            f"There is already a row {first}.", f"table {table}", "Give it another key."
        )
    if definition.is_decision and table != "scenario":
        for scenario_id in typed["scenario_id"].unique():
            demand_editable(plan, str(scenario_id))
    return plan.put(table, typed)


def remove_rows(plan: Plan, table: str, keys: pd.DataFrame) -> Plan:
    """Take out rows by key; the integrity checks refuse what something else still refers to."""
    definition = TABLES[table]
    plan.demand_all_loaded()
    typed = typed_rows(table, keys[list(definition.key)])
    at, found = locate(plan[table], typed, definition.key)
    where = np.zeros(len(plan[table]), bool)
    where[at[found]] = True
    return plan.remove(table, where)


def typed_rows(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with just their columns, in the types of the dictionary.

    Raises:
        PlanProblem: a column that does not exist, or a value that does not fit; the first is named.
    """
    _demand_columns(table, rows)
    typed = {name: _typed(table, name, rows[name]) for name in rows.columns}
    return pd.DataFrame(typed, index=rows.index).reset_index(drop=True)


def _demand_columns(table: str, rows: pd.DataFrame) -> None:
    for name in rows.columns:
        if name not in TABLES[table].columns:
            raise PlanProblem(f"There is no column {name!r}.", f"table {table}", "Check the name.")


def _typed(table: str, name: str, column: pd.Series) -> pd.Series:
    dtype = TABLES[table].dtypes()[name]
    try:
        return column.astype(dtype)
    except (TypeError, ValueError, OverflowError):
        position = next(n for n, value in enumerate(column.tolist()) if not _fits(value, dtype))
    field = TABLES[table].field(name)
    raise PlanProblem(
        f"{column.iloc[position]!r} does not fit {field.title}.",
        f"table {table}, column {name}, row {position + 1}",
        f"It takes {field.kind}.",
    )


def _fits(value: object, dtype: Any) -> bool:
    try:
        pd.Series([value], dtype=object).astype(dtype)
    except (TypeError, ValueError, OverflowError):
        return False
    return True
