"""Edits of who gets what: units and accounts to territories, locks and exceptions."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.plan.demands import (
    FROM_THE_BEGINNING,
    demand_all,
    demand_days,
    demand_editable,
    demand_leaf,
    demand_row,
    demand_some,
    rows_with,
)
from salesplanner.plan.edits.territories import first_layer
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan, is_in
from salesplanner.plan.positions import Mask
from salesplanner.problems import PlanProblem


def assign_units(
    plan: Plan,
    scenario_id: str,
    unit_ids: Iterable[str],
    territory_id: str | None,
    layer_id: str | None = None,
) -> Plan:
    """Give units to a territory; None leaves them unassigned.

    The layer is the territory's; where no territory is given, `layer_id` or the first layer.

    Raises:
        PlanProblem: unknown units, a locked unit, or a territory that is locked or not a leaf.
    """
    demand_editable(plan, scenario_id)
    ids = demand_all(plan, "unit", "unit_id", unit_ids)
    layer = _layer(plan, scenario_id, territory_id, layer_id)
    if territory_id is not None:
        _demand_unlocked_territory(plan, scenario_id, [territory_id])
    where = _layer_rows(plan, "unit_assignment", scenario_id, layer, "unit_id", ids)
    _demand_unlocked(plan, "unit_assignment", "unit_id", where)
    givers = plan["unit_assignment"]["territory_id"][where].dropna().unique()
    _demand_unlocked_territory(plan, scenario_id, [g for g in givers if g != territory_id])
    return _units_put(plan, scenario_id, layer, where, dict.fromkeys(ids, territory_id))


def lock_units(
    plan: Plan,
    scenario_id: str,
    unit_ids: Iterable[str],
    is_locked: bool = True,
    layer_id: str | None = None,
) -> Plan:
    """A solve leaves locked units where they are; False unlocks."""
    demand_editable(plan, scenario_id)
    ids = demand_all(plan, "unit", "unit_id", unit_ids)
    layer = layer_id or first_layer(plan)
    where = _layer_rows(plan, "unit_assignment", scenario_id, layer, "unit_id", ids)
    missing = sorted(set(ids) - set(plan["unit_assignment"]["unit_id"][where]))
    plan = plan.set_values("unit_assignment", where, is_locked=is_locked)
    if not missing:
        return plan
    key = {"scenario_id": scenario_id, "layer_id": layer}
    return plan.put(
        "unit_assignment", pd.DataFrame(key | {"unit_id": missing, "is_locked": is_locked})
    )


def unlock_units(
    plan: Plan, scenario_id: str, unit_ids: Iterable[str], layer_id: str | None = None
) -> Plan:
    """Let a solve move the units again."""
    return lock_units(plan, scenario_id, unit_ids, is_locked=False, layer_id=layer_id)


def assign_accounts(
    plan: Plan,
    scenario_id: str,
    account_ids: Iterable[str],
    territory_id: str,
    kind: str = "hand",
    reason: str = "",
    **values: Any,
) -> Plan:
    """Give accounts to a territory by themselves, whatever their units, rules and families say.

    What was said about an account in this layer is replaced; with a from_date only what was said
    from that day on, so that before it, and after until_date, all is as it was. values: from_date,
    until_date, then_territory_id, is_locked, made_by, made_on (columns of account_assignment).

    Raises:
        PlanProblem: unknown accounts, a locked account or territory, a holdover without an end, or
            an end before the begin.
    """
    demand_editable(plan, scenario_id)
    ids = demand_all(plan, "account", "account_id", account_ids)
    demand_some(ids, "account")
    layer = _layer(plan, scenario_id, territory_id, None)
    _demand_unlocked_territory(plan, scenario_id, [territory_id])
    begin = values.pop("from_date", None) or FROM_THE_BEGINNING
    _demand_dates(kind, begin, values.get("until_date"))
    if values.get("then_territory_id"):
        demand_leaf(plan, scenario_id, values["then_territory_id"])
    where = _layer_rows(plan, "account_assignment", scenario_id, layer, "account_id", ids)
    _demand_unlocked(plan, "account_assignment", "account_id", where)
    where &= (plan["account_assignment"]["from_date"] >= begin).fillna(False).to_numpy(bool)
    row = {
        "scenario_id": scenario_id,
        "layer_id": layer,
        "territory_id": territory_id,
        "from_date": begin,
        "kind": kind,
        "share": 1.0,
        "is_locked": values.pop("is_locked", kind == "named"),
        "reason": reason or None,
    }
    rows = pd.DataFrame({"account_id": ids} | row | values)
    return plan.remove("account_assignment", where).put("account_assignment", rows)


def split_account(
    plan: Plan,
    scenario_id: str,
    account_id: str,
    shares: Mapping[str, float],
    reason: str = "",
    **values: Any,
) -> Plan:
    """Share an account out among territories of one layer; the shares add up to 1.

    Raises:
        PlanProblem: shares that do not, or territories of several layers.
    """
    demand_editable(plan, scenario_id)
    demand_some(list(shares), "territory")
    if abs(sum(shares.values()) - 1) > 1e-6 or min(shares.values()) <= 0:
        raise PlanProblem(
            f"The shares of {account_id!r} add up to {sum(shares.values()):g}, not 1.",
            "table account_assignment, column share",
            "Make all shares above 0 and their sum 1.",
        )
    first, *others = shares
    plan = assign_accounts(plan, scenario_id, [account_id], first, "split", reason, **values)
    layer = _layer(plan, scenario_id, first, None)
    key = {"scenario_id": scenario_id, "layer_id": layer, "account_id": account_id}
    begin = values.get("from_date") or FROM_THE_BEGINNING
    where = rows_with(plan, "account_assignment", **key, from_date=begin)
    row = plan["account_assignment"][where]
    for territory_id in others:
        if _layer(plan, scenario_id, territory_id, None) != layer:
            raise PlanProblem(
                f"{first!r} and {territory_id!r} are of different layers.",
                "table account_assignment",
                "Split an account among territories of one layer.",
            )
        _demand_unlocked_territory(plan, scenario_id, [territory_id])
    rows = pd.concat([row.assign(territory_id=t, share=s) for t, s in shares.items()])
    return plan.remove("account_assignment", where).put("account_assignment", rows)


def lock_accounts(
    plan: Plan,
    scenario_id: str,
    account_ids: Iterable[str],
    is_locked: bool = True,
    layer_id: str | None = None,
) -> Plan:
    """Lock or unlock accounts that are assigned by themselves.

    Raises:
        PlanProblem: an account that only follows its unit: assign it first.
    """
    demand_editable(plan, scenario_id)
    ids = demand_all(plan, "account", "account_id", account_ids)
    layer = layer_id or first_layer(plan)
    where = _layer_rows(plan, "account_assignment", scenario_id, layer, "account_id", ids)
    absent = sorted(set(ids) - set(plan["account_assignment"]["account_id"][where]))
    if absent:
        raise PlanProblem(
            f"{absent[0]!r} has no assignment of its own.",
            "table account_assignment",
            "Assign it to a territory, then lock it.",
        )
    return plan.set_values("account_assignment", where, is_locked=is_locked)


def unlock_accounts(
    plan: Plan, scenario_id: str, account_ids: Iterable[str], layer_id: str | None = None
) -> Plan:
    """Let rules and solves move the accounts again."""
    return lock_accounts(plan, scenario_id, account_ids, is_locked=False, layer_id=layer_id)


def remove_exceptions(
    plan: Plan,
    scenario_id: str,
    account_ids: Iterable[str],
    layer_id: str | None = None,
    kind: str | None = None,
) -> Plan:
    """Let accounts follow rules, family and unit again; `kind` keeps the exceptions of other kinds.

    Raises:
        PlanProblem: one of them is locked.
    """
    demand_editable(plan, scenario_id)
    ids = demand_all(plan, "account", "account_id", account_ids)
    where = rows_with(
        plan, "account_assignment", scenario_id=scenario_id, layer_id=layer_id, kind=kind
    )
    where &= is_in(plan["account_assignment"], "account_id", ids)
    _demand_unlocked(plan, "account_assignment", "account_id", where)
    return plan.remove("account_assignment", where)


def _units_put(
    plan: Plan, scenario_id: str, layer: str, where: Mask, territories: Mapping[str, str | None]
) -> Plan:
    """Rows of unit_assignment, changed where they exist and added where they do not."""
    frame = plan["unit_assignment"]
    there = frame["unit_id"][where]
    plan = plan.set_values(
        "unit_assignment",
        where,
        territory_id=there.map(dict(territories)).astype(_text("unit_assignment", "territory_id")),
    )
    known = set(there)
    missing = [unit_id for unit_id in territories if unit_id not in known]
    if not missing:
        return plan
    rows = {
        "scenario_id": scenario_id,
        "layer_id": layer,
        "unit_id": missing,
        "territory_id": [territories[unit_id] for unit_id in missing],
        "is_locked": False,
    }
    return plan.put("unit_assignment", pd.DataFrame(rows))


def _layer(plan: Plan, scenario_id: str, territory_id: str | None, layer_id: str | None) -> str:
    if territory_id is None:
        return layer_id or first_layer(plan)
    own = demand_leaf(plan, scenario_id, territory_id)["layer_id"]
    return layer_id or first_layer(plan) if own is pd.NA else str(own)


def _layer_rows(
    plan: Plan, table: str, scenario_id: str, layer: str, column: str, ids: list[str]
) -> Mask:
    where = rows_with(plan, table, scenario_id=scenario_id, layer_id=layer)
    return where & is_in(plan[table], column, ids)


def _demand_dates(kind: str, begin: str, end: str | None) -> None:
    """Dates that are days, in order; a holdover has an end."""
    place = "table account_assignment"
    if kind == "holdover" and not end:
        raise PlanProblem("A holdover needs an end.", place, "Give its last day.")
    demand_days(place, begin, end or "")
    if end and end < begin:
        raise PlanProblem(
            f"The last day {end} is before the first day {begin}.", place, "Give a later last day."
        )


def _demand_unlocked(plan: Plan, table: str, column: str, where: Mask) -> None:
    frame = plan[table]
    locked = where & frame["is_locked"].fillna(False).to_numpy(bool)
    if locked.any():
        raise PlanProblem(
            f"{frame[column].iloc[int(np.argmax(locked))]!r} is locked"
            f"{f' and {locked.sum() - 1} more' if locked.sum() > 1 else ''}.",
            f"table {table}, column is_locked",
            "Unlock it first.",
        )


def _demand_unlocked_territory(plan: Plan, scenario_id: str, territory_ids: Iterable[str]) -> None:
    for territory_id in territory_ids:
        row = demand_row(plan, "territory", scenario_id=scenario_id, territory_id=territory_id)
        if row["is_locked"] is not pd.NA and row["is_locked"]:
            raise PlanProblem(
                f"The territory {territory_id!r} is locked.",
                "table territory, column is_locked",
                "Unlock it first: it keeps all it has and gets nothing.",
            )


def _text(table: str, column: str) -> Any:
    return TABLES[table].dtypes()[column]
