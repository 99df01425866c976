"""What makes a plan sound, and what in it deserves a look."""

from collections.abc import Iterator
from itertools import chain

import numpy as np
import pandas as pd

from salesplanner.plan.changes import Change, TableChange
from salesplanner.plan.fields import DECISIONS, TABLES, Field
from salesplanner.plan.findings import Finding, findings
from salesplanner.plan.model import Plan, equals, is_in
from salesplanner.plan.positions import Mask
from salesplanner.plan.quality import check_quality
from salesplanner.plan.references import (
    check_loose_references,
    check_references,
    check_still_named,
    check_trees,
)
from salesplanner.problems import PlanProblem

__all__ = ["Finding", "check_plan", "check_rows", "demand_sound"]

SHARE_TOLERANCE = 1e-6


def demand_sound(plan: Plan, change: Change) -> None:
    """Refuse a plan whose changed rows break its integrity.

    Raises:
        PlanProblem: with the first finding.
    """
    for part in change.tables:
        for finding in check_change(plan, part):
            raise PlanProblem(
                finding.what,
                f"table {finding.table}, row {finding.row_key}, column {finding.column}",
                finding.remedy,
            )


def check_change(plan: Plan, part: TableChange) -> Iterator[Finding]:
    """Everything that must hold of rows that changed, and of those that named rows which went."""
    checks = [check_rows(part)]
    if part.table in plan.tables:
        checks += [
            check_references(plan, part.table, part.after),
            check_still_named(plan, part),
            check_trees(plan, part.table, part.after),
            _check_sums(plan, part.table, part.after),
        ]
    return chain.from_iterable(checks)


def check_plan(plan: Plan, scenario_id: str | None = None) -> list[Finding]:
    """All that is wrong or odd in a plan: first what makes it unsound, then what deserves a look.

    scenario_id: the scenario whose decisions are looked at; the adopted one where None.
    """
    if scenario_id is None and len(plan["scenario"]):
        scenario_id = plan.adopted_scenario()
    looked_at = plan if scenario_id is None else _only(plan, scenario_id)
    unsound: list[Finding] = []
    loose: list[Finding] = []
    for table, rows in looked_at.tables.items():
        whole = TableChange(table, rows.iloc[:0], rows)
        unsound += check_change(looked_at, whole)
        loose += check_loose_references(looked_at, table)
    return unsound + loose + check_quality(looked_at, scenario_id)


def _only(plan: Plan, scenario_id: str) -> Plan:
    """The plan with the decisions of one scenario."""
    for table in DECISIONS:
        if table != "scenario":
            plan = plan.with_table(table, plan.of_scenario(table, scenario_id))
    return plan


def check_rows(part: TableChange) -> Iterator[Finding]:
    """Ranges and choices of the dictionary, on the rows after a change."""
    table, rows = TABLES[part.table], part.after
    if rows.empty:
        return
    for field in table.fields:
        bad = _out_of_range(field, rows[field.name])
        if bad.any():
            what = f"{field.title} cannot be {{value}}."
            yield from findings(
                part.table, rows, bad, field.name, what, _remedy(field), is_unsound=True
            )


def _out_of_range(field: Field, column: "pd.Series[float]") -> Mask:
    bad = np.zeros(len(column), bool)
    if field.low is not None:
        bad |= np.asarray((column < field.low).fillna(False), dtype=bool)
    if field.high is not None:
        bad |= np.asarray((column > field.high).fillna(False), dtype=bool)
    if field.choices:
        bad |= np.asarray(column.notna() & ~column.isin(field.choices), dtype=bool)
    if field.is_required:
        bad |= np.asarray(column.isna(), dtype=bool)
    return bad


def _remedy(field: Field) -> str:
    if field.choices:
        return f"Use one of: {', '.join(field.choices)}."
    if field.low is not None and field.high is not None:
        return f"Use a value from {field.low:g} to {field.high:g}."
    if field.low is not None:
        return f"Use a value of at least {field.low:g}."
    return "Give it a value."


def _check_sums(plan: Plan, table: str, rows: pd.DataFrame) -> Iterator[Finding]:
    """Shares that must add up to 1, a quota that must be what it consists of, one adoption."""
    if rows.empty:
        return
    if table == "scenario":
        frame = plan["scenario"]
        adopted = np.array(frame["is_adopted"].fillna(False), dtype=bool)
        if adopted.sum() > 1:
            what = "Several scenarios are adopted."
            yield from findings(
                table, frame, adopted, "is_adopted", what, "Adopt one of them.", is_unsound=True
            )
    elif table == "account_assignment":
        yield from _check_splits(plan, rows)
    elif table == "quota":
        parts = rows["planned_amount"].fillna(0) + rows["adjustment_amount"].fillna(0)
        bad = np.array((rows["revised_amount"] != parts).fillna(False), dtype=bool)
        what = "The quota {value} is not planned plus adjustment."
        yield from findings(table, rows, bad, "revised_amount", what, "Adjust it again.", True)


def _check_splits(plan: Plan, rows: pd.DataFrame) -> Iterator[Finding]:
    key = ["scenario_id", "layer_id", "account_id", "from_date"]
    accounts = rows.loc[equals(rows, "kind", "split"), "account_id"].unique()
    if not len(accounts):
        return
    frame = plan["account_assignment"]
    splits = frame[equals(frame, "kind", "split") & is_in(frame, "account_id", accounts)]
    total = splits.groupby(key)["share"].transform("sum")
    bad = np.array(((total - 1).abs() > SHARE_TOLERANCE).fillna(True), dtype=bool)
    what = "The shares of the split account do not add up to 1: this one is {value}."
    remedy = "Split the account again."
    yield from findings("account_assignment", splits, bad, "share", what, remedy, is_unsound=True)
