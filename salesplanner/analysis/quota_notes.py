"""What a planner should know about the figures quotas were made from, in words."""

import numpy as np

from salesplanner.analysis.columns import Bools, Floats, texts
from salesplanner.analysis.fiscal_year import days, fiscal_year
from salesplanner.analysis.quota import Bases
from salesplanner.analysis.territory_measures import Measures

_MOST_NAMED = 5


def quota_notes(measures: Measures, bases: Bases, basis: Floats) -> tuple[str, ...]:
    """Territories without any basis, potential that is not known, and seats staffed too late."""
    ids = measures.cover.territory_ids.to_numpy(object)
    nothing = bases.carries & (np.nan_to_num(basis) <= 0)
    notes = []
    if nothing.any() and not nothing.all():
        notes.append(f"No basis and so no quota: {_named(ids[nothing])}.")
    unknown = measures.plan["account"]["potential_amount"].isna().to_numpy(bool)
    covered = measures.cover.territory >= 0
    if (unknown & covered).any():
        n = int((unknown & covered).sum())
        noun = "account has" if n == 1 else "accounts have"
        notes.append(f"{n:,} {noun} no potential; they count as 0 where potential is used.")
    late = staffed_too_late(measures)
    if late.any():
        year = fiscal_year(measures.plan)
        notes.append(
            f"Staffed only after {year.last_day}, so nothing assigned: {_named(ids[late])}."
        )
    return tuple(notes)


def staffed_too_late(measures: Measures) -> Bools:
    """Territories whose rep, or whose hire, only comes after the plan year, (k,)."""
    reps = measures.plan["rep"]
    hired = days(texts(reps, "hire_date"), "table rep, column hire_date")
    first = measures.seats.rep
    end = np.datetime64(fiscal_year(measures.plan).last_day)
    late = (first >= 0) & (np.append(hired, np.datetime64("NaT", "D"))[first] > end)
    vacant = days(texts(measures.seats.rows, "vacant_from"), "table territory, vacant_from")
    return np.asarray(late | ((first < 0) & (vacant > end)), bool)


def _named(ids: "np.ndarray[tuple[int], np.dtype[np.object_]]") -> str:
    more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
    return ", ".join(str(one) for one in ids[:_MOST_NAMED]) + more
