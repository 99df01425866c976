"""Edits of accounts: add, change, merge, split, remove."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from salesplanner.plan.demands import (
    demand_all,
    demand_no_row,
    demand_row,
    demand_some,
    demand_text,
    new_id,
    rows_with,
)
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan, is_in
from salesplanner.problems import PlanProblem

# Money of merged accounts adds up; everything else is the survivor's, or the first one known.
ADDED_UP = (
    "revenue_last_year_amount", "revenue_amount", "potential_amount", "pipeline_amount",
)  # fmt: skip
# Rows that name an account; those of table booking are moved by the document's bulk door.
NAMING = (
    ("opportunity", "account_id"), ("source_record", "account_id"), ("pair_rule", "account_id"),
    ("account", "parent_account_id"),
)  # fmt: skip
KEYED = ("account_target", "account_assignment")


def add_account(plan: Plan, name: str, account_id: str | None = None, **values: Any) -> Plan:
    """A new account; values are further columns.

    Raises:
        PlanProblem: the id is taken, or the name is empty.
    """
    name = demand_text(name, "name of the account")
    account_id = account_id or new_id(plan, "account", "account_id", name)
    demand_no_row(plan, "account", account_id=account_id)
    row = {"account_id": account_id, "name": name} | values
    return plan.put("account", pd.DataFrame([row]))


def change_accounts(plan: Plan, account_ids: Iterable[str], **values: Any) -> Plan:
    """The same new values for some accounts; None empties a column.

    Raises:
        PlanProblem: unknown accounts, or a parent that lies below the account itself.
    """
    ids = demand_all(plan, "account", "account_id", account_ids)
    if values.get("parent_account_id") is not None:
        demand_row(plan, "account", account_id=values["parent_account_id"])
    where = is_in(plan["account"], "account_id", ids)
    filled = {name: pd.NA if value is None else value for name, value in values.items()}
    return plan.set_values("account", where, **filled)


def merge_accounts(
    plan: Plan, account_ids: Sequence[str], into: str, bookings: pd.DataFrame | None = None
) -> Plan:
    """Make several accounts one: `into` keeps its values, gets what it lacks, and money adds up.

    Children, opportunities, targets, source records and exceptions pass to it (its own exceptions
    win). What was merged is kept as a source record of system 'merged', so that it can be read and
    taken back with `split_account_records`.

    bookings: the bookings of all of them (`document.read_bulk("booking", ...)`), which then add up
        under the survivor; left out, they stay under the old ids.

    Raises:
        PlanProblem: unknown accounts, or nothing to merge.
    """
    plan.demand_all_loaded()
    ids = demand_all(plan, "account", "account_id", [into, *account_ids])
    others = [account_id for account_id in ids if account_id != into]
    demand_some(others, "other account")
    survivor = dict(demand_row(plan, "account", account_id=into))
    for account_id in others:
        _fill(survivor, demand_row(plan, "account", account_id=account_id))
    if survivor["parent_account_id"] is not pd.NA and survivor["parent_account_id"] in ids:
        survivor["parent_account_id"] = pd.NA
    plan = plan.put(
        "source_record", _kept(plan["account"][is_in(plan["account"], "account_id", others)], into)
    )
    plan = plan.put("account", pd.DataFrame([survivor]))
    for table, column in NAMING:
        where = is_in(plan[table], column, others)
        if table == "account":
            where &= ~is_in(plan[table], "account_id", ids)
        plan = plan.set_values(table, where, **{column: into})
    for table in KEYED:
        plan = _passed_on(plan, table, others, into)
    if bookings is not None:
        plan = _bookings_added(plan, bookings, others, into)
    return plan.remove("account", is_in(plan["account"], "account_id", others))


def split_account_records(plan: Plan, account_id: str, record_ids: Iterable[str]) -> Plan:
    """Take back merges: each record of system 'merged' becomes an account of its own again.

    The survivor's money is lowered by what comes back; what moved to it (opportunities, targets,
    exceptions) stays with it.

    Raises:
        PlanProblem: a record that was not merged into this account.
    """
    demand_row(plan, "account", account_id=account_id)
    for record_id in record_ids:
        record = demand_row(plan, "source_record", system="merged", record_id=record_id)
        if record["account_id"] != account_id:
            raise PlanProblem(
                f"{record_id!r} was not merged into {account_id!r}.",
                "table source_record",
                "Choose one of its records.",
            )
        values = json.loads(record["row_values"])
        values = {name: values[name] for name in values if name in TABLES["account"].columns}
        demand_no_row(plan, "account", account_id=values["account_id"])
        plan = _lowered(plan, account_id, values)
        plan = plan.put("account", pd.DataFrame([values]))
        done = rows_with(plan, "source_record", system="merged", record_id=record_id)
        plan = plan.remove("source_record", done)
    return plan


def divide_account(
    plan: Plan, account_id: str, name: str, share: float, new_account_id: str | None = None
) -> Plan:
    """Make two accounts of one, e.g. for two sites: the new one gets a share of the money.

    Raises:
        PlanProblem: a share that is not between 0 and 1.
    """
    row = demand_row(plan, "account", account_id=account_id)
    if not 0 < share < 1:
        raise PlanProblem(
            f"A share of {share:g} leaves nothing for one of the two.",
            "table account",
            "Use a share between 0 and 1.",
        )
    new_values, left = {str(name): value for name, value in row.items()}, {}
    for column in ADDED_UP:
        if row[column] is not pd.NA:
            new_values[column] = round(int(row[column]) * share)
            left[column] = int(row[column]) - new_values[column]
    new_values.pop("account_id"), new_values.pop("name")
    plan = add_account(plan, name, new_account_id, **new_values)
    return change_accounts(plan, [account_id], **left) if left else plan


def remove_accounts(plan: Plan, account_ids: Iterable[str]) -> Plan:
    """Take accounts out, with what is decided and known about them; children lose their parent."""
    plan.demand_all_loaded()
    ids = demand_all(plan, "account", "account_id", account_ids)
    children = is_in(plan["account"], "parent_account_id", ids)
    plan = plan.set_values("account", children, parent_account_id=pd.NA)
    for table in ("account_assignment", "account_target", "opportunity", "pair_rule"):
        plan = plan.remove(table, is_in(plan[table], "account_id", ids))
    records = is_in(plan["source_record"], "account_id", ids)
    plan = plan.remove("source_record", records)
    return plan.remove("account", is_in(plan["account"], "account_id", ids))


def _fill(survivor: dict[Any, Any], other: pd.Series) -> None:
    for column, mine in survivor.items():
        theirs = other[column]
        if mine is pd.NA:
            survivor[column] = theirs
        elif column in ADDED_UP and theirs is not pd.NA:
            survivor[column] = mine + theirs


def _kept(merged: pd.DataFrame, into: str) -> pd.DataFrame:
    values = [
        json.dumps({name: _plain(value) for name, value in row.items() if value is not pd.NA})
        for row in merged.to_dict("records")
    ]
    return pd.DataFrame(
        {
            "system": "merged",
            "record_id": merged["account_id"].to_numpy(),
            "account_id": into,
            "row_values": values,
            "matched_by": "merged by hand",
        }
    )


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _passed_on(plan: Plan, table: str, others: list[str], into: str) -> Plan:
    where = is_in(plan[table], "account_id", others)
    key = list(TABLES[table].key)
    own = plan[table][is_in(plan[table], "account_id", [into])]
    rows = plan[table][where]
    if rows.empty:
        return plan
    plan = plan.remove(table, where)
    if table == "account_target":
        added = pd.concat([own, rows.assign(account_id=into)])
        return plan.put(table, added.groupby(key, as_index=False)[["amount"]].sum(min_count=1))
    # In each layer all exceptions of one account come along or none: a split stays whole.
    taken = set(zip(own["scenario_id"], own["layer_id"], strict=True))
    for account_id in others:
        theirs = rows[is_in(rows, "account_id", [account_id])]
        places = pd.Series(list(zip(theirs["scenario_id"], theirs["layer_id"], strict=True)))
        plan = plan.put(table, theirs[~places.isin(taken).to_numpy(bool)].assign(account_id=into))
        taken |= set(places)
    return plan


def _bookings_added(plan: Plan, bookings: pd.DataFrame, others: list[str], into: str) -> Plan:
    key = list(TABLES["booking"].key)
    mine = bookings[is_in(bookings, "account_id", [*others, into])]
    summed = mine.assign(account_id=into).groupby(key, as_index=False)
    rows = summed.agg({"amount": "sum", "rep_id": "first"})
    return plan.with_bulk("booking", rows, mine[is_in(mine, "account_id", others)])


def _lowered(plan: Plan, account_id: str, values: dict[str, Any]) -> Plan:
    row = demand_row(plan, "account", account_id=account_id)
    left = {
        column: int(row[column]) - int(values[column])
        for column in ADDED_UP
        if column in values and row[column] is not pd.NA
    }
    return change_accounts(plan, [account_id], **left)
