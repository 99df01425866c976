"""Edits that bring an import into a plan: one step, facts only; scenarios stay untouched."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesplanner.plan.arrival import Arrival, Decisions, Outcome
from salesplanner.plan.changes import rows_that_differ
from salesplanner.plan.demands import demand_editable
from salesplanner.plan.edits.import_accounts import (
    account_ids,
    put_accounts,
    vanished_accounts,
)
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan, conform, equals, has_keys, is_in

_NO_DECISIONS = Decisions()


def import_arrival(plan: Plan, arrival: Arrival, decisions: Decisions = _NO_DECISIONS) -> Plan:
    """Put an arrival into the plan.

    Known rows get the values that arrived, new rows are added, an empty cell never erases what is
    known. Accounts missing from a refresh are marked, never removed. Decision tables change only
    where the arrival itself carries decisions (kinds alignment, hierarchy, rules, quotas).
    """
    if arrival.main == "carve_rule":
        return _with_rules(plan, arrival, decisions)
    if "account" in arrival.rows and arrival.main == "account":
        plan = put_accounts(plan, arrival, decisions)
    for table, rows in arrival.rows.items():
        if table == "account" and arrival.main == "account":
            continue
        plan = upsert(plan, table, rows, arrival.derived if table == "account" else frozenset())
    for table, rows in arrival.bulk.items():
        plan = plan.with_bulk(table, rows)
    if arrival.rep_aliases:
        plan = _with_rep_ids(plan, arrival.rep_aliases)
    if arrival.main == "opportunity":
        plan = _with_pipeline(plan, arrival)
    if len(arrival.mapping):
        plan = plan.put("import_mapping", arrival.mapping)
    return plan


def upsert(
    plan: Plan, table: str, rows: pd.DataFrame, only_empty: frozenset[str] = frozenset()
) -> Plan:
    """New rows added, known rows given the values that are not empty in `rows`.

    `only_empty`: columns filled only where the plan has nothing.
    """
    if rows.empty:
        return plan
    definition = TABLES[table]
    rows = conform(rows.drop_duplicates(list(definition.key), keep="last"), definition)
    old = plan[table]
    known = has_keys(rows, old, definition.key) if len(old) else np.zeros(len(rows), bool)
    fresh, newer = rows[~known], rows[known]
    if len(newer):
        where = has_keys(old, newer, definition.key)
        present = old[where]  # both are sorted by key, so they are in the same order
        for name in definition.columns:
            if name in definition.key:
                continue
            arrived = newer[name].set_axis(present.index)
            if name in only_empty:
                arrived = present[name].fillna(arrived)
            merged = arrived.fillna(present[name])
            if not merged.equals(present[name]):
                plan = plan.set_values(table, where, **{name: merged})
    return plan.put(table, fresh) if len(fresh) else plan


def outcome_of(plan: Plan, arrival: Arrival, decisions: Decisions = _NO_DECISIONS) -> Outcome:
    """What `import_arrival` would do to the main table, row by row of the sheet.

    A row that became one with another record or with an account of another system is `merged`.
    """
    after = import_arrival(plan, arrival, decisions)
    if arrival.main == "account":
        return _account_outcome(plan, after, arrival, decisions)
    if arrival.main not in plan.tables:
        return Outcome(pd.Series("added", index=arrival.row_keys.index, dtype=object))
    key = list(TABLES[arrival.main].key)
    words = _row_words(plan[arrival.main], after[arrival.main], key)
    status = arrival.row_keys.map(lambda k: words.get(k, "unchanged"))
    gone = rules_missing(plan, arrival) if decisions.is_refresh else []
    return Outcome(status.astype(object), tuple(gone))


def _with_rules(plan: Plan, arrival: Arrival, decisions: Decisions) -> Plan:
    """Rules as the sheet has them; where it is the whole list, the others go."""
    rows = arrival.rows["carve_rule"]
    if decisions.is_refresh:
        gone = rules_missing(plan, arrival)
        where = is_in(plan["carve_rule"], "rule_id", gone)
        where &= is_in(plan["carve_rule"], "scenario_id", rows["scenario_id"].unique())
        plan = plan.remove("carve_rule", where)
    for scenario_id in rows["scenario_id"].unique():
        demand_editable(plan, str(scenario_id))
    if len(rows):
        plan = plan.put("carve_rule", rows.drop_duplicates(["scenario_id", "rule_id"], keep="last"))
    return plan.put("import_mapping", arrival.mapping) if len(arrival.mapping) else plan


def rules_missing(plan: Plan, arrival: Arrival) -> list[str]:
    """Rules of the scenario and layers of a sheet that the sheet no longer has."""
    rows = arrival.rows["carve_rule"]
    if rows.empty:
        return []
    rules = plan["carve_rule"]
    here = equals(rules, "scenario_id", rows["scenario_id"].iloc[0])
    here &= rules["layer_id"].isin(rows["layer_id"]).to_numpy(bool)
    gone = here & ~rules["rule_id"].isin(rows["rule_id"]).to_numpy(bool)
    return [str(name) for name in rules["rule_id"][gone]]


def _row_words(old: pd.DataFrame, new: pd.DataFrame, key: list[str]) -> dict[object, str]:
    """Key -> added or changed; rows in neither are unchanged."""
    is_known = has_keys(new, old, tuple(key)) if len(old) else np.zeros(len(new), bool)
    stays = has_keys(old, new, tuple(key)) if len(new) else np.zeros(len(old), bool)
    words: dict[object, str] = dict.fromkeys(_keys(new[~is_known], key), "added")
    differs = rows_that_differ(old[stays], new[is_known])
    words |= dict.fromkeys(_keys(new[is_known][differs], key), "changed")
    return words


def _keys(rows: pd.DataFrame, key: list[str]) -> list[object]:
    if len(key) == 1:
        return rows[key[0]].tolist()
    return list(rows[key].itertuples(index=False, name=None))


def _account_outcome(plan: Plan, after: Plan, arrival: Arrival, decisions: Decisions) -> Outcome:
    ids = account_ids(plan, arrival, decisions)
    words = _row_words(plan["account"], after["account"], ["account_id"])
    known = plan["source_record"]
    seen = set(known["record_id"][is_in(known, "system", [arrival.system])])
    merged = set(decisions.account_of) | set(decisions.same_as)
    status = arrival.row_keys.map(
        lambda record: (
            "merged"
            if record in merged and record not in seen
            else words.get(ids[record], "unchanged")
        )
    ).astype(object)
    repeated = arrival.row_keys.duplicated().to_numpy(bool)
    status[repeated] = "merged"
    vanished = vanished_accounts(plan, arrival) if decisions.is_refresh else ()
    return Outcome(status, tuple(vanished))


def _with_rep_ids(plan: Plan, aliases: Mapping[str, str]) -> Plan:
    """Owners known by name or e-mail so far are known by their id from now on."""
    reps = set(plan["rep"]["rep_id"])
    for table, column in (("account", "owner_id"), ("opportunity", "rep_id")):
        present = plan[table][column]
        where = (present.isin(list(aliases)) & ~present.isin(list(reps))).to_numpy(bool)
        if where.any():
            plan = plan.set_values(table, where, **{column: present[where].map(aliases)})
    return plan


def _with_pipeline(plan: Plan, arrival: Arrival) -> Plan:
    """Open opportunities of an account add up to its pipeline and weigh its chance to win.

    Formula: pipeline = sum of open amounts; chance = sum(amount x chance) / sum(amount with one).
    """
    touched = arrival.rows["opportunity"].get("account_id")
    if touched is None:
        return plan
    all_of_them = plan["opportunity"]
    is_open = (
        ~all_of_them["is_closed"].fillna(False).astype(bool) & all_of_them["account_id"].notna()
    )
    rows = all_of_them[is_open]
    amounts = rows["amount"].astype("Float64").fillna(0.0)
    chance = rows["win_probability_share"]
    weights = amounts.where(chance.notna(), 0.0)
    sums = pd.DataFrame({
        "account_id": rows["account_id"], "amount": amounts, "weight": weights,
        "weighted": weights * chance.fillna(0.0),
    }).groupby("account_id").sum()  # fmt: skip
    accounts = plan["account"]
    where = is_in(accounts, "account_id", touched.dropna().unique())
    found = sums.reindex(accounts["account_id"][where].astype(object))
    pipeline = found["amount"].fillna(0.0).clip(lower=0).round().astype("Int64")
    plan = plan.set_values("account", where, pipeline_amount=pipeline.array)
    has_chance = (found["weight"].fillna(0.0) > 0).to_numpy(bool)
    if has_chance.any():
        at = np.flatnonzero(where)[has_chance]
        mask = np.zeros(len(accounts), bool)
        mask[at] = True
        share = (found["weighted"] / found["weight"])[has_chance].clip(0.0, 1.0).astype("Float64")
        plan = plan.set_values("account", mask, win_probability_share=share.array)
    return plan
