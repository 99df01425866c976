"""What a solver needs to know of a plan: sums by unit (or by account), seats and centres."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from salesplanner.analysis.columns import (
    Bools,
    Floats,
    Ints,
    bin_sums,
    decisions,
    flags,
    positions,
    texts,
)
from salesplanner.analysis.facts import Facts
from salesplanner.analysis.register import Points
from salesplanner.analysis.seats import Seats, seats
from salesplanner.analysis.territory_measures import (
    all_centres,
    fitted_facts,
    travel_by_territory,
)
from salesplanner.analysis.who_covers import FAMILY, STEPS, Cover, cover, parents_in
from salesplanner.plan.model import Plan

_FIRM_STEPS = tuple(STEPS.index(name) for name in ("exception", "holdover", "rule"))


@dataclass(frozen=True, kw_only=True, eq=False)
class ProblemFigures:
    """n items (units, or accounts), k territories; what is fixed whatever the solve does.

    measures: by name, (n,): units, accounts, revenue_amount, potential_amount, pipeline_amount,
        relationship_years, visits, visit_hours, trips, tour_hours, forecast_amount, and unit
        measures by their id (items that are units only).
    fixed: the same names, (k,): what accounts that do not follow their unit (named, holdover,
        by rule) bring to a territory; zero where accounts are the items.
    hours_per_km: (n,) travel hours a year for each straight km to the centre; visit hours + tour
        hours + hours_per_km x km is the workload. fixed_travel_hours: (k,) of the fixed accounts.
    attraction: (n,) and fixed_attraction (k,): g of the closed form, elasticity its e (the mean by
        forecast where segments differ). floor_amount: (n,) carried over without effort.
    current: (n,) territory, -1 none. family: (n,) group kept together, -1 none.
    centres: home of the rep, else given centre, else the middle of what it has; NaN: nothing yet.
    """

    item_ids: tuple[str, ...]
    item_noun: Literal["unit", "account"]
    places: Points
    measures: dict[str, Floats]
    hours_per_km: Floats
    elasticity: float
    attraction: Floats
    floor_amount: Floats
    current: Ints
    is_locked: Bools
    family: Ints
    territory_ids: tuple[str, ...]
    centres: Points
    target_share: Floats
    capacity_hours: Floats
    fixed: dict[str, Floats]
    fixed_travel_hours: Floats
    fixed_attraction: Floats
    n_accounts_left_out: int  # no unit, or no place: nothing a solve can assign


def problem_figures(
    plan: Plan, scenario_id: str, layer_id: str, noun: Literal["unit", "account"] = "unit"
) -> ProblemFigures:
    """Cut one layer of a scenario to the sums a solve works on.

    Raises:
        PlanProblem: no such scenario.
    """
    known = fitted_facts(plan, scenario_id, layer_id)
    covered = cover(plan, scenario_id, layer_id, known.known)
    seat = seats(plan, scenario_id, layer_id, known.known)
    if noun == "unit":
        return _by_unit(plan, scenario_id, layer_id, known, covered, seat)
    return _by_account(plan, scenario_id, layer_id, known, covered, seat)


def _by_unit(
    plan: Plan, scenario_id: str, layer_id: str, known: Facts, covered: Cover, seat: Seats
) -> ProblemFigures:
    m = known.known.n_units
    anchor = anchor_units(known, covered, parents_in(plan, layer_id, known.known))
    measures = {name: bin_sums(anchor, values, m) for name, values in known.amounts.items()}
    measures |= known.unit_amounts
    is_fixed = (anchor < 0) & (covered.territory >= 0)
    rows = plan_rows_locked(plan, scenario_id, layer_id, known)
    assert known.response is not None
    return ProblemFigures(
        item_ids=tuple(known.known.units),
        item_noun="unit",
        places=known.unit_places,
        measures=measures,
        hours_per_km=bin_sums(anchor, known.hours_per_km, m),
        attraction=bin_sums(anchor, known.response.attraction, m),
        floor_amount=bin_sums(anchor, known.response.floor, m),
        current=covered.unit_territory,
        is_locked=rows | _in_locked_territory(seat, covered.unit_territory),
        family=np.full(m, -1, np.int64),
        n_accounts_left_out=int(((anchor < 0) & (covered.territory < 0)).sum()),
        **_of_seats(known, covered, seat, is_fixed),
    )


def _by_account(
    plan: Plan, scenario_id: str, layer_id: str, known: Facts, covered: Cover, seat: Seats
) -> ProblemFigures:
    n = known.known.n_accounts
    assert known.response is not None
    rows = decisions(plan, "account_assignment", scenario_id, layer_id)
    hard = positions(known.known.accounts, texts(rows, "account_id")[flags(rows, "is_locked")])
    locked = np.isin(covered.step, _FIRM_STEPS)
    locked[hard[hard >= 0]] = True
    lost = ~np.isfinite(known.places.x)
    return ProblemFigures(
        item_ids=tuple(known.known.accounts),
        item_noun="account",
        places=known.places,
        measures=dict(known.amounts),
        hours_per_km=known.hours_per_km,
        attraction=known.response.attraction,
        floor_amount=known.response.floor,
        current=covered.territory,
        is_locked=locked | _in_locked_territory(seat, covered.territory),
        family=_families(parents_in(plan, layer_id, known.known)),
        n_accounts_left_out=int(lost.sum()),
        **_of_seats(known, covered, seat, np.zeros(n, bool)),
    )


def _of_seats(known: Facts, covered: Cover, seat: Seats, is_fixed: Bools) -> dict[str, Any]:
    """What depends on the territories and on the accounts that stay where they are."""
    assert known.response is not None
    k = covered.n_territories
    territory = np.where(is_fixed, covered.territory, -1)
    centres = all_centres(known, seat, covered)
    amount = known.forecast.amount
    weight = amount if amount.sum() > 0 else np.ones(len(amount))
    e = known.response.elasticity
    return {
        "elasticity": float(np.average(e, weights=weight)) if len(e) else 0.34,
        "territory_ids": tuple(covered.territory_ids),
        "centres": centres,
        "target_share": seat.target_share,
        "capacity_hours": seat.hours.capacity.sum(axis=1),
        "fixed": {name: bin_sums(territory, v, k) for name, v in known.amounts.items()},
        "fixed_travel_hours": travel_by_territory(known, territory, centres, k),
        "fixed_attraction": bin_sums(territory, known.response.attraction, k),
    }


def anchor_units(known: Facts, covered: Cover, parent: Ints) -> Ints:
    """The unit each account goes with when units are assigned, (n,), -1: it goes with none.

    A child that follows its family goes with the unit its parent goes with.
    """
    follows = ~np.isin(covered.step, (*_FIRM_STEPS, STEPS.index("solved")))
    own = known.known.account_unit
    anchor = np.where(follows & ((parent < 0) | (covered.step != FAMILY)), own, -1)
    child = np.flatnonzero(follows & (parent >= 0))
    for _generation in range(20):
        above = anchor[parent[child]]
        fallback = np.where(covered.step[child] == FAMILY, -1, own[child])
        new = np.where(above >= 0, above, fallback)
        if np.array_equal(new, anchor[child]):
            break
        anchor[child] = new
    return anchor


def plan_rows_locked(plan: Plan, scenario_id: str, layer_id: str, known: Facts) -> Bools:
    """Units whose assignment is locked, (m,)."""
    rows = decisions(plan, "unit_assignment", scenario_id, layer_id)
    unit = positions(known.known.units, texts(rows, "unit_id"))
    locked = np.zeros(known.known.n_units, bool)
    locked[unit[flags(rows, "is_locked") & (unit >= 0)]] = True
    return locked


def _in_locked_territory(seat: Seats, territory: Ints) -> Bools:
    """Items of territories that keep all they have."""
    return np.append(flags(seat.rows, "is_locked"), [False])[territory]


def _families(parent: Ints) -> Ints:
    """A number by family of two accounts and more, -1 for single ones."""
    head = np.where(parent >= 0, parent, np.arange(len(parent)))
    for _generation in range(20):
        up = head[head]
        if np.array_equal(up, head):
            break
        head = up
    size = np.bincount(head, minlength=len(parent))
    return np.where(size[head] > 1, head, -1)
