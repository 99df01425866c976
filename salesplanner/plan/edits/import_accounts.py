"""Accounts that arrive: which account a record is, and which value survives where two differ."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from salesplanner.plan.arrival import Arrival, Decisions, Merge
from salesplanner.plan.edits.survivors import Contest, said_before, said_by_preferred
from salesplanner.plan.fields import TABLES, Kind
from salesplanner.plan.model import Plan, conform, equals, is_in
from salesplanner.problems import PlanProblem

_ACCOUNT = TABLES["account"]
_AMOUNTS = tuple(field.name for field in _ACCOUNT.fields if field.kind is Kind.AMOUNT)


def account_ids(plan: Plan, arrival: Arrival, decisions: Decisions) -> dict[str, str]:
    """record_id -> account_id for every record of the arrival.

    First what the record became in an earlier import, then what was decided, then a new account
    named by its record; where that name is taken by another system, with the system before it.
    """
    records = plan["source_record"]
    mine = records[equals(records, "system", arrival.system)]
    earlier = dict(zip(mine["record_id"], mine["account_id"], strict=True))
    present = set(plan["account"]["account_id"])
    # A hand-made account, or one from before records were kept, is known by its id alone.
    of_no_system = set(plan["account"]["account_id"][plan["account"]["system"].isna()])
    ids: dict[str, str] = {}
    arriving = arrival.rows["account"]["record_id"].tolist()
    for record in arriving:
        if earlier.get(record) in present:
            ids[record] = str(earlier[record])
        elif record in decisions.account_of:
            ids[record] = decisions.account_of[record].into
        elif record in of_no_system:
            ids[record] = record
        elif record not in decisions.same_as:
            ids[record] = _new_id(record, arrival.system, present)
    for record in arriving:
        if record not in ids:
            ids[record] = ids[_leader(record, decisions.same_as)]
    return ids


def _new_id(record: str, system: str, present: set[str]) -> str:
    return record if record not in present else f"{system}:{record}"


def _leader(record: str, same_as: Any) -> str:
    seen = {record}
    while record in same_as:
        record = same_as[record].into
        if record in seen:
            raise PlanProblem(
                f"{record!r} is merged into itself.", "merges", "Take one of them out."
            )
        seen.add(record)
    return record


def put_accounts(plan: Plan, arrival: Arrival, decisions: Decisions) -> Plan:
    """The accounts of an arrival added, merged or brought up to date, with their source records."""
    ids = account_ids(plan, arrival, decisions)
    rows = arrival.rows["account"].copy()
    rows["account_id"] = rows["record_id"].map(ids).astype(object)
    rows = _parents(rows, ids)
    record_of = dict(zip(rows["account_id"], rows["record_id"], strict=True))
    for account_id in rows["account_id"][rows["account_id"].duplicated()]:
        record_of.pop(account_id, None)
    rows = _one_per_account(rows)
    rows["system"] = arrival.system
    plan = _merged_in(plan, rows, arrival.system, decisions, record_of)
    if decisions.is_refresh:
        plan = _mark_vanished(plan, arrival, ids)
    plan = _put_records(plan, arrival, decisions, ids)
    return _put_own_values(plan, arrival, ids)


def _parents(rows: pd.DataFrame, ids: dict[str, str]) -> pd.DataFrame:
    if "parent_record" in rows:
        told = rows.pop("parent_record").map(ids).astype(object)
        if "parent_account_id" in rows:
            told = told.where(told.notna(), rows["parent_account_id"])
        rows["parent_account_id"] = told.where(told != rows["account_id"], pd.NA)
    return rows


def _one_per_account(rows: pd.DataFrame) -> pd.DataFrame:
    """Records of one file that are one account: first filled value stays, amounts add up.

    The record that gave the account its id goes first. Equal amounts are taken for a copy and
    counted once.
    """
    repeated = rows["account_id"].duplicated(keep=False)
    if not repeated.any():
        return rows.drop(columns="record_id")
    several = rows[repeated]
    order = (several["record_id"] != several["account_id"]).astype(int)
    several = several.assign(_order=order).sort_values(["account_id", "_order"], kind="stable")
    grouped = several.groupby("account_id", sort=False)
    joined = grouped.first()
    for name in _AMOUNTS:
        if name in joined:
            joined[name] = grouped[name].agg(_added_up)
    joined = joined.reset_index().drop(columns="_order")
    whole = pd.concat([rows[~repeated], joined], ignore_index=True)
    return whole.drop(columns="record_id")


def _added_up(amounts: pd.Series) -> Any:
    known = amounts.dropna().unique()
    return sum(int(amount) for amount in known) if len(known) else pd.NA


def _merged_in(
    plan: Plan,
    rows: pd.DataFrame,
    system: str,
    decisions: Decisions,
    record_of: Mapping[str, str],
) -> Plan:
    columns = [name for name in rows.columns if name in _ACCOUNT.columns]
    rows = conform(rows[columns], _ACCOUNT)
    known = rows["account_id"].isin(plan["account"]["account_id"]).to_numpy(bool)
    newer = rows[known]
    if len(newer):
        where = is_in(plan["account"], "account_id", newer["account_id"])
        present = plan["account"][where]
        contest = Contest(
            present,
            newer.set_axis(present.index),
            said_before(plan, system, record_of, present),
            said_by_preferred(plan, decisions, present),
            system,
            decisions,
        )
        for name in columns:
            if name in ("account_id", "system"):
                continue
            chosen = contest.survivor(name)
            if not chosen.equals(present[name]):
                plan = plan.set_values("account", where, **{name: chosen})
        came = plan["account"]["system"].fillna(system)
        plan = plan.set_values("account", where, system=came[where])
        back = where & plan["account"]["is_vanished"].fillna(False).to_numpy(bool)
        plan = plan.set_values("account", back, is_vanished=False) if back.any() else plan
    return plan.put("account", rows[~known]) if (~known).any() else plan


def vanished_accounts(plan: Plan, arrival: Arrival) -> list[str]:
    """Accounts that came from this system only and are not in the arrival any more."""
    records = plan["source_record"]
    mine = equals(records, "system", arrival.system)
    arriving = set(arrival.rows["account"]["record_id"])
    gone = records[mine & ~records["record_id"].isin(list(arriving)).to_numpy(bool)]
    # Still there in this arrival, or in another system: not vanished.
    kept = records[~records.index.isin(gone.index) & records["system"].ne("merged").to_numpy(bool)]
    return sorted(set(gone["account_id"].dropna()) - set(kept["account_id"].dropna()))


def _mark_vanished(plan: Plan, arrival: Arrival, ids: dict[str, str]) -> Plan:
    gone = set(vanished_accounts(plan, arrival)) - set(ids.values())
    where = is_in(plan["account"], "account_id", gone)
    return plan.set_values("account", where, is_vanished=True) if where.any() else plan


def _put_records(plan: Plan, arrival: Arrival, decisions: Decisions, ids: dict[str, str]) -> Plan:
    if arrival.records.empty:
        return plan
    rows = arrival.records.drop_duplicates("record_id", keep="last").copy()
    told = {**decisions.same_as, **decisions.account_of}
    by_id = Merge("", "its id", 1.0)
    reasons = [told.get(record, by_id) for record in rows["record_id"]]
    rows["system"] = arrival.system
    rows["account_id"] = rows["record_id"].map(ids)
    rows["imported_on"] = arrival.day or None
    rows["matched_by"] = [reason.why for reason in reasons]
    rows["match_share"] = [reason.share for reason in reasons]
    earlier = plan["source_record"]
    mine = earlier[equals(earlier, "system", arrival.system)].set_index("record_id")
    if len(mine):  # how a record was matched the first time stays readable
        for name in ("matched_by", "match_share"):
            first = rows["record_id"].map(mine[name])
            rows[name] = first.where(first.notna().to_numpy(bool), rows[name])
    return plan.put("source_record", rows)


def _put_own_values(plan: Plan, arrival: Arrival, ids: dict[str, str]) -> Plan:
    if arrival.own_fields.empty:
        return plan
    plan = plan.put("own_field", arrival.own_fields)
    values = arrival.own_values.copy()
    values["row_key"] = values.pop("record_id").map(ids)
    values = values.dropna().drop_duplicates(["own_field_id", "row_key"], keep="last")
    return plan.put("own_value", values)


def take_back_merge(plan: Plan, system: str, record_ids: Iterable[str]) -> Plan:
    """Imported records that were merged into an account become accounts of their own again.

    What the account had from them alone goes with them: a value that no other of its records has
    is emptied, and amounts that were added up are lowered.

    Raises:
        PlanProblem: no such record, or the account has no other record.
    """
    for record_id in record_ids:
        plan = _taken_back(plan, system, record_id)
    return plan


def _taken_back(plan: Plan, system: str, record_id: str) -> Plan:
    records = plan["source_record"]
    is_it = equals(records, "system", system) & equals(records, "record_id", record_id)
    if not is_it.any():
        raise PlanProblem(f"There is no record {record_id!r} of {system}.", "table source_record")
    account_id = str(records["account_id"][is_it].iloc[0])
    others = records[equals(records, "account_id", account_id) & ~is_it]
    if others.empty or record_id == account_id:
        raise PlanProblem(
            f"{record_id!r} is what the account {account_id!r} is made from.",
            "table source_record",
            "Take back the other records instead.",
        )
    values = json.loads(records["row_values"][is_it].iloc[0])
    kept = [json.loads(text) for text in others["row_values"].dropna()]
    where = equals(plan["account"], "account_id", account_id)
    row = plan["account"][where].iloc[0]
    changes = _without(row, values, kept)
    if changes:
        plan = plan.set_values("account", where, **changes)
    new_id = _new_id(record_id, system, set(plan["account"]["account_id"]))
    fresh = {k: v for k, v in values.items() if k in _ACCOUNT.columns} | {
        "account_id": new_id,
        "system": system,
    }
    plan = plan.put("account", pd.DataFrame([fresh]))
    return plan.set_values(
        "source_record", is_it, account_id=new_id, matched_by="taken back", match_share=1.0
    )


def _without(row: pd.Series, values: dict[str, Any], kept: list[dict[str, Any]]) -> dict[str, Any]:
    """New values of the account once a record's own are gone from it."""
    changes: dict[str, Any] = {}
    for name, value in values.items():
        if name not in _ACCOUNT.columns or name in ("account_id", "name") or pd.isna(row[name]):
            continue
        others = [each[name] for each in kept if name in each]
        if (
            name in _AMOUNTS
            and others
            and int(row[name]) == sum({int(v) for v in [value, *others]})
        ):
            changes[name] = sum({int(v) for v in others})
        elif row[name] == value and value not in others:
            changes[name] = others[0] if others else pd.NA
    return changes
