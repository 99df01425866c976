"""Measures of districts, regions, areas and the company, from those of territories."""

import numpy as np
import pandas as pd

from salesplanner.analysis.balance import balance_index
from salesplanner.analysis.columns import decisions, texts
from salesplanner.analysis.territory_measures import (
    BALANCED,
    Measures,
    territory_table,
    with_ratios,
)
from salesplanner.analysis.who_covers import territories_of_layer
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

COMPANY = "company"
_NOT_ADDED = ("parts", "polsby_popper")


def levels_table(measures: Measures) -> pd.DataFrame:
    """Territories, then each level above them, then the company; column level_id says which.

    Sums and target shares add up; ratios and indices are taken anew from them; means of unit
    measures, parts and Polsby-Popper are left out above the territory.
    """
    table = territory_table(measures)
    chains = ancestors(measures.plan, measures.scenario_id, measures.layer_id)
    lowest = table.assign(level_id=chains["level_id"].iloc[0] if len(chains) else "territory")
    frames = [lowest]
    for level in [name for name in chains.columns if name not in ("territory_id", "level_id")]:
        frames.append(_rolled(measures, table, chains[level].to_numpy(object), level))
    everyone = np.full(len(table), COMPANY, object)
    frames.append(_rolled(measures, table, everyone, COMPANY))
    return pd.concat(frames, ignore_index=True)


def ancestors(plan: Plan, scenario_id: str, layer_id: str) -> pd.DataFrame:
    """For each territory of a layer: territory_id, level_id, and one column a level above it.

    Raises:
        PlanProblem: a territory that belongs to itself through its parents.
    """
    rows = decisions(plan, "territory", scenario_id)
    parent = dict(zip(texts(rows, "territory_id"), texts(rows, "parent_id"), strict=True))
    level = dict(zip(texts(rows, "territory_id"), texts(rows, "level_id", "above"), strict=True))
    lowest = territories_of_layer(plan, scenario_id, layer_id)
    answer: dict[str, list[object]] = {
        "territory_id": list(texts(lowest, "territory_id")),
        "level_id": list(texts(lowest, "level_id", "territory")),
    }
    for position, territory in enumerate(answer["territory_id"]):
        for above in chain(parent, territory):
            column = answer.setdefault(level[above], [pd.NA] * len(lowest))
            column[position] = above
    return pd.DataFrame(answer, dtype=object)


def chain(parent: dict[object, object], territory: object) -> list[object]:
    """What a territory belongs to, from the nearest up.

    Raises:
        PlanProblem: the chain comes back to where it was.
    """
    found: list[object] = []
    here = parent.get(territory)
    while here in parent:
        if here in found or here == territory:
            raise PlanProblem(
                f"{territory} belongs to itself through {here}.",
                "table territory, column parent_id",
                "Give one of them another parent.",
            )
        found.append(here)
        here = parent.get(here)
    return found


def _rolled(
    measures: Measures,
    table: pd.DataFrame,
    group: "np.ndarray[tuple[int], np.dtype[np.object_]]",
    level: str,
) -> pd.DataFrame:
    rows = decisions(measures.plan, "territory", measures.scenario_id)
    means = set(measures.facts.unit_means)
    numbers = [
        name
        for name in table.select_dtypes("number").columns
        if name not in _NOT_ADDED
        and name not in means
        and (name == "target_share" or not name.endswith(("_index", "_share")))
    ]
    sums = (
        table[numbers].groupby(pd.Series(group), sort=True).sum().reset_index(names="territory_id")
    )
    names = rows.set_index("territory_id")
    by_id = dict(zip(names.index, texts(rows, "name"), strict=True))
    parents = dict(zip(names.index, texts(rows, "parent_id"), strict=True))
    sums["name"] = [by_id.get(key, key) for key in sums["territory_id"]]
    sums["parent_id"] = [parents.get(key) for key in sums["territory_id"]]
    share = sums["target_share"].to_numpy(np.float64)
    for name in BALANCED:
        sums[f"{name}_index"] = balance_index(sums[name].to_numpy(np.float64), share)
    return with_ratios(sums).assign(level_id=level)
