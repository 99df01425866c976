"""Rules of engagement: what a carve must keep to, each breach with what would put it right."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.disruption import disruption
from salesplanner.analysis.layers import condition_problem, followed_layer, role_of_layer
from salesplanner.analysis.overlays import overlay_table, unserved
from salesplanner.analysis.territory_measures import Measures, territory_table
from salesplanner.plan.model import Plan, equals


@dataclass(frozen=True)
class Breach:
    """One breach. `remedy` names a one-click remedy the window knows; '' where there is none."""

    check: str
    table: str
    row_key: str
    what: str
    remedy: str
    is_waived: bool = False


def breaches(after: Measures, before: Measures | None = None) -> list[Breach]:
    """Every breach in a scenario; those somebody waived are marked, not left out.

    Args:
        after: the measures of the scenario.
        before: what hand-overs are counted against; none: these checks are left out.
    """
    found = [
        *_account_counts(after), *_named_without_owner(after), *_splits(after), *_doubled(after),
        *_overlay_ratios(after), *_layer_condition(after),
    ]  # fmt: skip
    if before is not None:
        found += [*_handovers(after, before), *_strategic(after, before)]
    waived = _waived(after.plan, after.scenario_id)
    return [
        Breach(b.check, b.table, b.row_key, b.what, b.remedy, (b.check, b.row_key) in waived)
        for b in found
    ]


def _account_counts(after: Measures) -> Iterator[Breach]:
    """Accounts per rep within the limits of the layer's role."""
    role = _role(after)
    if role is None:
        return
    table = territory_table(after)
    for row in table.to_dict("records"):
        n, name = round(float(row["accounts"])), str(row["name"])
        low, high = role["accounts_low"], role["accounts_high"]
        if pd.notna(high) and n > int(high):
            what = f"{name} has {n} accounts, more than the {int(high)} of its role."
            yield Breach(
                "accounts per rep", "territory", str(row["territory_id"]), what, "give away"
            )
        if pd.notna(low) and n < int(low):
            what = f"{name} has {n} accounts, fewer than the {int(low)} of its role."
            yield Breach("accounts per rep", "territory", str(row["territory_id"]), what, "take")


def _named_without_owner(after: Measures) -> Iterator[Breach]:
    """A named account sits in a territory that somebody sits on."""
    rows = after.plan.of_scenario("account_assignment", after.scenario_id)
    rows = rows[equals(rows, "layer_id", after.layer_id) & equals(rows, "kind", "named")]
    ids = after.cover.territory_ids
    vacant = set(ids[after.seats.rep < 0])
    accounts = after.plan["account"]
    names = dict(zip(accounts["account_id"], accounts["name"], strict=True))
    for account_id, territory_id in zip(rows["account_id"], rows["territory_id"], strict=True):
        if territory_id in vacant or territory_id not in ids:
            name = names.get(account_id, account_id)
            what = f"Named account {name} is in {territory_id}, where nobody sits."
            yield Breach("named account without owner", "account", str(account_id), what, "seat")


def _splits(after: Measures) -> Iterator[Breach]:
    """The shares of a split account sum to one, within what rounding explains."""
    rows = after.plan.of_scenario("account_assignment", after.scenario_id)
    rows = rows[equals(rows, "layer_id", after.layer_id) & equals(rows, "kind", "split")]
    sums = rows.groupby("account_id")["share"].sum()
    for account_id, total in sums.items():
        if abs(float(total) - 1) > 1e-6:
            what = f"The shares of account {account_id} add up to {float(total):.1%}."
            yield Breach("split shares", "account", str(account_id), what, "scale")


def _handovers(after: Measures, before: Measures) -> Iterator[Breach]:
    """No rep gives up more accounts than the role allows."""
    role = _role(after)
    if role is None or pd.isna(role["handover_high"]):
        return
    high = int(role["handover_high"])
    by_hand = disruption(before, after).by_hand
    for row in by_hand[by_hand["accounts_lost"] > high].to_dict("records"):
        what = f"{row['name']} gives up {int(row['accounts_lost'])} accounts, more than {high}."
        yield Breach("hand-over cap", "rep", str(row["holder_id"]), what, "keep the largest")


def _strategic(after: Measures, before: Measures) -> Iterator[Breach]:
    """Strategic accounts keep their owner."""
    accounts = after.plan["account"]
    strategic = set(accounts["account_id"][accounts["is_strategic"].fillna(False).to_numpy(bool)])
    movers = disruption(before, after).movers
    for row in movers[movers["account_id"].isin(strategic)].to_dict("records"):
        if row["from_rep_name"] != row["to_rep_name"]:
            what = (
                f"Strategic account {row['name'] or row['account_id']} goes from "
                f"{row['from_rep_name'] or 'nobody'} to {row['to_rep_name'] or 'nobody'}."
            )
            key = str(row["account_id"])
            yield Breach("strategic account", "account", key, what, "return to owner")


def _doubled(after: Measures) -> Iterator[Breach]:
    """No two territories of one layer on an account at the same time, but for a split."""
    rows = after.plan.of_scenario("account_assignment", after.scenario_id)
    rows = rows[equals(rows, "layer_id", after.layer_id) & ~equals(rows, "kind", "split")]
    twice = rows[rows.duplicated(["account_id", "from_date"], keep=False)]
    for account_id, part in twice.groupby("account_id"):
        names = ", ".join(sorted(part["territory_id"].astype(str)))
        what = f"Account {account_id} is given to several territories at once: {names}."
        yield Breach("two territories", "account", str(account_id), what, "keep the one in force")


def _overlay_ratios(after: Measures) -> Iterator[Breach]:
    """A specialist serves no more territories than the role's ratio, and none is left out."""
    key = (after.plan, after.scenario_id, after.layer_id)
    if not followed_layer(after.plan, after.layer_id):
        return
    table = overlay_table(*key)
    for row in table[(table["n_over"] > 0).to_numpy(bool)].to_dict("records"):
        what = f"{row['name']} serves {row['n_served']} territories, more than {row['ratio']}."
        yield Breach("overlay ratio", "territory", str(row["territory_id"]), what, "group again")
    for territory_id in unserved(*key):
        what = f"No territory of this layer serves {territory_id}."
        yield Breach("not served", "territory", territory_id, what, "group again")


def _layer_condition(after: Measures) -> Iterator[Breach]:
    """What the layer covers can be read."""
    problem = condition_problem(after.plan, after.layer_id, after.facts.known.columns)
    if problem is not None:
        yield Breach("what the layer covers", "layer", after.layer_id, str(problem), "")


def _role(after: Measures) -> "pd.Series | None":
    return role_of_layer(after.plan, after.layer_id)


def _waived(plan: Plan, scenario_id: str) -> set[tuple[str, str]]:
    rows = plan.of_scenario("waiver", scenario_id)
    return set(zip(rows["check_id"].astype(str), rows["row_key"].astype(str), strict=True))


def breach_table(found: list[Breach]) -> pd.DataFrame:
    """The breaches as a table, those not waived first."""
    columns = ["check", "table", "row_key", "what", "remedy", "is_waived"]
    frame = pd.DataFrame([vars(one) for one in found], columns=columns)
    frame["is_waived"] = np.asarray(frame["is_waived"], bool)
    return frame.sort_values(["is_waived", "check", "row_key"], ignore_index=True)
