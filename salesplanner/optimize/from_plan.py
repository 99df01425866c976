"""The plan cut to arrays: from a scenario and what is asked to a problem for the solver."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Bools, Floats, Ints, flags, floats, positions, texts
from salesplanner.analysis.layers import followed_layer
from salesplanner.analysis.register import Points
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.optimize.items import WORKLOAD, Items, items_of
from salesplanner.optimize.links import borders_of_items, distances_of_items, forbidden_pairs
from salesplanner.optimize.options import USUAL_BALANCE, Balance, Options
from salesplanner.optimize.problem import Place, Problem
from salesplanner.optimize.promises import (
    Stage,
    WorkloadBand,
    bands_of,
    caps_of,
    workload_band,
)
from salesplanner.optimize.sites import with_more, without_some
from salesplanner.optimize.terms import response_of, terms_of
from salesplanner.plan.edits.territories import first_layer
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem


@dataclass(frozen=True, eq=False)
class Asked:
    """A problem, and what is needed to read its answer in the plan's words.

    stage: which items and territories take part. workload: a band on workload that is still to be
    added, since it depends on the finished plan (`finished_total.py`); None: none.
    """

    problem: Problem
    stage: Stage
    measures: Measures
    options: Options
    scenario_id: str
    layer_id: str
    workload: WorkloadBand | None

    @property
    def items(self) -> Items:
        return self.stage.items

    @property
    def has_free_centres(self) -> bool:
        return self.problem.centres is None


def problem_from_plan(
    plan: Plan, scenario_id: str, options: Options, distances: pd.DataFrame | None = None
) -> Problem:
    """The problem alone; see `ask`."""
    return ask(plan, scenario_id, options, distances).problem


def ask(
    plan: Plan, scenario_id: str, options: Options, distances: pd.DataFrame | None = None
) -> Asked:
    """Cut a scenario to arrays.

    Args:
        distances: rows of table distance (a bulk table), where the plan has any.

    Raises:
        PlanProblem: something asked for does not exist in the plan or cannot be meant.
    """
    layer_id = _layer_to_solve(plan, options.layer_id)
    known = measure_scenario(plan, scenario_id, layer_id)
    items = items_of(
        plan, scenario_id, layer_id, known.facts, known.cover, known.seats, options.assign,
        options.keep,
    )  # fmt: skip
    balance = _balance(items, options)
    is_free = options.n_territories is not None
    stage = _free_stage(items, options) if is_free else _given_stage(items, options)
    place = _place(items.places, stage.chosen)
    centres = None if is_free else _place(known.centres, stage.old)
    km = distances_of_items(items, stage.chosen, distances)
    if centres is not None:
        stage, centres = _resized(stage, place, centres, options)
        _demand_centres(stage, centres)
    problem = _problem(stage, options, balance, place, centres, km, known)
    return Asked(problem, stage, known, options, scenario_id, layer_id,
                 workload_band(stage, balance))  # fmt: skip


def _layer_to_solve(plan: Plan, word: str | None) -> str:
    """The layer asked for by id or name, the first by default.

    Raises:
        PlanProblem: there is none, or it follows another layer and has no units of its own.
    """
    layers = plan["layer"]
    if word is None or layers.empty:
        return word or first_layer(plan)
    found = layers[equals(layers, "layer_id", word) | equals(layers, "name", word)]
    if found.empty:
        known = ", ".join(str(name) for name in layers["layer_id"])
        raise PlanProblem(f"There is no layer {word!r}.", "--layer", f"Choose of: {known}.")
    layer_id = str(found["layer_id"].iloc[0])
    if followed := followed_layer(plan, layer_id):
        raise PlanProblem(
            f"The layer {word!r} follows {followed!r}: its territories are groups of that one's.",
            "table layer, column follows_layer_id",
            "Group it on the Rules page under Layers, or solve the layer it follows.",
        )
    return layer_id


def _problem(
    stage: Stage, options: Options, balance: tuple[Balance, ...], place: Place,
    centres: Place | None, km: Floats | None, known: Measures,
) -> Problem:  # fmt: skip
    items, current = stage.items, stage.current
    gone = np.flatnonzero((items.current[stage.chosen] >= 0) & (current < 0))
    problem = Problem(
        item_ids=tuple(items.ids[i] for i in stage.chosen),
        item_noun="unit" if items.noun == "unit" else "account",
        territory_ids=territory_ids(stage),
        place=place,
        centres=centres,
        terms=(),
        bands=tuple(bands_of(stage, options, balance)),
        caps=caps_of(stage, options.caps, gone),
        borders=borders_of_items(items, stage.chosen, options, current),
        distances_km=km,
        current=current,
        is_locked=_locks(stage, current),
        forbidden=forbidden_pairs(stage),
        family=items.family[stage.chosen],
    )
    size = options.size or _first_measure(options, balance)
    problem = replace(problem, response=response_of(stage, options, known))
    return replace(problem, terms=terms_of(stage, options, problem, size, known.centres))


def territory_ids(stage: Stage) -> tuple[str, ...]:
    """Ids of the territories of today, and new ones like them: T81 follows T80.

    Other scenarios may use the same ids: solving twice from one scenario names them the same.
    """
    items = stage.items
    old_ids = [str(name) for name in items.cover.territory_ids]
    of_scenario = items.plan.of_scenario("territory", items.scenario_id)
    taken = {*old_ids, *of_scenario["territory_id"], *items.plan["actual"]["territory_id"]}
    width = max([len(str(stage.k)), *(len(name) - 1 for name in old_ids if _is_usual(name))])
    names, number = [], 1
    for old in stage.old:
        if old >= 0:
            names.append(old_ids[old])
            continue
        while f"T{number:0{width}d}" in taken:
            number += 1
        names.append(f"T{number:0{width}d}")
        taken.add(names[-1])
    return tuple(names)


def _is_usual(name: str) -> bool:
    return name[:1] == "T" and name[1:].isdigit()


def _balance(items: Items, options: Options) -> tuple[Balance, ...]:
    if options.balance is not None:
        return options.balance
    has_accounts = items.facts.known.n_accounts > 0
    return (USUAL_BALANCE,) if has_accounts and not options.limits else ()


def _named(options: Options) -> list[str]:
    return [one.measure for one in options.balance or ()] + [one.measure for one in options.limits]


def _first_measure(options: Options, balance: tuple[Balance, ...]) -> str | None:
    named = _named(options)
    return named[0] if named else (balance[0].measure if balance else None)


def _free_stage(items: Items, options: Options) -> Stage:
    """K territories with free centres; as many of today's as fit keep their ids."""
    k = options.n_territories or 0
    if options.only or options.n_add or options.n_remove:
        raise PlanProblem(
            "A number of territories is given together with other ways to say which.",
            "--territories",
            "Use one of --territories, --add, --remove and --only.",
        )
    if not 1 <= k <= items.n:
        raise PlanProblem(
            f"{items.n} {items.noun}s cannot make {k} territories.",
            "--territories",
            f"Use 1 to {items.n}.",
        )
    count = np.bincount(items.current[items.current >= 0], minlength=items.cover.n_territories)
    kept = np.sort(np.argsort(-count, kind="stable")[:k])
    old = np.concatenate([kept, np.full(k - len(kept), -1)]).astype(np.int64)
    return Stage(items, np.arange(items.n), old, _even(k))


