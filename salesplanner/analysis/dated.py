"""What changes in the course of the year: every dated decision, and the accounts it moves."""

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Objects, decisions, floats, positions, texts
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.register import register
from salesplanner.analysis.seats import seats
from salesplanner.analysis.territory_measures import Measures
from salesplanner.analysis.who_covers import cover
from salesplanner.geography.distance import distance_km
from salesplanner.plan.edits.exceptions import day_after
from salesplanner.plan.model import Plan
from salesplanner.plan.on_day import plan_on
from salesplanner.problems import PlanProblem

_EVENTS = ("day", "what", "territory_id", "who", "accounts", "reason")


def calendar_of_changes(plan: Plan, scenario_id: str, layer_id: str) -> pd.DataFrame:
    """Every day on which a seat or an exception begins or ends, in order.

    Columns: day, what, territory_id, who (a rep's name; '' for accounts), accounts, reason.
    """
    found = [*_seat_events(plan, scenario_id), *_account_events(plan, scenario_id, layer_id)]
    table = pd.DataFrame(found, columns=list(_EVENTS)).astype({"accounts": "Int64"})
    return table.sort_values(["day", "what", "territory_id"], kind="stable", ignore_index=True)


def accounts_on(plan: Plan, scenario_id: str, layer_id: str, day: str) -> pd.DataFrame:
    """Accounts that are with another territory or rep on a day than when the year begins.

    Columns: account_id, name, from_territory_id, to_territory_id, from_rep_name, to_rep_name,
    revenue_amount; the largest first.

    Raises:
        PlanProblem: no such scenario, or no such day.
    """
    first, then = (
        _hands(plan_on(plan, scenario_id, when), scenario_id, layer_id)
        for when in (fiscal_year(plan).first_day, day)
    )
    at = np.flatnonzero((first[0] != then[0]) | (first[1] != then[1]))
    accounts = plan["account"].iloc[at]
    table = pd.DataFrame(
        {
            "account_id": texts(accounts, "account_id"),
            "name": texts(accounts, "name", ""),
            "from_territory_id": first[0][at],
            "to_territory_id": then[0][at],
            "from_rep_name": first[1][at],
            "to_rep_name": then[1][at],
            "revenue_amount": floats(accounts, "revenue_amount"),
        }
    )
    return table.sort_values("revenue_amount", ascending=False, ignore_index=True)


def _hands(plan: Plan, scenario_id: str, layer_id: str) -> tuple[Objects, Objects]:
    """Territory and rep of each account, '' for none."""
    known = register(plan)
    found = cover(plan, scenario_id, layer_id, known)
    reps = seats(plan, scenario_id, layer_id, known).rep_names
    ids = np.append(found.territory_ids.to_numpy(object), [""])
    return ids[found.territory], np.append(reps, [""])[found.territory]


def _seat_events(plan: Plan, scenario_id: str) -> list[tuple[object, ...]]:
    rows = decisions(plan, "territory_rep", scenario_id)
    names = dict(zip(plan["rep"]["rep_id"], plan["rep"]["name"], strict=True))
    events: list[tuple[object, ...]] = []
    for row in rows.to_dict("records"):
        who = str(names.get(row["rep_id"], row["rep_id"]))
        if row["from_date"]:
            events.append((row["from_date"], "begins", row["territory_id"], who, None, ""))
        if not pd.isna(row["until_date"]):
            day = day_after(str(row["until_date"]))
            events.append((day, "has left", row["territory_id"], who, None, ""))
    return events


def _account_events(plan: Plan, scenario_id: str, layer_id: str) -> list[tuple[object, ...]]:
    rows = decisions(plan, "account_assignment", scenario_id, layer_id)
    rows = rows.assign(reason=rows["reason"].fillna(""), then=rows["then_territory_id"].fillna(""))
    begun = rows[(rows["from_date"] != "").to_numpy(bool)]
    events: list[tuple[object, ...]] = [
        (day, "accounts come", territory, "", len(part), reason)
        for (day, territory, reason), part in begun.groupby(["from_date", "territory_id", "reason"])
    ]
    ended = rows[rows["until_date"].notna()]
    for (day, territory, then, reason), part in ended.groupby(
        ["until_date", "territory_id", "then", "reason"]
    ):
        what = "accounts go on" if then else "accounts go back"
        events.append((day_after(str(day)), what, then or territory, "", len(part), reason))
    return events


def nearest_others(measures: Measures, account_ids: list[str]) -> dict[str, str]:
    """For each account the nearest territory with a rep, other than its own.

    Raises:
        PlanProblem: nobody else sits on a territory.
    """
    at = positions(measures.facts.known.accounts, np.array(account_ids, object))
    staffed = np.flatnonzero(measures.seats.rep >= 0)
    if len(staffed) < 2:
        raise PlanProblem(
            "There is no other territory with a rep.", "table territory_rep", "Choose a pool."
        )
    own, best = measures.cover.territory[at], np.full(len(at), -1)
    places, least = measures.facts.places.take(at), np.full(len(at), np.inf)
    for number in staffed:
        there = measures.centres.take(np.full(len(at), number))
        km = distance_km(places.x, places.y, there.x, there.y, places.is_plane)
        km = np.where(own == number, np.inf, np.nan_to_num(np.asarray(km), nan=1e9))
        nearer = km < least
        best[nearer], least[nearer] = number, km[nearer]
    ids = measures.cover.territory_ids.to_numpy(object)
    return {name: str(ids[n]) for name, n in zip(account_ids, best, strict=True)}
