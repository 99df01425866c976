"""Every measure of a scenario by territory, and cheaply again after a move."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from salesplanner.analysis.balance import balance_index
from salesplanner.analysis.columns import Bools, Floats, Ints, bin_sums, decisions, ratio, texts
from salesplanner.analysis.compactness import inertia, parts
from salesplanner.analysis.facts import FACT_TABLES, Facts, facts
from salesplanner.analysis.register import Points
from salesplanner.analysis.revenue import refitted, response, revenue_of, share_out
from salesplanner.analysis.seats import Seats, seats
from salesplanner.analysis.travel import km_to_centre, units_of_centres, weighted_centres
from salesplanner.analysis.who_covers import Cover, cover
from salesplanner.plan.model import Plan

RULE_TABLES = ("carve_rule", "own_field", "own_value")
SEAT_TABLES = ("territory", "territory_rep", "level")
FIT_TABLES = (
    "unit_assignment", "account_assignment", "territory", "territory_rep", "carve_rule",
    "overlay_assignment",
)  # fmt: skip
BALANCED = ("workload_hours", "visit_hours", "revenue_amount", "potential_amount", "accounts")


@dataclass(frozen=True, eq=False)
class Measures:
    """The measures of one layer of a scenario.

    sums: one array (k,) by measure, added up over the accounts and units of each territory.
    unassigned: the same for what no territory covers. account_revenue: (n,) expected.
    """

    plan: Plan
    scenario_id: str
    layer_id: str
    facts: Facts
    seats: Seats
    cover: Cover
    centres: Points
    sums: dict[str, Floats]
    unassigned: dict[str, float]
    account_revenue: Floats

    @property
    def n_territories(self) -> int:
        return self.cover.n_territories

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for every territory, counted once; `territory_table` gives it out."""
        return _counted_table(self)


def measure_scenario(
    plan: Plan, scenario_id: str, layer_id: str, distances: pd.DataFrame | None = None
) -> Measures:
    """Measure one layer of a scenario from scratch.

    distances: rows of the bulk table distance, used instead of straight lines where given.

    The expected revenue is fitted to the adopted scenario where that is loaded, else to the
    scenario itself.

    Raises:
        PlanProblem: no such scenario, or facts that make no sense.
    """
    known = fitted_facts(plan, scenario_id, layer_id, distances)
    return _measure(plan, scenario_id, layer_id, known)


def fitted_facts(
    plan: Plan, scenario_id: str, layer_id: str, distances: pd.DataFrame | None = None
) -> Facts:
    """The facts, with the response of accounts fitted to today's alignment."""
    return _refit(plan, scenario_id, layer_id, facts(plan, layer_id, distances))


def _refit(plan: Plan, scenario_id: str, layer_id: str, known: Facts) -> Facts:
    today = _today(plan, scenario_id)
    return _fitted(known, *_seats_and_cover(plan, today, layer_id, known))


def _fitted(known: Facts, seat: Seats, covered: Cover) -> Facts:
    hours = _selling_hours(known, seat, covered)
    return known.fitted(response(known.forecast, covered.territory, hours), covered)


def remeasure(before: Measures, plan: Plan) -> Measures:
    """The measures after an edit; only what the edit can have touched is counted again.

    What is unchanged is seen from the tables themselves, so any edit, undo or redo may lie between.
    """
    old, scenario_id, layer_id = before.plan, before.scenario_id, before.layer_id
    if not _same(old, plan, FACT_TABLES):
        ways = before.facts.ways
        return measure_scenario(plan, scenario_id, layer_id, ways.table if ways else None)
    known, today = before.facts, _today(plan, scenario_id)
    same_seats = _same_rows(old, plan, SEAT_TABLES, scenario_id)
    same_fit = today == _today(old, scenario_id)
    same_today = same_fit and _same_rows(old, plan, FIT_TABLES, today)
    if same_seats and same_today and _same_rows(old, plan, FIT_TABLES, scenario_id):
        return replace(before, plan=plan)
    seat = before.seats if same_seats else seats(plan, scenario_id, layer_id, known.known)
    by_rule = before.cover.by_rule if same_seats and _same(old, plan, RULE_TABLES) else None
    covered = cover(plan, scenario_id, layer_id, known.known, by_rule=by_rule)
    is_own = today == scenario_id
    if same_seats and (same_today or (same_fit and is_own)):
        touched = _touched(before.cover, covered)
        return _count(plan, before, covered, touched, refits=not same_today)
    if not same_today:  # today's alignment itself moved: the forecast is refitted to it
        known = (
            _fitted(known, seat, covered) if is_own else _refit(plan, scenario_id, layer_id, known)
        )
    return _count_all(plan, scenario_id, layer_id, known, seat, covered)


