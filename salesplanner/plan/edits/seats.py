"""Edits of who sits on which territory."""

from collections.abc import Mapping

import pandas as pd

from salesplanner.plan.demands import (
    FROM_THE_BEGINNING,
    demand_all,
    demand_between,
    demand_editable,
    demand_leaf,
    demand_row,
    rows_with,
)
from salesplanner.plan.model import Plan, is_in
from salesplanner.problems import PlanProblem


def seat_rep(
    plan: Plan,
    scenario_id: str,
    territory_id: str,
    rep_id: str,
    share: float = 1.0,
    from_date: str = FROM_THE_BEGINNING,
    until_date: str | None = None,
) -> Plan:
    """Put a rep on a territory, for a share of it; the territory is then no longer vacant.

    Raises:
        PlanProblem: no such rep or territory, a share outside 0 to 1, or an end before the begin.
    """
    demand_editable(plan, scenario_id)
    demand_leaf(plan, scenario_id, territory_id)
    demand_row(plan, "rep", rep_id=rep_id)
    demand_between(share, 0, 1, "share of the territory")
    if until_date is not None and until_date < from_date:
        raise PlanProblem(
            f"The last day {until_date} is before the first day {from_date}.",
            f"table territory_rep, row {territory_id} / {rep_id}",
            "Give a later last day.",
        )
    row = {
        "scenario_id": scenario_id,
        "territory_id": territory_id,
        "rep_id": rep_id,
        "from_date": from_date,
        "until_date": until_date,
        "share": share,
    }
    where = rows_with(plan, "territory", scenario_id=scenario_id, territory_id=territory_id)
    plan = plan.set_values("territory", where, vacant_from=pd.NA)
    return plan.put("territory_rep", pd.DataFrame([row]))


def unseat_rep(
    plan: Plan,
    scenario_id: str,
    territory_id: str,
    rep_id: str,
    last_day: str | None = None,
) -> Plan:
    """Take a rep off a territory, altogether or after a last day.

    Raises:
        PlanProblem: the rep does not sit there.
    """
    demand_editable(plan, scenario_id)
    key = {"scenario_id": scenario_id, "territory_id": territory_id, "rep_id": rep_id}
    demand_row(plan, "territory_rep", **key)
    where = rows_with(plan, "territory_rep", **key)
    if last_day is None:
        return plan.remove("territory_rep", where)
    later = where & (plan["territory_rep"]["from_date"] > last_day).fillna(False).to_numpy(bool)
    ends = plan["territory_rep"]["until_date"].fillna("9999-12-31")
    open_ended = where & (ends > last_day).to_numpy(bool)
    plan = plan.set_values("territory_rep", open_ended, until_date=last_day)
    return plan.remove("territory_rep", later)


def swap_reps(plan: Plan, scenario_id: str, one_rep_id: str, other_rep_id: str) -> Plan:
    """Exchange the territories of two reps, shares and dates as they are.

    Raises:
        PlanProblem: no such rep, the same one twice, or neither sits anywhere.
    """
    demand_editable(plan, scenario_id)
    if one_rep_id == other_rep_id:
        raise PlanProblem("A rep cannot be swapped with itself.", one_rep_id, "Choose another rep.")
    for rep_id in (one_rep_id, other_rep_id):
        demand_row(plan, "rep", rep_id=rep_id)
    one = rows_with(plan, "territory_rep", scenario_id=scenario_id, rep_id=one_rep_id)
    other = rows_with(plan, "territory_rep", scenario_id=scenario_id, rep_id=other_rep_id)
    if not (one | other).any():
        raise PlanProblem(
            "Neither rep sits on a territory.", "table territory_rep", "Seat one of them first."
        )
    seats = plan["territory_rep"]
    swapped = pd.concat(
        [seats[one].assign(rep_id=other_rep_id), seats[other].assign(rep_id=one_rep_id)]
    )
    return plan.remove("territory_rep", one | other).put("territory_rep", swapped)


def reseat(plan: Plan, scenario_id: str, rep_of: Mapping[str, str | None]) -> Plan:
    """Put one rep each on many territories at once, for the whole of it and from the beginning.

    rep_of: territory_id -> rep_id, None: nobody; territories not named keep who they have.

    Raises:
        PlanProblem: no such rep or territory, or a rep is to sit on two territories.
    """
    demand_editable(plan, scenario_id)
    demand_all(plan, "rep", "rep_id", [rep for rep in rep_of.values() if rep is not None])
    for territory_id in rep_of:
        demand_leaf(plan, scenario_id, territory_id)
    seated = pd.Series([rep for rep in rep_of.values() if rep is not None], dtype=object)
    if seated.duplicated().any():
        twice = str(seated[seated.duplicated()].iloc[0])
        raise PlanProblem(
            f"The rep {twice!r} would sit on two territories.",
            "table territory_rep",
            "Give each territory a rep of its own.",
        )
    old = rows_with(plan, "territory_rep", scenario_id=scenario_id)
    old &= is_in(plan["territory_rep"], "territory_id", list(rep_of))
    filled = [territory_id for territory_id, rep in rep_of.items() if rep is not None]
    where = rows_with(plan, "territory", scenario_id=scenario_id)
    where &= is_in(plan["territory"], "territory_id", filled)
    plan = plan.set_values("territory", where, vacant_from=pd.NA).remove("territory_rep", old)
    rows = {
        "scenario_id": scenario_id,
        "territory_id": filled,
        "rep_id": [rep_of[territory_id] for territory_id in filled],
        "from_date": FROM_THE_BEGINNING,
        "share": 1.0,
    }
    return plan.put("territory_rep", pd.DataFrame(rows)) if filled else plan


def mark_vacant(
    plan: Plan, scenario_id: str, territory_id: str, from_date: str | None = None
) -> Plan:
    """Nobody sits there (any more); a rep is to be hired from that day on."""
    demand_editable(plan, scenario_id)
    demand_leaf(plan, scenario_id, territory_id)
    key = {"scenario_id": scenario_id, "territory_id": territory_id}
    where = rows_with(plan, "territory", **key)
    plan = plan.set_values("territory", where, vacant_from=from_date or pd.NA)
    return plan.remove("territory_rep", rows_with(plan, "territory_rep", **key))
