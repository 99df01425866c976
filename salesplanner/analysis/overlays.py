"""Overlays: one specialist to n reps, in groups that lie together, and how many each serves."""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from salesplanner.analysis.columns import Floats, Ints, bin_sums
from salesplanner.analysis.layers import followed_layer, role_of_layer, serving_territory
from salesplanner.analysis.register import Points, register
from salesplanner.analysis.seats import seats
from salesplanner.analysis.territory_measures import Measures
from salesplanner.analysis.who_covers import territories_of_layer
from salesplanner.geography.distance import distance_km
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

_ROUNDS = 25


def overlay_ratio(plan: Plan, layer_id: str) -> int:
    """Reps one specialist of the layer's role may serve; 0 where that is not said."""
    role = role_of_layer(plan, layer_id)
    if role is None or pd.isna(role["reps_per_specialist"]):
        return 0
    return int(role["reps_per_specialist"])


def overlay_groups(followed: Measures, ratio: int) -> Ints:
    """Group of each territory that is to be followed, (k,): as few groups as the ratio allows.

    Every group has at most `ratio` territories; groups are made so that the km from centres to the
    middle of their group are few: assigned to group middles with room for nearly equal numbers
    (the Hungarian method), middles moved, again until nothing moves.

    Raises:
        PlanProblem: there is nothing to follow, or a ratio below 1.
    """
    k = followed.n_territories
    if ratio < 1 or not k:
        raise PlanProblem(
            "There is nothing to group.", "overlay", "Give a ratio of 1 or more and territories."
        )
    centres = _or_middle(followed.centres)
    n_groups = -(-k // ratio)
    slot_group = np.repeat(np.arange(n_groups), -(-k // n_groups))
    middle = _spread_starts(centres, n_groups)
    group = np.zeros(k, np.int64)
    for _round in range(_ROUNDS):
        km = _km(centres, middle)
        rows, slots = linear_sum_assignment(km[:, slot_group] ** 2)
        new = np.empty(k, np.int64)
        new[rows] = slot_group[slots]
        if (new == group).all() and _round:
            break
        group = new
        middle = _middles(centres, group, n_groups)
    return group


def overlay_table(plan: Plan, scenario_id: str, layer_id: str) -> pd.DataFrame:
    """One row a territory of an overlay: territory_id, name, rep_name, n_served, ratio, n_over.

    n_served: territories of the followed layer it serves. n_over: those above the ratio.
    """
    rows = territories_of_layer(plan, scenario_id, layer_id)
    ids = pd.Index(rows["territory_id"].to_numpy(object), dtype=object)
    followed = followed_layer(plan, layer_id)
    served = np.zeros(len(ids))
    if followed:
        there = territories_of_layer(plan, scenario_id, followed)["territory_id"]
        of_followed = serving_territory(
            plan, scenario_id, layer_id, pd.Index(there.to_numpy(object), dtype=object), ids
        )
        served = bin_sums(of_followed, np.ones(len(of_followed)), len(ids))
    ratio = overlay_ratio(plan, layer_id)
    seat = seats(plan, scenario_id, layer_id, register(plan))
    return pd.DataFrame({
        "territory_id": ids.to_numpy(object), "name": rows["name"].to_numpy(object),
        "rep_name": seat.rep_names, "n_served": served.astype(np.int64), "ratio": ratio,
        "n_over": np.maximum(served - ratio, 0).astype(np.int64) if ratio else 0,
    })  # fmt: skip


def unserved(plan: Plan, scenario_id: str, layer_id: str) -> list[str]:
    """Territories of the followed layer that no territory of the overlay serves."""
    followed = followed_layer(plan, layer_id)
    if not followed:
        return []
    there = territories_of_layer(plan, scenario_id, followed)["territory_id"].to_numpy(object)
    ids = territories_of_layer(plan, scenario_id, layer_id)["territory_id"].to_numpy(object)
    serving = serving_territory(
        plan, scenario_id, layer_id, pd.Index(there, dtype=object), pd.Index(ids, dtype=object)
    )
    return [str(name) for name in there[serving < 0]]


def overlaps(covers: dict[str, np.ndarray], revenue: Floats) -> pd.DataFrame:
    """Which layers cover accounts together: layers, n_layers, accounts, revenue_amount.

    Args:
        covers: layer name -> (n,) whether an account has a territory there.
        revenue: (n,) of each account.
    """
    names = list(covers)
    inside = np.column_stack([covers[name] for name in names]).astype(np.int64)
    code = inside @ (1 << np.arange(len(names)))
    table = pd.DataFrame({"code": code, "accounts": 1, "revenue_amount": revenue})
    sums = table.groupby("code", as_index=False).sum()
    members = [[n for bit, n in enumerate(names) if int(c) >> bit & 1] for c in sums["code"]]
    sums["layers"] = [" + ".join(found) or "nobody" for found in members]
    sums["n_layers"] = [len(found) for found in members]
    order = ["n_layers", "accounts"]
    sums = sums.sort_values(order, ascending=False, ignore_index=True)
    return sums[["layers", "n_layers", "accounts", "revenue_amount"]]


def _spread_starts(centres: Points, n_groups: int) -> Points:
    """The first middle is the westernmost centre, each next one lies farthest from the others."""
    chosen = [int(np.lexsort((centres.y, centres.x))[0])]
    nearest = _km(centres, centres.take(np.array(chosen)))[:, 0]
    while len(chosen) < n_groups:
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, _km(centres, centres.take(np.array(chosen[-1:])))[:, 0])
    return centres.take(np.array(chosen))


def _km(ones: Points, others: Points) -> Floats:
    x, y = ones.x[:, None], ones.y[:, None]
    return np.asarray(distance_km(x, y, others.x[None, :], others.y[None, :], ones.is_plane))


def _middles(centres: Points, group: Ints, n_groups: int) -> Points:
    count = np.maximum(bin_sums(group, np.ones(len(group)), n_groups), 1.0)
    x, y = (bin_sums(group, values, n_groups) / count for values in (centres.x, centres.y))
    return Points(x, y, centres.is_plane)


def _or_middle(centres: Points) -> Points:
    """Centres; those not known lie in the middle of the others."""
    known = np.isfinite(centres.x) & np.isfinite(centres.y)
    if not known.any():
        return Points(np.zeros(len(known)), np.zeros(len(known)), centres.is_plane)
    x, y = centres.x[known].mean(), centres.y[known].mean()
    return Points(np.where(known, centres.x, x), np.where(known, centres.y, y), centres.is_plane)


def groups_by_id(followed: Measures, group: Ints) -> dict[int, list[str]]:
    """Territories of each group, by their ids."""
    ids = followed.cover.territory_ids.to_numpy(object)
    found: dict[int, list[str]] = {}
    for position, number in enumerate(group):
        found.setdefault(int(number), []).append(str(ids[position]))
    return found