def _measure(plan: Plan, scenario_id: str, layer_id: str, known: Facts) -> Measures:
    seat, covered = _seats_and_cover(plan, scenario_id, layer_id, known)
    return _count_all(plan, scenario_id, layer_id, known, seat, covered)


def _count_all(
    plan: Plan, scenario_id: str, layer_id: str, known: Facts, seat: Seats, covered: Cover
) -> Measures:
    nothing = np.zeros(covered.n_territories)
    empty = Measures(
        plan, scenario_id, layer_id, known, seat, covered,
        Points(nothing, nothing, seat.centre.is_plane), {}, {}, np.zeros(known.known.n_accounts),
    )  # fmt: skip
    return _count(plan, empty, covered, np.ones(covered.n_territories, bool))


def _seats_and_cover(
    plan: Plan, scenario_id: str, layer_id: str, known: Facts
) -> tuple[Seats, Cover]:
    return (
        seats(plan, scenario_id, layer_id, known.known),
        cover(plan, scenario_id, layer_id, known.known),
    )


def _today(plan: Plan, scenario_id: str) -> str:
    adopted = plan.adopted_scenario()
    return adopted if adopted in plan.loaded_scenarios else scenario_id


def _same(one: Plan, other: Plan, tables: tuple[str, ...]) -> bool:
    return all(one[name] is other[name] for name in tables)


def _same_rows(one: Plan, other: Plan, tables: tuple[str, ...], scenario_id: str) -> bool:
    """Whether one scenario's rows of some tables are the same in two plans."""
    for name in tables:
        if one[name] is other[name]:
            continue
        if name == "level":
            return False
        rows = (decisions(plan, name, scenario_id).reset_index(drop=True) for plan in (one, other))
        if not next(rows).equals(next(rows)):
            return False
    return True


def _touched(before: Cover, after: Cover) -> Bools:
    """Territories that lost or got an account or unit; the last entry, unassigned, is cut off."""
    touched = np.zeros(after.n_territories + 1, bool)
    for old, new in (
        (before.territory, after.territory),
        (before.unit_territory, after.unit_territory),
    ):
        moved = old != new
        touched[old[moved]] = True
        touched[new[moved]] = True
    changed_share = before.share != after.share
    touched[after.territory[changed_share]] = True
    for one in (before, after):
        touched[one.split_territory] = True
        touched[one.territory[one.split_account]] = True
    return touched[:-1]


@dataclass(frozen=True, eq=False)
class _Rows:
    """Accounts of the touched territories: one row each, and one more for each part of a split."""

    account: Ints
    territory: Ints
    share: Floats


def rows_of(covered: Cover, touched: Bools) -> _Rows:
    inside = np.flatnonzero(covered.is_inside)  # what the layer does not cover counts nowhere
    account = np.concatenate([inside, covered.split_account])
    territory = np.concatenate([covered.territory[inside], covered.split_territory])
    share = np.concatenate([covered.share[inside], covered.split_share])
    if touched.all():
        return _Rows(account, territory, share)
    chosen = np.flatnonzero(np.append(touched, True)[territory])
    return _Rows(account[chosen], territory[chosen], share[chosen])


def all_centres(known: Facts, seat: Seats, covered: Cover) -> Points:
    """The centre of every territory, (k,); NaN where it has no rep, centre, account or unit."""
    return _centres(known, seat, rows_of(covered, np.ones(covered.n_territories, bool)), covered)


def travel_by_territory(known: Facts, territory: Ints, centres: Points, k: int) -> Floats:
    """Hours on the road by territory, (k,), for accounts (n,) in some territories, -1: none."""
    n = len(territory)
    return _travel(known, _Rows(np.arange(n), territory, np.ones(n)), centres, k)[0]


