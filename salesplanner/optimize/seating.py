"""Who sits where: reps matched to territories that are already drawn, as an assignment problem.

minimise   sum over seats of  home x km driven / mean
                            + relationships x years that would be lost / mean
                            + skills x visits by somebody without what the account needs / mean
                            + stay x (not where the rep sits today)
one        every rep on at most one territory, every territory one rep (where reps lack, those
           stay vacant for which the rep at hand is least ahead of the worst one)

Solved to the best there is by the Hungarian method (Kuhn 1955). A rep whose role is not the one of
the layer is not matched, unless that is asked for.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from salesplanner.analysis.columns import Bools, Floats, Ints, flags, positions, texts
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.register import Points, rep_points
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.geography.distance import distance_km
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

_NEEDS = {"skill", "skills", "language", "languages"}
WISHES = ("home", "relationships", "skills", "stay")


@dataclass(frozen=True, kw_only=True)
class SeatWishes:
    """How much each wish counts; 1 for all but `stay` by default. The first three are each taken
    relative to their mean over all pairs, so that equal weights mean equal say."""

    home: float = 1.0
    relationships: float = 1.0
    skills: float = 1.0
    stay: float = 0.0
    any_role: bool = False


@dataclass(frozen=True)
class Seat:
    """One territory: who sits there now ('' nobody) and who should, and what that means in a year.

    km: trips x km from home to the accounts. years: relationship-years with accounts that the rep
    owns. unmet_visits: visits to accounts that need a skill or language the rep lacks.
    """

    territory_id: str
    before_rep_id: str
    rep_id: str
    km: float
    km_before: float
    years: float
    years_before: float
    unmet_visits: float
    unmet_visits_before: float


@dataclass(frozen=True)
class Seating:
    """The best match; unseated: reps that get no territory. rep_of: for `edits.seats.reseat`."""

    seats: tuple[Seat, ...]
    unseated: tuple[str, ...]
    cost: float
    cost_before: float
    rep_of: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Pairs:
    """r reps by t territories: km, years and unmet visits (r, t); today (t,) position of the rep
    there, -1: nobody (or nobody who takes part)."""

    rep_ids: list[str]
    territory_ids: list[str]
    km: Floats
    years: Floats
    unmet: Floats
    today: Ints


def match_reps(plan: Plan, scenario_id: str, layer_id: str, wishes: SeatWishes) -> Seating:
    """The reps of the layer's role matched to its territories; locked ones keep theirs.

    Raises:
        PlanProblem: there are no such reps or no territories.
    """
    measures = measure_scenario(plan, scenario_id, layer_id)
    pairs = pairs_of(measures, wishes.any_role)
    cost = _cost(pairs, wishes)
    # Where reps lack, a vacancy costs what the least suitable rep would: never less than a rep.
    rep, at = linear_sum_assignment(cost - cost.max(axis=0))
    chosen = np.full(len(pairs.territory_ids), -1, np.int64)
    chosen[at] = rep
    ids = (*pairs.rep_ids, "")
    seats = tuple(_seat(pairs, t, int(chosen[t])) for t in range(len(chosen)))
    taken = {seat.rep_id for seat in seats}
    return Seating(
        seats=seats,
        unseated=tuple(name for name in pairs.rep_ids if name not in taken),
        cost=_total(cost, chosen),
        cost_before=_total(cost, pairs.today),
        rep_of={pairs.territory_ids[t]: ids[r] or None for t, r in enumerate(chosen)},
    )


def pairs_of(measures: Measures, any_role: bool) -> Pairs:
    """What each rep would have in each territory of the layer."""
    plan, rows = measures.plan, measures.seats.rows
    part = np.flatnonzero(~flags(rows, "is_locked") & (texts(rows, "purpose", "") == ""))
    reps = np.flatnonzero(_may_sit(measures, part, any_role))
    if not len(part) or not len(reps):
        what = "territory" if not len(part) else "rep of the layer's role"
        raise PlanProblem(
            f"There is no {what} to match.", "tables territory and rep",
            "Unlock a territory, or give reps the role of the layer.",
        )  # fmt: skip
    ids = texts(plan["rep"], "rep_id")
    place = np.append(np.full(len(ids), -1, np.int64), -1)
    place[reps] = np.arange(len(reps))
    facts, territory = measures.facts, _positions_in(measures.cover.territory, part, len(rows))
    shape = (len(reps), len(part))
    return Pairs(
        rep_ids=[str(name) for name in ids[reps]],
        territory_ids=[str(name) for name in texts(rows, "territory_id")[part]],
        km=_km(rep_points(plan).take(reps), facts.places, facts.amounts["trips"], territory, shape),
        years=_years(measures, place, territory, shape),
        unmet=_unmet(measures, reps, territory, shape),
        today=place[measures.seats.rep[part]],
    )


def _may_sit(measures: Measures, part: Ints, any_role: bool) -> Bools:
    """(reps,) who carries a territory in the plan year, has the layer's role, and is not on a
    territory that takes no part."""
    plan = measures.plan
    reps, layers = plan["rep"], plan["layer"]
    leaves = texts(reps, "leave_date", "9999-12-31")
    may = ~flags(reps, "is_manager") & (leaves > fiscal_year(plan).first_day)
    role = layers.loc[(layers["layer_id"] == measures.layer_id).fillna(False), "role_id"]
    if len(role) and not pd.isna(role.iloc[0]) and not any_role:
        may &= texts(reps, "role_id", "") == str(role.iloc[0])
    elsewhere = np.delete(measures.seats.rep, part)
    may[elsewhere[elsewhere >= 0]] = False
    return np.asarray(may, np.bool_)


def _positions_in(territory: Ints, part: Ints, n: int) -> Ints:
    """(accounts,) position among the territories that take part, -1: none of them."""
    place = np.full(n + 1, -1, np.int64)
    place[part] = np.arange(len(part))
    return place[territory]


def _sums(territory: Ints, values: Floats, n: int) -> Floats:
    inside = territory >= 0
    return np.bincount(territory[inside], values[inside], minlength=n).astype(np.float64)


def _km(
    homes: Points, places: Points, trips: Floats, territory: Ints, shape: tuple[int, int]
) -> Floats:
    """trips x km from each home to the accounts; a rep without a home counts as average."""
    known = np.isfinite(places.x) & np.isfinite(places.y)
    at = np.where(known, territory, -1)
    km = np.full(shape, np.nan)
    for r in range(shape[0]):
        if np.isfinite(homes.x[r]) and np.isfinite(homes.y[r]):
            way = distance_km(places.x, places.y, homes.x[r], homes.y[r], places.is_plane)
            km[r] = _sums(at, trips * np.where(known, way, 0.0), shape[1])
    if np.isnan(km).all():
        return np.zeros(shape)
    return np.where(np.isnan(km), np.nanmean(km, axis=0)[None, :], km)


def _years(measures: Measures, place: Ints, territory: Ints, shape: tuple[int, int]) -> Floats:
    """Relationship-years of the accounts that each rep owns today, by the territory they are in."""
    plan = measures.plan
    owner = place[positions(pd.Index(texts(plan["rep"], "rep_id"), dtype=object),
                            texts(plan["account"], "owner_id"))]  # fmt: skip
    years = np.zeros(shape)
    inside = (owner >= 0) & (territory >= 0)
    np.add.at(years, (owner[inside], territory[inside]),
              measures.facts.amounts["relationship_years"][inside])  # fmt: skip
    return years


def _unmet(measures: Measures, reps: Ints, territory: Ints, shape: tuple[int, int]) -> Floats:
    """Visits to accounts that need what the rep does not have.

    What accounts need is what the planner's own columns `skills` and `languages` of accounts say.
    """
    plan, visits = measures.plan, measures.facts.amounts["visits"]
    rows = plan["rep"].iloc[reps]
    has = [
        _words(a) | _words(b)
        for a, b in zip(texts(rows, "skills", ""), texts(rows, "languages", ""), strict=True)
    ]
    unmet = np.zeros(shape)
    accounts = measures.facts.known.accounts
    for field_id in _need_fields(plan):
        values = plan["own_value"]
        values = values[(values["own_field_id"] == field_id).to_numpy(bool, na_value=False)]
        account = positions(accounts, texts(values, "row_key"))
        for position, text in zip(account, texts(values, "value", ""), strict=True):
            needed = _words(text)
            if position < 0 or territory[position] < 0 or not needed:
                continue
            lacks = np.array([not needed <= own for own in has])
            unmet[lacks, territory[position]] += visits[position]
    return unmet


def _need_fields(plan: Plan) -> list[str]:
    rows = plan["own_field"]
    named = zip(texts(rows, "own_field_id"), texts(rows, "table_name", ""),
                texts(rows, "name", ""), strict=True)  # fmt: skip
    return [
        str(field_id)
        for field_id, table, name in named
        if table == "account" and str(name).strip().casefold() in _NEEDS
    ]


def _words(text: str) -> frozenset[str]:
    return frozenset(part.strip().casefold() for part in str(text).split(";") if part.strip())


def _cost(pairs: Pairs, wishes: SeatWishes) -> Floats:
    """(r, t) what the match makes small."""
    lost = pairs.years.sum(axis=0)[None, :] - pairs.years
    cost = wishes.home * _relative(pairs.km)
    cost = cost + wishes.relationships * _relative(lost) + wishes.skills * _relative(pairs.unmet)
    sits = pairs.today[None, :] == np.arange(len(pairs.rep_ids))[:, None]
    return np.asarray(cost + wishes.stay * ~sits)


def _total(cost: Floats, rep_of: Ints) -> float:
    """Of a match (t,); a vacancy (-1) costs what the least suitable rep would."""
    rows = np.vstack([cost, cost.max(axis=0)])
    return float(rows[rep_of, np.arange(len(rep_of))].sum())


def _relative(values: Floats) -> Floats:
    mean = float(np.abs(values).mean()) if values.size else 0.0
    return values / mean if mean > 0 else values


def _seat(pairs: Pairs, t: int, rep: int) -> Seat:
    ids, before = (*pairs.rep_ids, ""), int(pairs.today[t])

    def of(values: Floats, r: int) -> float:
        return float(values[r, t]) if r >= 0 else 0.0

    return Seat(
        pairs.territory_ids[t], ids[before], ids[rep],
        of(pairs.km, rep), of(pairs.km, before),
        of(pairs.years, rep), of(pairs.years, before),
        of(pairs.unmet, rep), of(pairs.unmet, before),
    )  # fmt: skip
