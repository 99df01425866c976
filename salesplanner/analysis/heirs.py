"""Who takes over units that lose, or never had, their territory: the neighbours, evenly."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from salesplanner.analysis.columns import Bools, Floats, Ints, decisions, positions, texts
from salesplanner.analysis.territory_measures import Measures
from salesplanner.analysis.who_covers import STEPS
from salesplanner.geography.distance import distances_km


def heirs(measures: Measures, units: Ints, may_take: Bools, *, by_load: bool = True) -> Ints:
    """A territory for each of `units` (positions), of those that `may_take` (k,); -1: none can.

    Wave by wave, so that no island comes about: a unit that touches territories goes to the one
    of them with the least workload against its target (`by_load`), else to that with the nearest
    centre. Units that touch none in the end go to the nearest centre.
    """
    owner = measures.cover.unit_territory.copy()
    owner[units] = -1
    may_own = np.append(may_take, False)
    km = _km_to_centres(measures, units, may_take)
    row_of = np.full(len(owner), -1, np.int64)
    row_of[units] = np.arange(len(units))
    load, weight = _loads(measures, units)
    around = _around(measures.facts.borders, set(units.tolist()))
    waiting = list(units.tolist())
    while waiting:
        later, done = [], []
        for unit in sorted(waiting, key=lambda u: -weight[row_of[u]]):
            near = {int(owner[n]) for n in around.get(unit, ()) if may_own[owner[n]]}
            if not near:
                later.append(unit)
                continue
            row = row_of[unit]
            best = min(near, key=lambda t: load[t] if by_load else km[row, t])
            load[best] += weight[row] / max(float(measures.seats.target_share[best]), 1e-9)
            done.append((unit, best))
        for unit, best in done:
            owner[unit] = best
        if len(later) == len(waiting):
            _to_nearest(owner, later, km, row_of)
            break
        waiting = later
    return np.asarray(owner[units])


def neighbours_of(measures: Measures, territories: Ints) -> Ints:
    """Territories that share a border with some territories, without these."""
    owner, borders = measures.cover.unit_territory, measures.facts.borders
    if not len(borders):
        return np.empty(0, np.int64)
    a, b = owner[borders[:, 0]], owner[borders[:, 1]]
    one, other = np.isin(a, territories), np.isin(b, territories)
    found = np.unique(np.concatenate([b[one & ~other], a[other & ~one]]))
    return found[found >= 0]


def islands(measures: Measures) -> Ints:
    """Units cut off from the largest part (by visit hours) of their territory."""
    owner, borders = measures.cover.unit_territory, measures.facts.borders
    n = len(owner)
    if not len(borders):
        return np.empty(0, np.int64)
    inside = (owner[borders[:, 0]] == owner[borders[:, 1]]) & (owner[borders[:, 0]] >= 0)
    links = coo_array(
        (np.ones(int(inside.sum()), np.int8), (borders[inside, 0], borders[inside, 1])), (n, n)
    )
    _count, label = connected_components(links, directed=False)
    weight = _unit_hours(measures) + 1e-6  # of two empty parts the one with more units
    size = np.bincount(label, weights=weight)
    largest = np.zeros(measures.n_territories)
    assigned = owner >= 0
    np.maximum.at(largest, owner[assigned], size[label[assigned]])
    cut_off = assigned & (size[label] < np.append(largest, [0.0])[owner])
    return np.flatnonzero(cut_off)


def needless_exceptions(measures: Measures) -> list[str]:
    """Accounts assigned by hand to the territory their unit is in anyway; locked ones stay."""
    rows = decisions(measures.plan, "account_assignment", measures.scenario_id)
    rows = rows[
        (rows["kind"].isin(["hand", "named"]) & ~rows["is_locked"].fillna(False)).to_numpy(bool)
    ]
    known, cover = measures.facts.known, measures.cover
    account = positions(known.accounts, texts(rows, "account_id"))
    there = positions(cover.territory_ids, texts(rows, "territory_id"))
    unit = np.append(known.account_unit, [-1])[account]
    home = np.append(cover.unit_territory, [-1])[unit]
    decided = np.append(cover.step, [0])[account] == STEPS.index("exception")
    same = (account >= 0) & decided & (home == there) & (home >= 0)
    return sorted({str(name) for name in texts(rows, "account_id")[same]})


def _unit_hours(measures: Measures) -> Floats:
    unit = measures.facts.known.account_unit
    hours = measures.facts.amounts["visit_hours"]
    placed = unit >= 0
    n = measures.facts.known.n_units
    return np.bincount(unit[placed], weights=hours[placed], minlength=n)


def _loads(measures: Measures, units: Ints) -> tuple[Floats, Floats]:
    """Hours over target of every territory without these units, and the hours of each unit."""
    hours = _unit_hours(measures)
    owner = measures.cover.unit_territory
    load = (measures.sums["visit_hours"] + measures.sums["travel_hours"]).copy()
    had = owner[units] >= 0
    np.subtract.at(load, owner[units][had], hours[units][had])
    return load / np.maximum(measures.seats.target_share, 1e-9), hours[units]


def _around(borders: Ints, wanted: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for a, b in borders.tolist():
        if a in wanted:
            found.setdefault(a, []).append(b)
        if b in wanted:
            found.setdefault(b, []).append(a)
    return found


def _km_to_centres(measures: Measures, units: Ints, may_take: Bools) -> Floats:
    """(u, k) km; infinite where a territory may not take anything."""
    places, centres = measures.facts.unit_places.take(units), measures.centres
    km = distances_km(places.x, places.y, centres.x, centres.y, centres.is_plane)
    return np.where(may_take[None, :] & np.isfinite(km), km, np.inf)


def _to_nearest(owner: Ints, units: list[int], km: Floats, row_of: Ints) -> None:
    for unit in units:
        row = km[row_of[unit]]
        owner[unit] = int(np.argmin(row)) if np.isfinite(row).any() else -1