def _centres(known: Facts, seat: Seats, rows: _Rows, covered: Cover) -> Points:
    """Home or given centre; else the middle of the accounts by their hours, else of the units."""
    if np.isfinite(seat.centre.x).all():
        return seat.centre
    k = covered.n_territories
    weights = known.amounts["visit_hours"][rows.account] * rows.share
    middle = weighted_centres(known.places.take(rows.account), weights, rows.territory, k)
    ones = np.ones(len(covered.unit_territory))
    of_units = weighted_centres(known.unit_places, ones, covered.unit_territory, k)
    return seat.centre.or_else(middle).or_else(of_units)


def _selling_hours(known: Facts, seat: Seats, covered: Cover) -> Floats:
    """Capacity less travel, never below 0, (k,)."""
    rows = rows_of(covered, np.ones(covered.n_territories, bool))
    centres = _centres(known, seat, rows, covered)
    travel = _travel(known, rows, centres, covered.n_territories)[0]
    return np.maximum(seat.hours.capacity.sum(axis=1) - travel, 0.0)


def _travel(known: Facts, rows: _Rows, centres: Points, k: int) -> tuple[Floats, Floats]:
    """Hours on the road by territory, (k,), and km to the centre by row, (r,)."""
    km = km_to_centre(known.places.take(rows.account), centres, rows.territory)
    if known.ways is not None:
        near = np.append(units_of_centres(centres, known.unit_places), [-1])[rows.territory]
        imported = known.ways.between(known.known.account_unit[rows.account], near)
        km = np.where(np.isnan(imported), km, imported)
    on_road = known.hours_per_km[rows.account] * km + known.amounts["tour_hours"][rows.account]
    return bin_sums(rows.territory, on_road * rows.share, k), km


def _count(
    plan: Plan, before: Measures, covered: Cover, touched: Bools, *, refits: bool = False
) -> Measures:
    """Count the touched territories again, and keep the sums of the others.

    refits: this is today's alignment and it moved, so the response is fitted to it again.
    """
    known, seat, k = before.facts, before.seats, covered.n_territories
    rows = rows_of(covered, touched)
    fresh, loose = _account_sums(known, rows, k)
    centres = _centres(known, seat, rows, covered)
    if not touched.all():
        centres = _keep(before.centres, centres, touched)
    travel, km = _travel(known, rows, centres, k)
    fresh["travel_hours"] = travel
    weight = known.amounts["visit_hours"][rows.account] * rows.share
    fresh["inertia"] = inertia(weight, km, rows.territory, k)
    units, loose_units = _unit_sums(known, covered, touched, k)
    selling = np.maximum(seat.hours.capacity.sum(axis=1) - travel, 0.0)
    if refits:
        assert known.response is not None
        now = np.where(touched, selling, before.sums["selling_hours"])
        again = refitted(known.response, known.forecast, covered.territory, now, touched)
        known = known.fitted(again, covered)
    by_row = expected_by_row(known, rows, selling)
    fresh["expected_amount"] = bin_sums(rows.territory, by_row, k)
    fresh["selling_hours"] = selling
    fresh |= units
    sums = {
        name: np.where(touched, column, before.sums.get(name, column))
        for name, column in fresh.items()
    }
    account_revenue = np.where(covered.is_inside, before.account_revenue, 0.0)
    account_revenue[rows.account] = 0.0
    np.add.at(account_revenue, rows.account, by_row)
    return Measures(
        plan, before.scenario_id, before.layer_id, known, seat, covered, centres, sums,
        loose | loose_units, account_revenue,
    )  # fmt: skip


def _keep(old: Points, new: Points, touched: Bools) -> Points:
    return Points(np.where(touched, new.x, old.x), np.where(touched, new.y, old.y), new.is_plane)


def _account_sums(known: Facts, rows: _Rows, k: int) -> tuple[dict[str, Floats], dict[str, float]]:
    """Sums by territory and of the unassigned: rows of territory -1 are in every selection."""
    sums, loose = {}, {}
    group = np.where(rows.territory < 0, k, rows.territory)
    for name, values in known.amounts.items():
        total = np.bincount(group, weights=values[rows.account] * rows.share, minlength=k + 1)
        sums[name], loose[name] = total[:k], float(total[k])
    return sums, loose