def _given_stage(items: Items, options: Options) -> Stage:
    """The scenario's territories, but for locked ones, pools, and those not in --only."""
    rows = items.seats.rows
    takes_part = ~flags(rows, "is_locked") & (texts(rows, "purpose", "") == "")
    if options.only:
        ids = items.cover.territory_ids
        named = positions(ids, np.array(options.only, object))
        if (named < 0).any():
            stranger = options.only[int(np.argmax(named < 0))]
            raise PlanProblem(
                f"There is no territory {stranger!r}.",
                "--only",
                "Name territories of the scenario.",
            )
        takes_part &= np.isin(np.arange(len(rows)), named)
    old = np.flatnonzero(takes_part)
    if not len(old):
        raise PlanProblem(
            "The scenario has no territory to solve for.",
            "table territory",
            "Say how many there shall be, e.g. --territories 20, or unlock some.",
        )
    is_in = np.append(takes_part, not options.only)[items.current]
    return Stage(items, np.flatnonzero(is_in), old, _shares(items, old))


def _resized(stage: Stage, place: Place, centres: Place, options: Options) -> tuple[Stage, Place]:
    """--add and --remove: more territories where they save most travel, fewer where they cost
    least; then the shares are even unless all the territories that are left had one."""
    weights = np.maximum(stage.items.of_accounts(stage.items.facts.amounts["trips"]), 1e-9)
    weights = weights[stage.chosen] if stage.items.facts.known.n_accounts else np.ones(len(place))
    if options.n_remove:
        kept = without_some(place, weights, centres, options.n_remove)
        stage = replace(
            stage,
            old=stage.old[kept],
            share=_shares(stage.items, stage.old[kept]),
            gone=tuple(int(t) for t in np.delete(stage.old, kept)),
        )
        centres = Place(x=centres.x[kept], y=centres.y[kept], is_plane=centres.is_plane)
    if options.n_add:
        centres = with_more(place, weights, centres, options.n_add)
        old = np.concatenate([stage.old, np.full(options.n_add, -1)]).astype(np.int64)
        stage = replace(stage, old=old, share=_even(len(old)))
    return stage, centres


def _even(k: int) -> tuple[Fraction, ...]:
    return (Fraction(1, k),) * k


def _shares(items: Items, old: Ints) -> tuple[Fraction, ...]:
    """Target shares as exact fractions that add up to 1."""
    if np.isnan(floats(items.seats.rows, "target_share", float("nan"))).all():
        return _even(len(old))
    said = [Fraction(repr(float(share))) for share in items.seats.target_share[old]]
    total = sum(said, Fraction(0))
    return tuple(share / total for share in said) if total > 0 else _even(len(old))


def _place(points: Points, which: Ints) -> Place:
    return Place(x=points.x[which], y=points.y[which], is_plane=points.is_plane)


def _demand_centres(stage: Stage, centres: Place) -> None:
    lost = ~(np.isfinite(centres.x) & np.isfinite(centres.y))
    if lost.any():
        name = territory_ids(stage)[int(np.argmax(lost))]
        raise PlanProblem(
            f"Nothing says where the territory {name!r} has its centre.",
            "table territory",
            "Give it a rep with a home, or a centre, or use --territories for free centres.",
        )


def _locks(stage: Stage, current: Ints) -> Bools:
    locked = stage.items.is_locked[stage.chosen]
    lost = locked & (current < 0)
    if lost.any():
        name = stage.items.ids[stage.chosen[int(np.argmax(lost))]]
        raise PlanProblem(
            f"The {stage.items.noun} {name!r} is to stay where it is, but its territory does not "
            "take part or it has none.",
            "locks and --keep",
            "Unlock it, or let its territory take part.",
        )
    return np.asarray(locked, np.bool_)


__all__ = ["WORKLOAD", "Asked", "ask", "problem_from_plan", "territory_ids"]
