"""The territories of a layer as seats: hours, centre and target share of each."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import (
    Floats,
    Ints,
    Objects,
    decisions,
    floats,
    index_of,
    positions,
    texts,
)
from salesplanner.analysis.fiscal_year import days
from salesplanner.analysis.register import Points, Register, given_centres, rep_points
from salesplanner.analysis.who_covers import territories_of_layer
from salesplanner.analysis.working_hours import Hours, rep_hours, seat_hours, seat_months
from salesplanner.plan.model import Plan


@dataclass(frozen=True, eq=False)
class Seats:
    """k territories of one layer: rows of the territory table and what sits on them.

    centre: home of the first rep, else the given centre, NaN where there is neither.
    target_share: (k,) adds up to 1. rep: (k,) position of the first rep, -1: none.
    """

    rows: pd.DataFrame
    hours: Hours
    centre: Points
    target_share: Floats
    rep: Ints
    rep_names: Objects

    def __len__(self) -> int:
        return len(self.rows)


def seats(plan: Plan, scenario_id: str, layer_id: str, known: Register) -> Seats:
    """The seats of a layer.

    Raises:
        PlanProblem: no such scenario, or target shares above 1 in sum.
    """
    rows = territories_of_layer(plan, scenario_id, layer_id)
    ids = index_of(rows, "territory_id")
    sitting = decisions(plan, "territory_rep", scenario_id)
    rep = positions(index_of(plan["rep"], "rep_id"), texts(sitting, "rep_id"))
    territory = positions(ids, texts(sitting, "territory_id"))
    valid = (rep >= 0) & (territory >= 0)
    sitting, rep, territory = sitting[valid], rep[valid], territory[valid]
    first = np.full(len(ids), -1, np.int64)
    order = np.argsort(-floats(sitting, "share", 1.0), kind="stable")[::-1]
    first[territory[order]] = rep[order]  # the largest share is written last
    homes = rep_points(plan).take(first)
    return Seats(
        rows=rows,
        hours=_hours(plan, rows, sitting, rep, territory, first < 0),
        centre=homes.or_else(given_centres(plan, rows, known)),
        target_share=target_shares(rows),
        rep=first,
        rep_names=_names(plan, rows, first),
    )


def target_shares(rows: pd.DataFrame) -> Floats:
    """Target share of each territory, adding up to 1: those not said share the rest equally.

    Shares are taken as proportions where all are said (70 and 140 mean 1/3 and 2/3).
    """
    said = floats(rows, "target_share", float("nan"))
    missing = np.isnan(said)
    if missing.all():
        return np.full(len(rows), 1 / max(1, len(rows)))
    rest = max(0.0, 1 - float(np.nansum(said)))
    if missing.any() and rest <= 0:
        rest = float(np.nanmean(said)) * missing.sum()
    shares = np.where(missing, rest / max(1, missing.sum()), said)
    total = shares.sum()
    return np.asarray(shares / total) if total > 0 else np.full(len(rows), 1 / len(rows))


def _hours(
    plan: Plan,
    rows: pd.DataFrame,
    sitting: pd.DataFrame,
    rep: Ints,
    territory: Ints,
    is_vacant: object,
) -> Hours:
    """Hours of each territory: the reps on it for the time they sit, or the seat to be hired."""
    reps = rep_hours(plan)
    first = days(texts(sitting, "from_date"), "table territory_rep, column from_date")
    last = days(texts(sitting, "until_date"), "table territory_rep, column until_date")
    there = seat_months(plan, rep, first, last) * floats(sitting, "share", 1.0)[:, None]
    seat = seat_hours(plan, texts(rows, "vacant_from"))
    sells = (texts(rows, "purpose", "") == "") & np.asarray(is_vacant, bool)

    def joined(of_rep: Floats, of_seat: Floats) -> Floats:
        total: Floats = of_seat * sells[:, None]
        np.add.at(total, territory, of_rep[rep] * there)
        return total

    return Hours(
        joined(reps.paid, seat.paid),
        joined(reps.field, seat.field),
        joined(reps.capacity, seat.capacity),
    )


def _names(plan: Plan, rows: pd.DataFrame, first: Ints) -> Objects:
    """Name of the rep, 'to be hired', or empty for pools and house territories."""
    names = np.append(texts(plan["rep"], "name", ""), [""])
    vacant = np.where(texts(rows, "purpose", "") == "", "to be hired", "")
    return np.where(first >= 0, names[first], vacant)
