"""The objective of a request: which sums, of what, and how they are weighed."""

import numpy as np

from salesplanner.analysis.columns import Floats, ratio
from salesplanner.analysis.register import Points
from salesplanner.analysis.territory_measures import Measures
from salesplanner.geography.distance import distance_km
from salesplanner.optimize.options import Options, TermKind
from salesplanner.optimize.problem import Problem, Response, Term
from salesplanner.optimize.promises import Stage
from salesplanner.problems import PlanProblem

UNIT_OF_TERM = {
    "travel": "km x trips",
    "inertia": "size x km2",
    "disruption": "revenue that changes hands",
    "balance": "hours off target",
    "revenue": "plan currency",
}


def terms_of(
    stage: Stage, options: Options, problem: Problem, size: str | None, centres: Points
) -> tuple[Term, ...]:
    """One term as it is, or several, each divided by its value in the starting scenario
    (disruption: by the total that could change hands).

    Args:
        centres: of all the scenario's territories, as its travel is measured.

    Raises:
        PlanProblem: several terms without a scenario to scale them by, or one that is 0 there.
    """
    terms = [
        Term(
            kind="disruption" if kind == "continuity" else kind,
            weight=weight,
            values=_values(stage, kind, size),
        )
        for kind, weight in options.terms
    ]
    if len(terms) == 1:
        return tuple(terms)
    return tuple(_scaled(stage, problem, term, centres) for term in terms)


def trips_of(stage: Stage) -> Floats:
    """Trips a year to each item: the measure `visits`, else from accounts and the call plan, else
    one."""
    facts = stage.items.facts
    if "visits" in facts.unit_amounts and stage.items.noun == "unit":
        return stage.measure("visits")
    if facts.known.n_accounts:
        return stage.items.of_accounts(facts.amounts["trips"])[stage.chosen]
    return np.ones(len(stage.chosen))


def _values(stage: Stage, kind: TermKind, size: str | None) -> Floats | None:
    if kind == "travel":
        return trips_of(stage)
    if kind == "inertia":
        return stage.measure(size) if size else np.ones(len(stage.chosen))
    if kind == "disruption":
        return stage.measure("revenue")
    if kind == "continuity":
        return stage.measure("relationship_years")
    if kind == "balance":
        return stage.measure(size or "accounts")
    return None


def _scaled(stage: Stage, problem: Problem, term: Term, centres: Points) -> Term:
    value = _starting_value(stage, problem, term, centres)
    if not value > 0:
        raise PlanProblem(
            f"{term.kind} is 0 in the starting scenario, so it cannot be weighed against others.",
            "--weight",
            "Start from a scenario with assigned territories, or ask for one objective.",
        )
    return Term(kind=term.kind, weight=term.weight, scale=value, values=term.values,
                shares=term.shares)  # fmt: skip


def _starting_value(stage: Stage, problem: Problem, term: Term, centres: Points) -> float:
    current = stage.items.current[stage.chosen]
    held = current >= 0
    if term.kind == "revenue":
        return float(stage.items.facts.forecast.amount.sum() / stage.items.money)
    if term.values is None:
        return 0.0
    if term.kind == "disruption":
        return float(term.values[held].sum())
    if term.kind == "balance":
        return float(term.values.sum())
    centre = centres.take(current)
    known = held & np.isfinite(centre.x)
    km = distance_km(problem.place.x, problem.place.y, centre.x, centre.y, problem.place.is_plane)
    way = np.where(known, km, 0.0)
    return float((term.values * (way**2 if term.kind == "inertia" else way)).sum())


def response_of(stage: Stage, options: Options, known: Measures) -> Response | None:
    """Expected revenue as a function of the assignment, in whole units of the currency.

    The closed form of MODEL.md; caps of single accounts are left out of it, so the solver sees a
    little too much, and the report of the finished plan counts them.
    """
    if not any(kind == "revenue" for kind, _ in options.terms):
        return None
    facts, items = known.facts, stage.items
    if facts.response is None or not facts.known.n_accounts:
        raise PlanProblem(
            "Without accounts no revenue can be expected.", "--objective revenue", "Import some."
        )
    e = float(np.mean(facts.response.elasticity))
    pull = facts.response.attraction / items.money ** (1 / (1 - e))
    hours = np.append(known.seats.hours.capacity.sum(axis=1), 0.0)
    usual = float(hours[:-1].mean()) if len(hours) > 1 else 1500.0
    capacity = np.where(stage.old >= 0, hours[stage.old], usual)
    tours = facts.amounts["tour_hours"]
    tour_share = float(tours.sum()) * ratio(capacity, np.full(stage.k, capacity.sum()))
    return Response(
        elasticity=e,
        attraction=items.of_accounts(pull)[stage.chosen],
        floor_amount=items.of_accounts(facts.response.floor / items.money)[stage.chosen],
        hours=np.maximum(capacity - tour_share, 1.0),
        travel_hours_per_km=items.of_accounts(facts.hours_per_km)[stage.chosen],
    )
