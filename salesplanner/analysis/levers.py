"""What follows from levers: heads, target, growth, productivity, leavers, elasticity, events.

Nothing is aligned anew: the hours of the territories change, and with them the expected revenue
(MODEL.md). Counted from the measures of a scenario, so that a slider can be dragged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.analysis.capacity import staying_shares
from salesplanner.analysis.columns import Floats, decisions, floats, index_of, positions, texts
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.revenue import Response, response
from salesplanner.analysis.selling_hours import revenue_with_response
from salesplanner.analysis.sizing import cost_per_rep, present_heads
from salesplanner.analysis.territory_measures import Measures
from salesplanner.analysis.working_hours import rep_hours, seat_hours
from salesplanner.plan.model import Plan

# Names as the table lever keeps them; the last four carry whom or what in `scope` and the month
# of the plan year (1 to 12) in `value`.
HEADS, TARGET, GROWTH = "heads", "target", "growth"
PRODUCTIVITY, ATTRITION, OVER, ELASTICITY = (
    "productivity", "attrition", "over-assignment", "elasticity",
)  # fmt: skip
LEAVES, JOINS, LOST, WON = "rep leaves", "rep joins", "account lost", "account won"
EVENTS = (LEAVES, JOINS, LOST, WON)


@dataclass(frozen=True)
class Event:
    """Something that happens in a month of the plan year, 1 to 12: to a rep, a seat, an account.

    about: the rep who leaves, the territory a rep joins, the account lost or won.
    """

    kind: str
    about: str
    month: int


@dataclass(frozen=True)
class Levers:
    """None: as the plan has it. Shares are of 1; heads full-time equivalents over the year."""

    heads: float | None = None
    target_amount: float | None = None
    growth_share: float = 0.0  # what customers would buy more at the same effort
    productivity_share: float = 1.0  # selling capacity of an hour against today
    attrition_share: float = 0.0  # leavers in the year who are not in the plan
    over_share: float = 0.0
    elasticity: float | None = None
    events: tuple[Event, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Outcome:
    """The numbers that follow; amounts in the smallest unit of the currency."""

    heads: float
    target_amount: float
    expected_amount: float
    gap_amount: float  # expected - target
    quota_amount: float  # target with over-assignment
    quota_per_head_amount: float
    attainment_share: float  # expected over quota
    utilisation_share: float  # workload over capacity
    profit_amount: float  # margin on expected revenue less the cost of the heads


def levers_of(plan: Plan, scenario_id: str) -> Levers:
    """The levers a scenario keeps."""
    rows = decisions(plan, "lever", scenario_id)
    names, scopes, values = texts(rows, "name"), texts(rows, "scope"), floats(rows, "value")
    events = tuple(
        Event(str(name), str(scope), int(value))
        for name, scope, value in zip(names, scopes, values, strict=True)
        if name in EVENTS
    )
    own = {str(n): float(v) for n, s, v in zip(names, scopes, values, strict=True) if s == "all"}
    return Levers(
        heads=own.get(HEADS),
        target_amount=own.get(TARGET),
        growth_share=own.get(GROWTH, 0.0),
        productivity_share=own.get(PRODUCTIVITY, 1.0),
        attrition_share=own.get(ATTRITION, 0.0),
        over_share=own.get(OVER, 0.0),
        elasticity=own.get(ELASTICITY),
        events=events,
    )


def lever_rows(levers: Levers) -> Mapping[tuple[str, str], float]:
    """(name, scope) -> value of every lever that is not at rest: what the plan keeps."""
    rest = Levers()
    pairs = (
        (HEADS, levers.heads, rest.heads),
        (TARGET, levers.target_amount, rest.target_amount),
        (GROWTH, levers.growth_share, rest.growth_share),
        (PRODUCTIVITY, levers.productivity_share, rest.productivity_share),
        (ATTRITION, levers.attrition_share, rest.attrition_share),
        (OVER, levers.over_share, rest.over_share),
        (ELASTICITY, levers.elasticity, rest.elasticity),
    )
    rows = {(name, "all"): float(now) for name, now, at_rest in pairs
            if now is not None and (at_rest is None or abs(now - at_rest) > 1e-9)}  # fmt: skip
    return rows | {(one.kind, one.about): float(one.month) for one in levers.events}


def target_of(measures: Measures) -> float:
    """The plan's target; where it has none, the revenue of the last 12 months."""
    known = measures.plan.info["target_amount"]
    if pd.isna(known):
        return float(measures.facts.amounts["revenue_amount"].sum())
    return float(known)


