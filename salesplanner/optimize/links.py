"""What ties items together or keeps them apart: borders, imported distances, pair rules."""

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Bools, Floats, Ints, flags, floats, positions, texts
from salesplanner.geography.distance import distances_km
from salesplanner.optimize.items import Items
from salesplanner.optimize.options import Options
from salesplanner.optimize.promises import Stage
from salesplanner.problems import PlanProblem


def borders_of_items(items: Items, chosen: Ints, options: Options, current: Ints) -> Ints | None:
    """Borders (e, 2) across which items may be joined; None where contiguity is not asked.

    Land borders and the planner's own; bridges of units without a land border, or all of them;
    never a forbidden one. A locked unit that is cut off from its territory does not forbid it.

    Raises:
        PlanProblem: contiguity is asked of accounts, or of units that have no borders.
    """
    table = items.plan["border"]
    if options.contiguous is None and (items.noun != "unit" or not len(table)):
        return None
    if options.contiguous is False:
        return None
    if items.noun != "unit" or not len(table):
        raise PlanProblem(
            "Territories can only be in one piece where units with borders are assigned.",
            "--contiguous",
            "Use --no-contiguous, or give the plan borders.",
        )
    return _positions_of_borders(items, chosen, options.all_bridges)


def _positions_of_borders(items: Items, chosen: Ints, all_bridges: bool) -> Ints:
    table, units = items.plan["border"], items.facts.known.units
    place = np.full(len(units) + 1, -1, np.int64)
    place[items.row[chosen]] = np.arange(len(chosen))
    a = positions(units, texts(table, "unit_a"))
    b = positions(units, texts(table, "unit_b"))
    kind, is_open = texts(table, "kind", "land"), ~flags(table, "is_forbidden")
    is_land = is_open & ((kind == "land") | flags(table, "is_own"))
    is_bridge = is_open & (kind == "bridge")
    if not all_bridges:
        is_bridge &= _lacks_land(len(units), a, b, is_land)
    a, b = place[a], place[b]
    used = (is_land | is_bridge) & (a >= 0) & (b >= 0)
    return np.column_stack([a[used], b[used]])


def _lacks_land(n_units: int, a: Ints, b: Ints, is_land: Bools) -> Bools:
    """Rows of which one unit at least has no land border."""
    has_land = np.zeros(n_units + 1, bool)
    has_land[a[is_land]] = True
    has_land[b[is_land]] = True
    return ~(has_land[a] & has_land[b])


def distances_of_items(items: Items, chosen: Ints, distances: pd.DataFrame | None) -> Floats | None:
    """Imported km (n, n) between units; a way that is missing is that back, else the straight one.

    Minutes alone are turned into km at the calendar's speed over its road factor.
    """
    if distances is None or not len(distances) or items.noun != "unit":
        return None
    units = items.facts.known.units
    place = np.full(len(units) + 1, -1, np.int64)
    place[items.row[chosen]] = np.arange(len(chosen))
    start = place[positions(units, texts(distances, "from_id"))]
    end = place[positions(units, texts(distances, "to_id"))]
    km = floats(distances, "km", float("nan"))
    calendar = items.facts.calendar
    per_minute = calendar.speed_kmh / 60 / calendar.road_factor
    km = np.where(np.isnan(km), floats(distances, "minutes", float("nan")) * per_minute, km)
    used = (start >= 0) & (end >= 0)
    table = np.full((len(chosen), len(chosen)), np.nan)
    table[start[used], end[used]] = km[used]
    np.fill_diagonal(table, np.where(np.isnan(table.diagonal()), 0.0, table.diagonal()))
    table = np.where(np.isnan(table), table.T, table)
    if np.isnan(table).any():
        places = items.places.take(chosen)
        straight = distances_km(places.x, places.y, places.x, places.y, places.is_plane)
        table = np.where(np.isnan(table), straight, table)
    return np.ascontiguousarray(table)


def forbidden_pairs(stage: Stage) -> Ints:
    """(f, 2) items and territories that may not go together, from the plan's pair rules."""
    items, rules = stage.items, stage.items.plan["pair_rule"]
    if not len(rules):
        return np.empty((0, 2), np.int64)
    place = np.full(items.n + 1, -1, np.int64)
    place[stage.chosen] = np.arange(len(stage.chosen))
    item = _items_of_rules(items, rules)
    rep = positions(pd.Index(texts(items.plan["rep"], "rep_id")), texts(rules, "rep_id"))
    rep_of = np.append(items.seats.rep, -2)[stage.old]
    pairs = []
    for kind, r, i in zip(texts(rules, "kind", "forbid"), rep, place[item], strict=True):
        seat = np.flatnonzero(rep_of == r) if r >= 0 else np.empty(0, np.int64)
        if i < 0 or not len(seat):
            continue
        others = np.setdiff1d(np.arange(stage.k), seat)
        pairs += [(i, t) for t in (seat if kind == "forbid" else others)]
    return np.array(pairs, np.int64).reshape(-1, 2)


def _items_of_rules(items: Items, rules: pd.DataFrame) -> Ints:
    known = items.facts.known
    account = positions(known.accounts, texts(rules, "account_id"))
    of_account = np.append(items.item_of, -1)[account]
    if items.noun != "unit":
        return np.asarray(of_account)
    place = np.full(known.n_units + 1, -1, np.int64)
    place[items.row] = np.arange(items.n)
    of_unit = place[positions(known.units, texts(rules, "unit_id"))]
    return np.where(of_account >= 0, of_account, of_unit)
