"""The larger areas units lie in: county, state, country."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.plan.model import Plan

Objects = NDArray[np.object_]
Ints = NDArray[np.int64]

_ORDER = ("zip3", "county", "state", "country")  # near to far
_MOST_STEPS = 6


def area_levels(plan: Plan) -> list[str]:
    """Levels of the larger areas in the plan, the nearest first."""
    found = plan["larger_area"]["level"].dropna().unique().tolist()
    known = [level for level in _ORDER if level in found]
    return known + sorted(level for level in found if level not in _ORDER)


def areas_of_units(plan: Plan, level: str) -> Objects:
    """The area of a level each unit lies in, in the order of table unit; '' where there is none.

    A unit that is of this level itself lies in itself.
    """
    units, areas = plan["unit"], plan["larger_area"]
    levels = _column(areas, "area_id", "level")
    parents = _column(areas, "area_id", "parent_id")
    at = units["parent_id"].astype(object).where(units["parent_id"].notna(), "")
    own = (units["level"] == level).fillna(False).to_numpy(bool)
    found = np.where(own, units["unit_id"].to_numpy(object), "")
    for _step in range(_MOST_STEPS):
        is_there = (at.map(levels) == level).to_numpy(bool) & (found == "")
        found = np.where(is_there, at.to_numpy(object), found)
        above = at.map(parents).astype(object)
        at = above.where(above.notna(), "")
        if not (at != "").any():
            break
    return np.asarray(found, object)


def regions_of_units(plan: Plan) -> Ints | None:
    """Number of the state (or nearest larger area) of each unit, -1 none; None: there are none."""
    levels = area_levels(plan)
    if levels:
        names = areas_of_units(plan, "state" if "state" in levels else levels[0])
    else:  # a plan made before larger areas were kept: the FIPS of a county begins with its state's
        given = plan["unit"]["parent_id"].astype(object)
        parents = given.where(given.notna(), "").astype(str)
        is_county = parents.str.fullmatch(r"\d{5}")
        names = parents.where(~is_county, parents.str[:2]).to_numpy(object)
    texts = pd.Series(names, dtype=object)
    codes, distinct = pd.factorize(texts.where(texts != ""))
    return codes.astype(np.int64) if len(distinct) > 1 else None


def area_names(plan: Plan, unit_id: str) -> list[str]:
    """Names of the areas a unit lies in, the nearest first."""
    areas = plan["larger_area"]
    at = plan["unit"]["parent_id"][(plan["unit"]["unit_id"] == unit_id).to_numpy(bool)]
    names: list[str] = []
    parent = at.iloc[0] if len(at) else pd.NA
    while pd.notna(parent) and len(names) < _MOST_STEPS:
        row = areas[(areas["area_id"] == parent).to_numpy(bool)]
        if row.empty:
            break
        names.append(str(row["name"].iloc[0]))
        parent = row["parent_id"].iloc[0]
    return names


def _column(frame: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    known = frame[frame[value].notna()]
    return dict(zip(known[key], known[value], strict=True))
