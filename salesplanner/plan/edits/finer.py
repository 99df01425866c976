"""The edit that puts smaller units in the place of a large one: several levels in one plan."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.borders import borders_of, join_borders
from salesplanner.geography.unit_codes import units_by_code
from salesplanner.geography.units import UnitSet
from salesplanner.plan.demands import demand_all
from salesplanner.plan.edits.maps import area_rows, border_rows, shape_rows, unit_rows
from salesplanner.plan.edits.placing import place_accounts
from salesplanner.plan.model import Plan, is_in
from salesplanner.problems import PlanProblem

Objects = NDArray[np.object_]
Ints = NDArray[np.int64]


def split_units(plan: Plan, unit_ids: Sequence[str], finer: UnitSet) -> Plan:
    """Units replaced by the ZIP areas in them, which stay in the same territories.

    Borders to what lies around come from the ZIP areas; figures are taken from the finer map where
    it has them, else spread by people; accounts are found again. Own borders and barriers of the
    units that go are lost.

    Raises:
        PlanProblem: a unit is unknown, or is no US county, state or three-digit ZIP area.
    """
    plan.demand_all_loaded()
    ids = demand_all(plan, "unit", "unit_id", unit_ids)
    within = _within(plan, ids, finer)
    empty = [name for name in ids if name not in set(within)]
    if empty:
        raise PlanProblem(
            f"No ZIP areas are known in {empty[0]}.", "table unit",
            "US counties, states and three-digit ZIP areas can be split.",
        )  # fmt: skip
    new, parent = finer.keep(within != ""), within[within != ""]
    moved = plan["account"][is_in(plan["account"], "unit_id", list(ids))]["account_id"]
    before = plan
    plan = _units_replaced(plan, ids, new, parent)
    plan = _borders_replaced(plan, ids, finer, within)
    plan = _figures_replaced(before, plan, ids, new, parent)
    plan = _decisions_replaced(plan, ids, new, parent)
    return _accounts_found_again(plan, moved, new)


def _within(plan: Plan, ids: Sequence[str], finer: UnitSet) -> Objects:
    """Which of the units each finer unit lies in, '' where in none."""
    rows = plan["unit"][is_in(plan["unit"], "unit_id", list(ids))]
    places = _places(finer)
    return units_by_code(places, rows["unit_id"].tolist(), rows["level"].fillna("own").tolist())


def _places(finer: UnitSet) -> pd.DataFrame:
    return pd.DataFrame({
        "zip": finer.unit_ids, "county": finer.parents, "state": "", "country": "US",
    })  # fmt: skip


def _units_replaced(plan: Plan, ids: Sequence[str], new: UnitSet, parent: Objects) -> Plan:
    """The old units become larger areas that the new ones lie in."""
    gone = is_in(plan["unit"], "unit_id", list(ids))
    old = plan["unit"][gone]
    areas = old[["unit_id", "name", "level", "parent_id"]].rename(columns={"unit_id": "area_id"})
    plan = plan.remove("unit", gone).put("larger_area", area_rows(new)).put("larger_area", areas)
    rows = unit_rows(new)
    rows["parent_id"] = parent  # a ZIP area may lie in another county than most of its people say
    plan = plan.put("unit", rows)
    return plan.with_bulk("shape", shape_rows(new), pd.DataFrame({"unit_id": list(ids)}))


def _borders_replaced(plan: Plan, ids: Sequence[str], finer: UnitSet, within: Objects) -> Plan:
    """Borders among the new units, and with the units around that hold their neighbours."""
    rows = plan["border"]
    plan = plan.remove(
        "border", is_in(rows, "unit_a", list(ids)) | is_in(rows, "unit_b", list(ids))
    )
    units = plan["unit"]
    names = units["unit_id"].tolist()
    at = units_by_code(_places(finer), names, units["level"].fillna("own").tolist())
    place = pd.Index(names).get_indexer(pd.Index(at))
    a, b = finer.borders.unit_a, finer.borders.unit_b
    is_new = (within[a] != "") | (within[b] != "")
    is_used = is_new & (place[a] >= 0) & (place[b] >= 0) & (place[a] != place[b])
    pairs = np.column_stack([place[a], place[b]])[is_used].astype(np.int64)
    kind, length = finer.borders.kind[is_used], finer.borders.length_km[is_used]
    land, other = kind == "land", kind != "land"
    joined = join_borders(
        borders_of(pairs[land], np.nan_to_num(length[land])),
        borders_of(pairs[other], 0.0, "bridge"),
    )
    return plan.put("border", border_rows(tuple(names), joined))


def _figures_replaced(
    before: Plan, plan: Plan, ids: Sequence[str], new: UnitSet, parent: Objects
) -> Plan:
    """Figures of the finer map where it has them; else sums by people and means as they were."""
    rows = before["unit_measure"]
    old = rows[is_in(rows, "unit_id", list(ids))]
    plan = plan.remove("unit_measure", is_in(plan["unit_measure"], "unit_id", list(ids)))
    people = np.nan_to_num(new.population) + 1e-3
    share = people / pd.Series(people).groupby(parent).transform("sum").to_numpy()
    adds_up = before["measure"].set_index("measure_id")["adds_up"].to_dict()
    frames = []
    for measure_id, figures in old.groupby("measure_id"):
        if measure_id in new.measures:
            values = new.measures[str(measure_id)].values
        else:
            of_parent = pd.Series(parent).map(figures.set_index("unit_id")["value"])
            weight = np.ones(len(share)) if adds_up.get(measure_id) == "mean" else share
            values = of_parent.to_numpy(float, na_value=np.nan) * weight
        frames.append(pd.DataFrame(
            {"unit_id": new.unit_ids, "measure_id": measure_id, "value": values}
        ))  # fmt: skip
    if not frames:
        return plan
    table = pd.concat(frames, ignore_index=True)
    return plan.put("unit_measure", table[table["value"].notna()])


def _decisions_replaced(plan: Plan, ids: Sequence[str], new: UnitSet, parent: Objects) -> Plan:
    """In every scenario the new units are where the old one was; a centre goes to the largest."""
    rows = plan["unit_assignment"]
    gone = is_in(rows, "unit_id", list(ids))
    pairs = pd.DataFrame({"unit_id": parent, "new_id": new.unit_ids})
    moved = rows[gone].merge(pairs, on="unit_id").drop(columns="unit_id")
    plan = plan.remove("unit_assignment", gone)
    plan = plan.put("unit_assignment", moved.rename(columns={"new_id": "unit_id"}))
    largest = pairs.assign(people=np.nan_to_num(new.population)).sort_values("people")
    centre_of = dict(zip(largest["unit_id"], largest["new_id"], strict=True))
    territories = plan["territory"]
    where = is_in(territories, "centre_unit_id", list(ids))
    if where.any():
        centres = territories["centre_unit_id"][where].map(centre_of).astype(object)
        plan = plan.set_values("territory", where, centre_unit_id=centres.to_numpy(object))
    return plan


def _accounts_found_again(plan: Plan, account_ids: pd.Series, new: UnitSet) -> Plan:
    """Accounts of the old units: by postal code or place, at last in the largest new unit."""
    where = is_in(plan["account"], "account_id", account_ids.tolist())
    if not where.any():
        return plan
    by_hand = where & (plan["account"]["found_by"] == "hand").fillna(False).to_numpy(bool)
    plan = place_accounts(plan.set_values("account", where, unit_id=pd.NA), where)
    lost = where & (by_hand | plan["account"]["unit_id"].isna().to_numpy(bool))
    if lost.any():
        largest = new.unit_ids[int(np.argmax(np.nan_to_num(new.population)))]
        plan = plan.set_values("account", lost, unit_id=largest)
    return plan
