"""What would put a breach of the rules of engagement right, ready to be done with one click."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Bools, Floats, Ints, Objects, floats, positions
from salesplanner.analysis.disruption import disruption
from salesplanner.analysis.engagement import Breach
from salesplanner.analysis.layers import followed_layer, role_of_layer
from salesplanner.analysis.overlays import overlay_groups, overlay_ratio
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.geography.distance import distance_km
from salesplanner.plan.edits.assignments import assign_accounts, remove_exceptions, unlock_accounts
from salesplanner.plan.edits.layers import set_overlay
from salesplanner.plan.model import Plan, equals


@dataclass(frozen=True)
class Remedy:
    """What it would do, in words for the button and the history, and the edit that does it."""

    label: str
    edit: Callable[[Plan], Plan]


def remedy(
    breach: Breach, after: Measures, before: Measures | None = None, **signed: str
) -> Remedy | None:
    """The remedy of a breach, None where there is none that is sure to help.

    Args:
        before: what hand-overs are counted against.
        signed: made_by and made_on of the exceptions it makes.
    """
    make = _MAKERS.get(breach.remedy)
    return None if make is None else make(breach, after, before, signed)


def _give_away(
    breach: Breach, after: Measures, _before: object, signed: dict[str, str]
) -> Remedy | None:
    """The accounts nearest to others with room leave, as many as are too many."""
    role = role_of_layer(after.plan, after.layer_id)
    at = _at(after.cover.territory_ids, breach.row_key)
    if role is None or at < 0:
        return None
    high = int(role["accounts_high"])
    room = high - _counts(after)
    room[at], room[after.seats.rep < 0] = 0, 0
    mine = np.flatnonzero(_movable(after) & (after.cover.territory == at))
    n_over = int(_counts(after)[at]) - high
    to = _nearest_with_room(after, mine, room, n_over)
    return _moves(to, after, f"Give {len(to)} accounts of {breach.row_key} to neighbours", signed)


def _take(
    breach: Breach, after: Measures, _before: object, signed: dict[str, str]
) -> Remedy | None:
    """The nearest accounts of territories that can spare some come."""
    role = role_of_layer(after.plan, after.layer_id)
    at = _at(after.cover.territory_ids, breach.row_key)
    if role is None or at < 0:
        return None
    low, counts = int(role["accounts_low"]), _counts(after)
    spare = np.maximum(counts - low, 0)
    spare[at] = 0
    theirs = np.flatnonzero(_movable(after) & (after.cover.territory >= 0))
    km = _km(after, theirs, np.full(len(theirs), at))
    to: dict[str, str] = {}
    for account in theirs[np.argsort(km, kind="stable")]:
        giver = int(after.cover.territory[account])
        if len(to) >= low - int(counts[at]):
            break
        if spare[giver] > 0:
            spare[giver] -= 1
            to[_id(after, account)] = breach.row_key
    return _moves(to, after, f"Take {len(to)} accounts to {breach.row_key}", signed)


def _seat(
    breach: Breach, after: Measures, _before: object, signed: dict[str, str]
) -> Remedy | None:
    """The named account goes to a territory of its owner, else to the nearest with a rep."""
    account = _at(after.facts.known.accounts, breach.row_key)
    staffed = np.flatnonzero(after.seats.rep >= 0)
    if account < 0 or not len(staffed):
        return None
    reps = after.plan["rep"]["rep_id"].to_numpy(object)[after.seats.rep[staffed]]
    owner = after.plan["account"]["owner_id"].iloc[account]
    owned = staffed[np.asarray(reps == owner, bool)] if not pd.isna(owner) else staffed[:0]
    if len(owned):
        taker = int(owned[0])
    else:
        taker = int(staffed[np.argmin(_km(after, np.full(len(staffed), account), staffed))])
    name = str(after.cover.territory_ids[taker])
    label = f"Name account {breach.row_key} in {name}"
    return _moves({breach.row_key: name}, after, label, signed, "named")


def _return_to_owner(
    breach: Breach, after: Measures, before: Measures | None, signed: dict[str, str]
) -> Remedy | None:
    """The account goes back to the territory it was in, where that is still there."""
    to = _old_territories([breach.row_key], after, before)
    return _moves(to, after, f"Return account {breach.row_key}", signed)


def _keep_the_largest(
    breach: Breach, after: Measures, before: Measures | None, signed: dict[str, str]
) -> Remedy | None:
    """The rep keeps the accounts with most revenue, until the cap is kept."""
    role = role_of_layer(after.plan, after.layer_id)
    if before is None or role is None:
        return None
    names = after.plan["rep"].set_index("rep_id")["name"]
    movers = disruption(before, after).movers
    lost = movers[equals(movers, "from_rep_name", names.get(breach.row_key, breach.row_key))]
    lost = lost[(lost["from_rep_name"] != lost["to_rep_name"]).to_numpy(bool)]
    lost = lost.sort_values("revenue_amount", ascending=False, kind="stable")
    wanted = lost["account_id"].iloc[: len(lost) - int(role["handover_high"])]
    to = _old_territories(list(wanted), after, before)
    return _moves(to, after, f"Let {breach.row_key} keep {len(to)} accounts", signed)


def _keep_in_force(
    breach: Breach, after: Measures, _before: object, signed: dict[str, str]
) -> Remedy | None:
    account = _at(after.facts.known.accounts, breach.row_key)
    territory = str(after.cover.territory_ids[int(after.cover.territory[account])])
    key = (after.scenario_id, [breach.row_key])

    def edit(plan: Plan) -> Plan:
        plan = unlock_accounts(plan, *key, after.layer_id)
        plan = remove_exceptions(plan, *key, after.layer_id)
        return assign_accounts(plan, *key, territory, reason="the one in force kept", **signed)

    return Remedy(f"Keep account {breach.row_key} in {territory} only", edit)


def _scale(breach: Breach, after: Measures, _before: object, _signed: object) -> Remedy:
    """Shares that add up to 1 again, in proportion."""

    def edit(plan: Plan) -> Plan:
        rows = plan["account_assignment"]
        where = equals(rows, "scenario_id", after.scenario_id) & equals(rows, "kind", "split")
        where &= equals(rows, "layer_id", after.layer_id)
        where &= equals(rows, "account_id", breach.row_key)
        mine = rows[where]
        total = mine.groupby("from_date")["share"].transform("sum")
        return plan.set_values("account_assignment", where, share=(mine["share"] / total).array)

    return Remedy(f"Scale the shares of {breach.row_key} to 100 %", edit)


def _group_again(
    breach: Breach, after: Measures, _before: object, _signed: object
) -> Remedy | None:
    """Serve all followed territories in groups that lie together, within the ratio where it can."""
    followed = followed_layer(after.plan, after.layer_id)
    ids = after.cover.territory_ids.to_numpy(object)
    if not followed or not len(ids):
        return None
    base = measure_scenario(after.plan, after.scenario_id, followed)
    ratio = max(overlay_ratio(after.plan, after.layer_id), -(-base.n_territories // len(ids)))
    serves = serving(base, ids, ratio)
    return Remedy(
        "Group the followed territories again",
        lambda plan: set_overlay(plan, after.scenario_id, after.layer_id, serves),
    )


def serving(followed: Measures, overlay_ids: Objects, ratio: int) -> dict[str, str]:
    """Followed territory -> overlay territory, in groups of at most `ratio` that lie together."""
    group = overlay_groups(followed, ratio)
    ids = followed.cover.territory_ids.to_numpy(object)
    return {str(ids[n]): str(overlay_ids[g]) for n, g in enumerate(group)}


def _moves(
    to: Mapping[str, str], after: Measures, label: str, signed: dict[str, str], kind: str = "hand"
) -> Remedy | None:
    if not to:
        return None
    reason = "rules of engagement"

    def edit(plan: Plan) -> Plan:
        for territory_id in sorted(set(to.values())):
            ids = [account for account, taker in to.items() if taker == territory_id]
            plan = unlock_accounts(plan, after.scenario_id, _said(plan, after, ids), after.layer_id)
            plan = assign_accounts(
                plan, after.scenario_id, ids, territory_id, kind, reason, **signed
            )
        return plan

    return Remedy(label, edit)


def _said(plan: Plan, after: Measures, ids: list[str]) -> list[str]:
    """Those of the accounts about which somebody has decided."""
    rows = plan.of_scenario("account_assignment", after.scenario_id)
    rows = rows[equals(rows, "layer_id", after.layer_id)]
    return [name for name in ids if name in set(rows["account_id"])]


def _old_territories(ids: list[str], after: Measures, before: Measures | None) -> dict[str, str]:
    if before is None:
        return {}
    at = positions(after.facts.known.accounts, np.array(ids, object))
    old = np.append(before.cover.territory_ids.to_numpy(object), [""])[before.cover.territory[at]]
    there = set(after.cover.territory_ids)
    return {name: str(place) for name, place in zip(ids, old, strict=True) if place in there}


def _at(ids: pd.Index, name: str) -> int:
    return int(positions(ids, np.array([name], object))[0])


def _counts(after: Measures) -> Ints:
    return np.rint(after.sums["accounts"]).astype(np.int64)


def _movable(after: Measures) -> Bools:
    """Accounts nobody has named, locked or held over."""
    return np.asarray(after.cover.step > 2, bool)


def _id(after: Measures, account: int) -> str:
    return str(after.facts.known.accounts[account])


def _km(after: Measures, accounts: Ints, territories: Ints) -> Floats:
    one, other = after.facts.places.take(accounts), after.centres.take(territories)
    km = distance_km(one.x, one.y, other.x, other.y, one.is_plane)
    return np.nan_to_num(np.asarray(km), nan=1e9)


def _nearest_with_room(after: Measures, accounts: Ints, room: Ints, n: int) -> dict[str, str]:
    """The n accounts that are nearest to another territory with room, and that territory."""
    room = room.copy()
    revenue = floats(after.plan["account"], "revenue_amount")[accounts]
    to: dict[str, str] = {}
    left = list(range(len(accounts)))
    while len(to) < n and left and (room > 0).any():
        open_ones = np.flatnonzero(room > 0)
        rows = np.array(left)
        km = np.column_stack([_km(after, accounts[rows], np.full(len(rows), t)) for t in open_ones])
        nearest = km.min(axis=1)
        order = np.lexsort((revenue[rows], nearest))
        row = int(order[0])
        taker = int(open_ones[int(km[row].argmin())])
        to[_id(after, int(accounts[rows[row]]))] = str(after.cover.territory_ids[taker])
        room[taker] -= 1
        left.pop(row)
    return to


_Maker = Callable[[Breach, Measures, Measures | None, dict[str, str]], Remedy | None]
_MAKERS: dict[str, _Maker] = {
    "give away": _give_away, "take": _take, "seat": _seat, "return to owner": _return_to_owner,
    "keep the largest": _keep_the_largest, "keep the one in force": _keep_in_force,
    "scale": _scale, "group again": _group_again,
}  # fmt: skip