def _unit_sums(
    known: Facts, covered: Cover, touched: Bools, k: int
) -> tuple[dict[str, Floats], dict[str, float]]:
    owner = covered.unit_territory
    sums = {name: bin_sums(owner, column, k) for name, column in known.unit_amounts.items()}
    loose = {name: float(column[owner < 0].sum()) for name, column in known.unit_amounts.items()}
    for name, column in known.unit_means.items():
        valid = np.where(np.isnan(column), -1, owner)
        total = bin_sums(valid, np.nan_to_num(column), k)
        sums[name] = ratio(total, bin_sums(valid, np.ones(len(column)), k))
    only = np.where(np.append(touched, False)[owner], owner, -1)
    sums["parts"] = parts(only, known.borders, k).astype(np.float64)
    return sums, loose


def expected_by_row(known: Facts, rows: _Rows, selling: Floats) -> Floats:
    """Expected revenue of each row; what no territory covers keeps only its carry-over."""
    assert known.response is not None
    if not len(rows.account):
        return np.zeros(0)
    hours = share_out(known.response, rows.account, rows.territory, rows.share, selling)
    return revenue_of(known.response, rows.account, rows.share, hours)


def territory_table(measures: Measures) -> pd.DataFrame:
    """One row for every territory: names, sums, hours, shares and indices (MODEL.md)."""
    return measures.table.copy(deep=False)


def _counted_table(measures: Measures) -> pd.DataFrame:
    """One row for every territory: names, sums, hours, shares and indices (MODEL.md)."""
    rows = measures.seats.rows
    hours = measures.seats.hours
    frame = pd.DataFrame(
        {
            "territory_id": texts(rows, "territory_id"),
            "name": np.where(
                pd.isna(rows["name"]), texts(rows, "territory_id"), texts(rows, "name")
            ),
            "parent_id": texts(rows, "parent_id"),
            "rep_name": measures.seats.rep_names,
            "target_share": measures.seats.target_share,
            **measures.sums,
            "capacity_hours": hours.capacity.sum(axis=1),
            "field_hours": hours.field.sum(axis=1),
            "paid_hours": hours.paid.sum(axis=1),
        }
    )
    frame["customer_hours"] = customer_hours(frame)
    frame["workload_hours"] = frame["visit_hours"] + frame["travel_hours"]
    frame = with_ratios(frame)
    for name in BALANCED:
        values = frame[name].to_numpy(np.float64)
        frame[f"{name}_index"] = balance_index(values, measures.seats.target_share)
    return frame


def customer_hours(frame: pd.DataFrame) -> "pd.Series[float]":
    """Hours with customers: min(visit hours, field hours - travel), never below 0."""
    free = (frame["field_hours"] - frame["travel_hours"]).clip(lower=0.0)
    return free.where(free < frame["visit_hours"], frame["visit_hours"])


def with_ratios(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with the ratios that follow from its sums, at any level of roll-up."""

    def share(top: str, bottom: str) -> Floats:
        return ratio(frame[top].to_numpy(np.float64), frame[bottom].to_numpy(np.float64))

    return frame.assign(
        utilisation_share=share("workload_hours", "capacity_hours"),
        selling_time_share=share("customer_hours", "paid_hours"),
        penetration_share=share("revenue_amount", "potential_amount"),
        expected_growth_share=share("expected_amount", "revenue_amount") - 1,
        alignment_effect_amount=frame["expected_amount"] - frame["forecast_amount"],
    )


def measure_beside(known: Measures, plan: Plan, scenario_id: str) -> Measures:
    """Measure another scenario, or the same one in another plan, for the layer of `known`.

    Facts that are the same tables are not counted again.
    """
    is_same = _same(known.plan, plan, FACT_TABLES)
    today = _today(plan, scenario_id)
    is_same &= today == _today(known.plan, known.scenario_id)
    if not (is_same and _same_rows(known.plan, plan, FIT_TABLES, today)):
        ways = known.facts.ways
        return measure_scenario(plan, scenario_id, known.layer_id, ways.table if ways else None)
    return _measure(plan, scenario_id, known.layer_id, known.facts)
