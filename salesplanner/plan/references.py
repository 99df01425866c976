"""What rows say about other rows: references that must exist, trees without cycles."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesplanner.plan.changes import TableChange
from salesplanner.plan.fields import DECISIONS, PLAN_TABLES, TABLES
from salesplanner.plan.findings import Finding, findings
from salesplanner.plan.model import Plan, is_in
from salesplanner.plan.positions import Mask, cells_of, locate, span

_TARGETS = ("scenario", "territory", "unit", "account", "rep")
# A decision about something that does not exist is unsound; a fact that names something unknown
# (an owner who is no rep of the plan) is what imports bring, and only worth a look.
BINDING = tuple(
    (table, field.name, field.refers_to)
    for table in DECISIONS
    for field in TABLES[table].fields
    if field.refers_to in _TARGETS
    and (field.name in TABLES[table].key or field.name == "territory_id")
    and (table, field.name) not in {("scenario", "scenario_id"), ("territory", "territory_id")}
)
LOOSE = tuple(
    (table, field.name, field.refers_to)
    for table in PLAN_TABLES
    for field in TABLES[table].fields
    if field.refers_to
    and (table, field.name, field.refers_to) not in BINDING
    and TABLES[table].key != (field.name,)
    and (table, field.name) != ("territory", "territory_id")
)
PARENTS = (
    ("account", "account_id", "parent_account_id"),
    ("rep", "rep_id", "manager_id"),
    ("territory", "territory_id", "parent_id"),
)
_MOST_LEVELS = 100


def dangling(plan: Plan, table: str, rows: pd.DataFrame, column: str, target: str) -> Mask:
    """Rows whose column names a row of `target` that does not exist; empty names nothing."""
    named = rows[column].notna().to_numpy(bool)
    key = TABLES[target].key
    asked = rows.loc[named, ["scenario_id", column] if len(key) > 1 else [column]]
    asked = asked.set_axis(list(key), axis=1)
    distinct = asked.drop_duplicates()
    _, found = locate(plan[target], distinct, key)
    bad = np.zeros(len(rows), bool)
    if not found.all():
        unknown = pd.MultiIndex.from_frame(distinct[~found].astype(object))
        bad[named] = pd.MultiIndex.from_frame(asked.astype(object)).isin(unknown)
    return bad


def check_references(plan: Plan, table: str, rows: pd.DataFrame) -> Iterator[Finding]:
    """Decisions about what does not exist."""
    for name, column, target in BINDING:
        if name == table and len(rows):
            bad = dangling(plan, table, rows, column, target)
            what = f"There is no {target} {{value}}."
            remedy = f"Name a {target} of the plan, or add it first."
            yield from findings(table, rows, bad, column, what, remedy, is_unsound=True)


def check_still_named(plan: Plan, part: TableChange) -> Iterator[Finding]:
    """Rows that went although decisions still name them."""
    gone = part.removed_keys()
    if gone.empty:
        return
    for table, column, target in BINDING:
        if target == part.table:
            yield from _naming(plan, table, column, target, gone)


def _naming(
    plan: Plan, table: str, column: str, target: str, gone: pd.DataFrame
) -> Iterator[Finding]:
    remedy = f"Change or remove these rows first, then the {target}."
    scenarios = gone["scenario_id"].unique() if "scenario_id" in gone else [None]
    for scenario_id in scenarios:
        rows, ids = plan[table], gone
        if scenario_id is not None:
            low, high = span(rows, {"scenario_id": scenario_id})
            rows = rows.iloc[low:high]
            ids = gone[is_in(gone, "scenario_id", [scenario_id])]
        bad = is_in(rows, column, ids[TABLES[target].key[-1]])
        what = f"The {target} {{value}} is still named here."
        yield from findings(table, rows, bad, column, what, remedy, is_unsound=True)


def check_trees(plan: Plan, table: str, rows: pd.DataFrame) -> Iterator[Finding]:
    """Rows that are, over some steps, their own parent."""
    for name, _, parent in PARENTS:
        if name == table and len(rows):
            bad = in_cycle(plan, table, rows, parent)
            what = "It would lie below itself: its parent {value} lies below it."
            remedy = "Choose another parent."
            yield from findings(table, rows, bad, parent, what, remedy, is_unsound=True)


def in_cycle(plan: Plan, table: str, rows: pd.DataFrame, parent: str) -> Mask:
    """Rows one comes back to by following parents."""
    frame, key = plan[table], TABLES[table].key
    own, parents = cells_of(rows[key[-1]]), cells_of(frame[parent])
    bad = np.zeros(len(rows), bool)
    at = np.flatnonzero(rows[parent].notna().to_numpy(bool))
    now = cells_of(rows[parent])[at]
    for _ in range(_MOST_LEVELS):
        if not len(at):
            break
        bad[at] |= np.asarray(now == own[at], dtype=bool)
        place = {name: cells_of(rows[name])[at] for name in key[:-1]}
        asked = pd.DataFrame(place | {key[-1]: now}, dtype=object)
        positions, found = locate(frame, asked, key)
        at, now = at[found], parents[positions[found]]
        goes_on = ~bad[at] & ~pd.isna(now)
        at, now = at[goes_on], now[goes_on]
    return bad


def check_loose_references(plan: Plan, table: str) -> Iterator[Finding]:
    """Facts that name something the plan does not have."""
    rows = plan[table]
    for name, column, target in LOOSE:
        if name == table and len(rows) and target in plan.tables and len(plan[target]):
            if TABLES[target].key[0] == "scenario_id" and "scenario_id" not in rows:
                continue  # a fact that names a territory of an earlier year
            if len(TABLES[target].key) > 1 and TABLES[target].key[0] != "scenario_id":
                bad = rows[column].notna().to_numpy(bool) & ~is_in(
                    rows, column, plan[target][TABLES[target].key[0]].unique()
                )
            else:
                bad = dangling(plan, table, rows, column, target)
            what = f"There is no {target} {{value}}."
            remedy = f"Correct the name, or add the {target}."
            yield from findings(table, rows, bad, column, what, remedy)
