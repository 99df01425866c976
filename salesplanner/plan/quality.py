"""What in a plan deserves a look before it is used; nothing here is refused."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesplanner.plan.findings import Finding, all_of, findings
from salesplanner.plan.model import Plan, equals, is_in

_SUM_TOLERANCE = 1e-4
_OFF = 1e-9


def check_quality(plan: Plan, scenario_id: str | None) -> list[Finding]:
    """All checks of quality, on the facts and on one scenario (the only one in the plan)."""
    of_facts = (check_places, check_seasons, check_norms)
    of_scenario = (check_units_assigned, check_seats, check_exceptions, check_quota_sums)
    parts = [check(plan) for check in of_facts]
    if scenario_id is not None:
        parts += [check(plan) for check in of_scenario]
    return all_of(parts)


def check_places(plan: Plan) -> Iterator[Finding]:
    """Accounts that lie in no unit, and those whose place is a guess."""
    if plan["unit"].empty:
        return
    rows = plan["account"]
    nowhere = rows["unit_id"].isna().to_numpy(bool)
    what, remedy = "The account lies in no unit.", "Give it a postal code or a unit."
    yield from findings("account", rows, nowhere, "unit_id", what, remedy)
    guessed = np.array((rows["found_sure_share"] < 0.5).fillna(False), dtype=bool) & ~nowhere
    what, remedy = "The account's place is a guess.", "See its address, or set the unit by hand."
    yield from findings("account", rows, guessed, "unit_id", what, remedy)


def check_seasons(plan: Plan) -> Iterator[Finding]:
    """Seasonality that does not add up to a year."""
    rows = plan["seasonality"]
    total = rows.groupby("seasonality_id")["share"].transform("sum")
    bad = np.array(((total - 1).abs() > _SUM_TOLERANCE).fillna(True), dtype=bool)
    first = ~rows.duplicated("seasonality_id").to_numpy(bool)
    what = "The twelve shares do not add up to 1."
    yield from findings("seasonality", rows, bad & first, "share", what, "Set them again.")


def check_norms(plan: Plan) -> Iterator[Finding]:
    """Segments of accounts for which no role has a call plan."""
    rows, norms = plan["account"], plan["coverage_norm"]
    if norms.empty:
        return
    own = rows["visits"].notna() | rows["segment"].isna()
    bad = ~is_in(rows, "segment", norms["segment"].unique()) & ~own.to_numpy(bool)
    first = ~rows[bad].duplicated("segment").to_numpy(bool)
    bad[bad] = first
    what = "No role has a call plan for segment {value}."
    yield from findings("account", rows, bad, "segment", what, "Add it to the call plan.")


def check_units_assigned(plan: Plan) -> Iterator[Finding]:
    """Units that hold accounts and are in no territory, in layers where units are assigned."""
    assigned = plan["unit_assignment"]
    units = plan["unit"][is_in(plan["unit"], "unit_id", plan["account"]["unit_id"].dropna())]
    for layer_id, rows in assigned.groupby("layer_id"):
        in_one = rows["unit_id"][rows["territory_id"].notna()]
        bad = ~is_in(units, "unit_id", in_one)
        what = f"The unit is in no territory of layer {layer_id}."
        yield from findings("unit", units, bad, "unit_id", what, "Assign it to a territory.")


def check_seats(plan: Plan) -> Iterator[Finding]:
    """Territories without rep and not marked vacant, over-filled ones, and reps without a seat."""
    territories, seats = plan["territory"], plan["territory_rep"]
    leaves = equals(territories, "level_id", "territory") & territories["purpose"].isna().to_numpy(
        bool
    )
    empty = leaves & ~is_in(territories, "territory_id", seats["territory_id"])
    empty &= territories["vacant_from"].isna().to_numpy(bool)
    what, remedy = "Nobody sits on the territory.", "Seat a rep, or mark it vacant."
    yield from findings("territory", territories, empty, "territory_id", what, remedy)
    total = seats.groupby(["territory_id", "from_date"])["share"].transform("sum")
    full = np.array((total > 1 + _OFF).fillna(False), dtype=bool)
    what, remedy = "The shares of the reps are more than the territory.", "Lower a share."
    yield from findings("territory_rep", seats, full, "share", what, remedy)
    reps = plan["rep"]
    idle = ~is_in(reps, "rep_id", seats["rep_id"]) & ~equals(reps, "is_manager", True)
    idle &= reps["leave_date"].isna().to_numpy(bool)
    what, remedy = "The rep has no territory.", "Seat the rep, or mark as manager."
    yield from findings("rep", reps, idle, "rep_id", what, remedy)


def check_exceptions(plan: Plan) -> Iterator[Finding]:
    """Holdovers without an end, exceptions without a reason, and several where one must be."""
    rows = plan["account_assignment"]
    held = equals(rows, "kind", "holdover")
    endless = held & rows["until_date"].isna().to_numpy(bool)
    what, remedy = "The holdover has no end.", "Give its last day."
    yield from findings("account_assignment", rows, endless, "until_date", what, remedy)
    unexplained = is_in(rows, "kind", ["named", "holdover", "hand"])
    unexplained &= rows["reason"].isna().to_numpy(bool)
    what, remedy = "The exception has no reason.", "Say why, so that it can be defended."
    yield from findings("account_assignment", rows, unexplained, "reason", what, remedy)
    key = ["layer_id", "account_id", "from_date"]
    twice = rows.duplicated(key, keep=False).to_numpy(bool) & ~equals(rows, "kind", "split")
    what, remedy = "The account has two territories at once.", "Keep one of them, or split it."
    yield from findings("account_assignment", rows, twice, "territory_id", what, remedy)


def check_quota_sums(plan: Plan) -> Iterator[Finding]:
    """Quotas of components that do not add up to the whole, where both are given."""
    rows = plan["quota"]
    is_whole = equals(rows, "component", "")
    key = ["territory_id", "period"]
    parts = rows[~is_whole].groupby(key)["revised_amount"].sum()
    whole = rows[is_whole]
    index = pd.MultiIndex.from_frame(whole[key].astype(object))
    summed = parts.reindex(index)
    differs = np.array(summed.notna(), dtype=bool)
    differs[differs] = np.array(
        summed.to_numpy(object)[differs] != whole["revised_amount"].to_numpy(object)[differs],
        dtype=bool,
    )
    what = "The components do not add up to the quota {value}."
    remedy = "Set the components again."
    yield from findings("quota", whole, differs, "revised_amount", what, remedy)
