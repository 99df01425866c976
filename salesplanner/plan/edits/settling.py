"""Edits of what a planner decides about the map by hand: where accounts lie, what potential is."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from salesplanner.geography.potential import potential_index
from salesplanner.geography.units import UnitMeasure
from salesplanner.plan.demands import demand_all, demand_row, demand_text
from salesplanner.plan.model import Plan, is_in
from salesplanner.problems import PlanProblem


def settle_place(plan: Plan, account_ids: Sequence[str], unit_id: str | None = None) -> Plan:
    """Accounts that lie in a unit because the planner says so; no later import moves them.

    Args:
        unit_id: left out, they stay where they were found, and that is settled.

    Raises:
        PlanProblem: an account or the unit is unknown, or one that shall stay was never found.
    """
    ids = demand_all(plan, "account", "account_id", account_ids)
    where = is_in(plan["account"], "account_id", list(ids))
    settled = {"found_by": "hand", "found_sure_share": 1.0, "place_note": pd.NA}
    if unit_id is None:
        nowhere = plan["account"]["account_id"][where & plan["account"]["unit_id"].isna()]
        if len(nowhere):
            raise PlanProblem(
                f"Account {nowhere.iloc[0]} lies in no unit yet.", "table account, column unit_id",
                "Choose a unit for it.",
            )  # fmt: skip
        return plan.set_values("account", where, **settled)
    unit = demand_row(plan, "unit", unit_id=unit_id)
    place = {axis: unit[axis] for axis in ("latitude", "longitude")}
    return plan.set_values("account", where, unit_id=unit_id, **place, **settled)


def put_potential(
    plan: Plan, name: str, weights: Mapping[str, float], base_id: str | None = None
) -> Plan:
    """A measure made of others, by weights; its definition is the formula.

    Args:
        weights: measure id to weight; they are made to add up to 1. base_id: what means (incomes)
            are means of (households).

    Raises:
        PlanProblem: no measure or weight, a measure that adds up to nothing, a mean without base.
    """
    name = demand_text(name, "name of the index")
    made = potential_of(plan, name, weights, base_id)
    measure_id = name.lower().replace(" ", "_")
    row = {
        "measure_id": measure_id, "name": name, "unit": made.unit, "definition": made.definition,
        "source": made.source, "as_of_date": made.as_of or None, "adds_up": made.adds_up,
    }  # fmt: skip
    plan = plan.put("measure", pd.DataFrame([row]))
    ids = plan["unit"]["unit_id"]
    return plan.put("unit_measure", pd.DataFrame(
        {"unit_id": ids, "measure_id": measure_id, "value": made.values}
    ))  # fmt: skip


def potential_of(
    plan: Plan, name: str, weights: Mapping[str, float], base_id: str | None = None
) -> UnitMeasure:
    """The index by itself, to show its formula before it is kept."""
    chosen = [key for key, weight in weights.items() if weight]
    measures = [_measure(plan, key) for key in chosen]
    base = _measure(plan, base_id) if base_id else None
    return potential_index(measures, [weights[key] for key in chosen], name, base)


def _measure(plan: Plan, measure_id: str) -> UnitMeasure:
    row = demand_row(plan, "measure", measure_id=measure_id)
    rows = plan["unit_measure"]
    own = rows[(rows["measure_id"] == measure_id).to_numpy(bool)]
    values = own.set_index("unit_id")["value"].reindex(plan["unit"]["unit_id"])
    words = {key: str(row[key]) if pd.notna(row[key]) else "" for key in row.index}
    return UnitMeasure(
        words["name"] or measure_id, words["unit"], words["definition"], words["source"],
        words["adds_up"] or "sum", values.to_numpy(np.float64, na_value=np.nan),
        words["as_of_date"],
    )  # fmt: skip
