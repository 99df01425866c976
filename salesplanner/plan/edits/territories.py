"""Edits of territories and of the hierarchy above them."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.plan.demands import (
    demand_all,
    demand_between,
    demand_editable,
    demand_leaf,
    demand_no_row,
    demand_row,
    demand_some,
    demand_text,
    new_id,
    of,
    rows_with,
)
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan, is_in
from salesplanner.plan.positions import Mask, locate
from salesplanner.problems import PlanProblem

SHARE_TOLERANCE = 1e-6
# Tables whose rows name a territory in a column that is part of their key.
KEYED = ("territory_limit", "account_assignment", "territory_rep", "quota", "rep_quota")


def add_territory(
    plan: Plan,
    scenario_id: str,
    name: str,
    territory_id: str | None = None,
    parent_id: str | None = None,
    layer_id: str | None = None,
    level_id: str = "territory",
    **values: Any,
) -> Plan:
    """A new territory (or district, region, area); values are further columns of the table.

    Raises:
        PlanProblem: the id is taken, or parent, level or layer do not exist.
    """
    demand_editable(plan, scenario_id)
    name = demand_text(name, "name of the territory")
    territory_id = territory_id or new_id(plan, "territory", "territory_id", name)
    demand_no_row(plan, "territory", scenario_id=scenario_id, territory_id=territory_id)
    demand_level(plan, level_id)
    if level_id == "territory":
        layer_id = layer_id or first_layer(plan)
    row = {
        "scenario_id": scenario_id,
        "territory_id": territory_id,
        "name": name,
        "layer_id": layer_id,
        "level_id": level_id,
        "is_locked": False,
    }
    plan = plan.put("territory", pd.DataFrame([row | values]))
    return plan if parent_id is None else move_territory(plan, scenario_id, territory_id, parent_id)


def change_territory(plan: Plan, scenario_id: str, territory_id: str, **values: Any) -> Plan:
    """Change columns of a territory: name, target_share, colour, centre ...

    Raises:
        PlanProblem: no such territory, or a name that is empty.
        KeyError: a column that another edit is for (parent, layer, level) or that does not exist.
    """
    demand_editable(plan, scenario_id)
    demand_row(plan, "territory", scenario_id=scenario_id, territory_id=territory_id)
    if {"parent_id", "layer_id", "level_id"} & set(values):
        raise KeyError("use move_territory")
    if "name" in values:
        values["name"] = demand_text(values["name"], "name of the territory")
    where = rows_with(plan, "territory", scenario_id=scenario_id, territory_id=territory_id)
    return plan.set_values("territory", where, **_missing_as_na(values))


def rename_territory(plan: Plan, scenario_id: str, territory_id: str, name: str) -> Plan:
    """Another name people read; the id stays."""
    return change_territory(plan, scenario_id, territory_id, name=name)


def lock_territories(
    plan: Plan, scenario_id: str, territory_ids: Iterable[str], is_locked: bool = True
) -> Plan:
    """A locked territory keeps all it has and gets nothing; False unlocks."""
    demand_editable(plan, scenario_id)
    ids = demand_all(in_scenario(plan, scenario_id), "territory", "territory_id", territory_ids)
    where = of(plan, "territory", "territory_id", ids, scenario_id)
    return plan.set_values("territory", where, is_locked=is_locked)


def move_territory(plan: Plan, scenario_id: str, territory_id: str, parent_id: str | None) -> Plan:
    """Put a territory, district or region under another parent; None: under nothing.

    Raises:
        PlanProblem: no such parent, a parent not of a higher level, or one that lies below it.
    """
    demand_editable(plan, scenario_id)
    row = demand_row(plan, "territory", scenario_id=scenario_id, territory_id=territory_id)
    if parent_id is not None:
        parent = demand_row(plan, "territory", scenario_id=scenario_id, territory_id=parent_id)
        if _height(plan, parent["level_id"]) <= _height(plan, row["level_id"]):
            raise PlanProblem(
                f"{parent_id!r} is not of a higher level than {territory_id!r}.",
                "table territory, column parent_id",
                "Choose a parent of a level above.",
            )
    where = rows_with(plan, "territory", scenario_id=scenario_id, territory_id=territory_id)
    return plan.set_values("territory", where, parent_id=parent_id or pd.NA)


def split_territory(
    plan: Plan,
    scenario_id: str,
    territory_id: str,
    name: str,
    unit_ids: Iterable[str],
    account_ids: Iterable[str] = (),
    new_territory_id: str | None = None,
) -> Plan:
    """A new territory beside the first gets some of its units and directly assigned accounts.

    Target share and quotas stay with the first: how to share them is decided afterwards.

    Raises:
        PlanProblem: no or all units chosen, or units and accounts that are not in it.
    """
    demand_editable(plan, scenario_id)
    first = demand_leaf(plan, scenario_id, territory_id)
    layer = first["layer_id"]
    moved = {
        "unit_assignment": (list(unit_ids), "unit_id"),
        "account_assignment": (list(account_ids), "account_id"),
    }
    demand_some([*moved["unit_assignment"][0], *moved["account_assignment"][0]], "unit or account")
    copied = {"layer_id": layer, "level_id": first["level_id"], "parent_id": first["parent_id"]}
    new_territory_id = new_territory_id or new_id(plan, "territory", "territory_id", name)
    plan = add_territory(plan, scenario_id, name, new_territory_id, layer_id=layer)
    where = rows_with(plan, "territory", scenario_id=scenario_id, territory_id=new_territory_id)
    plan = plan.set_values("territory", where, **copied)
    for table, (ids, column) in moved.items():
        inside = rows_with(plan, table, scenario_id=scenario_id, territory_id=territory_id)
        chosen = inside & is_in(plan[table], column, ids)
        if plan[table][column][chosen].nunique() < len(set(ids)):
            raise PlanProblem(
                f"Some of what is chosen is not in {territory_id!r}.",
                f"table {table}",
                "Choose only what lies in it.",
            )
        plan = _renamed(plan, table, chosen, new_territory_id)
    return plan


def join_territories(plan: Plan, scenario_id: str, territory_ids: Sequence[str], into: str) -> Plan:
    """Give all that the territories hold to one of them (or another) and take the rest out.

    Units, accounts, rules and reps pass on; quotas of the same period and component add up, limits
    of the joined ones are dropped.

    Raises:
        PlanProblem: fewer than two territories, or they are of several layers.
    """
    demand_editable(plan, scenario_id)
    target = demand_leaf(plan, scenario_id, into)
    others = [name for name in dict.fromkeys(territory_ids) if name != into]
    demand_some(others, "other territory")
    for name in others:
        if not _same(demand_leaf(plan, scenario_id, name)["layer_id"], target["layer_id"]):
            raise PlanProblem(
                f"{name!r} and {into!r} are of different layers.",
                "table territory, column layer_id",
                "Join territories of one layer.",
            )
    plan = _quotas_added(plan, scenario_id, others, into)
    plan = _shares_added(plan, scenario_id, others, into)
    for name in others:
        plan = remove_territory(plan, scenario_id, name, into)
    return plan


def remove_territory(
    plan: Plan, scenario_id: str, territory_id: str, to: str | None = None
) -> Plan:
    """Take out a territory, or a district and up (what is below goes to its parent).

    Its units, accounts, rules and reps go to the territory `to`; with None units become unassigned,
    its exceptions, seats and rules are taken out. Quotas and limits go in any case.

    Raises:
        PlanProblem: no such territory, or `to` is not one that can hold them.
    """
    demand_editable(plan, scenario_id)
    row = demand_row(plan, "territory", scenario_id=scenario_id, territory_id=territory_id)
    if to is not None:
        demand_leaf(plan, scenario_id, to)
        if to == territory_id:
            raise PlanProblem("A territory cannot go into itself.", to, "Choose another one.")
    below = rows_with(plan, "territory", scenario_id=scenario_id, parent_id=territory_id)
    plan = plan.set_values("territory", below, parent_id=row["parent_id"])
    key = {"scenario_id": scenario_id, "territory_id": territory_id}
    units = rows_with(plan, "unit_assignment", **key)
    plan = plan.set_values("unit_assignment", units, territory_id=to or pd.NA)
    for table in ("account_assignment", "territory_rep", "carve_rule"):
        where = rows_with(plan, table, **key)
        plan = plan.remove(table, where) if to is None else _renamed(plan, table, where, to)
    plan = _splits_mended(_overlays_passed_on(plan, scenario_id, territory_id, to), scenario_id)
    afterwards = rows_with(
        plan, "account_assignment", scenario_id=scenario_id, then_territory_id=territory_id
    )
    plan = plan.set_values("account_assignment", afterwards, then_territory_id=to or pd.NA)
    for table in ("territory_limit", "quota", "rep_quota", "territory"):
        plan = plan.remove(table, rows_with(plan, table, **key))
    return plan


def set_limit(
    plan: Plan,
    scenario_id: str,
    territory_id: str,
    measure_id: str,
    lower: float | None = None,
    upper: float | None = None,
) -> Plan:
    """Least and most of a measure a territory may hold; both None takes the limit out.

    Raises:
        PlanProblem: the least is above the most.
    """
    demand_editable(plan, scenario_id)
    demand_row(plan, "territory", scenario_id=scenario_id, territory_id=territory_id)
    key = {"scenario_id": scenario_id, "territory_id": territory_id, "measure_id": measure_id}
    if lower is None and upper is None:
        return plan.remove("territory_limit", rows_with(plan, "territory_limit", **key))
    if lower is not None and upper is not None and lower > upper:
        raise PlanProblem(
            f"The least ({lower:g}) is above the most ({upper:g}).",
            f"table territory_limit, row {territory_id} / {measure_id}",
            "Exchange the two, or leave one empty.",
        )
    return plan.put("territory_limit", pd.DataFrame([key | {"lower": lower, "upper": upper}]))


def set_target_shares(plan: Plan, scenario_id: str, shares: dict[str, float | None]) -> Plan:
    """Target share of the balanced measures by territory (0 to 1); None: an equal share."""
    demand_editable(plan, scenario_id)
    for territory_id, share in shares.items():
        demand_leaf(plan, scenario_id, territory_id)
        if share is not None:
            demand_between(share, 0, 1, "target share")
        plan = change_territory(plan, scenario_id, territory_id, target_share=share)
    return plan


def first_layer(plan: Plan) -> str:
    """The layer meant where none is named: the one lowest in order, 'field' where there is none."""
    layers = plan["layer"]
    if layers.empty:
        return "field"
    order = ["position", "layer_id"]
    return str(layers.sort_values(order, na_position="first", kind="stable")["layer_id"].iloc[0])


def in_scenario(plan: Plan, scenario_id: str) -> Plan:
    """The plan with the territories of one scenario only: to look ids up in."""
    return plan.replace("territory", plan.of_scenario("territory", scenario_id))


def demand_level(plan: Plan, level_id: str) -> None:
    """Raise PlanProblem unless the level is known; `territory` always is."""
    if level_id != "territory":
        demand_row(plan, "level", level_id=level_id)


def _height(plan: Plan, level_id: object) -> int:
    levels = plan["level"]
    positions = dict(zip(levels["level_id"], levels["position"], strict=True))
    return 0 if level_id is pd.NA else int(positions.get(level_id, 0))


def _renamed(plan: Plan, table: str, where: Mask, territory_id: str) -> Plan:
    """Rows of a table given to another territory; where it has such a row, their shares add up."""
    if table in ("unit_assignment", "carve_rule"):
        return plan.set_values(table, where, territory_id=territory_id)
    key = list(TABLES[table].key)
    given = plan[table][where].assign(territory_id=territory_id)
    kept = plan.remove(table, where)
    at, found = locate(kept[table], given, TABLES[table].key)
    both = pd.concat([kept[table].iloc[np.unique(at[found])], given])
    if both.empty:
        return kept
    share = both.groupby(key)["share"].transform("sum", min_count=1).clip(upper=1.0)
    return kept.put(table, both.assign(share=share).drop_duplicates(key))


def _overlays_passed_on(plan: Plan, scenario_id: str, territory_id: str, to: str | None) -> Plan:
    """What the territory served passes on; who served it serves the other one from now on."""
    table = "overlay_assignment"
    served = rows_with(plan, table, scenario_id=scenario_id, territory_id=territory_id)
    plan = (
        plan.remove(table, served)
        if to is None
        else plan.set_values(table, served, territory_id=to)
    )
    return plan.remove(
        table, rows_with(plan, table, scenario_id=scenario_id, followed_id=territory_id)
    )


def _splits_mended(plan: Plan, scenario_id: str) -> Plan:
    """Shares of split accounts, some of whose parts went, add up to 1 again, in proportion."""
    where = rows_with(plan, "account_assignment", scenario_id=scenario_id, kind="split")
    rows = plan["account_assignment"][where]
    total = rows.groupby(["layer_id", "account_id", "from_date"])["share"].transform("sum")
    off = np.array(((total - 1).abs() > SHARE_TOLERANCE).fillna(False), dtype=bool)
    mended = np.flatnonzero(where)[off]
    where = np.zeros(len(where), bool)
    where[mended] = True
    shares = (rows["share"] / total)[off]
    return plan.set_values("account_assignment", where, share=shares.array)


def _quotas_added(plan: Plan, scenario_id: str, others: list[str], into: str) -> Plan:
    where = of(plan, "quota", "territory_id", [*others, into], scenario_id)
    rows = plan["quota"][where]
    if rows.empty:
        return plan
    key = ["scenario_id", "territory_id", "period", "component"]
    amounts = ["basis_amount", "planned_amount", "adjustment_amount", "revised_amount"]
    summed = rows.assign(territory_id=into).groupby(key, as_index=False, observed=True)
    totals = summed[amounts].sum(min_count=1)
    locked = summed["is_locked"].any()["is_locked"]
    return plan.put("quota", totals.assign(is_locked=locked))


def _shares_added(plan: Plan, scenario_id: str, others: list[str], into: str) -> Plan:
    where = of(plan, "territory", "territory_id", [*others, into], scenario_id)
    total = plan["territory"]["target_share"][where].sum(min_count=1)
    if pd.isna(total):
        return plan
    return change_territory(plan, scenario_id, into, target_share=min(float(total), 1.0))


def _same(one: object, other: object) -> bool:
    if one is pd.NA or other is pd.NA:
        return one is other
    return bool(one == other)


def _missing_as_na(values: dict[str, Any]) -> dict[str, Any]:
    return {name: pd.NA if value is None else value for name, value in values.items()}