def outcome(measures: Measures, levers: Levers) -> Outcome:
    """What the levers make of a scenario; at rest, exactly its own numbers."""
    capacity, heads = _capacity(measures, levers)
    travel = measures.sums["travel_hours"]
    selling = np.maximum(capacity - travel, 0.0)
    expected = float(revenue_with_response(measures, _response(measures, levers), selling).sum())
    target = levers.target_amount if levers.target_amount is not None else target_of(measures)
    quota = target * (1 + levers.over_share)
    workload = float(measures.sums["visit_hours"].sum() + travel.sum())
    cost = cost_per_rep(measures)
    margin = parameter(measures.plan, "margin_share")
    return Outcome(
        heads=heads,
        target_amount=target,
        expected_amount=expected,
        gap_amount=expected - target,
        quota_amount=quota,
        quota_per_head_amount=_over(quota, heads),
        attainment_share=_over(expected, quota),
        utilisation_share=_over(workload, float(capacity.sum())),
        profit_amount=margin * expected - cost * heads,
    )


def _at(ids: "pd.Index[Any]", name: str) -> int:
    """Where an id stands, -1: nowhere."""
    return int(positions(ids, np.array([name], object))[0])


def _over(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0 else float("nan")


def _capacity(measures: Measures, levers: Levers) -> tuple[Floats, float]:
    """Hours in the field by territory (k,), and heads over the year."""
    by_month = measures.seats.hours.capacity + _hours_of_events(measures, levers.events)
    stays = staying_shares(measures.plan, levers.attrition_share)
    before = float(measures.seats.hours.capacity.sum())
    now = present_heads(measures)
    changed = float(by_month.sum())
    heads = levers.heads
    with_events = now * _over(changed, before) if before > 0 else 0.0
    heads = with_events if heads is None else heads
    scale = _over(heads, with_events) if with_events > 0 else 1.0
    hours = (np.maximum(by_month, 0.0) * stays).sum(axis=1)
    return hours * scale * levers.productivity_share, heads


def _hours_of_events(measures: Measures, events: tuple[Event, ...]) -> Floats:
    """Hours a month that come (joins) or go (leaves) in each territory, (k, 12)."""
    plan = measures.plan
    change = np.zeros_like(measures.seats.hours.capacity)
    ids = measures.cover.territory_ids
    months = fiscal_year(plan).months
    sitting = decisions(plan, "territory_rep", measures.scenario_id)
    reps, territories = texts(sitting, "rep_id"), positions(ids, texts(sitting, "territory_id"))
    share, hours = floats(sitting, "share", 1.0), rep_hours(plan).capacity
    places = index_of(plan["rep"], "rep_id")
    for event in events:
        if event.kind == LEAVES:
            rep = _at(places, event.about)
            for row in np.flatnonzero((reps == event.about) & (territories >= 0) & (rep >= 0)):
                gone = hours[rep, event.month - 1 :] * share[row]
                change[territories[row], event.month - 1 :] -= gone
        elif event.kind == JOINS:
            territory = _at(ids, event.about)
            if territory >= 0:
                first = np.array([f"{months[event.month - 1]}-01"], object)
                change[territory] += seat_hours(plan, first).capacity[0]
    return change


def _response(measures: Measures, levers: Levers) -> Response:
    known = measures.facts
    fitted = known.response
    assert fitted is not None
    if levers.elasticity is not None:
        fitted = _refitted(measures, levers.elasticity)
    grown = np.full(known.known.n_accounts, 1 + levers.growth_share)
    won = np.zeros(known.known.n_accounts)
    for event in levers.events:
        at = _at(known.known.accounts, event.about)
        left_share = (13 - event.month) / 12
        if at >= 0 and event.kind == LOST:
            grown[at] *= 1 - left_share
        if at >= 0 and event.kind == WON:
            pipeline = max(float(known.amounts["pipeline_amount"][at]), 0.0)
            won[at] = max(pipeline - float(known.forecast.won[at]), 0.0) * left_share
    if not levers.growth_share and not levers.events:
        return fitted
    return replace(
        fitted,
        floor=fitted.floor * grown + won,
        attraction=fitted.attraction * grown ** (1 / (1 - fitted.elasticity)),
    )


def _refitted(measures: Measures, elasticity: float) -> Response:
    """The response had all accounts this elasticity, fitted to the same hours as before."""
    known = measures.facts
    made = replace(known.forecast, elasticity=np.full(known.known.n_accounts, elasticity))
    today = known.today if known.today is not None else measures.cover
    selling = measures.sums["selling_hours"]
    if today.n_territories != measures.n_territories:
        today = measures.cover
    return response(made, today.territory, selling)
