"""What makes a plan sound, and what in it deserves a look."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.plan.changes import Change, TableChange
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


@dataclass(frozen=True)
class Finding:
    """One thing wrong: where it is and what to do about it."""

    table: str
    row_key: str
    column: str
    what: str
    remedy: str
    is_unsound: bool = False


def demand_sound(plan: Plan, change: Change) -> None:
    """Refuse a plan whose changed rows break its integrity.

    Raises:
        PlanProblem: with the first finding.
    """
    for part in change.tables:
        for finding in check_rows(part):
            raise PlanProblem(
                finding.what,
                f"table {finding.table}, row {finding.row_key}, column {finding.column}",
                finding.remedy,
            )


def check_rows(part: TableChange) -> list[Finding]:
    """Ranges and choices of the dictionary, on the rows after a change."""
    table, rows = TABLES[part.table], part.after
    findings = []
    for field in table.fields:
        column = rows[field.name]
        bad = pd.Series(False, index=rows.index)
        if field.low is not None:
            bad |= (column < field.low).fillna(False).astype(bool)
        if field.high is not None:
            bad |= (column > field.high).fillna(False).astype(bool)
        if field.choices:
            bad |= column.notna() & ~column.isin(field.choices)
        if field.is_required:
            bad |= column.isna()
        for position in np.flatnonzero(bad.to_numpy(bool)):
            findings.append(_finding(part.table, rows.iloc[position], field.name))
    return findings


def _finding(table_name: str, row: pd.Series, column: str) -> Finding:
    table = TABLES[table_name]
    field = table.field(column)
    row_key = " / ".join(str(row[name]) for name in table.key)
    if field.choices:
        remedy = f"Use one of: {', '.join(field.choices)}."
    elif field.is_required and pd.isna(row[column]):
        remedy = "Give it a value."
    else:
        remedy = f"Use a value from {field.low} to {field.high}."
    what = f"{field.title} cannot be {row[column]}."
    return Finding(table_name, row_key, column, what, remedy, is_unsound=True)
